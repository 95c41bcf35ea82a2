"""People before an event: certificates that end or begin, and who is close to a limit of law or rule book."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from wfm.data.roster import Roster
from wfm.roster.problem import RosterProblem
from wfm.roster.rules.view import RosterView

NEAR = 0.75
"""Share of the overtime cap from which somebody is near it."""


@dataclass(frozen=True)
class CertificateChange:
    """A certificate that ends before the event, or begins by it. ``duties``: of the person on that project from the end on."""

    employee: str
    project: str
    day: date
    ends: bool
    emergency_only: bool
    duties: int


def certificate_changes(problem: RosterProblem, roster: Roster, day: date) -> tuple[CertificateChange, ...]:
    """Certificates valid on the month's first day that are not on ``day``, and those that begin in between."""
    found = []
    for name, skills in problem.skills.items():
        for skill in skills:
            if skill.valid_to is not None and problem.horizon.start <= skill.valid_to < day:
                later = [d for d in roster.duties if d.employee == name and d.project == skill.project and d.day > skill.valid_to]
                found.append(CertificateChange(name, skill.project, skill.valid_to, True, skill.emergency_only, len(later)))
            if skill.valid_from is not None and problem.horizon.start < skill.valid_from <= day:
                found.append(CertificateChange(name, skill.project, skill.valid_from, False, skill.emergency_only, 0))
    return tuple(sorted(found, key=lambda one: (not one.ends, one.day, one.employee, one.project)))


@dataclass(frozen=True)
class RestDebt:
    """Somebody near a limit on the day: ``run`` working days in a row up to the day before (limit ``run_limit``, None = no such
    rule), ``week_minutes`` rostered in its week, ``overtime`` minutes of the month over the contract (cap ``overtime_cap``)."""

    employee: str
    run: int
    run_limit: int | None
    week_minutes: int
    overtime: int
    overtime_cap: int
    on_duty: bool


def rest_debt(problem: RosterProblem, roster: Roster, day: date) -> tuple[RestDebt, ...]:
    """Everybody with one working day left before the limit of days in a row, or less, or near the overtime cap; worst first."""
    view = RosterView(problem, roster)
    runs, overtime = problem.rules.force("max-consecutive-days"), problem.rules.force("overtime-cap")
    week = next((week for week in view.weeks if day in week), ())
    found = []
    for person in problem.employees:
        limits, caps = (force.of(person) if force is not None else None for force in (runs, overtime))
        cap = problem.contract_of(person).max_overtime_minutes
        cap = min(cap, round(caps.hours * 60)) if caps is not None else cap
        due = problem.month_minutes(person) - problem.credited_minutes(person)
        duties = [duty for one in week if (duty := view.duty(person.employee, one)) is not None]
        debt = RestDebt(
            employee=person.employee,
            run=_run_before(view, person.employee, day),
            run_limit=limits.days if limits is not None else None,
            week_minutes=sum(view.shift(duty).paid_minutes for duty in duties),
            overtime=max(0, view.worked_minutes(person.employee) - due),
            overtime_cap=cap,
            on_duty=view.duty(person.employee, day) is not None,
        )
        if view.at_work(person, day) and _near(debt):
            found.append(debt)
    return tuple(sorted(found, key=lambda debt: (-_share(debt), -debt.run, debt.employee)))


def _near(debt: RestDebt) -> bool:
    in_a_row = debt.run_limit is not None and debt.run >= debt.run_limit - 1
    return in_a_row or (debt.overtime_cap > 0 and debt.overtime >= NEAR * debt.overtime_cap)


def _share(debt: RestDebt) -> float:
    """How much of the nearer limit is used."""
    row = debt.run / debt.run_limit if debt.run_limit else 0.0
    return max(row, debt.overtime / debt.overtime_cap if debt.overtime_cap else 0.0)


def _run_before(view: RosterView, employee: str, day: date) -> int:
    length = 0
    while view.duty(employee, day - timedelta(days=length + 1)) is not None:
        length += 1
    return length
