"""The public distributions: sample days have the spreads and the quantiles that the law promises."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wfm.forecast.rates import RateLaw

SHAPE = np.array([0.0, 10.0, 40.0, 80.0, 50.0, 20.0])


def law(busy_day: float, interval: float, level: float = 1.0) -> RateLaw:
    mean = np.stack([SHAPE, 2.0 * SHAPE]) * level
    return RateLaw(mean, np.full(2, busy_day), np.full(2, interval))


@pytest.mark.parametrize(("busy_day", "interval"), [(0.15, 0.25), (0.2, 0.2), (0.0, 0.0), (0.3, 0.5)])
def test_sampled_rates_have_both_spreads_and_the_mean(busy_day: float, interval: float) -> None:
    made = law(busy_day, interval)
    rates, counts = made.sample_days(seed=3, n=20_000)
    assert rates.shape == counts.shape == (20_000, 2, 6)
    assert rates.mean(axis=0) == pytest.approx(made.mean, rel=0.02)
    assert counts.mean(axis=0) == pytest.approx(made.mean, rel=0.02)
    totals = rates.sum(axis=2)
    assert totals.std(axis=0) / totals.mean(axis=0) == pytest.approx(made.busy_day, rel=0.03, abs=0.001)
    own = rates[:, :, 1:]
    assert (own.std(axis=0) / own.mean(axis=0)).mean(axis=1) == pytest.approx(made.interval_spread, rel=0.05, abs=0.001)


def test_intervals_of_a_day_hang_together_and_days_do_not() -> None:
    rates, _ = law(0.2, 0.2).sample_days(seed=1, n=4000)
    assert np.corrcoef(rates[:, 0, 1], rates[:, 0, 4])[0, 1] > 0.99
    assert abs(np.corrcoef(rates[:, 0, 1], rates[:, 1, 1])[0, 1]) < 0.06


def test_sampled_counts_lie_in_the_bands() -> None:
    made = law(0.15, 0.3)
    _, counts = made.sample_days(seed=5, n=5000)
    band = made.count_quantiles()
    inside = ((counts >= band[..., 0]) & (counts <= band[..., 2])).mean(axis=0)[:, 1:]
    assert inside == pytest.approx(np.full(inside.shape, 0.8), abs=0.06)
    days = made.day_quantiles()
    total = counts.sum(axis=2)
    assert ((total >= days[:, 0]) & (total <= days[:, 2])).mean(axis=0) == pytest.approx([0.8, 0.8], abs=0.025)
    assert np.median(total, axis=0) == pytest.approx(days[:, 1], rel=0.02)


def test_closed_intervals_and_closed_days_stay_empty() -> None:
    made = replace(law(0.2, 0.3), mean=np.stack([np.zeros(6), SHAPE]))
    rates, counts = made.sample_days(seed=2, n=10)
    assert rates[:, 0].sum() == counts[:, 0].sum() == 0
    assert counts[:, 1, 0].sum() == 0
    assert made.count_quantiles()[0].sum() == made.day_quantiles()[0].sum() == 0


def test_a_day_that_is_one_interval_has_one_factor() -> None:
    made = RateLaw(np.full((3, 1), 500.0), np.full(3, 0.2), np.full(3, 0.3))
    day, own = made.factors
    assert np.sqrt((1 + day**2) * (1 + own**2) - 1) == pytest.approx(made.interval_spread)


def test_the_same_seed_gives_the_same_days() -> None:
    first, again, other = (law(0.2, 0.3).sample_days(seed, 4)[1] for seed in (7, 7, 8))
    assert (first == again).all()
    assert (first != other).any()


@settings(max_examples=60, deadline=None)
@given(busy_day=st.floats(0, 1.5), more=st.floats(0, 1.0), level=st.floats(0.001, 1000))
def test_factors_give_back_the_interval_spread(busy_day: float, more: float, level: float) -> None:
    made = law(busy_day, busy_day + more, level)
    day, own = made.factors
    assert np.sqrt((1 + day**2) * (1 + own**2) - 1) == pytest.approx(made.interval_spread, abs=1e-9)
    share = np.sum((made.mean / made.mean.sum(axis=1, keepdims=True)) ** 2, axis=1)
    of_day = np.sqrt(day**2 + share * own**2 * (1 + day**2))
    assert ((of_day >= made.busy_day - 1e-9) & (of_day <= made.interval_spread + 1e-9)).all()
    band = made.count_quantiles()
    assert (np.diff(band, axis=-1) >= 0).all()
