"""Cost curves: expected service loss against rostered agents, integer, convex, non-increasing, ending at 0.

    cost(n) = lost_call_price * calls * E[z * abandonment at rate z] + occupancy_price * E[max(0, load * z / cap - m)]
              + price_lateness * calls * envelope(E[z * late at rate z])

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
    load: FloatArray,
    aht_seconds: FloatArray,
    targets: Targets,
    interval_minutes: int,
    rates: Rates,
    *,
    present: FloatArray | None = None,
    price_lateness: float = 0.0,
) -> list[IntArray]:
    """One curve per cell of a project with a queue; arrays of one length. No calls: empty.

    ``load``: Erlang at the mean rate; ``present``: share of rostered agents expected at the desk (default: the targets').
    ``price_lateness``: cost units per late call, charged on the lower convex envelope of the lateness curve. Cells that
    are alike are computed once, and share their array.
    """
    aht = np.where(load > 0, aht_seconds, 1.0)
    at_desk = np.full(load.size, targets.present) if present is None else present
    cells, place = np.unique(np.stack([load, aht, at_desk]), axis=1, return_inverse=True)
    ratio = np.minimum(targets.patience_seconds / cells[1], MOST_PATIENCE)
    reach = targets.threshold_seconds / (ratio * cells[1])
    lost_price = targets.lost_call_price * interval_minutes * 60 / cells[1]
    late_price = price_lateness * cells[0] * interval_minutes * 60 / cells[1]
    table = np.empty((min(cells.shape[1], _CHUNK), _most_agents(cells, targets, rates)), dtype=np.int64)
    curves: list[IntArray] = []
    for first in range(0, cells.shape[1], _CHUNK):
        chunk = slice(first, first + _CHUNK)
        lengths, noise = queue_curves(
            cells[0, chunk],
            ratio[chunk],
            reach[chunk],
            lost_price[chunk],
            late_price[chunk],
            float(targets.occupancy_price),
            targets.max_occupancy,
            cells[2, chunk],
            rates.factors,
            rates.weights,
            table,
        )
        dearest = float(np.max(lost_price + late_price))
        assert noise <= _NOISE * (1.0 + dearest), f"a cost curve is not convex: marginals rise by {noise}"
        curves.extend(table[i, :length].copy() for i, length in enumerate(lengths))
    return [curves[k] for k in place]


_CHUNK = 256


def _most_agents(cells: FloatArray, targets: Targets, rates: Rates) -> int:
    """No curve of these cells is longer."""
    highest = float(cells[0].max(initial=0.0)) * float(rates.factors[-1])
    heads = max(highest + 6 * math.sqrt(highest) + 12, highest / targets.max_occupancy + 4)
    return int(heads / float(cells[2].min(initial=1.0))) + 3


def work_curve(
    load: float, aht_seconds: float, targets: Targets, interval_minutes: int, rates: Rates, *, present: float | None = None
) -> IntArray:
    """Curve of one slot of deferrable work: lost_call_price x calls not covered, E[max(0, load z - cap m)] / handling time."""
    if load <= 0:
        return np.zeros(0, dtype=np.int64)
    price = targets.lost_call_price * interval_minutes * 60 / aht_seconds
    each = targets.max_occupancy * (targets.present if present is None else present)
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
