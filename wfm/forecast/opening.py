"""When a project is served: its opening hours, and what history shows of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import numpy.typing as npt

from wfm.calendars import DayCalendar
from wfm.data.tables import Project
from wfm.forecast.history import History
from wfm.timegrid import MINUTES_PER_DAY, minutes_of, slots_per_day

BoolArray = npt.NDArray[np.bool_]

_DAYS_TO_BELIEVE = 3
_HOLIDAYS_TO_BELIEVE = 2


@dataclass(frozen=True, eq=False)
class Service:
    """``week``: bool [7, slots], served intervals of an ordinary week, 0 Monday. A make-up day on a weekday without service
    is served like the nearest workday when ``makeup_open``; holidays are not served when ``rests_on_holidays``."""

    week: BoolArray
    calendar: DayCalendar
    makeup_open: bool = True
    rests_on_holidays: bool = False

    @cached_property
    def weekdays(self) -> frozenset[int]:
        """Weekdays with service."""
        return frozenset(int(w) for w in np.flatnonzero(self.week.any(axis=1)))

    def mask(self, dates: Sequence[date]) -> BoolArray:
        """bool [len(dates), slots]: the served intervals of each date."""
        served = self.week[[day.weekday() if day.weekday() in self.weekdays else self._weekday(day) for day in dates]]
        if self.rests_on_holidays:
            served[[self.calendar.holiday(day) is not None for day in dates]] = False
        return np.asarray(served, dtype=np.bool_).reshape(len(dates), self.week.shape[1])

    def opened(self, dates: Sequence[date]) -> BoolArray:
        """bool [len(dates)]: whether each date has any service."""
        return np.asarray(self.mask(dates).any(axis=1), dtype=np.bool_)

    def borrows(self, day: date) -> bool:
        """Whether ``day`` is a make-up day served only because it is one."""
        return self.makeup_open and not self.week[day.weekday()].any() and self.calendar.is_makeup(day)

    def _weekday(self, day: date) -> int:
        return workday_near(day.weekday(), self.calendar) if self.borrows(day) else day.weekday()


def workday_near(weekday: int, calendar: DayCalendar) -> int:
    """The workday of the week nearest to ``weekday``: what a make-up day is like."""
    work = [w for w in range(7) if w not in calendar.weekend_days]
    return min(work, key=lambda w: abs(w - weekday)) if work else weekday


def open_slots(project: Project, interval_minutes: int) -> BoolArray:
    """bool [7, slots]: weekday (0 Monday) x slot, True where any part of the interval lies in the opening hours.

    Hours that run past midnight belong to the day they open on. Equal times mean a full day.
    """
    slots = slots_per_day(interval_minutes)
    begins = np.arange(2 * slots) * interval_minutes
    opens, closes = minutes_of(project.opens), minutes_of(project.closes)
    if closes <= opens:
        closes += MINUTES_PER_DAY
    inside = (begins + interval_minutes > opens) & (begins < closes)
    grid = np.zeros((7, slots), dtype=np.bool_)
    for digit in project.open_days:
        weekday = int(digit) - 1
        grid[weekday] |= inside[:slots]
        grid[(weekday + 1) % 7] |= inside[slots:]
    return grid


def served(history: History, hours: BoolArray, calendar: DayCalendar) -> Service:
    """The opening ``hours`` [7, slots] less what history never shows: an interval of a weekday seen on at least three
    ordinary days, a whole weekday passed over three times, holidays when two or more passed without a record."""
    dates = history.dates
    weekday = np.array([day.weekday() for day in dates])
    holiday = np.array([calendar.holiday(day) is not None for day in dates])
    makeup = np.array([calendar.is_makeup(day) for day in dates])
    present = np.isfinite(history.calls)
    recorded = np.asarray(present.any(axis=1), dtype=np.bool_)
    week = hours & np.asarray(present.any(axis=0), dtype=np.bool_)
    for w in range(7):
        ordinary = (weekday == w) & ~makeup & ~holiday
        if recorded[ordinary].sum() >= _DAYS_TO_BELIEVE:
            week[w] &= present[ordinary].any(axis=0)
        elif ordinary.sum() >= _DAYS_TO_BELIEVE and not recorded[ordinary].any():
            week[w] = False
    weekday_open = np.asarray(week.any(axis=1), dtype=np.bool_)[weekday]
    extra = makeup & ~weekday_open
    resting = holiday & weekday_open
    return Service(
        week=week,
        calendar=calendar,
        makeup_open=bool(recorded[extra].any() or not extra.any()),
        rests_on_holidays=bool(resting.sum() >= _HOLIDAYS_TO_BELIEVE and not recorded[resting].any()),
    )
