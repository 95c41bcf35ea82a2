"""How the errors of a day's hours hang together: what the calls so far say about the hours to come.

The rate of hour b is m_b (1 + u_b): m the morning's forecast, u of mean 0 and covariance

    K_bc = common + tilt x_b x_c + drift exp(-|b - c| / reach) + [b = c] own,

``common`` the busy-day factor, ``tilt`` morning-heavy against evening-heavy (x_b: place of the hour in the day's calls, mean 0
and variance 1 weighted by m, so that a tilt moves calls without making any), ``drift`` what wanders through the day, ``own`` one
hour's. Counts are Poisson given the rate, so e = y / m - 1 has mean 0 and covariance K + diag(1 / m): both moments are exact, for
quiet nights too.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from wfm.forecast.history import FloatArray
from wfm.timegrid import MINUTES_PER_DAY

HOUR = 60
LEAST_DAYS = 14
"""With fewer days of past forecasts nothing is learnt: the conjugate answer stands."""
TAIL = 6.0
"""Degrees of freedom of the t law under which days are weighed: a freak day says little about ordinary ones."""
_TRUST = np.array([0.5, 1.0, 1.0, 0.5, 1.0])
"""Standard deviations of the logarithms of the five numbers around the first guess."""
LEAST_SPREAD = 0.02
"""Smaller busy-day factors are not told apart."""
_STEPS = 30
_UNKNOWN = 1e6


@dataclass(frozen=True)
class DayLaw:
    """``common``, ``tilt``, ``drift``, ``own``: variances of an hour's relative error; ``reach``: hours over which the drift is
    forgotten. ``days``: days it was learnt from (0: assumed)."""

    common: float
    tilt: float = 0.0
    drift: float = 0.0
    reach: float = 3.0
    own: float = 0.0
    days: int = 0

    def covariance(self, means: FloatArray) -> FloatArray:
        """K, float64 [..., blocks, blocks], of days with ``means`` [..., blocks] (calls per hour of the clock)."""
        return _covariance(np.array([self.common, self.tilt, self.drift, self.reach, self.own]), place(means))


def assumed(busy_day: float, interval_spread: float) -> DayLaw:
    """The law without learning: gamma-Poisson with the busy-day factor; what intervals have beyond it is their own."""
    return DayLaw(busy_day**2, own=max(interval_spread**2 - busy_day**2, 0.0))


def learn_law(calls: FloatArray, means: FloatArray, interval_minutes: int, busy_day: float, interval_spread: float) -> DayLaw:
    """Learn the law from past days: ``calls`` (NaN = not recorded) and the ``means`` forecast for them, float64 [days, slots].

    The variances are those of greatest posterior likelihood, the prior standing at ``busy_day`` and ``interval_spread``
    (relative standard deviations): with few days the answer is near the conjugate one.
    """
    known = np.isfinite(calls) & (means > 0)
    counted = in_hours(np.where(known, calls, 0.0), interval_minutes)
    expected = in_hours(np.where(known, means, 0.0), interval_minutes)
    used = (expected > 0).sum(axis=1) >= 2
    counted, expected = counted[used], expected[used]
    if len(counted) < LEAST_DAYS:
        return assumed(busy_day, interval_spread)
    open_hours = np.flatnonzero((expected > 0).any(axis=0))
    hours = slice(int(open_hours[0]), int(open_hours[-1]) + 1)
    found = _greatest(counted[:, hours], expected[:, hours], _first_guess(busy_day, interval_spread))
    common, tilt, drift, reach, own = (float(value) for value in found)
    return DayLaw(common, tilt, drift, reach, own, len(counted))


def in_hours(values: FloatArray, interval_minutes: int) -> FloatArray:
    """Sums over the hours of the clock: [..., slots] -> [..., 24]; intervals longer than an hour stay."""
    width = max(HOUR // interval_minutes, 1)
    return np.asarray(values.reshape(*values.shape[:-1], MINUTES_PER_DAY // interval_minutes // width, width).sum(axis=-1))


def place(means: FloatArray) -> FloatArray:
    """x [..., blocks]: where in the day's calls a block lies; mean 0 and variance 1 weighted by ``means``."""
    total = np.maximum(means.sum(axis=-1, keepdims=True), 1e-12)
    middle = (np.cumsum(means, axis=-1) - 0.5 * means) / total - 0.5
    spread = np.sqrt(np.sum(means * middle**2, axis=-1, keepdims=True) / total)
    return np.asarray(middle / np.maximum(spread, 1e-9))


def _first_guess(busy_day: float, interval_spread: float) -> FloatArray:
    beyond = max(interval_spread**2 - busy_day**2, 0.03**2)
    return np.log([max(busy_day, LEAST_SPREAD) ** 2, 0.3 * beyond, 0.3 * beyond, 3.0, 0.3 * beyond])


def _covariance(law: FloatArray, where: FloatArray) -> FloatArray:
    common, tilt, drift, reach, own = law
    blocks = np.arange(where.shape[-1])
    apart = np.abs(blocks[:, None] - blocks[None, :])
    fixed = common + drift * np.exp(-apart / reach) + own * (apart == 0)
    return np.asarray(fixed + tilt * where[..., :, None] * where[..., None, :])


def _greatest(counted: FloatArray, expected: FloatArray, guess: FloatArray) -> FloatArray:
    """Posterior mode of the five numbers; counts and means float64 [days, hours]."""
    known = expected > 0
    safe = np.where(known, expected, 1.0)
    error = np.where(known, counted / safe - 1.0, 0.0)
    chance = np.where(known, 1.0 / safe, _UNKNOWN)
    seen = known.sum(axis=1)
    where = place(expected)
    eye = np.eye(expected.shape[1])

    def loss(log_law: FloatArray) -> float:
        lower = np.linalg.cholesky(_covariance(np.exp(log_law), where) + chance[:, :, None] * eye)
        scaled = np.linalg.solve(lower, error[:, :, None])[:, :, 0]
        distance = np.sum(scaled**2, axis=1)
        size = np.log(np.diagonal(lower, axis1=1, axis2=2)).sum()
        tails = 0.5 * np.sum((TAIL + seen) * np.log1p(distance / TAIL))
        return float(size + tails + 0.5 * np.sum(((log_law - guess) / _TRUST) ** 2))

    found = minimize(loss, guess, method="L-BFGS-B", options={"maxiter": _STEPS})
    return np.exp(found.x)
