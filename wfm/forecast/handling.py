"""Handling time by interval: recent level x weekday x the day's shape, weighted by calls, shrunken where few calls were handled.

    seconds(day, slot) = level x weekday factor(day) x shape(workday or rest day, slot)

The day's ratio of its handling time to what level and shape expect of its calls has the variance c^2 / n + d^2 (n calls handled,
c the coefficient of variation of one call, d how days differ). A weekday's factor is its weighted mean, pulled towards 1 as far
as the seven do not differ beyond that (empirical Bayes). Holidays have the factor of a mean rest day, make-up days of a mean
workday.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from wfm.calendars import DayCalendar
from wfm.forecast.history import FloatArray, History
from wfm.forecast.members.design import weekdays

CALL_CV = 1.1
"""Coefficient of variation of single handling times (service times of the Anonymous Bank)."""
_LEVEL_HALF_LIFE_DAYS = 28.0
_SHAPE_CALLS = 500.0
"""Calls after which an interval's own mean weighs as much as the day's: single handling times vary by ``CALL_CV``, interval means
by about 5 %, and (1.1 / 0.05)^2 is about 500."""
_USUAL_WEEKDAY, _PRIOR_WEEKDAYS = 0.01, 10.0
"""How far weekdays usually differ, and the number of weekdays that this guess counts for."""
_USUAL_DAY = 0.05


@dataclass(frozen=True)
class HandlingTime:
    """``seconds``: float64 [2, slots], rows workday and rest day; ``weekday``: float64 [7], factors from Monday on."""

    seconds: FloatArray
    weekday: FloatArray
    calendar: DayCalendar

    def by_slot(self, dates: Sequence[date]) -> FloatArray:
        """float64 [len(dates), slots], seconds per call."""
        rows = _day_kind(dates, self.calendar)
        return np.asarray(self.seconds[rows] * _day_factor(dates, self.calendar, self.weekday)[:, None], dtype=np.float64)


def fit_handling_time(history: History, calendar: DayCalendar, fallback_seconds: float) -> tuple[HandlingTime, bool]:
    """The handling time by slot and day, and whether it was measured (False: ``fallback_seconds`` everywhere)."""
    slots = history.calls.shape[1]
    if history.handled.sum() <= 0:
        return HandlingTime(np.full((2, slots), fallback_seconds), np.ones(7), calendar), False
    level = _level(history)
    kind = _day_kind(history.dates, calendar)
    pooled = _ratio(history, np.ones(history.days, dtype=np.bool_), level, np.ones(slots))
    shape = np.stack([_ratio(history, kind == row, level, pooled) for row in (0, 1)])
    expected = (history.handled * shape[kind]).sum(axis=1)
    busy, handled = history.busy_seconds.sum(axis=1), history.handled.sum(axis=1)
    factor = _weekday_factors(history.dates, busy, expected * level, handled)
    age = history.days - 1 - np.arange(history.days)
    fade = 0.5 ** (age / _LEVEL_HALF_LIFE_DAYS)
    of_day = _day_factor(history.dates, calendar, factor)
    now = float(np.sum(fade * busy) / np.sum(fade * expected * of_day))
    return HandlingTime(shape * now, factor, calendar), True


def _day_kind(dates: Sequence[date], calendar: DayCalendar) -> np.ndarray:
    """int64 [len(dates)]: 0 on workdays, 1 on rest days."""
    return np.array([0 if calendar.is_workday(day) else 1 for day in dates], dtype=np.int64)


def _day_factor(dates: Sequence[date], calendar: DayCalendar, weekday: FloatArray) -> FloatArray:
    return np.asarray(weekdays(dates, calendar) @ weekday, dtype=np.float64)


def _weekday_factors(dates: Sequence[date], busy: FloatArray, expected: FloatArray, handled: FloatArray) -> FloatArray:
    """float64 [7] from the days' busy seconds, those expected without a weekday season, and calls handled."""
    used = handled > 0
    ratio = busy[used] / expected[used]
    chance = CALL_CV**2 / handled[used]
    weight = 1.0 / (chance + _USUAL_DAY**2)
    between = float(np.sum(weight * ((ratio - np.average(ratio, weights=weight)) ** 2 - chance)) / weight.sum())
    weight = 1.0 / (chance + max(between, 0.01**2))
    weekday = np.array([day.weekday() for day, there in zip(dates, used, strict=True) if there])
    total = np.bincount(weekday, weights=weight, minlength=7)
    mean = np.where(total > 0, np.bincount(weekday, weights=weight * ratio, minlength=7) / np.maximum(total, 1e-12), 1.0)
    seen = total > 0
    noise = 1.0 / np.maximum(total, 1e-12)
    apart = float(np.sum((mean[seen] - 1.0) ** 2 - noise[seen])) + _PRIOR_WEEKDAYS * _USUAL_WEEKDAY**2
    true = max(apart / (seen.sum() + _PRIOR_WEEKDAYS), 0.0)
    return np.where(seen, 1.0 + true / (true + noise) * (mean - 1.0), 1.0)


def _level(history: History) -> FloatArray:
    """float64 [days]: the centred level each day's shape is measured against (a four-week running mean)."""
    width = 28
    kernel = np.ones(min(2 * width + 1, 2 * history.days + 1))
    handled = _running(history.handled.sum(axis=1), kernel)
    busy = _running(history.busy_seconds.sum(axis=1), kernel)
    overall = history.busy_seconds.sum() / history.handled.sum()
    return np.where(handled > 0, busy / np.maximum(handled, 1e-9), overall)


def _running(values: FloatArray, kernel: FloatArray) -> FloatArray:
    half = len(kernel) // 2
    return np.convolve(np.pad(values, half), kernel, mode="valid")


def _ratio(history: History, days: np.ndarray, level: FloatArray, parent: FloatArray) -> FloatArray:
    """float64 [slots]: handling time relative to the level, leaning on ``parent`` where calls are few."""
    handled = history.handled[days].sum(axis=0)
    relative = (history.busy_seconds[days] / level[days][:, None]).sum(axis=0)
    return np.asarray((relative + _SHAPE_CALLS * parent) / (handled + _SHAPE_CALLS))
