"""Calendar arithmetic in one place: horizons, weeks, weekends, intervals of a day.

Rosters and curves use wall-clock slots: slot ``k`` of a day starts ``k * interval_minutes`` after local midnight, whatever
the day's length. On the day clocks go back the repeated hour maps onto the same slots; on the day they go forward the
missing hour has no calls. Files carry offsets.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import numpy.typing as npt
import pandas as pd

from wfm.errors import UsageError

MINUTES_PER_DAY = 1440


@dataclass(frozen=True)
class Horizon:
    """Consecutive days to plan; day indices count from 0 at ``start``."""

    start: date
    days: int

    @cached_property
    def dates(self) -> tuple[date, ...]:
        """Every date, first to last."""
        return tuple(self.start + timedelta(days=k) for k in range(self.days))

    @property
    def end(self) -> date:
        """The last date (included)."""
        return self.start + timedelta(days=self.days - 1)

    def index(self, day: date) -> int:
        """Day index of ``day``; negative before the horizon, >= days after it."""
        return (day - self.start).days

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and 0 <= self.index(day) < self.days

    def weeks(self, week_start: int = 0) -> tuple[tuple[int, int], ...]:
        """Centre's weeks that touch the horizon as (first, last) day index; the outer ones may stick out.

        ``week_start``: 0 Monday ... 6 Sunday.
        """
        first = -((self.start.weekday() - week_start) % 7)
        return tuple((k, k + 6) for k in range(first, self.days, 7))

    def weekends(self, weekend_days: frozenset[int] = frozenset({5, 6})) -> tuple[int, ...]:
        """For each day its weekend's running number, -1 on other days; adjoining weekend days share a number."""
        numbers: list[int] = []
        current, before = -1, False
        for day in self.dates:
            inside = day.weekday() in weekend_days
            current += inside and not before
            numbers.append(current if inside else -1)
            before = inside
        return tuple(numbers)

    def __str__(self) -> str:
        return f"{self.start}..{self.end}"


def month_horizon(month: str) -> Horizon:
    """``2026-08`` -> the 31 days of August 2026."""
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", month):
        raise UsageError("time.bad_month", value=month)
    start = date(int(month[:4]), int(month[5:]), 1)
    following = (start + timedelta(days=31)).replace(day=1)
    return Horizon(start, (following - start).days)


def zone(name: str) -> ZoneInfo:
    """The time zone called ``name`` (IANA)."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, IsADirectoryError) as error:
        raise UsageError("time.bad_zone", value=name) from error


def slots_per_day(interval_minutes: int) -> int:
    """Intervals in a day; the interval must divide the day."""
    if interval_minutes <= 0 or MINUTES_PER_DAY % interval_minutes:
        raise UsageError("time.bad_interval", value=interval_minutes)
    return MINUTES_PER_DAY // interval_minutes


def interval_starts(horizon: Horizon, interval_minutes: int, timezone: str) -> pd.DatetimeIndex:
    """Every interval start of the horizon as real instants in ``timezone`` (23- and 25-hour days included)."""
    slots_per_day(interval_minutes)
    first = pd.Timestamp(horizon.start).tz_localize(zone(timezone))
    after = pd.Timestamp(horizon.end + timedelta(days=1)).tz_localize(zone(timezone))
    return pd.date_range(first, after, freq=f"{interval_minutes}min", inclusive="left")


def day_and_slot(
    starts: pd.DatetimeIndex, horizon: Horizon, interval_minutes: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Wall-clock day index and slot of each instant; arrays of the same length as ``starts``."""
    wall = starts.tz_localize(None) if starts.tz is not None else starts
    day = np.asarray((wall.normalize() - pd.Timestamp(horizon.start)).days, dtype=np.int64)
    slot = np.asarray((wall.hour * 60 + wall.minute) // interval_minutes, dtype=np.int64)
    return day, slot


def minutes_of(clock: str) -> int:
    """``08:30`` -> 510; ``24:00`` -> 1440."""
    match = re.fullmatch(r"(\d{1,2}):(\d{2})(?::00)?", clock.strip())
    if not match or int(match[2]) > 59 or int(match[1]) * 60 + int(match[2]) > MINUTES_PER_DAY:
        raise UsageError("time.bad_clock", value=clock)
    return int(match[1]) * 60 + int(match[2])


def clock_of(minutes: int) -> str:
    """510 -> ``08:30``; minutes past midnight of the next day wrap round."""
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


def moment(day: date, minutes: int) -> datetime:
    """Local wall-clock time ``minutes`` after midnight of ``day`` (may reach into the next day)."""
    return datetime(day.year, day.month, day.day) + timedelta(minutes=minutes)
