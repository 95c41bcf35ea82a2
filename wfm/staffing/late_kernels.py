"""Compiled lateness curves: the share of calls not answered in time for all numbers of agents in one sweep; convex envelopes."""

from __future__ import annotations

import math

import numpy as np

from wfm.staffing.checks import FloatArray
from wfm.staffing.compiled import compiled
from wfm.staffing.cubic import between
from wfm.staffing.kernels import abandoned_of_waiting, inverse_b, log_j

_REACH = 5.0
"""Standard deviations of the load beyond which nobody waits."""
_FULL = 6.0
"""Standard deviations of the wait, in deep overload, beyond which nobody is answered in time."""
_INTERPOLATE = 60.0
"""From this c on, log J between whole c is interpolated by a cubic (error of the share below 1e-5: tests)."""


@compiled
def _whole_log_j(first: int, last: int, x: float) -> FloatArray:
    """log J(c, x) for c = first .. last, downwards by J(c) = 1 + x / (c + 1) J(c + 1)."""
    values = np.empty(last - first + 1)
    values[-1] = log_j(float(last), x)
    for c in range(last - 1, first - 1, -1):
        term = math.log(x / (c + 1.0)) + values[c - first + 1]
        values[c - first] = max(term, 0.0) + math.log1p(math.exp(-abs(term)))
    return values


@compiled
def late_share(load: float, ratio: float, reach: float, size: int) -> tuple[int, FloatArray]:
    """Share of calls not answered in time (Erlang A) for ``first, first + 1, ...`` agents, at most ``size`` values.

    ``ratio`` = patience / handling time, ``reach`` = threshold / patience. Below ``first`` agents the share is 1, beyond the
    values 0.
    """
    x = load * ratio
    stay = math.exp(-reach)
    first = int(load * stay * math.exp(-_FULL / math.sqrt(x * stay))) if x * stay > _INTERPOLATE else 0
    last = min(size - 1, int(load + _REACH * math.sqrt(load)) + 8)
    late = np.empty(max(0, last - first + 1))
    if late.size == 0:
        return first, late
    smooth = first * ratio >= _INTERPOLATE
    base = max(0, int(first * ratio) - 1)
    top = int(last * ratio) + 3
    whole = _whole_log_j(base, top, x) if smooth else late
    stayed = _whole_log_j(base, top + 1, x * stay) if smooth else late
    inverse = inverse_b(first, load)
    for agents in range(first, last + 1):
        if agents > first:
            inverse = 1.0 + agents / load * inverse
        if agents == 0:
            late[0] = 1.0
            continue
        c = agents * ratio
        logarithm = between(whole, base, c) if smooth else log_j(c, x)
        after = between(stayed, base, c + 1.0) if smooth else log_j(c + 1.0, x * stay)
        waiting = 1.0 / (1.0 + (inverse - 1.0) * math.exp(-logarithm))
        hung_up = 1.0 - c / x * (1.0 - math.exp(-logarithm)) if smooth else abandoned_of_waiting(c, x, logarithm)
        answered = c / (c + 1.0) * stay * math.exp(-x * math.expm1(-reach) - c * reach + after - logarithm)
        late[agents - first] = min(1.0, max(0.0, waiting * (hung_up + answered)))
    return first, late


@compiled
def expected_late(load: float, ratio: float, reach: float, factors: FloatArray, weights: FloatArray, out: FloatArray) -> None:
    """Fill ``out[m]`` with late calls / mean calls for m = 0, 1, ... productive agents, averaged over the rates."""
    out[:] = 0.0
    for q in range(factors.size):
        part = weights[q] * factors[q]
        first, late = late_share(load * factors[q], ratio, reach, out.size)
        for agents in range(min(first, out.size)):
            out[agents] += part
        for i in range(late.size):
            out[first + i] += part * late[i]


@compiled
def envelope(values: FloatArray) -> FloatArray:
    """The largest convex sequence nowhere above ``values`` (lower hull of the points (i, values[i]); Andrew 1979)."""
    corners = np.empty(values.size, dtype=np.int64)
    count = 0
    for i in range(values.size):
        while count > 1:
            a, b = corners[count - 2], corners[count - 1]
            if (values[b] - values[a]) * (i - a) < (values[i] - values[a]) * (b - a):
                break
            count -= 1
        corners[count] = i
        count += 1
    out = values.copy()
    for k in range(count - 1):
        a, b = corners[k], corners[k + 1]
        slope = (values[b] - values[a]) / (b - a)
        for i in range(a + 1, b):
            out[i] = values[a] + slope * (i - a)
    return out


@compiled
def thinned(values: FloatArray, present: float, size: int) -> FloatArray:
    """``values`` (by agents at the desk) by rostered agents 0 .. size - 1, of whom the share ``present`` is expected at the desk;
    linear between whole agents."""
    out = np.empty(size)
    for n in range(size):
        k = min(values.size - 2, int(n * present))
        part = min(1.0, n * present - k)
        out[n] = (1.0 - part) * values[k] + part * values[k + 1]
    return out
