"""Hours of the month: a band around the contracted minutes, soft inside hard."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from math import ceil, gcd

from pydantic import Field

from wfm.data.roster import Finding
from wfm.data.tables import Employee
from wfm.data.terms import Band, Sum, Term
from wfm.roster.problem import RosterProblem
from wfm.roster.rules.base import Example, InForce, Rule, RuleParams
from wfm.roster.rules.view import RosterView


class MonthlyHoursParams(RuleParams):
    """Tolerances around the contracted minutes of the horizon."""

    soft_hours: float = Field(default=4, ge=0, description="hours off the contract that cost nothing, either way, hours")
    price_per_hour: int = Field(
        default=2, ge=0, description="cost units per hour beyond soft_hours, charged by whole steps of the centre's shift lengths"
    )
    hard_under_hours: float | None = Field(
        default=None, ge=0, description="hours short that are illegal beyond, hours; none = no limit"
    )
    hard_over_hours: float | None = Field(
        default=16, ge=0, description="hours over that are illegal beyond, hours; none = no limit"
    )
    settle_carry: bool = Field(
        default=True, description="whether the balance carried in (carry_minutes) is settled in this horizon"
    )

    @property
    def posts(self) -> bool:
        return self.price_per_hour > 0 or self.hard_under_hours is not None or self.hard_over_hours is not None


class MonthlyHours(Rule[MonthlyHoursParams]):
    """A Sum term of paid minutes.

    The target is contracted minutes - credited leave - balance carried in, at least 0. Prices are whole numbers, so minutes
    are counted in steps: the greatest common divisor of 60 and all paid shift lengths (usually 30 min). Each whole step
    beyond the soft band costs ``price_per_hour * step / 60``, rounded up.
    """

    id = "monthly-hours"
    Params = MonthlyHoursParams
    unit = "minutes"
    examples = (
        Example("40 contracted hours, 40 worked", {"A": "DDDDD.."}, contract={"month_minutes": 2400}),
        Example("4 hours over are free", {"A": "DDDDD.."}, contract={"month_minutes": 2160}),
        Example("5 hours over cost one hour", {"A": "DDDDD.."}, cost=2, contract={"month_minutes": 2100}),
        Example("no whole step beyond: free", {"A": "DDDDD.."}, contract={"month_minutes": 2101}),
        Example(
            "shifts of 7.5 hours make the step half an hour",
            {"A": "DDDDD.."},
            cost=1,
            contract={"month_minutes": 1980},
            shifts={"D": {"minutes": 480}},
        ),
        Example("8 hours short cost four", {"A": "DDDD..."}, cost=8, contract={"month_minutes": 2400}),
        Example("exactly 16 hours over are legal", {"A": "DDDDDDD"}, cost=24, contract={"month_minutes": 2400}),
        Example("one minute more is not", {"A": "DDDDDDD"}, hard=1, contract={"month_minutes": 2399}),
        Example("a hard minimum", {"A": "D......"}, hard=1440, params={"hard_under_hours": 8}, contract={"month_minutes": 2400}),
        Example(
            "hours worked ahead are taken off",
            {"A": "DDDD..."},
            contract={"month_minutes": 2400},
            people={"A": {"carry_minutes": 480}},
        ),
        Example(
            "credited leave counts as worked", {"A": "..DDD.."}, contract={"month_minutes": 2400}, leave=(("A", 0, 1, "annual"),)
        ),
    )

    def compile(self, problem: RosterProblem, force: InForce[MonthlyHoursParams]) -> Iterator[Term]:
        step = reduce(gcd, (shift.paid_minutes for shift in problem.shifts.values()), 60)
        weights = {shift.shift: shift.paid_minutes // step for shift in problem.shifts.values()}
        for person, params in force.each(problem.employees):
            carried = person.carry_minutes if params.settle_carry else 0
            target = max(0, problem.month_minutes(person) - problem.credited_minutes(person) - carried)
            soft, under, over = (_minutes(h) for h in (params.soft_hours, params.hard_under_hours, params.hard_over_hours))
            band = Band(
                hard_min=None if under is None else ceil((target - under) / step),
                soft_min=None if soft is None else (target - soft) // step,
                soft_max=None if soft is None else ceil((target + soft) / step),
                hard_max=None if over is None else (target + over) // step,
                under=ceil(params.price_per_hour * step / 60),
                over=ceil(params.price_per_hour * step / 60),
            )
            yield Sum(self.id, person.employee, weights, 0, problem.horizon.days - 1, band)

    def check(self, view: RosterView, force: InForce[MonthlyHoursParams]) -> Iterator[Finding]:
        step = 60
        while any(shift.paid_minutes % step for shift in view.problem.shifts.values()) or 60 % step:
            step -= 1
        for person, params in force.each(view.people):
            due = _due(view, person, params)
            off = view.worked_minutes(person.employee) - due
            values = {"worked": _hours(due + off), "limit": _hours(due), "off": _hours(off)}
            tolerance = params.hard_over_hours if off > 0 else params.hard_under_hours
            if tolerance is not None and abs(off) > round(tolerance * 60):
                yield Finding(self.id, True, abs(off) - round(tolerance * 60), 0, person.employee, (), values)
                continue
            beyond = abs(off) - round(params.soft_hours * 60)
            cost = beyond // step * -(-params.price_per_hour * step // 60)
            if cost > 0:
                yield Finding(self.id, False, beyond, cost, person.employee, (), values)


def _minutes(hours: float | None) -> int | None:
    return None if hours is None else round(hours * 60)


def _due(view: RosterView, person: Employee, params: MonthlyHoursParams) -> int:
    due = view.problem.month_minutes(person) - view.problem.credited_minutes(person)
    if params.settle_carry:
        due -= person.carry_minutes
    return max(due, 0)


def _hours(minutes: int) -> float:
    return round(minutes / 60, 2)
