"""Members without parameters: the last same weekday, and the mean of recent same weekdays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

import numpy as np

from wfm.calendars import DayCalendar
from wfm.forecast.daily import DailySeries
from wfm.forecast.history import FloatArray
from wfm.forecast.members.base import Member, Predictor

_WEEKS = 6
_TRIM = 0.2


class SeasonalNaive(Member):
    """The latest known total of the same weekday: what every other member must beat."""

    name: ClassVar[str] = "seasonal-naive"
    needs_days: ClassVar[int] = 1

    def _fit(self, series: DailySeries) -> Predictor:
        overall = float(np.nanmean(series.totals))
        latest = dict.fromkeys(range(7), overall)
        for day, total in zip(series.dates(), series.totals, strict=True):
            if np.isfinite(total):
                latest[day.weekday()] = float(total)
        return lambda dates: np.array([latest[day.weekday()] for day in dates], dtype=np.float64)


class WeekdayMean(Member):
    """Trimmed mean of the last six ordinary days of the same weekday. A holiday on a weekday is taken as a rest day, a
    make-up day as a working day, where history has such days."""

    name: ClassVar[str] = "weekday-mean"
    needs_days: ClassVar[int] = 1

    def _fit(self, series: DailySeries) -> Predictor:
        calendar = series.calendar
        recent = _recent(series)
        known = [value for values in recent.values() for value in values]
        overall = _robust_mean(known) if known else float(np.nanmean(series.totals))
        by_weekday = {w: _robust_mean(values) if values else overall for w, values in recent.items()}
        rest = [by_weekday[w] for w in sorted(calendar.weekend_days) if recent[w]]
        work = [by_weekday[w] for w in range(7) if w not in calendar.weekend_days and recent[w]]

        def one(day: date) -> float:
            if calendar.is_makeup(day) and work:
                return float(np.mean(work))
            if calendar.holiday(day) is not None and rest:
                return float(np.mean(rest))
            return by_weekday[day.weekday()]

        def predict(dates: Sequence[date]) -> FloatArray:
            return np.array([one(day) for day in dates], dtype=np.float64)

        return predict


def _recent(series: DailySeries) -> dict[int, list[float]]:
    """Weekday -> its last six known totals on ordinary days."""
    recent: dict[int, list[float]] = {w: [] for w in range(7)}
    for day, total in zip(reversed(series.dates()), series.totals[::-1], strict=True):
        values = recent[day.weekday()]
        if np.isfinite(total) and len(values) < _WEEKS and _ordinary(series.calendar, day):
            values.append(float(total))
    return recent


def _ordinary(calendar: DayCalendar, day: date) -> bool:
    return calendar.holiday(day) is None and not calendar.is_makeup(day)


def _robust_mean(values: list[float]) -> float:
    ordered = np.sort(np.asarray(values))
    cut = int(len(ordered) * _TRIM)
    return float(ordered[cut : len(ordered) - cut].mean())
