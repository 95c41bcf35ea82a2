"""Erlang B, C and A over the whole range, against the series in 150 digits: 1e-9 relative, or 1e-15 absolute in far tails."""

from __future__ import annotations

import math
from decimal import Decimal, localcontext
from fractions import Fraction

import numpy as np
import pytest

from wfm.staffing import erlang_a, erlang_b, erlang_c

DIGITS = 150
LOADS = ("0.01", "0.7", "12", "350", "20000")
RATIOS = ("0.000001", "0.02", "0.75", "9")
SPANS = ("0", "0.003", "0.1", "3")
"""Thresholds in handling times."""


def agents_around(load: str) -> list[int]:
    """Nobody, one, half, a little under and over the load, plenty, 20,000."""
    a = float(load)
    width = math.sqrt(a)
    counts = {0, 1, int(a / 2), int(a - 3 * width), int(a), int(a) + 1, int(a + 2 * width) + 1, int(1.2 * a) + 3, 20000}
    return sorted(n for n in counts if n >= 0)


def close(found: float, exact: Decimal) -> bool:
    error = abs(Decimal(float(found)) - exact)
    return error <= Decimal("1e-9") * abs(exact) or error <= Decimal("1e-15")


def inverse_b(agents: int, load: Decimal) -> Decimal:
    """1 / B by the recursion 1 / B(n) = 1 + n / a / B(n - 1)."""
    inverse = Decimal(1)
    for n in range(1, agents + 1):
        inverse = 1 + n * inverse / load
    return inverse


def series(c: Decimal, x: Decimal) -> tuple[Decimal, Decimal]:
    """J(c, x), and sum k t_k of its terms."""
    term, total, weighted, k = Decimal(1), Decimal(1), Decimal(0), 0
    while k == 0 or c + k < x or k * term > weighted * Decimal(10) ** -DIGITS:
        k += 1
        term *= x / (c + k)
        total += term
        weighted += k * term
    return total, weighted


def exact_a(load: Decimal, agents: int, ratio: Decimal, spans: tuple[Decimal, ...]) -> tuple[Decimal, Decimal, list[Decimal]]:
    """Waiting, abandonment, share within each span (in handling times) of M/M/n+M, patience = ratio handling times."""
    if agents == 0:
        return Decimal(1), Decimal(1), [Decimal(0) for _ in spans]
    c, x = agents * ratio, load * ratio
    whole, weighted = series(c, x)
    waiting = whole / (inverse_b(agents, load) - 1 + whole)
    abandonment = waiting * weighted / (x * whole)
    within = []
    for span in spans:
        stay = (-span / ratio).exp()
        rest = (x * (1 - stay) - agents * span).exp() * series(c + 1, x * stay)[0]
        within.append(1 - abandonment - waiting * c / (c + 1) * stay * rest / whole)
    return waiting, abandonment, within


def assert_exact(load: str, agents: int, ratio: str, spans: tuple[str, ...]) -> None:
    with localcontext() as context:
        context.prec = DIGITS
        # The very doubles that the formulas are given.
        a, r = Decimal(float(load)), Decimal(200 * float(ratio)) / 200
        times = tuple(Decimal(200 * float(span)) / 200 for span in spans)
        waiting, abandonment, within = exact_a(a, agents, r, times)
        found = erlang_a(
            float(load),
            agents,
            aht_seconds=200,
            patience_seconds=200 * float(ratio),
            threshold_seconds=[200 * float(span) for span in spans],
        )
        assert close(found.waiting[0], waiting)
        assert close(found.abandonment[0], abandonment)
        assert close(found.mean_wait_seconds[0] / 200, abandonment * r)
        for got, exact in zip(found.within, within, strict=True):
            assert close(got, exact), (got, exact)
        if agents:
            assert close(found.occupancy[0], a * (1 - abandonment) / agents)


@pytest.mark.parametrize("ratio", RATIOS)
@pytest.mark.parametrize("load", LOADS[:-1])
def test_a_is_exact_over_the_grid(load: str, ratio: str) -> None:
    for agents in agents_around(load):
        assert_exact(load, agents, ratio, SPANS if agents < 20000 else SPANS[:1])


@pytest.mark.parametrize(
    ("load", "agents", "ratio"),
    [
        ("20000", 1, "0.75"),
        ("20000", 19500, "0.75"),
        ("20000", 20000, "0.02"),
        ("0.01", 20000, "0.75"),
        ("2", 1, "20000"),
        ("3.7", 4, "3000"),
        ("30", 60, "1e7"),
        ("0.7", 1, "1e7"),
        ("350", 1, "1e-7"),
    ],
)
def test_a_is_exact_at_the_edges(load: str, agents: int, ratio: str) -> None:
    assert_exact(load, agents, ratio, ("0", "0.1"))


@pytest.mark.slow
@pytest.mark.parametrize("ratio", RATIOS[:-1])
def test_a_is_exact_at_national_size(ratio: str) -> None:
    for agents in agents_around(LOADS[-1]):
        assert_exact(LOADS[-1], agents, ratio, ("0", "0.1"))


@pytest.mark.parametrize("load", ["0.01", "0.7", "12", "350", "20000"])
def test_b_and_c_are_exact_over_the_grid(load: str) -> None:
    a = float(load)
    for agents in agents_around(load):
        with localcontext() as context:
            context.prec = 60
            exact = Decimal(a)
            inverse = inverse_b(agents, exact)
            assert close(erlang_b(a, agents), 1 / inverse)
            if agents <= a:
                continue
            found = erlang_c(a, agents, aht_seconds=200, threshold_seconds=[0, 20, 600])
            waiting = agents / ((agents - exact) * inverse + exact)
            assert close(found.waiting[0], waiting)
            assert close(found.mean_wait_seconds[0], 200 * waiting / (agents - exact))
            for got, threshold in zip(found.within, (0, 20, 600), strict=True):
                assert close(got, 1 - waiting * (-(agents - exact) * threshold / 200).exp())


def test_c_just_above_the_load_keeps_its_digits() -> None:
    """Nearly everybody waits: the few who do not are no difference of two ones."""
    load = Fraction(20000) - Fraction(1, 2**12)
    with localcontext() as context:
        context.prec = 60
        exact = Decimal(load.numerator) / load.denominator
        free = (20000 - exact) * (inverse_b(20000, exact) - 1) / 20000
        found = erlang_c(float(load), 20000)
        assert close(found.within, free / (1 + free))
        assert abs(Decimal(float(found.within)) * (1 + free) / free - 1) < Decimal("1e-9")


def test_shapes_broadcast_and_may_be_empty() -> None:
    load = np.linspace(0.5, 40, 12).reshape(3, 1, 4)
    found = erlang_a(load, np.array([[1], [30]]), aht_seconds=180, patience_seconds=[60, 600, 1e4, math.inf])
    assert found.within.shape == (3, 2, 4)
    one = erlang_a(float(load[2, 0, 1]), 30, aht_seconds=180, patience_seconds=600)
    assert found.abandonment[2, 1, 1] == one.abandonment
    assert one.within.shape == ()
    assert erlang_c(np.empty((2, 0)), 5).waiting.shape == (2, 0)
    assert erlang_b([], []).shape == (0,)
