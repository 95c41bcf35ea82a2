"""Level breaks: days from which a project's calls stand at another level, found and levelled for fitting.

Log totals are freed of weekday, holidays and events. At every day the mean of the four weeks after is compared with the mean of
the four weeks before (a moving-sum test: Eichinger & Kirch 2018, Bernoulli 24), in units of the long-run noise
sigma^2 (1 + rho) / (1 - rho), because calls of neighbouring days resemble each other. A break must also beat a straight line
through the same eight weeks (else it is a trend), be large against the moves usual in this series, and not have happened at
the same time of the year before (else it is a season). False alarms are measured in ``docs/forecasting.md``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np
import pandas as pd

from wfm.forecast.daily import DailySeries, explained
from wfm.forecast.history import FloatArray

WINDOW_DAYS = 28
AFTER_DAYS = 14
"""So many known days must have passed since a break before it is believed."""
THRESHOLD = 5.0
LEAST_SIZE = 0.12
"""Log size under which a break is left to the members' own levels (13 %)."""
_USUAL_MOVES = 4.0
_USUAL_FROM_DAYS = 250
_BEATS_LINE = 4.0
"""Log likelihood by which the step must be better than the line."""
_LONGEST_MEMORY = 0.7
_SEASON_DAYS, _SEASON_SLACK = 364, 10
_NEAR_DAYS = 10


@dataclass(frozen=True)
class Break:
    """From day ``index`` of the series on, calls stand ``size`` (log) higher than before; ``score``: size over its noise."""

    index: int
    size: float
    score: float

    @property
    def share(self) -> float:
        """The size as a share: 0.3 = 30 % more than before."""
        return float(np.expm1(self.size))


def find_breaks(series: DailySeries) -> tuple[Break, ...]:
    """The level breaks of ``series``, oldest first."""
    plain, rest = residuals(series)
    if np.isfinite(rest).sum() < 2 * AFTER_DAYS:
        return ()
    noise = _long_run_deviation(rest)
    size, score = _moving_sums(rest, noise)
    usual = 1.4826 * float(np.nanmedian(np.abs(size))) if series.days >= _USUAL_FROM_DAYS else 0.0
    found: list[Break] = []
    allowed = (score >= THRESHOLD) & (np.abs(size) >= max(LEAST_SIZE, _USUAL_MOVES * usual))
    while allowed.any():
        at = int(np.argmax(np.where(allowed, score, 0.0)))
        if _is_step(rest, at, noise) and not _is_season(size, at) and not _is_real(series, at):
            first_day = _sharpened(plain, at)
            found.append(Break(first_day, float(size[at]), float(score[at])))
        allowed[max(at - WINDOW_DAYS, 0) : at + WINDOW_DAYS + 1] = False
    return tuple(sorted(found, key=lambda one: one.index))


def levelled(series: DailySeries, breaks: tuple[Break, ...]) -> DailySeries:
    """The series with the days before each break moved to the level after it, as far as its size is certain
    (size x (1 - 1 / score^2), James & Stein 1961): for fitting only."""
    shift = np.zeros(series.days)
    for one in breaks:
        shift[: one.index] += one.size * (1.0 - 1.0 / one.score**2)
    return replace(series, totals=series.totals * np.exp(shift)) if breaks else series


def residuals(series: DailySeries) -> tuple[FloatArray, FloatArray]:
    """float64 [days] each: log totals free of the weekday, NaN on unknown and explained days; and the same with single days
    far off pulled in."""
    log_total = np.where(series.totals > 0, np.log(np.maximum(series.totals, 0.5)), np.log(0.5))
    plain = np.isfinite(series.totals) & ~np.array([explained(series, day) for day in series.dates], dtype=np.bool_)
    values = np.where(plain, log_total, np.nan)
    weekday = np.array([day.weekday() for day in series.dates])
    away = values - _centred_median(values, 15)
    for w in range(7):
        own = away[weekday == w]
        if np.isfinite(own).any():
            values[weekday == w] -= np.nanmedian(own)
    middle = _centred_median(values, 15)
    limit = 3.0 * max(1.4826 * _median(np.abs(values - middle)), 0.02)
    return values, np.asarray(np.clip(values, middle - limit, middle + limit), dtype=np.float64)


def _sharpened(plain: FloatArray, at: int) -> int:
    """The day near ``at`` that splits the weeks around it best: least absolute deviations from the two medians."""
    first, last = max(at - WINDOW_DAYS, 0), min(at + WINDOW_DAYS, len(plain))

    def off(day: int) -> float:
        parts = (plain[first:day], plain[day:last])
        return sum(float(np.nansum(np.abs(part - _median(part)))) for part in parts)

    return min(range(max(at - _NEAR_DAYS, first + 1), min(at + _NEAR_DAYS + 1, last)), key=off)


def _centred_median(values: FloatArray, days: int) -> FloatArray:
    return np.asarray(pd.Series(values).rolling(days, center=True, min_periods=3).median().to_numpy(), dtype=np.float64)


def _median(values: FloatArray) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if len(known) else 0.0


def _long_run_deviation(rest: FloatArray) -> float:
    """Standard deviation of a sum of days over the root of their number, days being alike as at lag one."""
    away = rest - _centred_median(rest, 57)
    sigma = max(1.4826 * _median(np.abs(away)), 0.01)
    clipped = np.clip(away, -3 * sigma, 3 * sigma)
    pairs = np.isfinite(clipped[1:]) & np.isfinite(clipped[:-1])
    square = float(np.nanmean(clipped**2))
    alike = float(np.mean(clipped[1:][pairs] * clipped[:-1][pairs])) / max(square, 1e-9) if pairs.any() else 0.0
    rho = float(np.clip(alike, 0.0, _LONGEST_MEMORY))
    return float(np.sqrt(max(square, sigma**2) * (1.0 + rho) / (1.0 - rho)))


def _moving_sums(rest: FloatArray, noise: float) -> tuple[FloatArray, FloatArray]:
    """float64 [days] each: mean of the four weeks from this day on less the mean of the four before, and its z score."""
    known = np.isfinite(rest)
    count = np.concatenate([[0], np.cumsum(known)])
    total = np.concatenate([[0.0], np.cumsum(np.where(known, rest, 0.0))])
    day = np.arange(len(rest))
    first, last = np.maximum(day - WINDOW_DAYS, 0), np.minimum(day + WINDOW_DAYS, len(rest))
    before, after = count[day] - count[first], count[last] - count[day]
    enough = (before >= AFTER_DAYS) & (after >= AFTER_DAYS)
    with np.errstate(invalid="ignore", divide="ignore"):
        size = (total[last] - total[day]) / after - (total[day] - total[first]) / before
        score = np.abs(size) / (noise * np.sqrt(1.0 / before + 1.0 / after))
    return np.where(enough, size, 0.0), np.where(enough, score, 0.0)


def _is_step(rest: FloatArray, at: int, noise: float) -> bool:
    """Whether two levels explain the weeks around ``at`` better than a straight line."""
    first, last = max(at - WINDOW_DAYS, 0), min(at + WINDOW_DAYS, len(rest))
    known = np.flatnonzero(np.isfinite(rest[first:last]))
    values = rest[first:last][known]
    after = known >= at - first
    step = sum(float(np.sum((part - part.mean()) ** 2)) for part in (values[~after], values[after]))
    slope, start = np.polyfit(known.astype(np.float64), values, 1)
    line = float(np.sum((values - start - slope * known) ** 2))
    return (line - step) / (2.0 * noise**2) >= _BEATS_LINE


def _is_season(size: FloatArray, at: int) -> bool:
    """Whether the level moved the same way at this time of an earlier or later year."""
    for there in (at - _SEASON_DAYS, at + _SEASON_DAYS):
        near = size[max(there - _SEASON_SLACK, 0) : max(there + _SEASON_SLACK + 1, 0)]
        if len(near) and float(np.max(near * np.sign(size[at]))) >= 0.5 * abs(size[at]):
            return True
    return False


def _is_real(series: DailySeries, at: int) -> bool:
    """Whether the planner calls these days real: their level is then left as it is."""
    return series.first + timedelta(days=at) in series.believed
