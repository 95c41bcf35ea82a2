"""What measures may look at: who worked where and when, what was required, and how people came to be there.

Nothing here tells how long a call took: no measure can reward short calls.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from wfm.data.tables import Shift
from wfm.data.worked import WorkedDay, WorkedRoster
from wfm.timegrid import MINUTES_PER_DAY, slots_per_day

Need = Mapping[str, Sequence[Sequence[int]]]
"""Project -> for each day of the horizon, agents required in each interval."""

Slot = tuple[str, int, int]
"""Project, day index, interval of that day."""


@dataclass(frozen=True, order=True)
class CallUp:
    """A step of an emergency call-up as the echelon's book tells it. ``step``: reply, arrive, stand-down; ``accepted``: the
    answer of a reply; ``level``: the echelon's level; ``drill``: practice, not need."""

    day: date
    employee: str
    step: str
    accepted: bool = True
    level: str = ""
    drill: bool = False


@dataclass(frozen=True)
class Facts:
    """One month. ``home``: main project of each person; ``emergency``: (employee, project) certified for emergencies only;
    ``holidays``: date -> True when it is paid at the highest multiple; ``eve``: the day before the horizon, for its nights;
    ``through``: the last day measured."""

    roster: WorkedRoster
    interval_minutes: int
    need: Need
    shifts: Mapping[str, Shift]
    home: Mapping[str, str] = field(default_factory=dict)
    emergency: frozenset[tuple[str, str]] = frozenset()
    holidays: Mapping[date, bool] = field(default_factory=dict)
    call_ups: tuple[CallUp, ...] = ()
    eve: tuple[WorkedDay, ...] = ()
    through: date = date.max

    @cached_property
    def days(self) -> tuple[WorkedDay, ...]:
        """Every person-day measured, by day and person: the same whatever the order of rows."""
        found = [worked for worked in self.roster.days if worked.day <= self.through]
        return tuple(sorted(found, key=lambda worked: (worked.day, worked.employee)))

    def desk_minutes(self, worked: WorkedDay) -> Mapping[Slot, int]:
        """Minutes at a desk by project and interval; a night's minutes after midnight belong to the next day's intervals."""
        found: defaultdict[Slot, int] = defaultdict(int)
        day = self.roster.horizon.index(worked.day)
        slots = slots_per_day(self.interval_minutes)
        for stretch in worked.stretches:
            if stretch.project:
                for slot in range(stretch.from_minute // self.interval_minutes, -(-stretch.to_minute // self.interval_minutes)):
                    low, high = slot * self.interval_minutes, (slot + 1) * self.interval_minutes
                    minutes = min(high, stretch.to_minute) - max(low, stretch.from_minute)
                    found[stretch.project, day + slot // slots, slot % slots] += minutes
        return found

    @cached_property
    def present(self) -> Mapping[Slot, int]:
        """People at the desk for at least half of an interval."""
        counts: defaultdict[Slot, int] = defaultdict(int)
        for worked in (*self.eve, *self.roster.days):
            for slot, minutes in self.desk_minutes(worked).items():
                counts[slot] += 2 * minutes >= self.interval_minutes
        return counts

    def required(self, slot: Slot) -> int:
        """Agents required in an interval; 0 outside the horizon and for projects without demand."""
        project, day, number = slot
        table = self.need.get(project)
        return int(table[day][number]) if table is not None and 0 <= day < len(table) else 0

    def clock_minutes(self, worked: WorkedDay, first: int, last: int) -> int:
        """Minutes worked between two clock times (minutes of a day; ``first`` > ``last`` = across midnight)."""
        total = 0
        for stretch in worked.stretches:
            for minute in range(stretch.from_minute, stretch.to_minute):
                clock = minute % MINUTES_PER_DAY
                total += (first <= clock < last) if first <= last else (clock >= first or clock < last)
        return total
