"""Service: the demand's cost curves, project by project and interval by interval."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from pydantic import Field

from wfm.data.roster import Finding
from wfm.data.terms import Cover, Term
from wfm.roster.problem import RosterProblem
from wfm.roster.rules.base import Example, InForce, Rule, RuleParams
from wfm.roster.rules.stating import IntArray, offsets
from wfm.roster.rules.view import RosterView

MORNING = {(0, 16): 1, (0, 17): 2, (1, 16): 1}


class ServiceCoverParams(RuleParams):
    """The prices are in the demand's curves."""

    scale: int = Field(default=1, ge=0, description="every curve is multiplied by this; 0 switches the rule off")

    @property
    def posts(self) -> bool:
        return self.scale > 0

    @property
    def hard(self) -> bool:
        return False


class ServiceCover(Rule[ServiceCoverParams]):
    """A Cover term per project. The demand's curves are flat beyond their end, a Cover's go on with their last slope, so each
    curve that still falls at its end gets its last value once more."""

    id = "service-cover"
    Params = ServiceCoverParams
    unit = "agent-intervals"
    examples = (
        Example("enough people", {"A": "D", "B": "D"}, need=MORNING),
        Example("one missing at 08:30", {"A": "D"}, cost=10, need=MORNING),
        Example("nobody on two mornings", {"A": ".."}, cost=40, need=MORNING),
        Example("people on another project do not help", {"A": "D", "B": "d"}, cost=10, need=MORNING),
        Example("study does not help", {"A": "D", "B": "S"}, cost=10, need=MORNING),
        Example("the night before the month is at the desk until 08:00", {"A": "N|.."}, cost=10, need={(0, 15): 1, (0, 16): 1}),
        Example("a break of half an hour", {"A": "D"}, cost=10, need={(0, 21): 1, (0, 22): 1, (0, 23): 1}),
        Example("a handover is not cover", {"A": "D"}, cost=20, need=MORNING, shifts={"D": {"overlap_minutes": 16}}),
        Example("half an interval is cover", {"A": "D"}, cost=10, need=MORNING, shifts={"D": {"overlap_minutes": 15}}),
        Example("a night spills into the next day", {"A": "N."}, cost=10, need={(0, 44): 1, (1, 0): 1, (1, 2): 1}),
        Example("twice as dear", {"A": "D"}, params={"scale": 2}, cost=20, need=MORNING),
    )

    def compile(self, problem: RosterProblem, force: InForce[ServiceCoverParams]) -> Iterator[Term]:
        params = force.everybody
        for number, project in enumerate(problem.demand.projects if params else ()):
            offset, loss = _curves(problem, number)
            if params and len(loss):
                yield Cover(
                    self.id, project, True, problem.demand.slots, offset, loss * params.scale, projects=frozenset({project})
                )

    def check(self, view: RosterView, force: InForce[ServiceCoverParams]) -> Iterator[Finding]:
        params, demand = force.everybody, view.problem.demand
        for number, project in enumerate(demand.projects if params else ()):
            present = view.present[project]
            for index, day in enumerate(view.dates):
                row = (day - demand.start).days
                if params is None or not 0 <= row < demand.days:
                    continue
                cost = missing = 0
                for slot in range(demand.slots):
                    agents = present[index * demand.slots + slot]
                    curve = demand.curve(row, slot, number)
                    cost += int(curve[min(agents, len(curve) - 1)]) if len(curve) else 0
                    missing += max(0, int(demand.requirement[row, slot, number]) - agents)
                if cost:
                    yield Finding(self.id, False, missing, cost * params.scale, "", (day,), {"project": project})


def _curves(problem: RosterProblem, project: int) -> tuple[IntArray, IntArray]:
    """Curves (offset, loss) of one project on the horizon's cells, ending flat."""
    demand = problem.demand
    first = (problem.horizon.start - demand.start).days
    curves = []
    for day in range(first, first + problem.horizon.days):
        for slot in range(demand.slots):
            curve = demand.curve(day, slot, project) if 0 <= day < demand.days else demand.loss[:0]
            curves.append(np.append(curve, curve[-1]) if len(curve) > 1 and curve[-1] != curve[-2] else curve)
    return offsets(np.array([len(curve) for curve in curves])), np.concatenate(curves).astype(np.int64)
