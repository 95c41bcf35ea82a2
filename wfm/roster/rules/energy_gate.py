"""The energy gate: people under the threshold leave the phones to study."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from wfm.data.roster import Finding
from wfm.data.tables import Employee, ShiftKind
from wfm.data.terms import BAN, Allow, Term
from wfm.roster.problem import RosterProblem
from wfm.roster.rules.base import Example, InForce, Rule, RuleParams
from wfm.roster.rules.view import RosterView


class EnergyGateParams(RuleParams):
    """The gate. An exemption in a peak is an override that switches the rule off for the person, by name."""

    threshold: float = Field(default=90, ge=0, le=100, description="least energy value that serves on the phones, points")

    def stops(self, person: Employee) -> bool:
        """Whether the person is under the gate; people without an energy value are not."""
        return person.energy_value is not None and person.energy_value < self.threshold


class EnergyGate(Rule[EnergyGateParams]):
    """An Allow term bans every shift but study for people under the threshold (shift-allowed lets them study)."""

    id = "energy-gate"
    Params = EnergyGateParams
    unit = "duties"
    examples = (
        Example("exactly on the gate serves", {"A": "DDDDD.."}, people={"A": {"energy_value": 90}}),
        Example("just under it does not", {"A": "DD....."}, people={"A": {"energy_value": 89.9}}, hard=2),
        Example("under it: study", {"A": "SSS...."}, people={"A": {"energy_value": 70}}),
        Example("not measured: serves", {"A": "DEN...."}),
        Example("another threshold", {"A": "D......"}, params={"threshold": 80}, people={"A": {"energy_value": 85}}),
    )

    def compile(self, problem: RosterProblem, force: InForce[EnergyGateParams]) -> Iterator[Term]:
        banned = problem.working - problem.shifts_where(ShiftKind.STUDY)
        for person, params in force.each(problem.employees):
            if params.stops(person):
                yield Allow(self.id, person.employee, tuple(range(problem.horizon.days)), BAN, banned)

    def check(self, view: RosterView, force: InForce[EnergyGateParams]) -> Iterator[Finding]:
        for person, params in force.each(view.people):
            if person.energy_value is None or person.energy_value >= params.threshold:
                continue
            for duty in view.duties(person.employee):
                if view.shift(duty).kind is not ShiftKind.STUDY:
                    values = {"value": person.energy_value, "limit": params.threshold, "shift": duty.shift}
                    yield self.breach(params, 1, person.employee, (duty.day,), **values)
