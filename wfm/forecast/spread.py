"""Uncertainty: a busy-day factor common to a day's rate, and quantiles of counts.

Given the mean m, the rate is gamma with relative standard deviation s, the count Poisson given the rate; so the count is
negative binomial with variance m + s^2 m^2. s is calibrated so that 80 % of the backtest falls between p10 and p90.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.stats import nbinom, poisson

from wfm.forecast.history import FloatArray

LEVELS = (0.1, 0.5, 0.9)
_SMALLEST, _LARGEST = 0.005, 2.0
_FEW_DAYS = 10
ASSUMED = 0.15
"""Busy-day factor where no backtest is possible."""


def count_quantile(mean: FloatArray, spread: float | FloatArray, level: float) -> FloatArray:
    """The ``level`` quantile of counts with ``mean`` (array, calls) and relative rate spread ``spread`` (one, or one per
    mean); 0 where mean is 0."""
    positive = np.maximum(mean, 1e-12)
    return np.where(mean > 0, np.asarray(_law(positive, spread).ppf(level), dtype=np.float64), 0.0)


def calibrated(actual: FloatArray, mean: FloatArray) -> float | None:
    """The spread at which 80 % of ``actual`` lies between p10 and p90 of its law; None with fewer than ten cases.

    Counts are steps, so each case contributes the part of its step inside (the non-randomised PIT of Czado et al. 2009).
    """
    use = np.isfinite(actual) & (mean > 0)
    if use.sum() < _FEW_DAYS:
        return None
    count, centre = np.rint(actual[use]), mean[use]
    low, high = np.log(_SMALLEST), np.log(_LARGEST)
    for _ in range(10):
        middle = 0.5 * (low + high)
        if _inside(count, centre, float(np.exp(middle))) < LEVELS[2] - LEVELS[0]:
            low = middle
        else:
            high = middle
    return float(np.exp(0.5 * (low + high)))


def coverage_share(actual: FloatArray, mean: FloatArray, spread: float) -> float:
    """Share of known ``actual`` within [p10, p90], edges included; NaN when nothing is known."""
    use = np.isfinite(actual) & (mean > 0)
    if not use.any():
        return float("nan")
    low, high = (count_quantile(mean[use], spread, level) for level in (LEVELS[0], LEVELS[2]))
    return float(np.mean((actual[use] >= low) & (actual[use] <= high)))


def _inside(count: FloatArray, mean: FloatArray, spread: float) -> float:
    law = _law(mean, spread)
    upper = np.asarray(law.cdf(count))
    lower = upper - np.asarray(law.pmf(count))
    overlap = np.minimum(upper, LEVELS[2]) - np.maximum(lower, LEVELS[0])
    return float(np.mean(np.maximum(overlap, 0.0) / np.maximum(upper - lower, 1e-12)))


def _law(mean: FloatArray, spread: float | FloatArray) -> Any:
    """Frozen count distribution: Poisson, or negative binomial when the rate itself varies."""
    if np.all(np.less(spread, _SMALLEST)):
        return poisson(mean)
    shape = 1.0 / np.maximum(spread, _SMALLEST) ** 2
    return nbinom(shape, shape / (shape + mean))
