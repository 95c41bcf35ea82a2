"""Handling time: recent level x the day's shape, weighted by calls, shrunken where few calls were handled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from wfm.calendars import DayCalendar
from wfm.forecast.history import FloatArray, History

_LEVEL_HALF_LIFE_DAYS = 28.0
_SHAPE_CALLS = 500.0
"""Calls after which an interval's own mean weighs as much as the day's: single handling times vary by about their mean
(coefficient of variation 1.1), interval means by about 5 %, and (1.1 / 0.05)^2 is about 500."""


@dataclass(frozen=True)
class HandlingTime:
    """``seconds``: float64 [2, slots], rows workday and rest day."""

    seconds: FloatArray
    calendar: DayCalendar

    def by_slot(self, dates: Sequence[date]) -> FloatArray:
        """float64 [len(dates), slots], seconds per call."""
        rows = [0 if self.calendar.is_workday(day) else 1 for day in dates]
        return np.asarray(self.seconds[rows], dtype=np.float64)


def fit_handling_time(history: History, calendar: DayCalendar, fallback_seconds: float) -> tuple[HandlingTime, bool]:
    """The handling time by slot and day type, and whether it was measured (False: ``fallback_seconds`` everywhere)."""
    slots = history.calls.shape[1]
    if history.handled.sum() <= 0:
        return HandlingTime(np.full((2, slots), fallback_seconds), calendar), False
    age = history.days - 1 - np.arange(history.days)
    fade = (0.5 ** (age / _LEVEL_HALF_LIFE_DAYS))[:, None]
    level = _level(history)
    rest = np.array([not calendar.is_workday(day) for day in history.dates])
    pooled = _ratio(history, np.ones(history.days, dtype=np.bool_), level, np.ones(slots))
    rows = [_ratio(history, chosen, level, pooled) for chosen in (~rest, rest)]
    now = float(np.sum(fade * history.busy_seconds) / np.sum(fade * history.handled))
    return HandlingTime(np.stack(rows) * now, calendar), True


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
