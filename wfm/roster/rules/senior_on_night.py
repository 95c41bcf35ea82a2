"""Seniors on the night: people of a grade among those on night duty."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from pydantic import Field

from wfm.data.roster import Finding
from wfm.data.tables import ShiftKind
from wfm.data.terms import Cover, Term
from wfm.roster.problem import RosterProblem
from wfm.roster.rules.base import Example, InForce, PricedParams, Rule
from wfm.roster.rules.stating import on_horizon, shortage_curves, small_hours
from wfm.roster.rules.view import RosterView

STARS = {"A": {"grade": 3}, "B": {"grade": 2}}
SMALL_HOURS = {(1, 4): 1}


class SeniorOnNightParams(PricedParams):
    """How many, of which grade, and the price of one missing."""

    price: int = Field(default=100, ge=0, description="cost units per senior missing and night; 0 switches the rule off")
    grade: int = Field(default=3, ge=1, le=5, description="lowest grade that counts as senior, stars")
    people: int = Field(default=1, ge=1, description="fewest seniors on night duty, agents")


class SeniorOnNight(Rule[SeniorOnNightParams]):
    """A Cover term by shift over people of the grade. A date is asked when some project requires somebody, or has a floor, in
    an interval before 06:00 of the next day (of the same day for the last of the horizon). A workspace in which nobody has
    the grade, or without night shifts, is asked for none."""

    id = "senior-on-night"
    Params = SeniorOnNightParams
    unit = "duties"
    examples = (
        Example("a senior among two", {"A": "N..", "B": "N.."}, people=STARS, need=SMALL_HOURS),
        Example("juniors only", {"A": "...", "B": "N.."}, cost=100, people=STARS, need=SMALL_HOURS),
        Example("exactly the grade asked", {"A": "...", "B": "N.."}, params={"grade": 2}, people=STARS, need=SMALL_HOURS),
        Example("a senior by day only", {"A": "D..", "B": "N.."}, cost=100, people=STARS, need=SMALL_HOURS),
        Example("two asked, one there", {"A": "N..", "B": "N.."}, params={"people": 2}, cost=100, people=STARS, need=SMALL_HOURS),
        Example("no night needed", {"A": "...", "B": "N.."}, people=STARS, need={(0, 16): 1}),
        Example(
            "the last night is judged by the same day's small hours",
            {"A": "N.", "B": ".."},
            cost=100,
            people=STARS,
            floor={(1, 4): 1},
        ),
        Example("nobody has a grade", {"A": "N.."}, need=SMALL_HOURS),
    )

    def compile(self, problem: RosterProblem, force: InForce[SeniorOnNightParams]) -> Iterator[Term]:
        params = force.everybody
        if params is None:
            return
        nights = problem.shifts_where(ShiftKind.NIGHT)
        seniors = frozenset(person.employee for person in problem.employees if (person.grade or 0) >= params.grade)
        demand = problem.demand
        early = on_horizon(problem, demand.requirement + demand.floor)[:, small_hours(problem)].sum(axis=(1, 2)) > 0
        asked = np.append(early[1:], early[-1])
        if nights and seniors and asked.any():
            offset, loss = shortage_curves(np.where(asked, params.people, 0), params.price)
            yield Cover(self.id, "senior", False, 1, offset, loss, members=seniors, shifts=nights)

    def check(self, view: RosterView, force: InForce[SeniorOnNightParams]) -> Iterator[Finding]:
        params = force.everybody
        if params is None or all(shift.kind is not ShiftKind.NIGHT for shift in view.problem.shifts.values()):
            return
        seniors = [person.employee for person in view.people if person.grade is not None and person.grade >= params.grade]
        for number, day in enumerate(view.dates if seniors else ()):
            morning = min(number + 1, len(view.dates) - 1) * view.slots
            hours = range(morning, morning + -(-view.slots // 4))
            if any(view.required[cell] or view.seats[cell] for cell in hours):
                there = sum(view.night(employee, day) for employee in seniors)
                if there < params.people:
                    yield self.breach(params, params.people - there, "", (day,), limit=params.people, grade=params.grade)
