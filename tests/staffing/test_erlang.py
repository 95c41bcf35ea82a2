"""Erlang B, C, A against exact arithmetic, published tables, and each other."""

from __future__ import annotations

import math
from decimal import Decimal, localcontext
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wfm.errors import InputError
from wfm.staffing import erlang_a, erlang_b, erlang_c


def exact_b(load: Fraction, agents: int) -> Fraction:
    """B(n) = a B(n-1) / (n + a B(n-1)), Jagerman 1974."""
    blocking = Fraction(1)
    for n in range(1, agents + 1):
        blocking = load * blocking / (n + load * blocking)
    return blocking


def states(load: float, agents: int, ratio: float, digits: int = 60) -> tuple[Decimal, Decimal, Decimal]:
    """Erlang A by its birth-and-death equations: waiting, abandonment, occupied agents; ``ratio`` = patience / handling time."""
    with localcontext() as context:
        context.prec = digits
        a, r = Decimal(load), Decimal(ratio)
        weight, total, queue, busy = Decimal(1), Decimal(1), Decimal(0), Decimal(0)
        waiting = Decimal(1) if agents == 0 else Decimal(0)
        state = 0
        while True:
            state += 1
            departures = min(state, agents) + max(0, state - agents) / r
            weight *= a / departures
            total += weight
            busy += weight * min(state, agents)
            if state >= agents:
                waiting += weight
                queue += weight * (state - agents)
            if state > a + agents and a < departures and weight < total * Decimal(10) ** (-digits // 2):
                return waiting / total, queue / (r * a) / total, busy / total


@pytest.mark.parametrize(
    ("load", "agents"),
    [("0.01", 1), ("0.01", 5), ("1", 1), ("4.46", 10), ("12.03", 20), ("99.5", 90), ("100", 150), ("250", 240)],
)
def test_b_equals_the_exact_recursion(load: str, agents: int) -> None:
    exact = float(exact_b(Fraction(load), agents))
    assert erlang_b(float(load), agents) == pytest.approx(exact, rel=1e-12)


@pytest.mark.parametrize(("load", "agents"), [(20000.0, 20000), (20000.0, 15000), (15000.0, 15600), (5000.0, 5400)])
def test_b_equals_the_recursion_at_national_size(load: float, agents: int) -> None:
    with localcontext() as context:
        context.prec = 40
        blocking = Decimal(1)
        for n in range(1, agents + 1):
            blocking = Decimal(load) * blocking / (n + Decimal(load) * blocking)
    assert erlang_b(load, agents) == pytest.approx(float(blocking), rel=1e-10)


def test_b_published_table() -> None:
    """Offered load at 1 % blocking as printed in Erlang B tables (for example Rappaport, Wireless Communications, table 3.4;
    0.01 lies between the blocking at half a unit of the last digit below and above)."""
    lines = np.array([2, 4, 5, 10, 20, 24, 40, 70, 100])
    load = np.array([0.153, 0.869, 1.36, 4.46, 12.0, 15.3, 29.0, 56.1, 84.1])
    half = np.array([0.0005, 0.0005, 0.005, 0.005, 0.05, 0.05, 0.05, 0.05, 0.05])
    assert (erlang_b(load - half, lines) <= 0.01).all()
    assert (erlang_b(load + half, lines) >= 0.01).all()


@pytest.mark.parametrize(("load", "agents"), [(0.5, 1), (2.0, 3), (48.0, 50), (48.0, 55), (299.0, 300), (100.0, 140)])
def test_c_equals_the_exact_fraction(load: float, agents: int) -> None:
    a = Fraction(load)
    blocking = exact_b(a, agents)
    waiting = agents * blocking / (agents - a * (1 - blocking))
    found = erlang_c(load, agents, aht_seconds=240, threshold_seconds=20)
    assert found.waiting == pytest.approx(float(waiting), rel=1e-12)
    assert found.mean_wait_seconds == pytest.approx(float(waiting) * 240 / (agents - load), rel=1e-12)
    assert found.within == pytest.approx(1 - float(waiting) * math.exp(-(agents - load) * 20 / 240), rel=1e-12)
    assert found.occupancy == pytest.approx(load / agents, rel=1e-12)


def test_c_without_enough_agents_grows_for_ever() -> None:
    found = erlang_c([10.0, 11.0], 10, aht_seconds=60, threshold_seconds=20)
    assert found.waiting.tolist() == [1.0, 1.0]
    assert found.within.tolist() == [0.0, 0.0]
    assert np.isinf(found.mean_wait_seconds).all()


@pytest.mark.parametrize("ratio", [0.05, 0.75, 1.0, 12.5])
@pytest.mark.parametrize(("load", "agents"), [(0.01, 1), (0.3, 0), (2.0, 1), (2.0, 5), (48.0, 50), (100.0, 60), (300.0, 330)])
def test_a_equals_the_birth_and_death_equations(load: float, agents: int, ratio: float) -> None:
    waiting, abandonment, busy = states(load, agents, ratio)
    found = erlang_a(load, agents, aht_seconds=200, patience_seconds=200 * ratio)
    assert found.waiting == pytest.approx(float(waiting), rel=1e-9, abs=1e-15)
    assert found.abandonment == pytest.approx(float(abandonment), rel=1e-9, abs=1e-15)
    assert found.mean_wait_seconds == pytest.approx(float(abandonment) * 200 * ratio, rel=1e-9, abs=1e-15)
    if agents:
        assert found.occupancy == pytest.approx(float(busy) / agents, rel=1e-9)


@pytest.mark.parametrize(("load", "agents", "ratio"), [(5000.0, 5050, 0.9), (5000.0, 4800, 2.5), (20000.0, 20100, 0.75)])
def test_a_equals_the_birth_and_death_equations_at_national_size(load: float, agents: int, ratio: float) -> None:
    waiting, abandonment, _ = states(load, agents, ratio, digits=40)
    found = erlang_a(load, agents, aht_seconds=200, patience_seconds=200 * ratio)
    assert found.waiting == pytest.approx(float(waiting), rel=1e-9)
    assert found.abandonment == pytest.approx(float(abandonment), rel=1e-9)


def test_a_published_comparison() -> None:
    """48 calls a minute, 50 agents, 1 min service, 2 min patience: Garnett, Mandelbaum & Reiman (2002), table 1."""
    impatient = erlang_a(48, 50, aht_seconds=60, patience_seconds=120)
    patient = erlang_c(48, 50, aht_seconds=60)
    assert round(float(impatient.abandonment), 3) == 0.031
    assert round(float(impatient.mean_wait_seconds), 1) == 3.7
    assert round(float(patient.mean_wait_seconds), 1) == 20.8
    assert round(float(impatient.occupancy), 2) == 0.93
    assert round(float(patient.occupancy), 2) == 0.96


@pytest.mark.parametrize("ratio", [0.05, 0.9, 7.0])
@pytest.mark.parametrize("agents", [1, 4, 9, 15])
def test_share_in_time_equals_the_wait_seen_by_each_arrival(agents: int, ratio: float) -> None:
    """A caller who finds k in the queue is answered when k + 1 have left it, unless patience ends first: the wait is a sum
    of exponentials (agents + j / ratio, j = k .. 0) raced by the caller's own patience; here by integrating the chain."""
    load, late = 9.0, 0.4
    size = agents + 80
    weights = np.empty(size)
    weights[0] = 1.0
    for state in range(1, size):
        weights[state] = weights[state - 1] * load / (min(state, agents) + max(0, state - agents) / ratio)
    weights /= weights.sum()
    queue = weights[agents:]
    ahead = np.zeros((queue.size + 1, queue.size + 1))
    for k in range(queue.size):
        rate = agents + k / ratio
        ahead[k, k] -= rate + 1 / ratio
        if k:
            ahead[k, k - 1] = rate
        else:
            ahead[k, -1] = rate
    step = np.eye(ahead.shape[0]) + ahead * late / 2**24 + (ahead * late / 2**24) @ (ahead * late / 2**24) / 2
    for _ in range(24):
        step = step @ step
    within = weights[:agents].sum() + queue @ step[:-1, -1]
    found = erlang_a(load, agents, aht_seconds=100, patience_seconds=100 * ratio, threshold_seconds=100 * late)
    assert found.within == pytest.approx(within, rel=1e-7)


def test_a_without_threshold_answers_at_once_who_need_not_wait() -> None:
    found = erlang_a([3.0, 60.0], [5, 50], aht_seconds=200, patience_seconds=150, threshold_seconds=0)
    assert found.within == pytest.approx(1 - found.waiting, abs=1e-12)


def test_a_long_threshold_answers_all_who_stay() -> None:
    found = erlang_a([3.0, 60.0], [5, 50], aht_seconds=200, patience_seconds=150, threshold_seconds=1e5)
    assert found.within == pytest.approx(1 - found.abandonment, abs=1e-12)


@pytest.mark.parametrize(("load", "agents"), [(0.5, 1), (8.0, 10), (48.0, 50), (1500.0, 1540)])
def test_a_with_endless_patience_is_c(load: float, agents: int) -> None:
    patient = erlang_a(load, agents, aht_seconds=200, patience_seconds=1e11, threshold_seconds=20)
    never = erlang_c(load, agents, aht_seconds=200, threshold_seconds=20)
    for name in ("waiting", "within", "mean_wait_seconds", "occupancy"):
        assert getattr(patient, name) == pytest.approx(getattr(never, name), rel=1e-4), name


@pytest.mark.parametrize(("load", "agents"), [(0.5, 1), (8.0, 10), (48.0, 40)])
def test_a_without_patience_is_b(load: float, agents: int) -> None:
    hasty = erlang_a(load, agents, aht_seconds=200, patience_seconds=1e-9)
    assert hasty.abandonment == pytest.approx(erlang_b(load, agents), rel=1e-6)


@settings(deadline=None, max_examples=200)
@given(
    load=st.floats(0.01, 20000),
    share=st.floats(0, 2),
    aht=st.floats(5, 3600),
    patience=st.floats(1, 36000),
    threshold=st.floats(0, 600),
)
def test_measures_stay_sane_at_any_size(load: float, share: float, aht: float, patience: float, threshold: float) -> None:
    agents = np.array([math.floor(share * load), math.floor(share * load) + 1])
    found = erlang_a(load, agents, aht_seconds=aht, patience_seconds=patience, threshold_seconds=threshold)
    for values in (found.waiting, found.within, found.abandonment, found.occupancy):
        assert ((values >= 0) & (values <= 1)).all()
    assert np.isfinite(found.mean_wait_seconds).all()
    assert (found.within + found.abandonment <= 1 + 1e-9).all()
    assert found.within[1] >= found.within[0] - 1e-9
    assert found.abandonment[1] <= found.abandonment[0] + 1e-9
    assert found.waiting[1] <= found.waiting[0] + 1e-9


def test_arrays_of_any_shape_broadcast() -> None:
    load, agents = np.array([[1.0], [10.0], [0.0]]), np.array([0, 5, 12, 40])
    found = erlang_a(load, agents, aht_seconds=100, patience_seconds=100, threshold_seconds=20)
    assert found.within.shape == (3, 4)
    assert found.within[1, 2] == erlang_a(10.0, 12, aht_seconds=100, patience_seconds=100, threshold_seconds=20).within
    assert (found.within[2] == 1).all()
    assert (found.abandonment[:2, 0] == 1).all()
    assert erlang_b(np.zeros((0, 2)), 3).shape == (0, 2)


@pytest.mark.parametrize(
    ("arguments", "key"),
    [
        ({"load": -1.0}, "staffing.negative"),
        ({"load": math.nan}, "staffing.negative"),
        ({"load": math.inf}, "staffing.not_finite"),
        ({"agents": 2.5}, "staffing.not_whole"),
        ({"agents": -1}, "staffing.negative"),
        ({"aht_seconds": 0.0}, "staffing.calls_without_time"),
        ({"patience_seconds": 0.0}, "staffing.not_positive"),
        ({"threshold_seconds": -5.0}, "staffing.negative"),
    ],
)
def test_wrong_input_is_named(arguments: dict[str, float], key: str) -> None:
    good = {"load": 3.0, "agents": 4, "aht_seconds": 200.0, "patience_seconds": 180.0, "threshold_seconds": 20.0}
    values = good | arguments
    with pytest.raises(InputError) as refused:
        erlang_a(values.pop("load"), values.pop("agents"), **values)
    assert refused.value.key == key
    assert next(iter(arguments)) in refused.value.message("en")
    assert next(iter(arguments)) in refused.value.message("zh")
