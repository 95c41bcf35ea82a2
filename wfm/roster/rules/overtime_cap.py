"""Overtime of the month: minutes over the contract, capped by law and by contract."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

from pydantic import Field

from wfm.data.roster import Finding
from wfm.data.terms import Band, Sum, Term
from wfm.roster.problem import RosterProblem
from wfm.roster.rules.base import Example, InForce, Rule, RuleParams
from wfm.roster.rules.view import RosterView


class OvertimeCapParams(RuleParams):
    """Overtime allowed to anybody; a contract may allow less (max_overtime_minutes)."""

    hours: float = Field(default=36, ge=0, description="most overtime in the horizon, hours")
    contract_limit: bool = Field(default=True, description="whether the contract's own max_overtime_minutes, when lower, holds")


class OvertimeCap(Rule[OvertimeCapParams]):
    """A Sum term of paid minutes: at most contracted minutes - credited leave + the lower of the two caps."""

    id = "overtime-cap"
    Params = OvertimeCapParams
    unit = "minutes"
    examples = (
        Example("no overtime", {"A": "DDDDD.."}, contract={"month_minutes": 2400}),
        Example(
            "the contract allows 8 h: exactly", {"A": "DDDDDD."}, contract={"month_minutes": 2400, "max_overtime_minutes": 480}
        ),
        Example("a minute beside", {"A": "DDDDDD."}, hard=1, contract={"month_minutes": 2400, "max_overtime_minutes": 479}),
        Example(
            "the law is narrower than the contract",
            {"A": "DDDDDDD"},
            params={"hours": 10},
            hard=360,
            contract={"month_minutes": 2400, "max_overtime_minutes": 9000},
        ),
        Example("only the law", {"A": "DDDDDDD"}, params={"contract_limit": False}, contract={"month_minutes": 2400}),
        Example(
            "credited leave is time worked",
            {"A": "..DDDDDD"},
            hard=480,
            contract={"month_minutes": 3360},
            leave=(("A", 0, 1, "annual"),),
        ),
    )

    def compile(self, problem: RosterProblem, force: InForce[OvertimeCapParams]) -> Iterator[Term]:
        weights = {shift.shift: shift.paid_minutes for shift in problem.shifts.values()}
        for person, params in force.each(problem.employees):
            cap = int(params.hours * 60)
            if params.contract_limit:
                cap = min(cap, problem.contract_of(person).max_overtime_minutes)
            most = max(0, problem.month_minutes(person) - problem.credited_minutes(person) + cap)
            yield Sum(self.id, person.employee, weights, 0, problem.horizon.days - 1, Band(hard_max=most))

    def check(self, view: RosterView, force: InForce[OvertimeCapParams]) -> Iterator[Finding]:
        for person, params in force.each(view.people):
            limits = [params.hours * 60]
            if params.contract_limit:
                limits.append(view.problem.contract_of(person).max_overtime_minutes)
            due = view.problem.month_minutes(person) - view.problem.credited_minutes(person)
            worked = view.worked_minutes(person.employee)
            over = min(worked - due - min(limits), worked)
            if over > 0:
                hours = round(max(0, worked - due) / 60, 2)
                yield self.breach(params, ceil(over), person.employee, (), limit=round(min(limits) / 60, 2), overtime=hours)
