"""Cost curves: integer, convex, non-increasing, ending at nought, and equal to the formula they stand for."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wfm.data.tables import Defaults, Project
from wfm.errors import InputError
from wfm.staffing import erlang_a
from wfm.staffing.curve_kernels import expected_lost_load, integer_curve
from wfm.staffing.curves import cost_curves, missing_curve, work_curve
from wfm.staffing.erlang import IntArray
from wfm.staffing.rates import Rates, busy_day_rates, points_for
from wfm.staffing.targets import Targets, targets_of


def targets(**values: float) -> Targets:
    return targets_of(Project(project="p", **values), Defaults())


def assert_is_a_curve(curve: IntArray) -> None:
    """What ``Demand`` promises of every curve."""
    assert curve.dtype == np.int64
    if curve.size:
        marginals = curve[:-1] - curve[1:]
        assert curve[-1] == 0
        assert (marginals >= 1).all()
        assert (np.diff(marginals) <= 0).all()


@settings(deadline=None, max_examples=150)
@given(
    load=st.floats(0.001, 800),
    aht=st.floats(20, 2000),
    patience=st.floats(5, 20000),
    shrinkage=st.floats(0, 0.6),
    cap=st.floats(0.3, 1.0),
    price=st.integers(0, 400),
    busy=st.floats(0, 0.6),
    minutes=st.sampled_from([5, 15, 30, 60]),
)
def test_every_cell_has_a_proper_curve(
    load: float, aht: float, patience: float, shrinkage: float, cap: float, price: int, busy: float, minutes: int
) -> None:
    own = targets(patience_seconds=patience, unplanned_shrinkage=shrinkage, max_occupancy=cap, lost_call_price=price)
    (curve,) = cost_curves(np.array([load]), np.array([aht]), own, minutes, busy_day_rates(busy, points_for(busy, load)))
    assert_is_a_curve(curve)
    assert_is_a_curve(work_curve(load, aht, own, minutes, busy_day_rates(busy)))


def test_curve_equals_the_formula() -> None:
    """Computed anew from Erlang A, the busy-day points and the occupancy price, rounded by marginals."""
    load, aht, own = 23.0, 240.0, targets(unplanned_shrinkage=0.08, patience_seconds=180, max_occupancy=0.85)
    rates = busy_day_rates(0.2, 9)
    (curve,) = cost_curves(np.array([load]), np.array([aht]), own, 30, rates)
    effective = np.arange(100) * 0.92
    whole = np.floor(effective).astype(int)
    cost = np.zeros(100)
    for factor, weight in zip(rates.factors, rates.weights, strict=True):
        lost = load * factor * erlang_a(load * factor, np.arange(101), aht_seconds=aht, patience_seconds=180).abandonment
        between = lost[whole] + (effective - whole) * (lost[whole + 1] - lost[whole])
        cost += weight * (10 * 1800 / aht * between + 4 * np.maximum(0.0, load * factor / 0.85 - effective))
    marginals = np.floor(cost[:-1] - cost[1:] + 0.5).astype(int)
    expected = np.append(marginals[::-1].cumsum()[::-1], 0)
    assert curve.tolist() == expected[: curve.size].tolist()
    assert expected[curve.size - 1] == 0


@settings(deadline=None, max_examples=150)
@given(exponent=st.floats(-2, 3.4), ratio=st.floats(0.03, 64))
def test_one_sweep_equals_erlang_a_and_is_convex(exponent: float, ratio: float) -> None:
    load = 10.0**exponent
    agents = np.arange(int(load + 12 * math.sqrt(load)) + 30)
    swept = np.empty(agents.size)
    expected_lost_load(load, ratio, np.ones(1), np.ones(1), swept)
    exact = load * erlang_a(load, agents, aht_seconds=100, patience_seconds=100 * ratio).abandonment
    assert swept == pytest.approx(exact, abs=1e-6 * (1 + load))
    assert (np.diff(exact, 2) >= -1e-9 * (1 + load)).all()


def test_average_of_curves_is_the_curve_of_the_average() -> None:
    rates, own = busy_day_rates(0.15, 9), targets(unplanned_shrinkage=0.0)
    (averaged,) = cost_curves(np.array([40.0]), np.array([200.0]), own, 30, rates)
    alone = Rates(np.ones(1), np.ones(1))
    total = np.zeros(200)
    for factor, weight in zip(rates.factors, rates.weights, strict=True):
        (curve,) = cost_curves(np.array([40.0 * factor]), np.array([200.0]), own, 30, alone)
        total[: curve.size] += weight * curve
    assert averaged == pytest.approx(total[: averaged.size], abs=0.5 * averaged.size)
    assert averaged[45] > cost_curves(np.array([40.0]), np.array([200.0]), own, 30, alone)[0][45]


def test_no_agents_lose_every_call() -> None:
    own = targets(unplanned_shrinkage=0.0, max_occupancy=1.0)
    (curve,) = cost_curves(np.array([30.0]), np.array([240.0]), own, 30, busy_day_rates(0.1))
    calls = 30.0 * 1800 / 240
    assert curve[0] == pytest.approx(10 * calls + 4 * 30, abs=0.5 * curve.size)


def test_more_load_never_costs_less() -> None:
    load = np.linspace(0.0, 60.0, 121)
    curves = cost_curves(load, np.full(load.size, 240.0), targets(), 30, busy_day_rates(0.1))
    for less, more in pairwise(curves):
        padded = np.pad(less, (0, more.size - less.size))
        assert more.sum() >= padded.sum()


def test_no_calls_cost_nothing() -> None:
    assert cost_curves(np.array([0.0]), np.array([math.nan]), targets(), 30, busy_day_rates(0.1))[0].size == 0
    assert cost_curves(np.zeros(0), np.zeros(0), targets(), 30, busy_day_rates(0.1)) == []
    assert work_curve(0.0, math.nan, targets(), 30, busy_day_rates(0.1)).size == 0


def test_endless_patience_still_prices_overload() -> None:
    (curve,) = cost_curves(np.array([20.0]), np.array([200.0]), targets(patience_seconds=1e9), 30, busy_day_rates(0.0))
    assert_is_a_curve(curve)
    assert curve[10] == pytest.approx((20 - 10 * 0.92) * 90 + 4 * (20 / 0.85 - 9.2), rel=0.02)


def test_marginals_are_rounded_and_the_tail_is_cut() -> None:
    out = np.zeros(6, dtype=np.int64)
    length, noise = integer_curve(np.array([10.0, 6.4, 3.0, 1.4, 1.0, 0.9]), out)
    assert out[:length].tolist() == [9, 5, 2, 0]
    assert noise <= 0
    rising, seen = integer_curve(np.array([5.0, 4.0, 2.0]), np.zeros(3, dtype=np.int64))
    assert seen == pytest.approx(1.0)
    assert rising == 3


def test_missing_agents_are_dearer_beyond_a_tenth() -> None:
    assert missing_curve(0, 10).size == 0
    assert missing_curve(1, 10).tolist() == [10, 0]
    assert missing_curve(3, 10).tolist() == [50, 30, 10, 0]
    assert np.diff(missing_curve(30, 7)).tolist() == [-14] * 27 + [-7] * 3
    assert missing_curve(5, 0).size == 0


@pytest.mark.parametrize("spread", [0.02, 0.1, 0.3])
def test_busy_day_factor_has_the_mean_and_spread_asked_for(spread: float) -> None:
    rates = busy_day_rates(spread, 11)
    assert rates.weights.sum() == pytest.approx(1.0)
    assert rates.factors @ rates.weights == pytest.approx(1.0)
    assert math.sqrt(rates.weights @ (rates.factors - 1) ** 2) == pytest.approx(spread, rel=0.03)


def test_without_busy_days_the_mean_is_all() -> None:
    assert busy_day_rates(0.0).factors.tolist() == [1.0]
    with pytest.raises(InputError):
        busy_day_rates(-0.1)
    assert points_for(0.1, 20.0) == 7
    assert points_for(0.1, 1500.0) == 15
    assert points_for(0.5, 20000.0) == 31
