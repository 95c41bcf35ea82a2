"""Compiled cost curves: expected lost load for all numbers of agents in one sweep, then integer convex tables."""

from __future__ import annotations

import math

import numpy as np

from wfm.staffing.checks import FloatArray
from wfm.staffing.compiled import compiled
from wfm.staffing.cubic import between
from wfm.staffing.erlang import IntArray
from wfm.staffing.kernels import abandoned_of_waiting, inverse_b, log_j
from wfm.staffing.late_kernels import envelope, expected_late, thinned

_REACH = 5.0
"""Standard deviations beyond which a queue is surely full, or surely free of abandonment (error below 1e-6 of the load)."""
_INTERPOLATE = 60.0
"""From this c on, J between whole c is interpolated by a cubic (error of the lost load below 1e-6 of the load: tests)."""


@compiled
def _whole_j(first: int, last: int, x: float) -> FloatArray:
    """J(c, x) for c = first .. last, downwards by J(c) = 1 + x / (c + 1) J(c + 1)."""
    values = np.empty(last - first + 1)
    values[-1] = math.exp(log_j(float(last), x))
    for c in range(last - 1, first - 1, -1):
        values[c - first] = 1.0 + x / (c + 1.0) * values[c - first + 1]
    return values


@compiled
def lost_load(load: float, ratio: float, size: int) -> tuple[int, FloatArray]:
    """Lost load (Erlang, load x abandonment under Erlang A) for ``first, first + 1, ...`` agents, at most ``size`` values.

    ``ratio`` = patience / handling time. Below ``first`` agents the lost load is load - agents; beyond the values it is 0.
    """
    width = math.sqrt(load)
    first = max(0, int(load - _REACH * width / math.sqrt(ratio)))
    last = min(size - 1, int(load + _REACH * width) + 8)
    lost = np.empty(max(0, last - first + 1))
    if lost.size == 0:
        return first, lost
    x = load * ratio
    smooth = first * ratio >= _INTERPOLATE
    base = max(0, int(first * ratio) - 1)
    whole = _whole_j(base, int(last * ratio) + 2, x) if smooth else lost
    inverse = inverse_b(first, load)
    for agents in range(first, last + 1):
        if agents > first:
            inverse = 1.0 + agents / load * inverse
        if agents == 0:
            lost[0] = load
            continue
        c = agents * ratio
        if smooth:
            empty = 1.0 / between(whole, base, c)
            of_waiting = 1.0 - c / x * (1.0 - empty)
        else:
            logarithm = log_j(c, x)
            empty = math.exp(-logarithm)
            of_waiting = abandoned_of_waiting(c, x, logarithm)
        lost[agents - first] = load * of_waiting / (1.0 + (inverse - 1.0) * empty)
    return first, lost


@compiled
def expected_lost_load(load: float, ratio: float, factors: FloatArray, weights: FloatArray, out: FloatArray) -> None:
    """Fill ``out[m]`` with the lost load for m = 0, 1, ... productive agents, averaged over the rates."""
    out[:] = 0.0
    for q in range(factors.size):
        rate = load * factors[q]
        first, lost = lost_load(rate, ratio, out.size)
        for agents in range(min(first, out.size)):
            out[agents] += weights[q] * (rate - agents)
        for i in range(lost.size):
            out[first + i] += weights[q] * lost[i]


@compiled
def excess(loads: FloatArray, weights: FloatArray, capacity: FloatArray) -> FloatArray:
    """E[max(0, load - capacity)] over the rates, for each capacity; ``loads`` and ``capacity`` ascend."""
    out = np.zeros(capacity.size)
    above = weights.sum()
    work = (weights * loads).sum()
    q = 0
    for i in range(capacity.size):
        while q < loads.size and loads[q] <= capacity[i]:
            above -= weights[q]
            work -= weights[q] * loads[q]
            q += 1
        if q == loads.size:
            break
        out[i] = work - above * capacity[i]
    return out


@compiled
def integer_curve(costs: FloatArray, out: IntArray) -> tuple[int, float]:
    """Integer convex non-increasing table of ``costs``: marginals are rounded, and the table ends where they round to 0.

    Returns its length (0: the curve costs nothing) and the largest rise of the marginals seen, which must be rounding noise.
    """
    length, noise, before = 0, 0.0, math.inf
    for n in range(costs.size - 1):
        marginal = costs[n] - costs[n + 1]
        noise = max(noise, marginal - before)
        before = min(before, marginal)
        out[n] = int(before + 0.5)
        if out[n] <= 0:
            break
        length = n + 1
    if length == 0:
        return 0, noise
    out[length] = 0
    for n in range(length - 1, -1, -1):
        out[n] += out[n + 1]
    return length + 1, noise


@compiled
def queue_curves(
    load: FloatArray,
    ratio: FloatArray,
    reach: FloatArray,
    lost_price: FloatArray,
    late_price: FloatArray,
    occupancy_price: float,
    cap: float,
    present: FloatArray,
    factors: FloatArray,
    weights: FloatArray,
    table: IntArray,
) -> tuple[IntArray, float]:
    """Curves of one project's cells into the rows of ``table``; returns the lengths and the largest noise."""
    lengths = np.zeros(load.size, dtype=np.int64)
    noise = 0.0
    for i in range(load.size):
        if load[i] <= 0.0:
            continue
        highest = load[i] * factors[-1]
        heads = int(max(highest + _REACH * math.sqrt(highest) + 10.0, highest / cap + 2.0)) + 1
        size = min(table.shape[1] - 1, int(heads / present[i])) + 1
        costs = occupancy_price * excess(load[i] * factors / cap, weights, np.arange(size) * present[i])
        desk = np.zeros(heads + 1)
        expected_lost_load(load[i], ratio[i], factors, weights, desk)
        costs += lost_price[i] * thinned(desk, present[i], size)
        if late_price[i] > 0.0:
            expected_late(load[i], ratio[i], reach[i], factors, weights, desk)
            costs += late_price[i] * envelope(thinned(desk, present[i], size))
        lengths[i], rise = integer_curve(costs, table[i])
        noise = max(noise, rise)
    return lengths, noise
