"""Daily totals of a project: completed, cleaned, ready for the members to fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property

import numpy as np
import pandas as pd

from wfm.calendars import DayCalendar
from wfm.forecast.history import FloatArray, History
from wfm.forecast.opening import BoolArray, Service

COMPLETE_SHARE = 0.6
"""A day with less of its usual calls recorded counts as missing."""
ZERO_IS_SUSPICIOUS_FROM = 10.0
"""A zero day is suspicious when its weekday usually brings this many calls (chance of a true zero under 0.005 %)."""
OUTLIER_Z = 4.0


@dataclass(frozen=True, eq=False)
class DailySeries:
    """``totals``: float64 [days] from ``first`` on, calls per day, NaN = missing or closed, free of event uplift.

    ``uplift``: date -> factor by which events multiply that day. ``covariates``: date -> numbers, such as temperatures,
    [numbers], or [draws, numbers] where only their distribution is known. ``believed``: days the planner
    calls real, never treated.
    """

    first: date
    totals: FloatArray
    service: Service
    uplift: Mapping[date, float] = field(default_factory=dict)
    covariates: Mapping[date, FloatArray] = field(default_factory=dict)
    believed: frozenset[date] = frozenset()

    @property
    def calendar(self) -> DayCalendar:
        """The centre's calendar."""
        return self.service.calendar

    @property
    def open_weekdays(self) -> frozenset[int]:
        """Weekdays with service, 0 Monday."""
        return self.service.weekdays

    @property
    def days(self) -> int:
        """Days from first to last."""
        return len(self.totals)

    @property
    def known(self) -> int:
        """Days with a total."""
        return int(np.isfinite(self.totals).sum())

    @cached_property
    def dates(self) -> list[date]:
        """Every date of the series."""
        return [self.first + timedelta(days=k) for k in range(self.days)]

    def until(self, days: int) -> DailySeries:
        """The first ``days`` days only."""
        return replace(self, totals=self.totals[:days])

    def factor(self, dates: Sequence[date]) -> FloatArray:
        """Event factor of each date."""
        return np.array([self.uplift.get(day, 1.0) for day in dates], dtype=np.float64)


def day_totals(history: History, service: Service) -> FloatArray:
    """float64 [days]: calls in the served intervals; a partly missing day is scaled up by the usual share
    of what is present, a mostly missing one is NaN."""
    weekday = np.array([day.weekday() for day in history.dates])
    inside = service.mask(history.dates)
    calls = np.where(inside, history.calls, np.nan)
    present = np.isfinite(calls)
    filled = np.where(present, calls, 0.0)
    usual = _usual_slots(filled, present, weekday)[weekday] * inside
    expected = usual.sum(axis=1)
    flat = inside.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(expected > 0, (usual * present).sum(axis=1) / expected, present.sum(axis=1) / flat)
        totals = filled.sum(axis=1) / share
    return np.where((flat > 0) & (share >= COMPLETE_SHARE), totals, np.nan)


def _usual_slots(filled: FloatArray, present: BoolArray, weekday: np.ndarray) -> FloatArray:
    """float64 [7, slots]: mean calls of a slot by weekday; the mean over all days where the weekday has none."""
    overall = filled.sum(axis=0) / np.maximum(present.sum(axis=0), 1)
    usual = np.empty((7, filled.shape[1]))
    for w in range(7):
        count = present[weekday == w].sum(axis=0)
        usual[w] = np.where(count > 0, filled[weekday == w].sum(axis=0) / np.maximum(count, 1), overall)
    return usual


def suspicious_zeros(series: DailySeries) -> list[int]:
    """Days recorded as zero although their weekday is usually busy and no holiday explains it."""
    dates = series.dates
    weekday = np.array([day.weekday() for day in dates])
    usual = {w: _median(series.totals[weekday == w]) for w in range(7)}
    zero = np.flatnonzero(series.totals == 0)
    return [
        int(k)
        for k in zero
        if usual[int(weekday[k])] >= ZERO_IS_SUSPICIOUS_FROM
        and series.calendar.holiday(dates[k]) is None
        and dates[k] not in series.believed
    ]


def without(series: DailySeries, days: Sequence[int]) -> DailySeries:
    """The series with ``days`` (indices) made missing."""
    totals = series.totals.copy()
    totals[list(days)] = np.nan
    return replace(series, totals=totals)


def winsorised(series: DailySeries) -> tuple[DailySeries, list[int]]:
    """The series for fitting, and the indices of days pulled in.

    A day is compared with the median of its weekday over nine weeks, on the log scale, by a robust z; beyond 4 it is
    pulled to 4. Holidays, the days around them, make-up days and event days are exempt.
    """
    dates = series.dates
    middle = weekday_medians(series)
    with np.errstate(invalid="ignore"):
        log_ratio = np.log((series.totals + 0.5) / (middle + 0.5))
    exempt = np.array([explained(series, day) for day in dates], dtype=np.bool_)
    usable = np.isfinite(log_ratio) & ~exempt
    if usable.sum() < 14:
        return series, []
    spread = max(1.4826 * float(np.median(np.abs(log_ratio[usable]))), 0.05)
    limit = OUTLIER_Z * np.sqrt(spread**2 + 1.0 / (np.nan_to_num(middle) + 1.0))
    outlier = np.flatnonzero(usable & (np.abs(np.nan_to_num(log_ratio)) > limit))
    totals = series.totals.copy()
    pulled = (middle + 0.5) * np.exp(np.sign(log_ratio) * limit) - 0.5
    totals[outlier] = np.maximum(pulled[outlier], 0.0)
    return replace(series, totals=totals), [int(k) for k in outlier]


def explained(series: DailySeries, day: date) -> bool:
    """Whether the calendar, an event or the planner accounts for ``day``: a holiday, a day beside one, a make-up day."""
    calendar = series.calendar
    return day in series.uplift or day in series.believed or calendar.position(day) is not None or calendar.is_makeup(day)


def weekday_medians(series: DailySeries) -> FloatArray:
    """float64 [days]: the median of each day's weekday over the nine weeks around it; NaN where too few are known."""
    middle = np.full(series.days, np.nan)
    for offset in range(min(7, series.days)):
        values = pd.Series(series.totals[offset::7])
        middle[offset::7] = values.rolling(9, center=True, min_periods=3).median().to_numpy()
    return middle


def _median(values: FloatArray) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if len(known) else 0.0
