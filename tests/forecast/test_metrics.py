"""Measures against values worked out by hand or by enumeration."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import poisson

from wfm.forecast.metrics import bias, coverage, mase, noise_floor, poisson_deviation, scaled_crps, seasonal_step, wape

ACTUAL = np.array([10.0, np.nan, 30.0])
MEAN = np.array([12.0, 99.0, 24.0])


def test_errors_by_hand_without_what_is_not_recorded() -> None:
    assert wape(ACTUAL, MEAN) == pytest.approx(8 / 40)
    assert bias(ACTUAL, MEAN) == pytest.approx(-4 / 40)
    assert mase(ACTUAL, MEAN, np.full(3, 2.0)) == pytest.approx((1 + 3) / 2)


def test_nothing_recorded_is_unknown_not_zero() -> None:
    nothing, quantiles = np.full(2, np.nan), np.zeros((2, 3))
    found = [wape(nothing, MEAN[:2]), bias(nothing, MEAN[:2]), coverage(nothing, quantiles), scaled_crps(nothing, quantiles)]
    assert all(math.isnan(value) for value in [*found, wape(np.zeros(2), MEAN[:2])])


def test_seasonal_step_skips_gaps() -> None:
    totals = np.arange(14, dtype=np.float64)
    totals[3] = np.nan
    assert seasonal_step(totals) == 7.0
    assert math.isnan(seasonal_step(totals[:6]))


def test_coverage_counts_the_edges() -> None:
    quantiles = np.array([[10.0, 11.0, 12.0], [0.0, 0.0, 0.0], [20.0, 25.0, 29.9]])
    assert coverage(ACTUAL, quantiles) == 0.5


def test_crps_by_hand() -> None:
    """Loss at p10, p50, p90 of (8, 10, 13) for 12: 0.4, 1, 0.1."""
    assert scaled_crps(np.array([12.0]), np.array([[8.0, 10.0, 13.0]])) == pytest.approx(2 * 1.5 / 3 / 12)


@pytest.mark.parametrize("mean", [0.0, 0.3, 1.0, 4.7, 60.0, 900.0])
def test_noise_floor_is_the_exact_poisson_deviation(mean: float) -> None:
    counts = np.arange(int(mean + 40 * math.sqrt(mean + 1)) + 1)
    expected = float((np.abs(counts - mean) * poisson(mean).pmf(counts)).sum()) if mean else 0.0
    assert poisson_deviation(np.array([mean]))[0] == pytest.approx(expected, abs=1e-9)
    if mean:
        assert noise_floor(np.array([mean]), np.array([mean])) == pytest.approx(expected / mean)
