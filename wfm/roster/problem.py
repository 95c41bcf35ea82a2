"""Everything the month needs in one immutable place: people, shifts, demand, history, rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from wfm.calendars import DayCalendar, calendar_for
from wfm.data.awards import Award
from wfm.data.change_policy import ChangePolicy
from wfm.data.demand import Demand
from wfm.data.roster import Duty, Roster
from wfm.data.tables import (
    OFF,
    Centre,
    Contract,
    Employee,
    Leave,
    Lock,
    OffPhoneWork,
    Preference,
    PreviousDuty,
    Project,
    Requirement,
    Shift,
    Skill,
)
from wfm.data.workspace import Workspace
from wfm.timegrid import Horizon

if TYPE_CHECKING:
    from wfm.roster.rules.book import RuleBook

T = TypeVar("T", Skill, Leave, Preference, Lock)


@dataclass(frozen=True)
class RosterProblem:
    """A planning task. ``base`` is the published roster to stay close to, if any; ``policy`` says what of it may change
    (None = all, freely); ``requirements`` those by named shift and date; ``offphone``: work away from the phones; ``awards``:
    those granted and in force; ``lost``: employee -> day of absence -> minutes of the published duty, which count as worked
    instead of the calendar's day."""

    horizon: Horizon
    centre: Centre
    employees: tuple[Employee, ...]
    contracts: Mapping[str, Contract]
    shifts: Mapping[str, Shift]
    projects: tuple[Project, ...]
    skills: Mapping[str, tuple[Skill, ...]]
    leave: Mapping[str, tuple[Leave, ...]]
    preferences: Mapping[str, tuple[Preference, ...]]
    locks: Mapping[str, tuple[Lock, ...]]
    previous: Mapping[str, Mapping[date, PreviousDuty]]
    demand: Demand
    calendar: DayCalendar
    rules: RuleBook
    base: Roster | None = None
    requirements: tuple[Requirement, ...] = ()
    awards: tuple[Award, ...] = ()
    offphone: tuple[OffPhoneWork, ...] = ()
    policy: ChangePolicy | None = None
    lost: Mapping[str, Mapping[date, int]] = field(default_factory=dict)

    @cached_property
    def employee(self) -> Mapping[str, Employee]:
        """Employee by id."""
        return {person.employee: person for person in self.employees}

    def contract_of(self, person: Employee) -> Contract:
        """The contract of ``person``."""
        return self.contracts[person.contract]

    def employed(self, person: Employee, day: date) -> bool:
        """Whether ``person`` is employed on ``day``."""
        return (person.hired_on is None or day >= person.hired_on) and (person.leaves_on is None or day <= person.leaves_on)

    def on_leave(self, employee: str, day: date) -> Leave | None:
        """The leave of ``employee`` on ``day``, if any."""
        return next((leave for leave in self.leave.get(employee, ()) if leave.from_date <= day <= leave.to_date), None)

    def previous_shift(self, employee: str, day: date) -> str | None:
        """Shift id (or OFF) of a day before the horizon; None when the previous roster says nothing."""
        cell = self.previous.get(employee, {}).get(day)
        return cell.shift if cell else None

    def history(self, employee: str, days: int) -> tuple[str | None, ...]:
        """Shift ids of the ``days`` days before the horizon, latest first; None = not known."""
        cells = self.previous.get(employee)
        if not cells:
            return (None,) * days
        return tuple(self.previous_shift(employee, self.horizon.start - timedelta(days=k)) for k in range(1, days + 1))

    def shifts_where(self, *kinds: str) -> frozenset[str]:
        """Ids of the shifts of these kinds."""
        return frozenset(shift.shift for shift in self.shifts.values() if shift.kind in kinds)

    @cached_property
    def working(self) -> frozenset[str]:
        """Ids of all shifts."""
        return frozenset(self.shifts)

    @cached_property
    def _workdays(self) -> tuple[date, ...]:
        """Working days of the calendar in the horizon."""
        return tuple(day for day in self.horizon.dates if self.calendar.is_workday(day))

    def month_minutes(self, person: Employee) -> int:
        """Contracted minutes of the horizon: the contract's, else calendar working days while employed x day x fte."""
        contract = self.contract_of(person)
        if contract.month_minutes is not None:
            return contract.month_minutes
        days = sum(self.employed(person, day) for day in self._workdays)
        return round(days * contract.day_minutes * contract.fte)

    def credited_minutes(self, person: Employee) -> int:
        """Minutes of leave that count as worked: working days of the calendar on credited leave; of an absence from
        published duties the minutes lost."""
        lost = self.lost.get(person.employee, {})
        if not lost and not self.leave.get(person.employee):
            return 0
        contract = self.contract_of(person)
        days = 0
        for day in self.horizon.dates:
            leave = self.on_leave(person.employee, day)
            days += leave is not None and leave.credited and day not in lost and self.calendar.is_workday(day)
        return round(days * contract.day_minutes * contract.fte) + sum(lost[day] for day in lost if day in self.horizon)

    @cached_property
    def _awards_by_person(self) -> Mapping[str, tuple[Award, ...]]:
        found: defaultdict[str, list[Award]] = defaultdict(list)
        for award in self.awards:
            found[award.employee].append(award)
        return {employee: tuple(awards) for employee, awards in found.items()}

    def awards_of(self, employee: str) -> tuple[Award, ...]:
        """The awards in force for ``employee``."""
        return self._awards_by_person.get(employee, ())

    def with_awards(self, awards: Iterable[Award]) -> RosterProblem:
        """The same task with these awards instead."""
        return replace(self, awards=tuple(awards))

    def with_locks(self, locks: Iterable[Lock]) -> RosterProblem:
        """The same task with these locked cells instead."""
        return replace(self, locks=_by_employee(locks))


def _by_employee(rows: Iterable[T]) -> dict[str, tuple[T, ...]]:
    grouped: defaultdict[str, list[T]] = defaultdict(list)
    for row in rows:
        grouped[row.employee].append(row)
    return {employee: tuple(found) for employee, found in grouped.items()}


def build_problem(workspace: Workspace, demand: Demand, horizon: Horizon, *, base: Roster | None = None) -> RosterProblem:
    """The month's task from a checked workspace and its demand."""
    from wfm.roster.rules.book import rule_book

    centre = workspace.centre
    calendar = calendar_for(
        centre.country,
        [(row.date, row.kind, row.name) for row in workspace.calendar],
        weekend_days=frozenset(centre.weekend_days),
    )
    previous: defaultdict[str, dict[date, PreviousDuty]] = defaultdict(dict)
    for cell in workspace.previous:
        previous[cell.employee][cell.date] = cell
    return RosterProblem(
        horizon=horizon,
        centre=centre,
        employees=workspace.employees,
        contracts={contract.contract: contract for contract in workspace.contracts},
        shifts={shift.shift: shift for shift in workspace.shifts},
        projects=workspace.projects,
        skills=_by_employee(workspace.skills),
        leave=_by_employee(workspace.leave),
        preferences=_by_employee(workspace.preferences),
        locks=_by_employee(workspace.locks),
        previous=previous,
        demand=demand,
        calendar=calendar,
        rules=rule_book(centre.pack, workspace.rules),
        base=base,
        requirements=tuple(row for row in workspace.requirements if row.shift),
        offphone=workspace.offphone,
    )


def empty_roster(problem: RosterProblem) -> Roster:
    """Nobody on duty."""
    return Roster(problem.horizon, ())


def shift_of(duty: Duty | None) -> str:
    """Shift id of a cell, OFF without duty."""
    return duty.shift if duty else OFF
