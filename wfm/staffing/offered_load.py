"""Modified offered load: calls in progress when nobody waits, so that a queue formula sees the load that has arrived by now.

A stationary formula gives an interval the load of its own calls, as if they had been handled at once. In truth calls of the
interval before are still in hand, and those of this one have only begun. With rate lambda(t) and handling times S the mean
number in an infinite-server system that was empty at opening is

    m(t) = integral over u < t of lambda(u) P(S > t - u) du   (= E[lambda(t - S_e)] E[S] when it has always been open)

(Eick, Massey & Whitt 1993). The modified offered load puts m(t) in the place of the load (Jagerman 1975; Jennings, Mandelbaum,
Massey & Whitt 1996). Rates here are constant inside an interval, so the integral and its mean over an interval are sums of
closed forms, without time steps.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from wfm.staffing.checks import FloatArray, at_least, positive_with_calls

_POINTS = 8
"""Moments of an interval at which the largest load is looked for, its end included."""
_NEGLIGIBLE = 1e-7
"""Part of a handling time that may be left when an interval's calls are forgotten."""


@dataclass(frozen=True)
class OfferedLoad:
    """Erlang per interval, one length. ``stationary``: calls x handling time / interval. ``mean``, ``highest``: mean and largest
    value of m(t) inside the interval."""

    stationary: FloatArray
    mean: FloatArray
    highest: FloatArray


def offered_load(
    calls: npt.ArrayLike,
    aht_seconds: npt.ArrayLike,
    interval_minutes: float,
    *,
    cv: float = 1.0,
    before: tuple[float, float] | None = None,
) -> OfferedLoad:
    """Offered load of consecutive intervals in which one project is open; ``calls`` per interval, 1-d.

    Handling times are exponential (``cv`` 1), else lognormal with coefficient of variation ``cv`` (0 = fixed), with the mean of
    the interval in which the call arrives. ``before``: (calls per interval, handling time in s) of a project that was open long
    before the first interval, else it begins empty. Raises InputError for negative calls, or calls without handling time.
    """
    volumes = at_least(calls, "calls", 0.0)
    at_least(cv, "handling_cv", 0.0)
    length = interval_minutes * 60.0
    aht = np.where(volumes > 0, positive_with_calls(aht_seconds, "aht_seconds", volumes), 0.0)
    stationary = np.asarray(volumes * aht / length)
    rates = np.asarray(volumes / length)
    mean, moments = _arriving(rates, aht, length, cv)
    first = 0.0
    if before is not None and before[0] > 0:
        left_mean, left_moments = _left_over(before[0] / length, before[1], length, cv, rates.size)
        mean, moments = mean + left_mean, moments + left_moments
        first = before[0] * before[1] / length
    starts = np.concatenate([[first], moments[:-1, -1]])[: rates.size]
    return OfferedLoad(stationary, mean, np.maximum(moments.max(axis=1, initial=0.0), starts))


def _moments(length: float) -> FloatArray:
    """Seconds into an interval at which m(t) is taken."""
    return np.asarray(length * np.arange(1, _POINTS + 1) / _POINTS)


def _arriving(rates: FloatArray, aht: FloatArray, length: float, cv: float) -> tuple[FloatArray, FloatArray]:
    """Load of the calls that arrive at ``rates``: mean per interval, and [interval, moment]."""
    mean, moments = np.zeros(rates.size), np.zeros((rates.size, _POINTS))
    busy = np.flatnonzero(rates > 0)
    if not busy.size:
        return mean, moments
    times = aht[busy, None]
    edges = length * np.arange(-1.0, _reach(float(times.max()), cv, length, rates.size) + 1)
    still = np.diff(_area(np.maximum(edges, 0.0), times, cv), 2) / length
    here = [np.diff(_younger(np.maximum(edges[:-1] + offset, 0.0), times, cv)) for offset in _moments(length)]
    for lag in range(min(still.shape[1], rates.size)):
        early = busy < rates.size - lag
        cells, rate = busy[early] + lag, rates[busy[early]]
        mean[cells] += rate * still[early, lag]
        for k, share in enumerate(here):
            moments[cells, k] += rate * share[early, lag]
    return mean, moments


def _left_over(rate: float, aht: float, length: float, cv: float, size: int) -> tuple[FloatArray, FloatArray]:
    """What a stationary past still has in hand, as ``_arriving``: rate x E[S] x P(S_e > t)."""
    edges, time = length * np.arange(size + 1.0), np.asarray(aht)
    mean = rate * (aht - np.diff(_area(edges, time, cv)) / length)
    moments = rate * (aht - _younger(edges[:-1, None] + _moments(length), time, cv))
    return np.asarray(np.maximum(mean, 0.0)), np.asarray(np.maximum(moments, 0.0))


def _reach(aht: float, cv: float, length: float, most: int) -> int:
    """Intervals after which (almost) nothing of a call is left."""
    reach = 2
    while reach < most and aht - float(_younger(np.asarray((reach - 1) * length), np.asarray(aht), cv)) > _NEGLIGIBLE * aht:
        reach += 1
    return reach


def _younger(age: FloatArray, aht: FloatArray, cv: float) -> FloatArray:
    """E[min(S, age)]: handling time spent by ``age`` s after the call began (E[S] times the law of S_e)."""
    if cv == 1.0:
        return np.asarray(-aht * np.expm1(-age / aht))
    if cv == 0.0:
        return np.minimum(age, aht)
    above, first, _ = _lognormal(age, aht, cv)
    return np.asarray(first + age * above)


def _area(age: FloatArray, aht: FloatArray, cv: float) -> FloatArray:
    """Integral of ``_younger`` from 0 to ``age``."""
    if cv == 1.0:
        return np.asarray(aht * (age + aht * np.expm1(-age / aht)))
    if cv == 0.0:
        return np.where(age < aht, 0.5 * age**2, aht * age - 0.5 * aht**2)
    above, first, second = _lognormal(age, aht, cv)
    return np.asarray(age * first - 0.5 * second + 0.5 * age**2 * above)


def _lognormal(age: FloatArray, aht: FloatArray, cv: float) -> tuple[FloatArray, FloatArray, FloatArray]:
    """P(S > age), E[S; S < age], E[S^2; S < age] of a lognormal law."""
    variance = math.log1p(cv**2)
    width = math.sqrt(variance)
    with np.errstate(divide="ignore"):
        z = (np.log(age / aht) + 0.5 * variance) / width
    second = aht**2 * (1.0 + cv**2) * ndtr(z - 2.0 * width)
    return np.asarray(ndtr(-z)), np.asarray(aht * ndtr(z - width)), np.asarray(second)
