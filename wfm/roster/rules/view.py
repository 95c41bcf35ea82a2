"""A roster as a supervisor reads it: who works when, the month before included. Used by checks only, never by engines."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from wfm.data.roster import Duty, Roster
from wfm.data.tables import OFF, Employee, Shift, ShiftKind
from wfm.roster.problem import RosterProblem
from wfm.timegrid import MINUTES_PER_DAY, minutes_of, moment

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class RosterView:
    """A roster beside its problem, with the questions checks ask. History before the horizon is part of every line.

    A cell of the previous roster that names no known shift is a day off; a missing cell is not known.
    """

    problem: RosterProblem
    roster: Roster

    @property
    def people(self) -> tuple[Employee, ...]:
        """All employees."""
        return self.problem.employees

    @property
    def dates(self) -> tuple[date, ...]:
        """The days planned."""
        return self.problem.horizon.dates

    @cached_property
    def _cells(self) -> dict[tuple[str, date], Duty | None]:
        cells: dict[tuple[str, date], Duty | None] = {}
        for employee, line in self.problem.previous.items():
            for day, cell in line.items():
                known = cell.shift in self.problem.shifts
                cells[employee, day] = Duty(employee, day, cell.shift, cell.project) if known else None
        days = set(self.dates)
        return {key: cell for key, cell in cells.items() if key[1] not in days} | {
            key: duty for key, duty in self.roster.by_cell.items() if key[1] in days
        }

    def duty(self, employee: str, day: date) -> Duty | None:
        """The duty of a person on a day, before the horizon too; None = off or not known."""
        return self._cells.get((employee, day))

    def known(self, employee: str, day: date) -> bool:
        """Whether the cell is on record: inside the horizon, or in the previous roster."""
        return day in self.problem.horizon or (employee, day) in self._cells

    def off(self, employee: str, day: date) -> bool:
        """Whether the day is on record as a day without duty."""
        return self.duty(employee, day) is None and self.known(employee, day)

    def shift(self, duty: Duty) -> Shift:
        """The template of a duty."""
        return self.problem.shifts[duty.shift]

    def kind(self, employee: str, day: date) -> ShiftKind | None:
        """Kind of the shift on a day; None = off."""
        duty = self.duty(employee, day)
        return self.shift(duty).kind if duty else None

    def night(self, employee: str, day: date) -> bool:
        """Whether a night duty starts on the day."""
        return self.kind(employee, day) is ShiftKind.NIGHT

    def shift_id(self, employee: str, day: date) -> str:
        """Shift id on a day, OFF without duty."""
        duty = self.duty(employee, day)
        return duty.shift if duty else OFF

    @cached_property
    def _start(self) -> dict[str, int]:
        return {shift.shift: minutes_of(shift.start) for shift in self.problem.shifts.values()}

    def begins(self, duty: Duty) -> datetime:
        """Wall-clock start of a duty."""
        return moment(duty.day, self._start[duty.shift])

    def ends(self, duty: Duty) -> datetime:
        """Wall-clock end of a duty, on the next day for a night."""
        return self.begins(duty) + timedelta(minutes=self.shift(duty).minutes)

    def line(self, employee: str) -> Iterator[tuple[date, Duty | None]]:
        """The person's days in the horizon, in order."""
        for day in self.dates:
            yield day, self._cells.get((employee, day))

    def duties(self, employee: str) -> Iterator[Duty]:
        """The person's duties in the horizon, in order."""
        for _, duty in self.line(employee):
            if duty is not None:
                yield duty

    def worked_minutes(self, employee: str) -> int:
        """Paid minutes of the person's duties in the horizon."""
        return sum(self.shift(duty).paid_minutes for duty in self.duties(employee))

    def at_work(self, person: Employee, day: date) -> bool:
        """Whether the person could be given a duty at all: employed and not on leave."""
        return self.problem.employed(person, day) and self.problem.on_leave(person.employee, day) is None

    def away(self, person: Employee) -> frozenset[date]:
        """The planned days on which the person is on leave or not employed."""
        days = {day for day in self.dates if not self.problem.employed(person, day)}
        for leave in self.problem.leave.get(person.employee, ()):
            days.update(day for day in self.dates if leave.from_date <= day <= leave.to_date)
        return frozenset(days)

    @cached_property
    def weeks(self) -> tuple[tuple[date, ...], ...]:
        """The centre's weeks that touch the horizon, seven dates each; the outer ones may stick out."""
        first = self.dates[0]
        while first.weekday() != self.problem.centre.week_start:
            first -= _DAY
        found = []
        while first <= self.dates[-1]:
            found.append(tuple(first + timedelta(days=k) for k in range(7)))
            first += timedelta(days=7)
        return tuple(found)

    @cached_property
    def weekends(self) -> tuple[tuple[date, ...], ...]:
        """The weekends of the horizon: adjoining weekend days together; the outer ones may be cut."""
        found: list[list[date]] = []
        for day in self.dates:
            if day.weekday() in self.problem.centre.weekend_days:
                if not found or found[-1][-1] != day - _DAY:
                    found.append([])
                found[-1].append(day)
        return tuple(map(tuple, found))

    def runs(self, employee: str, kinds: Collection[ShiftKind] | None = None) -> Iterator[tuple[date, date, bool]]:
        """Maximal runs of working days (of ``kinds``, if given) that touch the horizon: first day (may lie before the
        horizon), last day, and whether the run reaches the horizon's end (so may go on)."""

        def inside(day: date) -> bool:
            kind = self.kind(employee, day)
            return kind is not None and (kinds is None or kind in kinds)

        return self._stretches(inside)

    def rests(self, employee: str) -> Iterator[tuple[date, date, bool]]:
        """Maximal runs of days off that touch the horizon, told as ``runs`` tells them."""
        return self._stretches(lambda day: self.off(employee, day))

    def _stretches(self, inside: Callable[[date], bool]) -> Iterator[tuple[date, date, bool]]:
        first: date | None = None
        for day in self.dates:
            if inside(day) and first is None:
                first = day
                if day == self.dates[0]:
                    while inside(first - _DAY):
                        first -= _DAY
            if not inside(day) and first is not None:
                yield first, day - _DAY, False
                first = None
        if first is not None:
            yield first, self.dates[-1], True

    @property
    def slots(self) -> int:
        """Intervals of a day."""
        return self.problem.demand.slots

    @cached_property
    def _desk_times(self) -> dict[tuple[str, int | None], tuple[int, ...]]:
        return {}

    def desk_slots(self, duty: Duty) -> tuple[int, ...]:
        """Intervals, counted from midnight of the duty's date, of which at least half is spent at the desk: after the
        handover, outside the break. Numbers from ``slots`` on belong to the next day."""
        key = duty.shift, duty.break_start
        if key not in self._desk_times:
            shift, length = self.shift(duty), MINUTES_PER_DAY // self.slots
            begin = self._start[duty.shift]
            desk = set(range(begin + shift.overlap_minutes, begin + shift.minutes))
            if duty.break_start is not None:
                desk -= set(range(begin + duty.break_start, begin + duty.break_start + shift.break_minutes))
            minutes: dict[int, int] = {}
            for minute in desk:
                minutes[minute // length] = minutes.get(minute // length, 0) + 1
            self._desk_times[key] = tuple(sorted(slot for slot, spent in minutes.items() if spent >= length - spent))
        return self._desk_times[key]

    @cached_property
    def _at_desk(self) -> tuple[tuple[str, str, int, tuple[int, ...]], ...]:
        """Everybody at the phones: person, project, first interval of the duty's date in the horizon, intervals."""
        found = []
        eve = self.dates[0] - _DAY
        for person in self.people:
            before = self.duty(person.employee, eve)
            if before is not None:
                shift = self.shift(before)
                pause = shift.break_from if shift.break_minutes else None
                last_night = Duty(before.employee, before.day, before.shift, before.project, pause)
                if shift.covers and before.project:
                    spill = tuple(slot for slot in self.desk_slots(last_night) if slot >= self.slots)
                    found.append((person.employee, before.project, -self.slots, spill))
            for number, (_, duty) in enumerate(self.line(person.employee)):
                if duty is not None and duty.project and self.shift(duty).covers:
                    found.append((person.employee, duty.project, number * self.slots, self.desk_slots(duty)))
        return tuple(found)

    @cached_property
    def present(self) -> dict[str, list[int]]:
        """Project -> agents at the desk in every interval of the horizon (day after day), those of last night included."""
        size = len(self.dates) * self.slots
        counts = {project: [0] * size for project in self.problem.demand.projects}
        for _, project, origin, slots in self._at_desk:
            row = counts.setdefault(project, [0] * size)
            for slot in slots:
                if origin + slot < size:
                    row[origin + slot] += 1
        return counts

    def present_of(self, members: Collection[str]) -> list[int]:
        """Agents among ``members`` at any desk in every interval of the horizon."""
        row = [0] * (len(self.dates) * self.slots)
        for employee, _, origin, slots in self._at_desk:
            if employee in members:
                for slot in slots:
                    if origin + slot < len(row):
                        row[origin + slot] += 1
        return row

    @cached_property
    def required(self) -> list[int]:
        """Agents required in every interval of the horizon, all projects together."""
        return self._demanded(self.problem.demand.requirement.tolist())

    @cached_property
    def seats(self) -> list[int]:
        """Seats asked for by floors in every interval of the horizon, all projects together."""
        return self._demanded(self.problem.demand.floor.tolist())

    def _demanded(self, table: list[list[list[int]]]) -> list[int]:
        row = []
        for day in self.dates:
            number = (day - self.problem.demand.start).days
            inside = 0 <= number < len(table)
            row += [sum(table[number][slot]) if inside else 0 for slot in range(self.slots)]
        return row
