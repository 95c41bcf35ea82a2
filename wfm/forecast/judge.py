"""How good the forecast was at points in the past, and the spread of days and intervals that this shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from wfm.forecast.daily import DailySeries
from wfm.forecast.history import FloatArray, History, IntArray
from wfm.forecast.opening import BoolArray
from wfm.forecast.profile import fit_profile
from wfm.forecast.selection import Backtest, Choice, combined_held_out
from wfm.forecast.spread import ASSUMED, ENOUGH_CASES, Spread, at_least, coverage_share, even, fit_spread, special_days

_ENOUGH_TO_REPORT = 1000
"""Cases from which a spread is fitted that only a reported coverage is judged with."""


@dataclass(frozen=True)
class Accuracy:
    """Backtest figures of one project; NaN where no backtest was possible.

    ``daily``, ``interval``: WAPE (sum of absolute errors / sum of calls) of daily totals and of intervals; ``naive``: daily
    WAPE of seasonal-naive; ``floor``: the interval WAPE of a perfect forecast of Poisson calls, from
    E|N - m| = sqrt(2 m / pi); ``daily_coverage``, ``interval_coverage``: share within p10..p90; ``days``: forecasts of a
    day judged, from ``origins`` points in the past, up to ``ahead`` days ahead.
    """

    daily: float = float("nan")
    naive: float = float("nan")
    interval: float = float("nan")
    floor: float = float("nan")
    daily_coverage: float = float("nan")
    interval_coverage: float = float("nan")
    days: int = 0
    origins: int = 0
    ahead: int = 0


@dataclass(frozen=True)
class Past:
    """Forecasts of the past, one entry per case: recorded ``calls`` (NaN = not known), the ``mean`` forecast, whether the day is
    ``special``, the number of its ``day`` and of its ``origin``."""

    calls: FloatArray
    mean: FloatArray
    special: BoolArray
    day: IntArray
    origin: IntArray

    def spread(self, default: float, enough: int = ENOUGH_CASES) -> Spread:
        """The spread that all origins show, from about ``enough`` cases."""
        return fit_spread(self.calls, self.mean, self.special, self.day, default, enough)

    def held_out(self, default: float, alone: Spread | None = None, enough: int = ENOUGH_CASES) -> FloatArray:
        """The spread of each case that the other origins show, float64 [n]; with one origin only, ``alone``, or where that is
        None the one it shows itself."""
        spread = np.empty(len(self.mean))
        for here in np.unique(self.origin):
            own = self.origin == here
            found = self._only(~own).spread(default, enough) if not own.all() else alone or self.spread(default, enough)
            spread[own] = found.of(self.special[own])
        return spread

    def coverage(self, default: float) -> float:
        """Share within p10..p90, each origin judged with the spread that the others show; one origin by its own."""
        return coverage_share(self.calls, self.mean, self.held_out(default, enough=_ENOUGH_TO_REPORT))

    def _only(self, use: BoolArray) -> Past:
        return Past(self.calls[use], self.mean[use], self.special[use], self.day[use], self.origin[use])


@dataclass(frozen=True)
class Judged:
    """``accuracy``; ``busy_day`` and ``interval_spread``: spread of days and of intervals; ``errors``: day -> its error in
    standard deviations of the count, the mean over the origins that forecast it."""

    accuracy: Accuracy
    busy_day: Spread
    interval_spread: Spread
    errors: Mapping[date, float]


def judge(history: History, series: DailySeries, raw_totals: FloatArray, backtest: Backtest, choice: Choice) -> Judged:
    """What the backtest of the combination says, with weights learnt on the other origins: weights fitted to the days judged
    would make it look too sure."""
    if not backtest.origins:
        return Judged(Accuracy(), even(ASSUMED), even(ASSUMED), {})
    days, intervals = past_cases(history, series, raw_totals, backtest)
    busy_day = days.spread(ASSUMED)
    interval_spread = at_least(intervals.spread(busy_day.common), busy_day)
    known = np.isfinite(intervals.calls) & (intervals.mean > 0)
    calls, mean = intervals.calls[known], intervals.mean[known]
    volume = max(float(calls.sum()), 1e-9)
    accuracy = Accuracy(
        daily=choice.error,
        naive=choice.naive,
        interval=float(np.abs(calls - mean).sum()) / volume,
        floor=float(np.sqrt(2.0 * mean / np.pi).sum()) / volume,
        daily_coverage=days.coverage(ASSUMED),
        interval_coverage=intervals.coverage(busy_day.common),
        days=int(np.isfinite(days.calls).sum()),
        origins=len(backtest.origins),
        ahead=max(origin.last - origin.train for origin in backtest.origins),
    )
    return Judged(accuracy, busy_day, interval_spread, _errors(days, busy_day, series.dates))


def _errors(past: Past, spread: Spread, dates: Sequence[date]) -> dict[date, float]:
    use = np.isfinite(past.calls) & (past.mean > 0)
    mean = past.mean[use]
    error = (past.calls[use] - mean) / np.sqrt(mean + (spread.of(past.special[use]) * mean) ** 2)
    day = past.day[use]
    count = np.bincount(day)
    total = np.bincount(day, weights=error)
    return {dates[k]: float(total[k] / count[k]) for k in np.flatnonzero(count).tolist()}


def past_cases(history: History, series: DailySeries, raw_totals: FloatArray, backtest: Backtest) -> tuple[Past, Past]:
    """Days and intervals forecast from the origins of the backtest."""
    days, intervals = [], []
    for k, (origin, daily) in enumerate(zip(backtest.origins, combined_held_out(backtest), strict=True)):
        dates = series.dates[origin.first : origin.last]
        shares = fit_profile(history.until(origin.train), raw_totals[: origin.train], series.service).shares(dates)
        believed = np.isfinite(raw_totals[origin.first : origin.last])[:, None]
        calls = np.where(believed, history.calls[origin.first : origin.last], np.nan)
        number = np.arange(origin.first, origin.last)
        place = (special_days(dates, series.calendar), number, np.full(len(dates), k))
        days.append((backtest.actual[k], daily, *place))
        intervals.append((calls.ravel(), (daily[:, None] * shares).ravel(), *(np.repeat(p, calls.shape[1]) for p in place)))
    found = [Past(*(np.concatenate(column) for column in zip(*parts, strict=True))) for parts in (days, intervals)]
    return found[0], found[1]
