"""Protected persons: no nights and evenings, no overtime, until a date."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from wfm.data.roster import Finding
from wfm.data.tables import ShiftKind
from wfm.data.terms import BAN, Allow, Band, Sum, Term
from wfm.roster.problem import RosterProblem
from wfm.roster.rules.base import Example, InForce, Rule, RuleParams
from wfm.roster.rules.view import RosterView


class ProtectedPersonsParams(RuleParams):
    """What protection from nights means."""

    kinds: tuple[ShiftKind, ...] = Field(
        default=(ShiftKind.NIGHT, ShiftKind.EVENING), description="shift kinds not given up to no_nights_until"
    )


class ProtectedPersons(Rule[ProtectedPersonsParams]):
    """Allow terms ban the kinds up to the date; a Sum term caps hours at the contracted ones (less credited leave) when the
    protection from overtime reaches into the horizon. Always hard."""

    id = "protected-persons"
    Params = ProtectedPersonsParams
    unit = "duties, minutes"
    examples = (
        Example("a night the day after protection ends", {"A": "D.N...."}, people={"A": {"no_nights_until": "2026-08-04"}}),
        Example("a night on its last day", {"A": "DN....."}, hard=1, people={"A": {"no_nights_until": "2026-08-04"}}),
        Example("evenings as well", {"A": "EE....."}, hard=2, people={"A": {"no_nights_until": "2026-08-31"}}),
        Example(
            "evenings allowed by the centre",
            {"A": "EE....."},
            params={"kinds": ("night",)},
            people={"A": {"no_nights_until": "2026-08-31"}},
        ),
        Example(
            "contracted hours exactly",
            {"A": "DDDDD.."},
            contract={"month_minutes": 2400},
            people={"A": {"no_overtime_until": "2026-08-03"}},
        ),
        Example(
            "a minute of overtime",
            {"A": "DDDDD.."},
            hard=1,
            contract={"month_minutes": 2399},
            people={"A": {"no_overtime_until": "2026-08-03"}},
        ),
        Example(
            "protection from overtime over before the month",
            {"A": "DDDDDDD"},
            contract={"month_minutes": 2400},
            people={"A": {"no_overtime_until": "2026-08-02"}},
        ),
    )

    def compile(self, problem: RosterProblem, force: InForce[ProtectedPersonsParams]) -> Iterator[Term]:
        weights = {shift.shift: shift.paid_minutes for shift in problem.shifts.values()}
        horizon = problem.horizon
        for person, params in force.each(problem.employees):
            if person.no_nights_until is not None and person.no_nights_until >= horizon.start:
                days = tuple(range(min(horizon.days, horizon.index(person.no_nights_until) + 1)))
                yield Allow(self.id, person.employee, days, BAN, problem.shifts_where(*params.kinds))
            if person.no_overtime_until is not None and person.no_overtime_until >= horizon.start:
                most = max(0, problem.month_minutes(person) - problem.credited_minutes(person))
                yield Sum(self.id, person.employee, weights, 0, horizon.days - 1, Band(hard_max=most))

    def check(self, view: RosterView, force: InForce[ProtectedPersonsParams]) -> Iterator[Finding]:
        for person, params in force.each(view.people):
            until = person.no_nights_until
            for duty in view.duties(person.employee) if until else ():
                if until is not None and duty.day <= until and view.shift(duty).kind in params.kinds:
                    values = {"until": until.isoformat(), "found": duty.shift}
                    yield self.breach(params, 1, person.employee, (duty.day,), **values)
            until = person.no_overtime_until
            if until is not None and until >= view.dates[0]:
                contracted = view.problem.month_minutes(person) - view.problem.credited_minutes(person)
                worked = view.worked_minutes(person.employee)
                over = min(worked - contracted, worked)
                if over > 0:
                    values = {"until": until.isoformat(), "found": f"{over / 60:.2f}", "case": "overtime"}
                    yield self.breach(params, over, person.employee, (), **values)
