"""Uncertainty: a busy-day factor common to a day's rate, and quantiles of counts.

Given the mean m, the rate is gamma with relative standard deviation s, the count Poisson given the rate; so the count is
negative binomial with variance m + s^2 m^2. s is calibrated so that 80 % of the backtest falls between p10 and p90; days at a
holiday have their own, shrunken towards that of all days.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass
from datetime import date
from typing import Any

import numpy as np
from scipy.special import betainc
from scipy.stats import nbinom, poisson

from wfm.calendars import DayCalendar
from wfm.forecast.history import FloatArray, IntArray
from wfm.forecast.opening import BoolArray

LEVELS = (0.1, 0.5, 0.9)
_SMALLEST, _LARGEST = 0.005, 2.0
ENOUGH_CASES = 4000
"""More cases are thinned out evenly: the share inside is then known to half a point."""
_NEARLY_NONE = 1e-4
_PRECISE, _STEP = 0.003, 0.15
"""Precision of the spread's logarithm, and the first step in search of it."""
_Z_80 = 1.2815515655446004
_FEW_DAYS = 10
_PRIOR_DAYS = 10.0
ASSUMED = 0.15
"""Busy-day factor where no backtest is possible."""


@dataclass(frozen=True)
class Spread:
    """Relative standard deviation of the rate: ``common`` to all days, and of ``ordinary`` days and of days at a holiday
    (``special``: a named day, its eve and the day after) by themselves."""

    common: float
    ordinary: float
    special: float

    def of(self, special: BoolArray) -> FloatArray:
        """Spread of each day; ``special``: bool, any shape."""
        return np.where(special, self.special, self.ordinary)


def even(spread: float) -> Spread:
    """The same spread on all days."""
    return Spread(spread, spread, spread)


def at_least(spread: Spread, floor: Spread) -> Spread:
    """The larger of two spreads, in each part."""
    return Spread(*(max(own, least) for own, least in zip(astuple(spread), astuple(floor), strict=True)))


def special_days(dates: Sequence[date], calendar: DayCalendar) -> BoolArray:
    """bool [len(dates)]: named days, their eves and the days after."""
    return np.array([calendar.position(day) is not None for day in dates], dtype=np.bool_)


def fit_spread(
    actual: FloatArray,
    mean: FloatArray,
    special: BoolArray,
    day: IntArray,
    default: float = ASSUMED,
    enough: int = ENOUGH_CASES,
) -> Spread:
    """Calibrate on past cases, float64 [n] each (NaN = not recorded), of the days numbered ``day``, int64 [n].

    The variance of a group is (days x its own + ``_PRIOR_DAYS`` x the common one) / (days + ``_PRIOR_DAYS``): a few holidays do
    not say much. ``default``: common spread when there are fewer than ten cases.
    """
    common = calibrated(actual, mean, enough) or default

    def shrunken(group: BoolArray) -> float:
        own = calibrated(actual[group], mean[group], enough)
        days = len(np.unique(day[group & np.isfinite(actual)]))
        return common if own is None else float(np.sqrt((days * own**2 + _PRIOR_DAYS * common**2) / (days + _PRIOR_DAYS)))

    return Spread(common, shrunken(~special), shrunken(special))


def count_quantile(mean: FloatArray, spread: float | FloatArray, level: float) -> FloatArray:
    """The ``level`` quantile of counts with ``mean`` (array, calls) and relative rate spread ``spread``; 0 where mean is 0.

    Whole calls. Counts come in steps, and a band that holds both its ends whole would cover more than it says, with few calls
    much more; so an end belongs to the band when at least half of its chance does: below the median the smallest k with
    P(N < k) + P(N = k) / 2 >= level, above it the largest with <= (mid-distribution quantiles: Ma, Genton & Parzen 2011).
    """
    law = _law(np.maximum(mean, 1e-12), spread)
    found = np.asarray(law.ppf(level), dtype=np.float64)
    middle = np.asarray(law.cdf(found)) - 0.5 * np.asarray(law.pmf(found))
    if level < LEVELS[1]:
        found = found + (middle < level)
    elif level > LEVELS[1]:
        found = np.maximum(found - (middle > level), 0.0)
    return np.where(mean > 0, found, 0.0)


def calibrated(actual: FloatArray, mean: FloatArray, enough: int = ENOUGH_CASES) -> float | None:
    """The spread at which 80 % of ``actual`` lies between p10 and p90 of its law; None with fewer than ten cases.

    Counts are steps, so each case contributes the part of its step inside (the non-randomised PIT of Czado et al. 2009).
    """
    use = np.isfinite(actual) & (mean > 0)
    if use.sum() < _FEW_DAYS:
        return None
    thin = slice(None, None, 1 + int(use.sum()) // enough)
    count, centre = np.rint(actual[use])[thin], mean[use][thin]
    far = np.abs(count - centre)
    beyond = np.sqrt(np.maximum(far**2 - centre, 0.0)) / centre
    return float(np.exp(_root(count, centre, float(np.clip(np.quantile(beyond, 0.8) / _Z_80, _SMALLEST, _LARGEST)))))


def _root(count: FloatArray, mean: FloatArray, guess: float) -> float:
    """Log of the spread between ``_SMALLEST`` and ``_LARGEST`` at which 80 % are inside: steps from the guess until the root is
    enclosed, then false position (Illinois)."""

    def short(log_spread: float) -> float:
        return _inside(count, mean, float(np.exp(log_spread))) - (LEVELS[2] - LEVELS[0])

    here, ends = float(np.log(guess)), (float(np.log(_SMALLEST)), float(np.log(_LARGEST)))
    value = short(here)
    end = ends[1] if value < 0.0 else ends[0]
    step = _STEP if value < 0.0 else -_STEP
    while here != end:
        there = min(here + step, end) if step > 0 else max(here + step, end)
        beyond = short(there)
        if (beyond < 0.0) != (value < 0.0):
            return _enclosed(short, (here, value), (there, beyond))
        here, value, step = there, beyond, 2.0 * step
    return here


def _enclosed(short: Callable[[float], float], old: tuple[float, float], new: tuple[float, float]) -> float:
    (a, fa), (b, fb) = old, new
    while abs(b - a) > _PRECISE and fb != 0.0:
        middle = b - fb * (b - a) / (fb - fa)
        value = short(middle)
        if (value < 0.0) != (fb < 0.0):
            a, fa = b, fb
        else:
            fa *= 0.5
        step, b, fb = abs(middle - b), middle, value
        if step < _PRECISE:
            break
    return b


def coverage_share(actual: FloatArray, mean: FloatArray, spread: float | FloatArray) -> float:
    """Share of known ``actual`` within [p10, p90], edges included; NaN when nothing is known."""
    use = np.isfinite(actual) & (mean > 0)
    if not use.any():
        return float("nan")
    own = np.broadcast_to(np.asarray(spread, dtype=np.float64), mean.shape)[use]
    low, high = (count_quantile(mean[use], own, level) for level in (LEVELS[0], LEVELS[2]))
    return float(np.mean((actual[use] >= low) & (actual[use] <= high)))


def _inside(count: FloatArray, mean: FloatArray, spread: float) -> float:
    shape = 1.0 / max(spread, _NEARLY_NONE) ** 2
    chance = shape / (shape + mean)
    upper = betainc(shape, count + 1.0, chance)  # negative binomial: P(N <= k) = I_p(r, k + 1)
    lower = np.where(count > 0, betainc(shape, np.maximum(count, 1.0), chance), 0.0)
    overlap = np.minimum(upper, LEVELS[2]) - np.maximum(lower, LEVELS[0])
    return float(np.mean(np.maximum(overlap, 0.0) / np.maximum(upper - lower, 1e-12)))


def _law(mean: FloatArray, spread: float | FloatArray) -> Any:
    """Frozen count distribution: negative binomial; Poisson when the rate does not vary."""
    if np.ndim(spread) == 0 and spread < _SMALLEST:
        return poisson(mean)
    shape = 1.0 / np.maximum(spread, _NEARLY_NONE) ** 2
    return nbinom(shape, shape / (shape + mean))
