"""Days off come together."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Literal

from pydantic import Field

from wfm.data.roster import Finding
from wfm.data.tables import OFF
from wfm.data.terms import Run, Term
from wfm.roster.problem import RosterProblem
from wfm.roster.rules.base import Example, InForce, LevelParams, Rule
from wfm.roster.rules.stating import days_before
from wfm.roster.rules.view import RosterView


class RestTogetherParams(LevelParams):
    """Shortest run of days off."""

    level: Literal["hard", "priced"] = Field(default="priced", description="hard: never broken; priced: may be broken at `price`")
    price: int = Field(default=5, ge=0, description="cost units per day off missing to the run, when priced")
    days: int = Field(default=2, ge=2, le=7, description="fewest days off together, days")


class RestTogether(Rule[RestTogetherParams]):
    """A Run term over days off. Days off directly before the horizon belong to the run; a run that reaches the last day is
    not judged."""

    id = "rest-together"
    Params = RestTogetherParams
    unit = "days"
    examples = (
        Example("two days off together", {"A": "DD..DDD"}),
        Example("a single day off", {"A": "DD.DDDD"}, cost=5),
        Example("two single days off", {"A": "D.D.D.."}, cost=10),
        Example("one day off more before the month", {"A": "D.|.DDDD"}),
        Example("a single one after a duty before the month", {"A": "D|.DDDD"}, cost=5),
        Example("the last day may go on", {"A": "DDDDDD."}),
        Example("three together asked: one missing", {"A": "D..DDDD"}, params={"days": 3}, cost=5),
        Example("hard", {"A": "D.DDDDD"}, params={"level": "hard"}, hard=1),
    )

    def compile(self, problem: RosterProblem, force: InForce[RestTogetherParams]) -> Iterator[Term]:
        off = frozenset({OFF})
        for person, params in force.each(problem.employees):
            before = days_before(problem, person.employee, off)
            yield Run(self.id, person.employee, off, params.at_least(params.days), before)

    def check(self, view: RosterView, force: InForce[RestTogetherParams]) -> Iterator[Finding]:
        for person, params in force.each(view.people):
            for first, last, goes_on in view.rests(person.employee):
                length = (last - first).days + 1
                if length < params.days and not goes_on:
                    days = [first + timedelta(days=k) for k in range(length)]
                    yield self.breach(params, params.days - length, person.employee, days, limit=params.days, found=length)
