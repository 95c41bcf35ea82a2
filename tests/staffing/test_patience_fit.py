"""Censored patience: a published example, recovery of known laws, bands that cover, laws that simulate what was fitted."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kstest

from wfm.data.laws import Law
from wfm.staffing.patience import exponential_mean, fit_patience, hazards, kaplan_meier

REMISSION = [6, 6, 6, 7, 10, 13, 16, 22, 23]
CENSORED = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
WEEKS = np.array(REMISSION + CENSORED, dtype=np.float64)
EVENTS = np.array([True] * len(REMISSION) + [False] * len(CENSORED))
"""Freireich et al. (1963), 21 leukaemia patients under 6-mercaptopurine: the example of most textbooks."""


def _censored(seed: int, patience: np.ndarray, load: float) -> tuple[np.ndarray, np.ndarray]:
    """Waits and outcomes when an agent would have answered after an exponential time; a third is answered at once."""
    draw = np.random.default_rng(seed)
    answered_after = np.where(draw.random(patience.size) < 1 / 3, 0.0, draw.exponential(load, patience.size))
    return np.minimum(patience, answered_after), patience < answered_after


def test_kaplan_meier_of_the_textbook() -> None:
    curve = kaplan_meier(WEEKS, EVENTS)
    assert curve.seconds.tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert curve.at_risk.tolist() == [21, 17, 15, 12, 11, 7, 6]
    np.testing.assert_allclose(curve.survival, [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448], atol=5e-4)
    assert curve.median() == 23
    np.testing.assert_allclose(curve.at(np.array([0.0, 5.9, 6.0, 12.0, 99.0])), [1, 1, 0.857, 0.753, 0.448], atol=5e-4)


def test_greenwood_on_the_log_log_scale() -> None:
    """By hand at 6 weeks: S = 18/21, Greenwood's sum = 3 / (21 x 18), band = S ** exp(-+1.96 sqrt(sum) / ln S)."""
    curve = kaplan_meier(WEEKS, EVENTS)
    survival = 18 / 21
    width = 1.959964 * np.sqrt(3 / (21 * 18)) / np.log(survival)
    assert curve.low[0] == pytest.approx(survival ** np.exp(-width))
    assert curve.high[0] == pytest.approx(survival ** np.exp(width))
    assert (curve.low < curve.survival).all()
    assert (curve.survival < curve.high).all()


def test_the_exponential_mean_is_waiting_over_hang_ups() -> None:
    assert exponential_mean(359.0, 9)[0] == pytest.approx(359 / 9)


def test_its_interval_covers() -> None:
    hits = 0
    for seed in range(400):
        patience = np.random.default_rng([seed, 1]).exponential(200.0, 300)
        waits, lost = _censored(seed, patience, 100.0)
        _, low, high = exponential_mean(float(waits.sum()), int(lost.sum()))
        hits += low <= 200.0 <= high
    assert 0.92 <= hits / 400 <= 0.985


@given(st.integers(0, 50), st.floats(1.0, 1e6))
def test_the_interval_holds_the_mean(abandoned: int, waiting: float) -> None:
    mean, low, high = exponential_mean(waiting, abandoned)
    assert 0 < low <= mean <= high
    assert np.isfinite(mean) == (abandoned > 0)


def test_censoring_matters_and_is_undone() -> None:
    """Patience of a Weibull law with falling hazard, two thirds of the callers censored: the curve finds the law, the mean of
    the waits of those who hung up is far off."""
    patience = 300.0 * np.random.default_rng(5).weibull(0.8, 40_000)
    waits, lost = _censored(5, patience, 150.0)
    fit = fit_patience(waits, lost)
    moments = np.array([10.0, 30.0, 60.0, 120.0, 300.0])
    np.testing.assert_allclose(fit.curve.at(moments), np.exp(-((moments / 300.0) ** 0.8)), atol=0.012)
    assert waits[lost].mean() < 0.4 * patience.mean()
    assert fit.hazards[0].per_minute > 1.5 * fit.hazards[4].per_minute


def test_calls_answered_at_once_tell_nothing() -> None:
    waits, lost = np.array([5.0, 9.0, 20.0, 30.0]), np.array([True, False, True, False])
    fit, more = fit_patience(waits, lost), fit_patience(np.append(waits, np.zeros(50)), np.append(lost, np.zeros(50, dtype=bool)))
    assert more.mean == fit.mean
    assert (more.low, more.high) == (fit.low, fit.high)
    np.testing.assert_array_equal(more.curve.survival, fit.curve.survival)
    np.testing.assert_array_equal(more.curve.low, fit.curve.low)
    assert more.empirical == fit.empirical
    assert (fit.calls, fit.waited, more.calls, more.waited) == (4, 4, 54, 4)


def test_exponential_patience_is_recognised_and_another_is_not() -> None:
    draw = np.random.default_rng(3)
    near = fit_patience(*_censored(1, draw.exponential(180.0, 20_000), 120.0))
    far = fit_patience(*_censored(1, np.where(draw.random(20_000) < 0.3, 9.0, draw.exponential(600.0, 20_000)), 120.0))
    assert near.mean == pytest.approx(180.0, rel=0.05)
    assert near.distance is not None
    assert far.distance is not None
    assert near.distance < 0.05 < 0.1 < far.distance


def test_the_empirical_law_draws_the_curve() -> None:
    waits, lost = _censored(2, 240.0 * np.random.default_rng(2).weibull(1.4, 30_000), 300.0)
    fit = fit_patience(waits, lost)
    drawn = fit.empirical.quantile(np.random.default_rng(9).random(200_000))
    assert kstest(drawn, lambda seconds: 1 - np.exp(-((seconds / 240.0) ** 1.4))).statistic < 0.015
    assert drawn.mean() == pytest.approx(fit.empirical.mean, rel=0.01)
    assert drawn.std() / drawn.mean() == pytest.approx(fit.empirical.cv, rel=0.02)


def test_the_tail_beyond_the_records_is_exponential() -> None:
    """All are answered after 100 s at most, so nothing is seen beyond: the law goes on with the late hazard."""
    patience = np.random.default_rng(8).exponential(150.0, 50_000)
    waits, lost = np.minimum(patience, 100.0), patience < 100.0
    law = fit_patience(waits, lost).empirical
    assert law.mean == pytest.approx(150.0, rel=0.04)
    assert float(law.quantile(np.array(0.9))) == pytest.approx(150.0 * np.log(10), rel=0.06)
    assert (law.levels[0], law.levels[-1]) == (0.0, 1.0)
    assert (np.diff(law.levels) >= 0).all()
    assert (np.diff(law.values) >= 0).all()


def test_nobody_hung_up() -> None:
    fit = fit_patience(np.array([0.0, 10.0, 50.0]), np.zeros(3, dtype=bool))
    assert fit.exponential.kind == fit.empirical.kind == "endless"
    assert (fit.mean, fit.high, fit.median, fit.distance) == (np.inf, np.inf, None, None)
    assert fit.low == pytest.approx(60 / -np.log(0.025), rel=1e-6)


def test_everybody_hung_up() -> None:
    fit = fit_patience(np.array([5.0, 10.0, 15.0]), np.ones(3, dtype=bool))
    np.testing.assert_allclose(fit.curve.survival, [2 / 3, 1 / 3, 0], atol=1e-12)
    assert fit.empirical.values[-1] == 15.0
    assert np.isfinite(fit.curve.low).all()


@given(st.lists(st.tuples(st.integers(0, 400), st.booleans()), max_size=60))
def test_any_records_give_sane_curves_and_laws(calls: list[tuple[int, bool]]) -> None:
    waits = np.array([wait for wait, _ in calls], dtype=np.float64)
    lost = np.array([flag for _, flag in calls], dtype=bool)
    fit = fit_patience(waits, lost)
    curve = fit.curve
    assert (np.diff(curve.survival) < 0).all()
    for edge in (curve.low, curve.high):
        assert ((edge >= 0) & (edge <= 1)).all()
    assert (curve.low <= curve.survival + 1e-12).all()
    assert (curve.survival <= curve.high + 1e-12).all()
    assert sum(one.abandoned for one in hazards(waits, lost)) == lost.sum()
    assert sum(one.minutes for one in fit.hazards) == pytest.approx(waits.sum() / 60)
    if fit.empirical.kind == "empirical":
        assert fit.empirical.levels[-1] == 1.0
        assert (np.diff(fit.empirical.values) >= 0).all()


def test_remaining_patience_is_beyond_the_wait_and_follows_the_law() -> None:
    table = Law("empirical", 50.0, 0.5, (0.0, 0.5, 1.0), (0.0, 40.0, 120.0))
    uniform = np.random.default_rng(1).random(40_000)
    left = table.remaining(np.full(uniform.size, 40.0), uniform)
    assert left.min() >= 40.0
    assert left.mean() == pytest.approx(80.0, rel=0.01)
    assert table.remaining(np.array([500.0]), np.array([0.5])) == 500.0
    exponential = Law("exponential", 100.0)
    np.testing.assert_allclose(
        exponential.remaining(np.full(3, 70.0), np.array([0.1, 0.5, 0.9])) - 70.0, exponential.quantile(np.array([0.1, 0.5, 0.9]))
    )
    assert Law("endless", np.inf).remaining(np.array([3.0]), np.array([0.5])) == np.inf
    lognormal = Law("lognormal", 100.0, 1.2)
    beyond = lognormal.quantile(uniform)
    beyond = beyond[beyond > 150.0]
    drawn = lognormal.remaining(np.full(20_000, 150.0), uniform[:20_000])
    assert kstest(drawn, beyond).statistic < 0.03
    np.testing.assert_allclose(
        lognormal.remaining(np.zeros(3), np.array([0.2, 0.5, 0.8])), lognormal.quantile(np.array([0.2, 0.5, 0.8]))
    )
