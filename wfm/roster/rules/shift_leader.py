"""Shift leaders: somebody who may lead the floor is at the desk."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from pydantic import Field, field_validator

from wfm.data.roster import Finding
from wfm.data.terms import Cover, Term
from wfm.errors import WfmError
from wfm.roster.problem import RosterProblem
from wfm.roster.rules.base import Example, InForce, PricedParams, Rule
from wfm.roster.rules.stating import on_horizon, shortage_curves
from wfm.roster.rules.view import RosterView
from wfm.timegrid import minutes_of

LEADER = {"A": {"leader": True}}
OPEN = {(0, 16): 1, (0, 17): 1}


class ShiftLeaderParams(PricedParams):
    """How many leaders, when, and the price of one missing."""

    price: int = Field(default=50, ge=0, description="cost units per leader missing and interval; 0 switches the rule off")
    leaders: int = Field(default=1, ge=1, description="fewest leaders at the desk, agents")
    window_from: str = Field(default="00:00", description="start of the window in which a leader is asked for, HH:MM")
    window_to: str = Field(default="24:00", description="end of the window, HH:MM; earlier than window_from = past midnight")

    @field_validator("window_from", "window_to")
    @classmethod
    def _is_a_clock(cls, value: str) -> str:
        try:
            minutes_of(value)
        except WfmError as error:
            raise ValueError(str(error)) from None
        return value


class ShiftLeader(Rule[ShiftLeaderParams]):
    """A Cover term over the people marked ``leader``, on any project, in the intervals of the window in which some project
    requires somebody or has a floor. A workspace that marks no leader is asked for none."""

    id = "shift-leader"
    Params = ShiftLeaderParams
    unit = "agent-intervals"
    examples = (
        Example("a leader at the desk", {"A": "D", "B": "."}, people=LEADER, need=OPEN),
        Example("an agent only", {"A": ".", "B": "D"}, cost=100, people=LEADER, need=OPEN),
        Example("a leader on another project leads as well", {"A": "d"}, people=LEADER, need=OPEN),
        Example("a leader who studies does not", {"A": "S"}, cost=100, people=LEADER, need=OPEN),
        Example("two asked, one there", {"A": "D"}, params={"leaders": 2}, cost=100, people=LEADER, need=OPEN),
        Example("nobody marked as leader", {"A": "."}, need=OPEN),
        Example("closed: no leader needed", {"A": "."}, people=LEADER),
        Example("a window that begins at 08:30", {"A": "."}, params={"window_from": "08:30"}, cost=50, people=LEADER, need=OPEN),
        Example(
            "a window past midnight",
            {"A": ".."},
            params={"window_from": "22:00", "window_to": "02:00"},
            cost=100,
            people=LEADER,
            need={(0, 44): 1, (0, 43): 1, (1, 3): 1, (1, 4): 1},
        ),
        Example("a floor asks for one too", {"A": "."}, cost=50, people=LEADER, floor={(0, 20): 1}),
    )

    def compile(self, problem: RosterProblem, force: InForce[ShiftLeaderParams]) -> Iterator[Term]:
        params = force.everybody
        leaders = frozenset(person.employee for person in problem.employees if person.leader)
        if params is None or not leaders:
            return
        demand = problem.demand
        starts = np.arange(demand.slots) * demand.interval_minutes
        begin, end = minutes_of(params.window_from), minutes_of(params.window_to)
        window = (starts >= begin) & (starts < end) if begin < end else (starts >= begin) | (starts < end)
        asked = on_horizon(problem, demand.requirement + demand.floor).sum(axis=2) > 0
        agents = np.where(asked & window, params.leaders, 0).ravel()
        if agents.any():
            offset, loss = shortage_curves(agents, params.price)
            yield Cover(self.id, "leader", True, demand.slots, offset, loss, members=leaders)

    def check(self, view: RosterView, force: InForce[ShiftLeaderParams]) -> Iterator[Finding]:
        params = force.everybody
        leaders = {person.employee for person in view.people if person.leader}
        if params is None or not leaders:
            return
        there = view.present_of(leaders)
        since, until = minutes_of(params.window_from), minutes_of(params.window_to)
        for number, day in enumerate(view.dates):
            missing = 0
            for slot in range(view.slots):
                cell = number * view.slots + slot
                clock = slot * 24 * 60 // view.slots
                inside = since <= clock < until if since < until else not until <= clock < since
                if inside and view.required[cell] + view.seats[cell] > 0:
                    missing += max(0, params.leaders - there[cell])
            if missing:
                yield self.breach(params, missing, "", (day,), limit=params.leaders)
