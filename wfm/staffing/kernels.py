"""Compiled scalar formulas behind ``erlang``: sums and integrals from which the whole Erlang family follows.

With load ``a`` (Erlang), ``n`` agents, ``c = n * patience / aht`` and ``x = calls per mean patience = a * patience / aht``:

    I(n, a) = sum_k n (n-1) ... (n-k+1) / a^k      = 1 / B(n, a)
    J(c, x) = sum_k x^k / ((c+1) ... (c+k))        the queue's part, all agents busy
            = c * integral_0^inf exp(x (1 - e^-s) - c s) ds

Every term is positive, so nothing cancels at any size. Sources: docs/staffing.md.
"""

from __future__ import annotations

import math

from wfm.staffing.compiled import compiled
from wfm.staffing.queue_integral import area

_TINY = 1e-17
_SMALLEST = 1e-300
_LONG = 5000.0
"""From this c on J and the share who hang up are integrals: the sums would need some ten times sqrt(c) terms."""
_SMALL = 1e-3
"""Shares in time below this are not taken as differences."""


@compiled
def inverse_b(agents: int, load: float) -> float:
    """I(n, a), one over the Erlang B blocking probability; infinite once it leaves the range of a float. ``load`` > 0."""
    term = total = 1.0
    for k in range(agents, 0, -1):
        term *= k / load
        total += term
        if total == math.inf or (k <= load and term < _TINY * total):
            break
    return total


@compiled
def log_poisson(count: float, mean: float) -> float:
    """log(mean^count exp(-mean) / Gamma(count + 1)) for real ``count`` >= 0 (saddle-point form of Loader 2000)."""
    if count < 15.0:
        return count * math.log(mean) - mean - math.lgamma(count + 1.0)
    d = (mean - count) / count
    square = count * count
    stirling = (1 / 12 - (1 / 360 - (1 / 1260 - 1 / (1680 * square)) / square) / square) / count
    return -count * (d - math.log1p(d)) - 0.5 * math.log(2 * math.pi * count) - stirling


@compiled
def _upper_over_poisson(c: float, x: float) -> float:
    """Q(c, x) / Poisson(c; x) for x > c + 1, Q the upper regularised incomplete gamma (Legendre's continued fraction)."""
    b = x + 1.0 - c
    previous = 1.0 / _SMALLEST
    d = 1.0 / b
    value = d
    for i in range(1, 10_000_000):
        numerator = -i * (i - c)
        b += 2.0
        d = numerator * d + b
        d = 1.0 / (d if abs(d) > _SMALLEST else _SMALLEST)
        previous = b + numerator / previous
        if abs(previous) < _SMALLEST:
            previous = _SMALLEST
        step = d * previous
        value *= step
        if abs(step - 1.0) < 1e-16:
            break
    return c * value


@compiled
def _sums(c: float, x: float) -> tuple[float, float]:
    """J(c, x) term by term, and the share of waiting callers who hang up: sum_k k t_k / (x J), t_k the terms of J."""
    term = total = 1.0
    weighted, k = 0.0, 0
    while term > _TINY * total or k * term > _TINY * weighted:
        k += 1
        term *= x / (c + k)
        total += term
        weighted += k * term
    return total, weighted / (x * total)


@compiled
def _peak(c: float, x: float) -> float:
    """Where x (1 - e^-s) - c s is largest, s >= 0."""
    return math.log(x / c) if x > c else 0.0


@compiled
def log_j(c: float, x: float) -> float:
    """log J(c, x) for c >= 0, x >= 0."""
    if c > _LONG:
        top = _peak(c, x)
        whole = area(c, x, top, 0.0, top, False) + area(c, x, top, math.inf, top, False)
        return math.log(c * whole) - x * math.expm1(-top) - c * top
    if x > c + 1.0:
        density = log_poisson(c, x)
        return math.log1p(-math.exp(density) * _upper_over_poisson(c, x)) - density
    return math.log(_sums(c, x)[0])


@compiled
def abandoned_of_waiting(c: float, x: float, log_of_j: float) -> float:
    """Share of waiting callers who hang up: the mean of 1 - e^-s under the integral of J."""
    if c > _LONG:
        top = _peak(c, x)
        some = area(c, x, top, 0.0, top, True) + area(c, x, top, math.inf, top, True)
        return some / (area(c, x, top, 0.0, top, False) + area(c, x, top, math.inf, top, False))
    if x > c + 1.0:
        return 1.0 - c / x * (1.0 - math.exp(-log_of_j))
    return _sums(c, x)[1]


@compiled
def answered_of_waiting(c: float, x: float, log_of_j: float, abandoned: float, span: float) -> float:
    """Share of waiting callers answered within ``span`` patiences: c / J * integral_0^span exp(x (1 - e^-s) - (c+1) s) ds.

    Where J is large (more calls than agents) the integral is compared with its rest, which together are 1 - ``abandoned``.
    """
    if x <= c + 1.0:
        return c * math.exp(-log_of_j) * area(c + 1.0, x, 0.0, span, 0.0, False)
    top = math.log(x / (c + 1.0))
    near = min(top, span)
    early = area(c + 1.0, x, near, 0.0, top, False) + area(c + 1.0, x, near, span, top, False)
    edge = max(top, span)
    late = area(c + 1.0, x, edge, near if span < top else edge, top, False) + area(c + 1.0, x, edge, math.inf, top, False)
    return (1.0 - abandoned) * early / (early + late)


@compiled
def measures_c(load: float, agents: int, aht: float, threshold: float) -> tuple[float, float, float, float, float]:
    """Erlang C: waiting, share within ``threshold`` (s), mean wait (s), abandonment, occupancy; all wait where the load
    reaches the agents."""
    if load >= agents:
        return 1.0, 0.0, math.inf, 0.0, 1.0
    waiting, within, wait = measures_at(load, agents, inverse_b(agents, load), aht, threshold)
    return waiting, within, wait, 0.0, load / agents


@compiled
def measures_at(load: float, agents: int, inverse: float, aht: float, threshold: float) -> tuple[float, float, float]:
    """Erlang C for ``agents`` above ``load`` with I(n, a) known: waiting, share within ``threshold`` (s), mean wait (s)."""
    spare = agents - load
    odds = spare / agents * (inverse - 1.0)
    waiting = 1.0 / (1.0 + odds)
    quick = -math.expm1(-spare * threshold / aht) * waiting
    return waiting, (1.0 - waiting if odds > 1.0 else odds * waiting) + quick, waiting * aht / spare


@compiled
def queue_a(load: float, agents: int, aht: float, patience: float) -> tuple[float, float, float, float]:
    """Erlang A with at least one agent: waiting, answered at once, share of the waiting who hang up, log J."""
    ratio = patience / aht
    c, x = agents * ratio, load * ratio
    if x <= c + 1.0 and c <= _LONG:
        whole, abandoned = _sums(c, x)
        logarithm = math.log(whole)
    else:
        logarithm = log_j(c, x)
        abandoned = abandoned_of_waiting(c, x, logarithm)
    odds = (inverse_b(agents, load) - 1.0) * math.exp(-logarithm)
    waiting = 1.0 / (1.0 + odds)
    return waiting, 1.0 - waiting if odds > 1.0 else odds * waiting, abandoned, logarithm


@compiled
def measures_a(
    load: float, agents: int, aht: float, threshold: float, patience: float
) -> tuple[float, float, float, float, float]:
    """Erlang A: waiting, share within ``threshold`` (s) of offered calls, mean wait (s), abandonment, occupancy."""
    if agents == 0:
        return 1.0, 0.0, patience, 1.0, 1.0
    waiting, free, abandoned, logarithm = queue_a(load, agents, aht, patience)
    abandonment = waiting * abandoned
    within = within_a(load, agents, aht, threshold, patience, waiting, free, abandoned, logarithm)
    return waiting, within, abandonment * patience, abandonment, min(1.0, load * (1.0 - abandonment) / agents)


@compiled
def within_a(
    load: float,
    agents: int,
    aht: float,
    threshold: float,
    patience: float,
    waiting: float,
    free: float,
    abandoned: float,
    logarithm: float,
) -> float:
    """Erlang A: share answered within ``threshold`` (s), from what ``queue_a`` found.

    As 1 - abandoned - late where that keeps its digits, else (small shares, long queues) from the integral.
    """
    span = threshold / patience
    c, x = agents * patience / aht, load * patience / aht
    if max(c, x) <= _LONG:
        exponent = -x * math.expm1(-span) - c * span
        late = c / (c + 1.0) * math.exp(exponent - span + log_j(c + 1.0, x * math.exp(-span)) - logarithm)
        within = free + waiting * (1.0 - abandoned - late)
        if within > _SMALL:
            return min(1.0, within)
    return min(1.0, free + waiting * answered_of_waiting(c, x, logarithm, abandoned, span))


@compiled
def measures(load: float, agents: int, aht: float, threshold: float, patience: float) -> tuple[float, float, float, float, float]:
    """Erlang A, or Erlang C for infinite patience; without calls nobody waits."""
    if load == 0.0:
        return 0.0, 1.0, 0.0, 0.0, 0.0
    if patience == math.inf:
        return measures_c(load, agents, aht, threshold)
    return measures_a(load, agents, aht, threshold, patience)
