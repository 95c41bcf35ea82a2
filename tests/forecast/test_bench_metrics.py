"""The measures of the forecast benchmark against definitions worked out another way; no peers, no data."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

FOLDER = Path(__file__).parents[2] / "benchmarks" / "forecast"


@pytest.fixture(scope="module")
def bench() -> dict[str, ModuleType]:
    """The benchmark's modules that need no peer, importable while these tests run."""
    sys.path.insert(0, str(FOLDER))
    try:
        yield {name: importlib.import_module(name) for name in ("metrics", "cases", "exchange", "judge", "summary", "day")}
    finally:
        sys.path.remove(str(FOLDER))


@given(mean=st.floats(0.01, 400.0))
def test_poisson_deviation_is_the_sum_over_the_law(bench, mean):
    counts = np.arange(0, 1200)
    by_hand = (np.abs(counts - mean) * stats.poisson.pmf(counts, mean)).sum()
    assert bench["metrics"].poisson_deviation(np.array([mean]))[0] == pytest.approx(by_hand, rel=1e-8)


def test_poisson_deviation_at_the_edges(bench):
    deviation = bench["metrics"].poisson_deviation
    assert deviation(np.array([0.0]))[0] == 0.0
    assert deviation(np.array([1e6]))[0] == pytest.approx(np.sqrt(2e6 / np.pi), rel=1e-5)


def test_wape_leaves_out_what_was_not_recorded(bench):
    assert bench["metrics"].wape(np.array([10.0, np.nan, 30.0]), np.array([12.0, 99.0, 24.0])) == pytest.approx(0.2)


def test_crps_of_one_row_by_hand(bench):
    # actual 10, quantiles 6, 9, 20: pinball 0.1 * 4, 0.5 * 1, 0.1 * 10; twice their mean, over 10 calls
    made = bench["metrics"].scaled_crps(np.array([10.0]), np.array([[6.0, 9.0, 20.0]]))
    assert made == pytest.approx(2 * (0.4 + 0.5 + 1.0) / 3 / 10)


def test_crps_is_least_at_the_true_quantiles(bench):
    actual = np.random.default_rng(1).normal(100.0, 10.0, 20_000)
    true = 100.0 + 10.0 * stats.norm.ppf([0.1, 0.5, 0.9])

    def loss(cuts):
        return bench["metrics"].scaled_crps(actual, np.tile(cuts, (len(actual), 1)))

    assert loss(true) < min(loss(true + 3.0), loss(true - 3.0), loss(true * [0.95, 1.0, 1.05]), loss(true * [1.05, 1.0, 0.95]))


def test_coverage_counts_the_ends(bench):
    actual = np.array([1.0, 2.0, 3.0, np.nan])
    assert bench["metrics"].coverage(actual, np.tile([1.0, 1.5, 2.0], (4, 1))) == pytest.approx(2 / 3)


def test_days_without_a_record_are_not_zero(bench):
    sums = bench["metrics"].by_day(np.array([1.0, 2.0, 4.0]), np.array([0, 0, 1]), np.array([True, True, False]))
    assert sums[0] == 3.0
    assert np.isnan(sums[1])


def _split(bench, actual):
    starts = pd.date_range("2026-08-03 08:00", periods=2, freq="h").append(pd.date_range("2026-08-04 08:00", periods=2, freq="h"))
    series = bench["cases"].Series("made-up", "bank_calls", "", lambda: pd.DataFrame())
    future = pd.DataFrame({"project": "made-up", "start": starts})
    return bench["cases"].Split(series, "week", starts[0].date(), future.iloc[:0], future, pd.Series(actual))


def _made(bench, mean, seconds=1.0):
    columns = {"calls": mean, "calls_p10": [0.0] * 4, "calls_p50": mean, "calls_p90": [100.0] * 4}
    return bench["exchange"].Made(pd.DataFrame(columns), None, seconds)


def test_score_pools_origins_and_adds_intervals_to_days(bench):
    split = _split(bench, [10.0, 20.0, 30.0, 40.0])
    score = bench["judge"].score(
        "x", [(split, _made(bench, [12.0, 18.0, 30.0, 44.0])), (split, _made(bench, [10.0, 20.0, 30.0, 40.0]))]
    )
    assert score.interval_wape == pytest.approx(8 / 200)
    assert score.day_wape == pytest.approx(4 / 200)
    assert score.interval_coverage == 1.0
    assert np.isnan(score.day_coverage)
    assert score.origins == 2


def test_ratio_is_to_the_best_peer_of_each_case(bench):
    split = _split(bench, [10.0, 20.0, 30.0, 40.0])
    means = {"wfm": [14.0, 20.0, 30.0, 40.0], "good": [12.0, 20.0, 30.0, 40.0], "bad": [30.0, 20.0, 30.0, 40.0]}
    scores = [bench["judge"].score(name, [(split, _made(bench, mean))]) for name, mean in means.items()]
    table = bench["summary"].Table.of(scores, False, "wfm")
    assert table.best(("made-up", "week"), "interval_wape") == (pytest.approx(0.02), "good")
    assert table.ratios("wfm", "interval_wape") == {("made-up", "week"): pytest.approx(2.0)}
    text = bench["summary"].report(scores, "wfm", [])
    assert "2.000 **lost**" in text
    assert "proxies" not in text


def test_ratio_scaling_keeps_the_shape(bench):
    morning = pd.DataFrame({"calls": [10.0, 10.0, 5.0, 15.0]})
    assert bench["day"].ratio_scaling(morning, pd.DataFrame({"calls": [12.0, 18.0]})) == pytest.approx([7.5, 22.5])


@pytest.mark.data
def test_splits_of_real_series_hide_the_future(bench):
    (series,) = bench["cases"].chosen(["emergency"])
    split = next(bench["cases"].splits(series, ("month",), 1))
    assert split.history["start"].max() < split.future["start"].min()
    assert "calls" not in split.future
    assert "temperature" not in split.future
    assert len(split.future) == len(split.actual) == 28 * 24
