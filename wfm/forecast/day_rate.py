"""The rest of the day from the calls so far: gamma-Poisson credibility, with the shape of the day.

With u the relative errors of the hours (``day_law``) and e = y / m - 1 of the hours known so far, the best linear forecast is

    E[u | e] = K (K + diag(1 / m))^-1 e          (Buehlmann & Straub 1970; Hachemeister 1975)

With the busy-day factor alone (K = s^2) this is the conjugate gamma-Poisson answer, the factor
(1 / s^2 + calls so far) / (1 / s^2 + calls expected so far): early intervals, few calls, move little. What is left of the
spread is that of a t law with ``TAIL`` degrees of freedom: wider after a strange morning, narrower after a plain one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wfm.forecast.day_law import TAIL, DayLaw, assumed, in_hours
from wfm.forecast.history import FloatArray
from wfm.forecast.opening import BoolArray
from wfm.forecast.spread import LEVELS, count_quantile
from wfm.timegrid import MINUTES_PER_DAY

_LEAST_FACTOR = 0.05
_ODDEST = 9.0
"""A freak day widens the band at most threefold."""


@dataclass(frozen=True, eq=False)
class DayUpdate:
    """Each float64 [slots]: ``mean``, ``p10``, ``p50``, ``p90`` of counts, 0 where nothing is to come; ``spread``: relative
    standard deviation of the rate now; ``morning``: what was expected. ``coming``: bool [slots], still to come. ``so_far`` and
    ``expected``: calls of the known intervals, and what the morning expected of them."""

    mean: FloatArray
    p10: FloatArray
    p50: FloatArray
    p90: FloatArray
    spread: FloatArray
    coming: BoolArray
    morning: FloatArray
    so_far: float
    expected: float
    left: float = 1.0
    """Share of the busy-day factor that is left: root mean square over the calls to come."""

    @property
    def change(self) -> float:
        """The rest of the day now against the morning's, as a share; 0 when nothing is to come."""
        before = float(self.morning[self.coming].sum())
        return float(self.mean.sum()) / before - 1.0 if before > 0 else 0.0


def update_day(
    morning_mean: FloatArray,
    busy_day: float,
    interval_spread: float,
    calls_so_far: FloatArray,
    law: DayLaw | None = None,
) -> DayUpdate:
    """Mean and quantiles of the intervals still to come.

    ``morning_mean``: float64 [slots], the morning's expected calls (0 = closed); ``calls_so_far``: float64 [slots], NaN where
    nothing has come in yet; ``busy_day``, ``interval_spread``: relative standard deviations of the morning's rates. ``law``:
    learnt by ``day_past.learn_day``; without it the conjugate answer. An unrecorded interval before the last known one is past
    and not forecast. Nothing known gives back the morning's forecast.
    """
    interval_minutes = MINUTES_PER_DAY // len(morning_mean)
    known = np.isfinite(calls_so_far) & (morning_mean > 0)
    last = int(np.flatnonzero(np.isfinite(calls_so_far)).max(initial=-1))
    coming = (np.arange(len(morning_mean)) > last) & (morning_mean > 0)
    factor, left = _credible(
        in_hours(morning_mean, interval_minutes),
        in_hours(np.where(known, morning_mean, 0.0), interval_minutes),
        in_hours(np.where(known, calls_so_far, 0.0), interval_minutes),
        law or assumed(busy_day, interval_spread),
    )
    hour = np.arange(len(morning_mean)) * len(factor) // len(morning_mean)
    mean = np.where(coming, morning_mean * factor[hour], 0.0)
    spread = interval_spread * left[hour]
    p10, p50, p90 = (count_quantile(mean, spread, level) for level in LEVELS)
    so_far, expected = float(calls_so_far[known].sum()), float(morning_mean[known].sum())
    rest = float(np.sqrt(np.average(left[hour] ** 2, weights=mean))) if mean.sum() > 0 else 1.0
    return DayUpdate(mean, p10, p50, p90, spread, coming, morning_mean, so_far, expected, rest)


def _credible(means: FloatArray, expected: FloatArray, counted: FloatArray, law: DayLaw) -> tuple[FloatArray, FloatArray]:
    """Per block: the factor on the morning's rate, and the share of its standard deviation that is left."""
    seen = np.flatnonzero(expected > 0)
    if len(seen) == 0:
        return np.ones(len(means)), np.ones(len(means))
    covariance = law.covariance(means)
    system = covariance[np.ix_(seen, seen)] + np.diag(1.0 / expected[seen])
    error = counted[seen] / expected[seen] - 1.0
    gain = np.linalg.solve(system, covariance[seen]).T
    factor = 1.0 + gain @ error
    before = np.diagonal(covariance)
    after = before - np.einsum("bs,sb->b", gain, covariance[seen])
    oddity = (TAIL + float(error @ np.linalg.solve(system, error))) / (TAIL + len(seen))
    left = np.sqrt(np.maximum(after, 0.0) / np.maximum(before, 1e-12) * np.minimum(oddity, _ODDEST))
    return np.maximum(factor, _LEAST_FACTOR), left
