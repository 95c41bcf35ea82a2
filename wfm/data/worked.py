"""The worked roster: who was at which desk when, and how they came to be there. Minutes count from midnight of the day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from wfm.data.day_changes import DayChange
from wfm.data.roster import Duty
from wfm.timegrid import Horizon


@dataclass(frozen=True, order=True, slots=True)
class Stretch:
    """Work without a pause from ``from_minute`` to ``to_minute`` (excluded) at the desk of ``project`` ("" = off the phones)."""

    from_minute: int
    to_minute: int
    project: str

    @property
    def minutes(self) -> int:
        """Length."""
        return self.to_minute - self.from_minute


@dataclass(frozen=True, slots=True)
class WorkedDay:
    """One person's day.

    ``first``: the duty as the month was first published (None = a day off); ``last``: the duty in force on the day.
    ``told_at``: local time at which the last change of this cell was told (None = never changed since first published).
    ``stretches``: what was worked, in order, breaks left out; empty = not at work. ``changes``: the day's own changes that
    took effect. ``source``: ``published`` or ``attendance``.
    """

    employee: str
    day: date
    first: Duty | None
    last: Duty | None
    told_at: datetime | None = None
    stretches: tuple[Stretch, ...] = ()
    changes: tuple[DayChange, ...] = ()
    source: str = "published"

    @property
    def minutes(self) -> int:
        """Minutes worked."""
        return sum(stretch.minutes for stretch in self.stretches)


@dataclass(frozen=True)
class WorkedRoster:
    """Every person-day of a horizon on which somebody worked, or was to work."""

    horizon: Horizon
    days: tuple[WorkedDay, ...]

    @cached_property
    def by_cell(self) -> Mapping[tuple[str, date], WorkedDay]:
        """(employee, day) -> what was worked."""
        return {(worked.employee, worked.day): worked for worked in self.days}
