"""Measures of a forecast: plain functions on float64 arrays of one shape; NaN in ``actual`` = not recorded, left out.

With nothing recorded, or no calls to be measured against, they are NaN.
"""

from __future__ import annotations

import numpy as np
from scipy.special import gammaln

from wfm.forecast.history import FloatArray
from wfm.forecast.spread import LEVELS


def wape(actual: FloatArray, mean: FloatArray) -> float:
    """Sum of absolute errors over the sum of calls (a share)."""
    seen = np.isfinite(actual)
    return _over(np.abs(actual[seen] - mean[seen]).sum(), actual[seen].sum())


def bias(actual: FloatArray, mean: FloatArray) -> float:
    """Sum of (forecast - calls) over the sum of calls: above 0 = forecast too high."""
    seen = np.isfinite(actual)
    return _over((mean[seen] - actual[seen]).sum(), actual[seen].sum())


def seasonal_step(totals: FloatArray, season: int = 7) -> float:
    """Mean absolute change of a day against ``season`` days before, calls: the yardstick of the MASE."""
    step = np.abs(totals[season:] - totals[:-season])
    known = step[np.isfinite(step)]
    return float(known.mean()) if len(known) else float("nan")


def mase(actual: FloatArray, mean: FloatArray, step: FloatArray) -> float:
    """Mean of absolute errors, each over the ``seasonal_step`` of its own training days (Hyndman & Koehler 2006)."""
    seen = np.isfinite(actual) & (step > 0)
    return float((np.abs(actual[seen] - mean[seen]) / step[seen]).mean()) if seen.any() else float("nan")


def scaled_crps(actual: FloatArray, quantiles: FloatArray) -> float:
    """Twice the mean pinball loss at p10, p50 and p90 over the mean of the calls; ``quantiles``: shape of ``actual`` + [3].

    Twice the pinball loss averaged over all levels is the CRPS (Gneiting & Ranjan 2011, eq. 17); three levels stand in for it.
    """
    seen = np.isfinite(actual)
    if not seen.any():
        return float("nan")
    error = actual[seen][:, None] - quantiles[seen]
    levels = np.asarray(LEVELS)
    loss = np.maximum(levels * error, (levels - 1.0) * error)
    return _over(2.0 * loss.mean(), actual[seen].mean())


def coverage(actual: FloatArray, quantiles: FloatArray) -> float:
    """Share of calls between p10 and p90, ends included: 0.8 is right, a little more for small counts."""
    seen = np.isfinite(actual)
    inside = (actual[seen] >= quantiles[seen][:, 0]) & (actual[seen] <= quantiles[seen][:, -1])
    return float(inside.mean()) if seen.any() else float("nan")


def poisson_deviation(mean: FloatArray) -> FloatArray:
    """Exact mean absolute deviation of a Poisson count, E|N - m| = 2 exp(-m) m^(k+1) / k!, k = floor(m) (Crow 1958)."""
    safe = np.maximum(mean, 1e-300)
    whole = np.floor(safe)
    made = 2.0 * np.exp(-safe + (whole + 1.0) * np.log(safe) - gammaln(whole + 1.0))
    return np.where(mean > 0.0, made, 0.0)


def noise_floor(actual: FloatArray, mean: FloatArray) -> float:
    """The WAPE that even a perfect forecast could expect, were the rate ``mean`` and the calls Poisson."""
    seen = np.isfinite(actual)
    return _over(poisson_deviation(mean[seen]).sum(), actual[seen].sum())


def _over(part: float, whole: float) -> float:
    return float(part / whole) if whole > 0 else float("nan")
