"""Shift consistency: start times do not jump between consecutive working days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Literal

from pydantic import Field

from wfm.data.roster import Finding
from wfm.data.terms import Follow, Term
from wfm.roster.problem import RosterProblem
from wfm.roster.rules.base import Example, InForce, LevelParams, Rule
from wfm.roster.rules.view import RosterView
from wfm.timegrid import MINUTES_PER_DAY, minutes_of


class ShiftConsistencyParams(LevelParams):
    """How far the start may move from one working day to the next."""

    level: Literal["hard", "priced"] = Field(default="priced", description="hard: never broken; priced: may be broken at `price`")
    price: int = Field(default=3, ge=0, description="cost units per jump, when priced")
    hours: float = Field(default=3, ge=0, le=12, description="largest change of start time that costs nothing, hours")


class ShiftConsistency(Rule[ShiftConsistencyParams]):
    """A Follow term over pairs of shifts whose starts differ by more than the limit, round the clock (23:00 and 01:00 are two
    hours apart). A day off between makes any change free."""

    id = "shift-consistency"
    Params = ShiftConsistencyParams
    unit = "changes"
    examples = (
        Example("the same start every day", {"A": "DDDDD.."}),
        Example("day to evening is 7 hours", {"A": "DDEE..."}, cost=3),
        Example("a day off between", {"A": "DD.EE.."}),
        Example("the evening before the month", {"A": "E|D....."}, cost=3),
        Example("exactly the limit", {"A": "DE....."}, params={"hours": 7}),
        Example("just beside it", {"A": "DE....."}, params={"hours": 6.99}, cost=3),
        Example("round the clock: 22:00 and 08:00 are 10 hours apart", {"A": "DN....."}, params={"hours": 10}),
        Example("hard", {"A": "DEDE..."}, params={"level": "hard"}, hard=3),
    )

    def compile(self, problem: RosterProblem, force: InForce[ShiftConsistencyParams]) -> Iterator[Term]:
        starts = {shift.shift: minutes_of(shift.start) for shift in problem.shifts.values()}
        tables: dict[float, frozenset[tuple[str, str]]] = {}
        for person, params in force.each(problem.employees):
            if params.hours not in tables:
                tables[params.hours] = frozenset(
                    (first, then)
                    for first, a in starts.items()
                    for then, b in starts.items()
                    if min((a - b) % MINUTES_PER_DAY, (b - a) % MINUTES_PER_DAY) > params.hours * 60
                )
            yield Follow(self.id, person.employee, tables[params.hours], params.ban_or_price)

    def check(self, view: RosterView, force: InForce[ShiftConsistencyParams]) -> Iterator[Finding]:
        for person, params in force.each(view.people):
            for duty in view.duties(person.employee):
                before = view.duty(person.employee, duty.day - timedelta(days=1))
                if before is None or before.shift == duty.shift:
                    continue
                moved = abs((view.begins(duty) - view.begins(before)).total_seconds() / 3600 - 24)
                moved = min(moved, 24 - moved)
                if moved > params.hours:
                    values = {"before": before.shift, "shift": duty.shift, "moved": round(moved, 2), "limit": params.hours}
                    yield self.breach(params, 1, person.employee, (before.day, duty.day), **values)
