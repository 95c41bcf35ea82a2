"""The measures of one case: plain functions on arrays, one value per interval (or day); NaN in ``actual`` = not recorded."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln

FloatArray = npt.NDArray[np.float64]
LEVELS = (0.1, 0.5, 0.9)


@dataclass(frozen=True, slots=True)
class Bands:
    """Point forecast and the 10, 50 and 90 % quantiles, float64 [n] each."""

    mean: FloatArray
    quantiles: FloatArray
    """float64 [n, 3], columns as ``LEVELS``."""


def wape(actual: FloatArray, mean: FloatArray) -> float:
    """Sum of absolute errors over the sum of actuals (a share)."""
    seen = ~np.isnan(actual)
    return float(np.abs(actual[seen] - mean[seen]).sum() / max(actual[seen].sum(), 1e-12))


def scaled_crps(actual: FloatArray, quantiles: FloatArray) -> float:
    """Mean of twice the pinball losses at ``LEVELS``, over the mean of the actuals.

    Twice the pinball loss averaged over all levels is the CRPS (Gneiting & Ranjan 2011, eq. 17); three levels stand in for it.
    """
    seen = ~np.isnan(actual)
    error = actual[seen, None] - quantiles[seen]
    levels = np.asarray(LEVELS)
    pinball = np.maximum(levels * error, (levels - 1.0) * error)
    return float(2.0 * pinball.mean() / max(actual[seen].mean(), 1e-12))


def coverage(actual: FloatArray, quantiles: FloatArray) -> float:
    """Share of actuals between the outer quantiles, ends included: 0.8 is right."""
    seen = ~np.isnan(actual)
    inside = (actual[seen] >= quantiles[seen, 0]) & (actual[seen] <= quantiles[seen, -1])
    return float(inside.mean()) if seen.any() else float("nan")


def poisson_deviation(mean: FloatArray) -> FloatArray:
    """Exact mean absolute deviation of a Poisson count, E|N - m| = 2 exp(-m) m^(k+1) / k!, k = floor(m) (Crow 1958)."""
    mean = np.asarray(mean, dtype=np.float64)
    safe = np.maximum(mean, 1e-300)
    whole = np.floor(safe)
    made = 2.0 * np.exp(-safe + (whole + 1.0) * np.log(safe) - gammaln(whole + 1.0))
    return np.where(mean > 0.0, made, 0.0)


def noise_floor(actual: FloatArray, mean: FloatArray) -> float:
    """WAPE that a perfect forecast of the rate could expect if the rate were ``mean`` and the calls Poisson."""
    seen = ~np.isnan(actual)
    return float(poisson_deviation(mean[seen]).sum() / max(actual[seen].sum(), 1e-12))


def by_day(values: FloatArray, days: npt.NDArray[np.int64], recorded: npt.NDArray[np.bool_]) -> FloatArray:
    """Sums per day over the recorded rows, float64 [days]; ``days`` numbers the day of each row from 0. NaN: nothing recorded."""
    size = int(days.max()) + 1
    sums = np.bincount(days[recorded], weights=values[recorded], minlength=size)
    return np.where(np.bincount(days[recorded], minlength=size) > 0, sums, np.nan)


def geometric_mean(ratios: list[float]) -> float:
    """Geometric mean, NaN of nothing."""
    return float(np.exp(np.mean(np.log(ratios)))) if ratios else float("nan")
