"""Consecutive working days, the previous month's included."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from pydantic import Field

from wfm.data.roster import Finding
from wfm.data.terms import Run, Term
from wfm.roster.problem import RosterProblem
from wfm.roster.rules.base import Example, InForce, LevelParams, Rule
from wfm.roster.rules.view import RosterView


class MaxRunParams(LevelParams):
    """Longest run of working days."""

    days: int = Field(default=6, ge=1, le=31, description="most working days in a row, days")


class MaxRun(Rule[MaxRunParams]):
    """A Run term over all shifts; the run going on at the month's start counts."""

    id = "max-consecutive-days"
    Params = MaxRunParams
    unit = "days"
    examples = (
        Example("six in a row is the limit", {"A": "DDDDDD."}),
        Example("seven is one too many", {"A": "DDDDDDD"}, hard=1),
        Example("three days before the month count", {"A": "DDD|DDDD."}, hard=1),
        Example("a rest day before the month ends that run", {"A": "DDD.|DDDDDD."}),
        Example("priced: each day over", {"A": "DDDDD"}, params={"days": 3, "level": "priced", "price": 5}, cost=10),
    )

    def compile(self, problem: RosterProblem, force: InForce[MaxRunParams]) -> Iterator[Term]:
        for person, params in force.each(problem.employees):
            before = 0
            for shift in problem.history(person.employee, 31):
                if shift not in problem.shifts:
                    break
                before += 1
            yield Run(self.id, person.employee, problem.working, params.at_most(params.days), before)

    def check(self, view: RosterView, force: InForce[MaxRunParams]) -> Iterator[Finding]:
        for person, params in force.each(view.people):
            for first, last, _ in view.runs(person.employee):
                over = (last - first).days + 1 - params.days
                if over > 0:
                    days = tuple(first + timedelta(days=k) for k in range((last - first).days + 1))
                    cost = 0 if params.hard else params.price * over
                    yield Finding(self.id, params.hard, over, cost, person.employee, days, {"limit": params.days})
