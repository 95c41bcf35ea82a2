"""Cost curves: expected service loss against rostered agents, integer, convex, non-increasing, ending at 0.

    cost(n) = lost_call_price * calls * E[abandonment at rate z] + occupancy_price * E[max(0, load * z / cap - m)]

with m = n x (1 - unplanned shrinkage) agents at the desk (abandonment linear between whole agents) and z the busy-day
factor. Each part is convex in n; docs/staffing.md has the sources.
"""

from __future__ import annotations

import math

import numpy as np

from wfm.staffing.checks import FloatArray
from wfm.staffing.curve_kernels import excess, integer_curve, queue_curves
from wfm.staffing.erlang import IntArray
from wfm.staffing.rates import Rates
from wfm.staffing.targets import Targets

MOST_PATIENCE = 64.0
"""Patience counted in a curve, in handling times: a stationary queue of callers who wait for hours says nothing about an
interval."""

_NOISE = 1e-4
"""Rise of a marginal that counts as rounding noise, relative to the price of a lost Erlang (seen: 2e-5)."""


def cost_curves(
    load: FloatArray, aht_seconds: FloatArray, targets: Targets, interval_minutes: int, rates: Rates
) -> list[IntArray]:
    """One curve per cell of a project with a queue; ``load`` Erlang and ``aht_seconds`` of one length. No calls: empty."""
    aht = np.where(load > 0, aht_seconds, 1.0)
    ratio = np.minimum(targets.patience_seconds / aht, MOST_PATIENCE)
    price = targets.lost_call_price * interval_minutes * 60 / aht
    table = np.empty((min(load.size, _CHUNK), _most_agents(load, targets, rates)), dtype=np.int64)
    curves: list[IntArray] = []
    for first in range(0, load.size, _CHUNK):
        chunk = slice(first, first + _CHUNK)
        lengths, noise = queue_curves(
            load[chunk],
            ratio[chunk],
            price[chunk],
            float(targets.occupancy_price),
            targets.max_occupancy,
            targets.present,
            rates.factors,
            rates.weights,
            table,
        )
        assert noise <= _NOISE * (1.0 + price.max()), f"a cost curve is not convex: marginals rise by {noise}"
        curves.extend(table[i, :length].copy() for i, length in enumerate(lengths))
    return curves


_CHUNK = 256


def _most_agents(load: FloatArray, targets: Targets, rates: Rates) -> int:
    """No curve of these cells is longer."""
    highest = float(load.max(initial=0.0)) * float(rates.factors[-1])
    heads = max(highest + 6 * math.sqrt(highest) + 12, highest / targets.max_occupancy + 4)
    return int(heads / targets.present) + 3


def work_curve(load: float, aht_seconds: float, targets: Targets, interval_minutes: int, rates: Rates) -> IntArray:
    """Curve of one slot of deferrable work: lost_call_price x calls not covered, E[max(0, load z - cap m)] / handling time."""
    if load <= 0:
        return np.zeros(0, dtype=np.int64)
    price = targets.lost_call_price * interval_minutes * 60 / aht_seconds
    each = targets.max_occupancy * targets.present
    loads = np.asarray(load * rates.factors, dtype=np.float64)
    capacity: FloatArray = each * np.arange(int(loads[-1] / each) + 3, dtype=np.float64)
    costs = price * excess(loads, rates.weights, capacity)
    return _tabled(costs)


def missing_curve(required: int, missing_price: int) -> IntArray:
    """Requirement as a curve: the first tenth missing (at least one agent) at ``missing_price`` each, the others at twice it."""
    dear = max(0, required - max(1, math.ceil(required / 10)))
    marginals = np.where(np.arange(required) < dear, 2 * missing_price, missing_price)
    return _tabled(np.append(np.cumsum(marginals[::-1])[::-1], 0).astype(np.float64))


def _tabled(costs: FloatArray) -> IntArray:
    out = np.zeros(costs.size, dtype=np.int64)
    length, noise = integer_curve(costs, out)
    assert noise <= _NOISE * (1.0 + float(costs[0])), f"a cost curve is not convex: marginals rise by {noise}"
    return out[:length].copy()
