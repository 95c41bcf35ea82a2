"""The busy-day factor: how the rate of calls differs from its mean, as a few points with weights."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from wfm.staffing.checks import FloatArray, at_least

REACH = 3.5
"""Standard deviations covered on each side; the mass left out is 0.05 %."""
_SPACING = 2.0
"""Poisson widths between neighbouring rates: blurs of unit width at distance 2 add up to a line within 1 %."""


@dataclass(frozen=True)
class Rates:
    """A discrete distribution of the rate relative to its mean: ``factors`` ascending with mean 1, ``weights`` sum to 1."""

    factors: FloatArray
    weights: FloatArray


def scale_of(relative_sd: float) -> float:
    """Standard deviation of the logarithm of a lognormal factor with relative standard deviation ``relative_sd``."""
    return math.sqrt(math.log1p(relative_sd**2))


def busy_day_rates(relative_sd: float, points: int = 7) -> Rates:
    """Lognormal rate factor with mean 1 and relative standard deviation ``relative_sd``; 0 gives the mean alone.

    The points are equally spaced on the normal scale (trapezoid rule, exact to rounding for smooth integrands of a
    normal variable at this spacing: Trefethen & Weideman 2014), then rescaled to mean 1.
    """
    at_least(relative_sd, "busy_day", 0.0)
    if relative_sd == 0:
        return Rates(np.ones(1), np.ones(1))
    normal = np.linspace(-REACH, REACH, points)
    weights = np.exp(-0.5 * normal**2)
    weights /= weights.sum()
    factors = np.exp(scale_of(relative_sd) * normal)
    return Rates(factors / (factors @ weights), weights)


def points_for(relative_sd: float, peak_load: float) -> int:
    """Points that keep neighbouring rates a Poisson width (sqrt of the load) or two apart: 7 at 20 seats, more for a
    large queue, where a coarse grid of rates would print itself on the curve as steps."""
    needed = math.ceil(2 * REACH * relative_sd * math.sqrt(peak_load) / _SPACING)
    return min(31, max(7, needed | 1))
