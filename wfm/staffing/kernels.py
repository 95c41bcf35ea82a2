"""Compiled scalar formulas behind ``erlang``: the two sums from which the whole Erlang family follows.

With load ``a`` (Erlang), ``n`` agents, ``c = n * patience / aht`` and ``x = calls per mean patience = a * patience / aht``:

    I(n, a) = sum_k n (n-1) ... (n-k+1) / a^k      = 1 / B(n, a)
    J(c, x) = sum_k x^k / ((c+1) ... (c+k))        the queue's part, all agents busy

Both sums have positive terms only, so nothing cancels at any size. Sources: docs/staffing.md.
"""

from __future__ import annotations

import math

from wfm.staffing.compiled import compiled

_TINY = 1e-17
_SMALLEST = 1e-300


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
def log_j(c: float, x: float) -> float:
    """log J(c, x) for c >= 0, x >= 0."""
    if x > c + 1.0:
        density = log_poisson(c, x)
        return math.log1p(-math.exp(density) * _upper_over_poisson(c, x)) - density
    term = total = 1.0
    k = c
    while term > _TINY * total:
        k += 1.0
        term *= x / k
        total += term
    return math.log(total)


@compiled
def abandoned_of_waiting(c: float, x: float, log_of_j: float) -> float:
    """Share of waiting callers who hang up: sum_k k t_k / (x J), t_k the terms of J."""
    if x > c + 1.0:
        return 1.0 - c / x * (1.0 - math.exp(-log_of_j))
    term = 1.0
    total, k = 0.0, 0
    while k * term >= _TINY * total:
        k += 1
        term *= x / (c + k)
        total += k * term
    return total / (x * math.exp(log_of_j))


@compiled
def waiting_c(load: float, agents: int) -> float:
    """Erlang C probability of waiting; 1 when the load reaches the agents."""
    if load >= agents:
        return 1.0
    return agents / ((agents - load) * inverse_b(agents, load) + load)


@compiled
def measures_c(load: float, agents: int, aht: float, threshold: float) -> tuple[float, float, float, float, float]:
    """Erlang C: waiting, share within ``threshold`` (s), mean wait (s), abandonment, occupancy."""
    waiting = waiting_c(load, agents)
    if load >= agents:
        return waiting, 0.0, math.inf, 0.0, 1.0
    spare = (agents - load) / aht
    return waiting, 1.0 - waiting * math.exp(-spare * threshold), waiting / spare, 0.0, load / agents


@compiled
def measures_a(
    load: float, agents: int, aht: float, threshold: float, patience: float
) -> tuple[float, float, float, float, float]:
    """Erlang A: waiting, share within ``threshold`` (s) of offered calls, mean wait (s), abandonment, occupancy."""
    if agents == 0:
        return 1.0, 0.0, patience, 1.0, 1.0
    ratio = patience / aht
    c, x = agents * ratio, load * ratio
    logarithm = log_j(c, x)
    waiting = 1.0 / (1.0 + (inverse_b(agents, load) - 1.0) * math.exp(-logarithm))
    abandonment = waiting * abandoned_of_waiting(c, x, logarithm)
    stay = math.exp(-threshold / patience)
    exponent = -x * math.expm1(-threshold / patience) - agents * threshold / aht
    late = waiting * c / (c + 1.0) * stay * math.exp(exponent + log_j(c + 1.0, x * stay) - logarithm)
    within = min(1.0, max(0.0, 1.0 - abandonment - late))
    occupancy = min(1.0, load * (1.0 - abandonment) / agents)
    return waiting, within, abandonment * patience, abandonment, occupancy


@compiled
def measures(load: float, agents: int, aht: float, threshold: float, patience: float) -> tuple[float, float, float, float, float]:
    """Erlang A, or Erlang C for infinite patience; without calls nobody waits."""
    if load == 0.0:
        return 0.0, 1.0, 0.0, 0.0, 0.0
    if patience == math.inf:
        return measures_c(load, agents, aht, threshold)
    return measures_a(load, agents, aht, threshold, patience)
