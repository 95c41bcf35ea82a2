"""Calls drawn from a forecast: their law, their streams, and what stays common."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kstest, nbinom

from wfm.data.laws import Law
from wfm.simulation import Callers, Calls, ForecastDay, RecordedDay, sample_calls
from wfm.simulation.demand import DAY_SECONDS, arrival_times, busy_day_factor, replay_calls, slot_tilts
from wfm.simulation.streams import Purpose, key_uniforms, name_hashes, stream, uniforms

DAY = date(2026, 8, 3)
CALLERS = Callers(
    ("ev", "bank"),
    (Law("exponential", 300.0), Law("lognormal", 200.0, 0.8)),
    (Law("exponential", 90.0), Law("endless", math.inf)),
    np.array([0.2, 0.0]),
)
EXPECTED = ForecastDay(np.array([[5.0, 50.0, 100.0, 20.0], [0.0, 30.0, 30.0, 0.0]]))

rate_rows = st.lists(st.floats(0, 500, allow_nan=False), min_size=1, max_size=48)


def drawn(callers: Callers = CALLERS, expected: ForecastDay = EXPECTED, seed: int = 1, replication: int = 0) -> Calls:
    return sample_calls(callers, expected, DAY, seed=seed, replication=replication)


def of(calls: Calls, project: int) -> Calls:
    mine = calls.project == project
    return Calls(calls.arrival[mine], calls.project[mine], calls.handling[mine], calls.patience[mine])


def same(one: Calls, two: Calls) -> bool:
    return all(np.array_equal(getattr(one, n), getattr(two, n)) for n in ("arrival", "project", "handling", "patience"))


@given(rate_rows)
def test_rate_inside_a_slot_is_nowhere_negative(rates: list[float]):
    tilts = slot_tilts(np.array(rates))
    assert (np.abs(tilts) <= 2 + 1e-12).all()
    assert np.isfinite(tilts).all()


def test_rate_follows_a_straight_morning():
    ramp = np.array([0.0, 10, 20, 30, 40, 40])
    assert slot_tilts(ramp) * ramp == pytest.approx([0, 10, 10, 10, 0, 0]), "slope of the ramp; level at its edges and peak"


@given(rate_rows, st.integers(0, 2**32))
def test_arrivals_ascend_within_open_slots(rates: list[float], seed: int):
    row = np.array(rates)
    found = arrival_times(row, np.random.default_rng(seed))
    assert (np.diff(found) >= 0).all()
    assert ((found >= 0) & (found <= DAY_SECONDS)).all()
    slot = np.minimum((found * (row.size / DAY_SECONDS)).astype(int), row.size - 1)
    assert (row[slot] > 0).all()


def test_counts_of_slots_are_poisson_and_times_follow_the_line():
    row = np.array([10.0, 20.0, 30.0])
    draw = np.random.default_rng(5)
    days = [arrival_times(row, draw) for _ in range(4000)]
    counts = np.array([np.histogram(found, np.linspace(0, DAY_SECONDS, 4))[0] for found in days])
    assert np.abs(counts.mean(axis=0) - row).max() < 4 * math.sqrt(30 / 4000)
    assert counts.var(axis=0) == pytest.approx(row, rel=0.1)
    assert np.abs(np.corrcoef(counts.T)[np.triu_indices(3, 1)]).max() < 0.07
    middle = np.concatenate(days) * 3 / DAY_SECONDS
    share = middle[(middle >= 1) & (middle < 2)] - 1
    assert kstest(share, lambda u: (0.75 + 0.25 * u) * u).pvalue > 0.001, "slope 10 around a mean of 20"


def test_busy_days_make_counts_negative_binomial():
    spread, rates = 0.3, np.full((1, 4), 25.0)
    callers = Callers(("ev",), CALLERS.handling[:1], CALLERS.patience[:1], np.array([spread]))
    counts = np.array([drawn(callers, ForecastDay(rates), replication=r).arrival.size for r in range(2000)])
    shape = 1 / spread**2
    law = nbinom(shape, shape / (shape + 100))
    assert counts.mean() == pytest.approx(100, abs=4 * law.std() / math.sqrt(2000))
    assert counts.std() == pytest.approx(law.std(), rel=0.08)
    factors = np.array([busy_day_factor(spread, seed=1, replication=r, project="ev", day=DAY) for r in range(2000)])
    assert factors.std() == pytest.approx(spread, rel=0.08)


def test_known_rate_has_no_factor():
    assert busy_day_factor(0.004, seed=1, replication=0, project="ev", day=DAY) == 1.0


def test_same_seed_same_calls_other_replication_other_calls():
    assert same(drawn(), drawn())
    assert not same(drawn(), drawn(replication=1))
    assert not same(drawn(), drawn(seed=2))


def test_projects_do_not_disturb_each_other():
    alone = Callers(("bank",), CALLERS.handling[1:], CALLERS.patience[1:], CALLERS.busy_day[1:])
    single = drawn(alone, ForecastDay(EXPECTED.rates[1:]))
    both = of(drawn(), 1)
    for name in ("arrival", "handling", "patience"):
        np.testing.assert_array_equal(getattr(single, name), getattr(both, name))


def test_more_demand_keeps_the_calls_and_adds_some():
    flat = ForecastDay(np.array([[50.0] * 4, [0.0] * 4]))
    more = ForecastDay(flat.rates * 1.1)
    few, many = drawn(expected=flat), drawn(expected=more)
    assert many.arrival.size > few.arrival.size
    np.testing.assert_array_equal(many.handling[: few.arrival.size], few.handling)
    np.testing.assert_allclose(many.arrival[: few.arrival.size], few.arrival / 1.1)


def test_another_law_moves_no_arrival_and_no_patience():
    other = replace(CALLERS, handling=(Law("lognormal", 300.0, 2.0), CALLERS.handling[1]))
    np.testing.assert_array_equal(drawn(other).arrival, drawn().arrival)
    np.testing.assert_array_equal(drawn(other).patience, drawn().patience)


def test_handling_time_of_the_slot_scales_the_law():
    aht = np.array([[300.0, 600.0, np.nan, 150.0], [np.nan] * 4])
    plain, scaled = drawn(), drawn(expected=replace(EXPECTED, aht=aht))
    slot = (plain.arrival // (DAY_SECONDS / 4)).astype(int)
    factor = np.where(plain.project == 0, np.array([1.0, 2.0, 1.0, 0.5])[slot], 1.0)
    np.testing.assert_allclose(scaled.handling, plain.handling * factor)


def test_no_calls_expected():
    assert drawn(expected=ForecastDay(np.zeros((2, 4)))).arrival.size == 0


def test_replay_keeps_what_is_known_and_draws_the_rest():
    recorded = RecordedDay(
        np.array([10.0, 20.0, 30.0]),
        np.array([0, 1, 0], np.int16),
        np.array([50.0, np.nan, np.nan]),
        np.array([np.nan, 7.0, 9.0]),
    )
    one, two = (replay_calls(CALLERS, recorded, DAY, seed=1, replication=r) for r in (0, 1))
    assert one.arrival.tolist() == [10, 20, 30]
    assert one.handling[0] == two.handling[0] == 50
    assert one.patience[1:].tolist() == two.patience[1:].tolist() == [7, 9]
    assert np.isfinite(one.handling).all()
    assert one.handling[1] != two.handling[1]
    assert np.isnan(recorded.handling).sum() == 2, "the record itself is left alone"


def test_streams_are_independent_of_each_other():
    rows = [
        uniforms(stream(seed, replication, purpose, project, day), 2000)
        for seed, replication, purpose, project, day in (
            (1, 0, Purpose.ARRIVAL, "ev", 5),
            (2, 0, Purpose.ARRIVAL, "ev", 5),
            (1, 1, Purpose.ARRIVAL, "ev", 5),
            (1, 0, Purpose.HANDLING, "ev", 5),
            (1, 0, Purpose.ARRIVAL, "bank", 5),
            (1, 0, Purpose.ARRIVAL, "ev", 6),
        )
    ]
    assert np.abs(np.corrcoef(rows)[np.triu_indices(6, 1)]).max() < 0.1


def test_draws_by_key_are_uniform_and_independent_between_replications():
    keys = name_hashes(f"agent {k}|2026-08-03" for k in range(20_000))
    one, two = (key_uniforms(1, r, Purpose.ABSENCE, keys) for r in (0, 1))
    assert kstest(one, "uniform").pvalue > 0.001
    assert abs(np.corrcoef(one, two)[0, 1]) < 0.03
    np.testing.assert_array_equal(key_uniforms(1, 0, Purpose.ABSENCE, keys[7:9]), one[7:9])
