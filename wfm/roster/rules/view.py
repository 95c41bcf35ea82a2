"""A roster as a supervisor reads it: who works when, the month before included. Used by checks only, never by engines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from wfm.data.roster import Duty, Roster
from wfm.data.tables import OFF, Employee, Shift, ShiftKind
from wfm.roster.problem import RosterProblem
from wfm.timegrid import minutes_of, moment


@dataclass(frozen=True)
class RosterView:
    """A roster beside its problem, with the questions checks ask. History before the horizon is part of every line."""

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
    def _history(self) -> dict[tuple[str, date], Duty | None]:
        cells: dict[tuple[str, date], Duty | None] = {}
        for employee, line in self.problem.previous.items():
            for day, cell in line.items():
                known = cell.shift in self.problem.shifts
                cells[employee, day] = Duty(employee, day, cell.shift, cell.project) if known else None
        return cells

    def duty(self, employee: str, day: date) -> Duty | None:
        """The duty of a person on a day, before the horizon too; None = off or not known."""
        if day in self.problem.horizon:
            return self.roster.duty(employee, day)
        return self._history.get((employee, day))

    def known(self, employee: str, day: date) -> bool:
        """Whether the cell is on record: inside the horizon, or in the previous roster."""
        return day in self.problem.horizon or (employee, day) in self._history

    def shift(self, duty: Duty) -> Shift:
        """The template of a duty."""
        return self.problem.shifts[duty.shift]

    def kind(self, employee: str, day: date) -> ShiftKind | None:
        """Kind of the shift on a day; None = off."""
        duty = self.duty(employee, day)
        return self.shift(duty).kind if duty else None

    def shift_id(self, employee: str, day: date) -> str:
        """Shift id on a day, OFF without duty."""
        duty = self.duty(employee, day)
        return duty.shift if duty else OFF

    def begins(self, duty: Duty) -> datetime:
        """Wall-clock start of a duty."""
        return moment(duty.day, minutes_of(self.shift(duty).start))

    def ends(self, duty: Duty) -> datetime:
        """Wall-clock end of a duty, on the next day for a night."""
        return self.begins(duty) + timedelta(minutes=self.shift(duty).minutes)

    def line(self, employee: str) -> Iterator[tuple[date, Duty | None]]:
        """The person's days in the horizon, in order."""
        for day in self.dates:
            yield day, self.roster.duty(employee, day)

    def runs(self, employee: str, kinds: frozenset[ShiftKind] | None = None) -> Iterator[tuple[date, date, bool]]:
        """Maximal runs of working days (of ``kinds``, if given) that touch the horizon: first day (may lie before the
        horizon), last day, and whether the run reaches the horizon's end (so may go on)."""

        def inside(day: date) -> bool:
            kind = self.kind(employee, day)
            return kind is not None and (kinds is None or kind in kinds)

        first: date | None = None
        for day in self.dates:
            if inside(day) and first is None:
                first = day
                if day == self.dates[0]:
                    while inside(first - timedelta(days=1)):
                        first -= timedelta(days=1)
            if not inside(day) and first is not None:
                yield first, day - timedelta(days=1), False
                first = None
        if first is not None:
            yield first, self.dates[-1], True
