"""Nights in a row."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from pydantic import Field

from wfm.data.roster import Finding
from wfm.data.tables import ShiftKind
from wfm.data.terms import Run, Term
from wfm.roster.problem import RosterProblem
from wfm.roster.rules.base import Example, InForce, LevelParams, Rule
from wfm.roster.rules.stating import days_before
from wfm.roster.rules.view import RosterView


class NightRunParams(LevelParams):
    """Longest run of nights."""

    nights: int = Field(default=4, ge=1, le=31, description="most night duties in a row, duties")


class NightRun(Rule[NightRunParams]):
    """A Run term over night shifts; nights directly before the horizon count."""

    id = "night-run"
    Params = NightRunParams
    unit = "duties"
    examples = (
        Example("four nights are the limit", {"A": "NNNN..."}),
        Example("five are one too many", {"A": "NNNNN.."}, hard=1),
        Example("two nights before the month count", {"A": "NN|NNN.."}, hard=1),
        Example("a day duty between begins a new run", {"A": "NN|DNNNN"}),
        Example("priced: each night over", {"A": "NNNNN"}, params={"nights": 2, "level": "priced", "price": 5}, cost=15),
        Example("the run reaches the last day", {"A": "..NNN"}, params={"nights": 2}, hard=1),
    )

    def compile(self, problem: RosterProblem, force: InForce[NightRunParams]) -> Iterator[Term]:
        nights = problem.shifts_where(ShiftKind.NIGHT)
        for person, params in force.each(problem.employees):
            before = days_before(problem, person.employee, nights)
            yield Run(self.id, person.employee, nights, params.at_most(params.nights), before)

    def check(self, view: RosterView, force: InForce[NightRunParams]) -> Iterator[Finding]:
        for person, params in force.each(view.people):
            for first, last, _ in view.runs(person.employee, {ShiftKind.NIGHT}):
                length = (last - first).days + 1
                if length > params.nights:
                    days = [first + timedelta(days=k) for k in range(length)]
                    yield self.breach(params, length - params.nights, person.employee, days, limit=params.nights, nights=length)
