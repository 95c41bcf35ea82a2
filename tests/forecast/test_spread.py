"""Spread by kind of day, and bands of whole counts that hold what they say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import poisson

from wfm.forecast.history import FloatArray
from wfm.forecast.spread import Spread, at_least, count_quantile, even, fit_spread


def cases(spread: FloatArray, mean: float, seed: int = 1) -> FloatArray:
    generator = np.random.default_rng(seed)
    return generator.poisson(generator.gamma(1 / spread**2, spread**2) * mean).astype(float)


def test_days_at_a_holiday_get_a_spread_of_their_own() -> None:
    special = np.arange(600) % 3 == 0
    actual = cases(np.where(special, 0.4, 0.1), 1000.0)
    found = fit_spread(actual, np.full(600, 1000.0), special, np.arange(600))
    assert found.ordinary == pytest.approx(0.1, abs=0.03)
    assert found.special == pytest.approx(0.4, abs=0.06)
    assert found.ordinary < found.common < found.special


def test_few_holidays_stay_near_the_common_spread() -> None:
    special = np.arange(100) < 3
    found = fit_spread(cases(np.full(100, 0.1), 1000.0), np.full(100, 1000.0), special, np.arange(100))
    assert found.special == found.common
    many_intervals = np.repeat(special, 20)  # sixty cases, but three days
    wild = cases(np.where(many_intervals, 0.8, 0.1), 1000.0)
    found = fit_spread(wild, np.full(2000, 1000.0), many_intervals, np.repeat(np.arange(100), 20))
    assert found.common < found.special < 0.55


def test_nothing_known_is_assumed() -> None:
    nothing = np.full(20, np.nan)
    found = fit_spread(nothing, np.full(20, 5.0), np.zeros(20, dtype=np.bool_), np.arange(20), 0.3)
    assert found == even(0.3)
    assert found.of(np.array([True, False])).tolist() == [0.3, 0.3]
    assert at_least(found, Spread(0.1, 0.5, 0.2)) == Spread(0.3, 0.5, 0.3)


@pytest.mark.parametrize("level", [5.0, 12.0, 60.0])
@pytest.mark.parametrize("spread", [0.05, 0.3])
def test_bands_hold_eighty_percent_of_small_counts_too(level: float, spread: float) -> None:
    means = level * np.linspace(0.7, 1.3, 4000)
    actual = cases(np.full(4000, spread), means, seed=4)  # type: ignore[arg-type]
    low, high = (count_quantile(means, spread, at) for at in (0.1, 0.9))
    assert np.mean((actual >= low) & (actual <= high)) == pytest.approx(0.8, abs=0.035)


@settings(max_examples=60, deadline=None)
@given(mean=st.floats(0.01, 500))
def test_an_end_of_the_band_holds_half_its_chance(mean: float) -> None:
    low, high = (float(count_quantile(np.array([mean]), 0.0, at)[0]) for at in (0.1, 0.9))
    law = poisson(mean)
    slack = 1e-9
    assert law.cdf(low) - 0.5 * law.pmf(low) >= 0.1 - slack or low == law.ppf(0.1) + 1
    assert high == 0 or law.cdf(high) - 0.5 * law.pmf(high) <= 0.9 + slack
    assert law.cdf(low - 1) <= 0.2
    assert law.cdf(high) >= 0.8


def test_spread_may_differ_from_case_to_case() -> None:
    mean, spread = np.array([50.0, 50.0, 0.0]), np.array([0.0, 0.5, 0.5])
    both = count_quantile(mean, spread, 0.9)
    assert both.tolist() == [float(count_quantile(mean[k : k + 1], float(spread[k]), 0.9)[0]) for k in range(3)]
