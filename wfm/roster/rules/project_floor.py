"""Floors: seats that a project must have filled while it is open."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from wfm.data.roster import Finding
from wfm.data.terms import Cover, Term
from wfm.roster.problem import RosterProblem
from wfm.roster.rules.base import Example, InForce, Rule, RuleParams
from wfm.roster.rules.stating import on_horizon, shortage_curves
from wfm.roster.rules.view import RosterView

TWO_SEATS = {(0, 16): 2, (0, 17): 1}


class ProjectFloorParams(RuleParams):
    """Price of an empty seat; dearer than anything else, so floors come first."""

    price: int | None = Field(
        default=None,
        ge=0,
        description="cost units per seat missing and interval; none = floor_price of wfm.yaml; 0 switches it off",
    )

    @property
    def posts(self) -> bool:
        return self.price != 0

    @property
    def hard(self) -> bool:
        return False


class ProjectFloor(Rule[ProjectFloorParams]):
    """A Cover term per project over the demand's floors."""

    id = "project-floor"
    Params = ProjectFloorParams
    unit = "agent-intervals"
    examples = (
        Example("exactly the seats", {"A": "D", "B": "D"}, floor=TWO_SEATS),
        Example("one beside", {"A": "D"}, cost=500, floor=TWO_SEATS),
        Example("nobody", {"A": "."}, cost=1500, floor=TWO_SEATS),
        Example("people on another project fill no seat", {"A": "D", "B": "d"}, cost=500, floor=TWO_SEATS),
        Example("the night before the month", {"A": "N|."}, floor={(0, 15): 1}),
        Example("the price of wfm.yaml", {"A": "D"}, cost=90, floor=TWO_SEATS, centre={"defaults": {"floor_price": 90}}),
        Example("a price of its own", {"A": "D"}, params={"price": 7}, cost=7, floor=TWO_SEATS),
    )

    def compile(self, problem: RosterProblem, force: InForce[ProjectFloorParams]) -> Iterator[Term]:
        if force.everybody is None:
            return
        own = force.everybody.price
        price = problem.centre.defaults.floor_price if own is None else own
        floors = on_horizon(problem, problem.demand.floor)
        for number, project in enumerate(problem.demand.projects):
            if price and floors[:, :, number].any():
                offset, loss = shortage_curves(floors[:, :, number].ravel(), price)
                yield Cover(self.id, project, True, problem.demand.slots, offset, loss, projects=frozenset({project}))

    def check(self, view: RosterView, force: InForce[ProjectFloorParams]) -> Iterator[Finding]:
        if force.everybody is None:
            return
        demand = view.problem.demand
        price = force.everybody.price
        if price is None:
            price = view.problem.centre.defaults.floor_price
        for number, project in enumerate(demand.projects):
            for index, day in enumerate(view.dates):
                row = (day - demand.start).days
                if not 0 <= row < demand.days:
                    continue
                seats = demand.floor[row, :, number].tolist()
                there = view.present[project][index * demand.slots : (index + 1) * demand.slots]
                missing = sum(max(0, wanted - agents) for wanted, agents in zip(seats, there, strict=True))
                if missing and price:
                    yield Finding(self.id, False, missing, missing * price, "", (day,), {"project": project})
