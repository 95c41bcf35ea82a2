"""Nights in a calendar month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from itertools import groupby

from pydantic import Field

from wfm.data.roster import Finding
from wfm.data.tables import ShiftKind
from wfm.data.terms import Sum, Term
from wfm.roster.problem import RosterProblem
from wfm.roster.rules.base import Example, InForce, LevelParams, Rule
from wfm.roster.rules.stating import worked_before
from wfm.roster.rules.view import RosterView


class NightQuotaParams(LevelParams):
    """Night duties a month."""

    nights: int = Field(default=8, ge=0, le=31, description="most night duties in a calendar month, duties")


class NightQuota(Rule[NightQuotaParams]):
    """A Sum term over each calendar month of the horizon; a month begun before the horizon counts its nights on record."""

    id = "night-quota"
    Params = NightQuotaParams
    unit = "duties"
    examples = (
        Example("two nights of at most two", {"A": "NN....."}, params={"nights": 2}),
        Example("three of at most two", {"A": "NN...N."}, params={"nights": 2}, hard=1),
        Example("earlier nights of the same month count", {"A": "NN.|N..."}, params={"nights": 2}, hard=1, start="2026-08-06"),
        Example("nights of the month before do not", {"A": "NN.|NN.."}, params={"nights": 2}, start="2026-09-01"),
        Example("a month's end begins a new count", {"A": "NN.N"}, params={"nights": 2}, start="2026-08-30"),
        Example("no nights at all", {"A": "..N"}, params={"nights": 0}, hard=1),
        Example("priced", {"A": "NNNN"}, params={"nights": 1, "level": "priced", "price": 6}, cost=18),
    )

    def compile(self, problem: RosterProblem, force: InForce[NightQuotaParams]) -> Iterator[Term]:
        nights = problem.shifts_where(ShiftKind.NIGHT)
        weights = dict.fromkeys(nights, 1)
        months = [list(days) for _, days in groupby(range(problem.horizon.days), lambda k: problem.horizon.dates[k].month)]
        begun = problem.horizon.start.day - 1
        for person, params in force.each(problem.employees):
            for number, days in enumerate(months):
                before = worked_before(problem, person.employee, begun, nights) if number == 0 else 0
                limit = max(params.nights, before)
                yield Sum(self.id, person.employee, weights, days[0], days[-1], params.at_most(limit), before)

    def check(self, view: RosterView, force: InForce[NightQuotaParams]) -> Iterator[Finding]:
        first = view.dates[0].replace(day=1)
        days = [first + timedelta(days=k) for k in range((view.dates[-1] - first).days + 1)]
        for person, params in force.each(view.people):
            nights = [day for day in days if view.night(person.employee, day)]
            for month, count in Counter((day.year, day.month) for day in nights).items():
                new = [day for day in nights if (day.year, day.month) == month and day >= view.dates[0]]
                over = min(count - params.nights, len(new))
                if over > 0:
                    yield self.breach(params, over, person.employee, new, limit=params.nights, nights=count)
