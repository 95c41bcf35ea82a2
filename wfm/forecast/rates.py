"""The two public distributions of a forecast: of the call rate, and of counts.

The rate of interval t on day d is m_dt x B_d x I_dt: the mean, the busy-day factor that all intervals of the day share, and a
factor of the interval's own; B and I are independent gamma variables with mean 1. The count is Poisson given the rate. So the
intervals of a day hang together as they do in real call centres (Avramidis, Deslauriers & L'Ecuyer 2004), and a day's total
varies more than its intervals would by themselves.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wfm.forecast.history import FloatArray, IntArray
from wfm.forecast.spread import LEVELS, count_quantile


@dataclass(frozen=True, eq=False)
class RateLaw:
    """``mean``: float64 [days, slots], expected calls, 0 where closed. ``busy_day`` and ``interval_spread``: float64 [days],
    relative standard deviation of the rate of the whole day and of one interval (the busy-day factor included in both)."""

    mean: FloatArray
    busy_day: FloatArray
    interval_spread: FloatArray

    @property
    def factors(self) -> tuple[FloatArray, FloatArray]:
        """Relative standard deviations of B and of I, float64 [days] each, that give the two spreads.

        With h the sum of squared shares of the day, busy_day^2 = b^2 + h i^2 (1 + b^2) and
        interval_spread^2 = b^2 + i^2 (1 + b^2). When the day varies less than its intervals by themselves would make it,
        b = 0 and the interval's spread is kept.
        """
        total = np.maximum(self.mean.sum(axis=1), 1e-12)
        share = np.sum((self.mean / total[:, None]) ** 2, axis=1)
        day, interval = self.busy_day**2, np.maximum(self.interval_spread, self.busy_day) ** 2
        common = (day - share * interval) / np.maximum(1.0 - share, 1e-9)
        common = np.where(share < 1.0 - 1e-9, np.maximum(common, 0.0), day)
        own = np.maximum(interval - common, 0.0) / (1.0 + common)
        return np.sqrt(common), np.sqrt(own)

    def count_quantiles(self) -> FloatArray:
        """float64 [days, slots, 3]: p10, p50 and p90 of the counts of intervals."""
        spread = np.broadcast_to(self.interval_spread[:, None], self.mean.shape)
        return np.stack([count_quantile(self.mean, spread, level) for level in LEVELS], axis=-1)

    def day_quantiles(self) -> FloatArray:
        """float64 [days, 3]: p10, p50 and p90 of the day's count; not the sum of its intervals' quantiles."""
        return np.stack([count_quantile(self.mean.sum(axis=1), self.busy_day, level) for level in LEVELS], axis=-1)

    def sample_days(self, seed: int, n: int) -> tuple[FloatArray, IntArray]:
        """``n`` sample paths of all days: rates float64 [n, days, slots] and counts int64 of that shape. The same seed gives the
        same paths; days are independent of each other."""
        generator = np.random.default_rng(seed)
        day, interval = self.factors
        busy = _gamma(generator, day, (n, len(day)))
        own = _gamma(generator, interval[:, None], (n, *self.mean.shape))
        rates = self.mean * busy[:, :, None] * own
        return rates, generator.poisson(rates).astype(np.int64)


def _gamma(generator: np.random.Generator, spread: FloatArray, size: tuple[int, ...]) -> FloatArray:
    """Gamma variables with mean 1 and relative standard deviation ``spread``."""
    shape = 1.0 / np.maximum(np.broadcast_to(spread, size), 1e-4) ** 2
    return np.asarray(generator.standard_gamma(shape) / shape, dtype=np.float64)
