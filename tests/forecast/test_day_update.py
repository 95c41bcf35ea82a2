"""The rest of the day: the conjugate answer by hand, no look ahead, edges, and the shape learnt from past days."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wfm.forecast.day_law import DayLaw, assumed, in_hours, learn_law, place
from wfm.forecast.day_rate import update_day
from wfm.forecast.history import FloatArray
from wfm.forecast.spread import count_quantile

MORNING = np.concatenate([np.zeros(14), 20.0 + 10.0 * np.sin(np.linspace(0, np.pi, 30)), np.zeros(4)])
"""48 half hours, open 7:00 to 22:00."""
LAW = DayLaw(common=0.02, tilt=0.01, drift=0.02, reach=3.0, own=0.005, days=60)


def so_far(until: int, factor: float = 1.0) -> FloatArray:
    """``factor`` times the morning's forecast in the first ``until`` slots, nothing known later."""
    return np.where(np.arange(48) < until, MORNING * factor, np.nan)


def test_the_conjugate_answer_by_hand() -> None:
    made = update_day(MORNING, 0.2, 0.2, so_far(22, 1.3))
    expected = MORNING[:22].sum()
    factor = (25.0 + 1.3 * expected) / (25.0 + expected)
    assert made.mean[22:] == pytest.approx(MORNING[22:] * factor)
    assert made.mean[:22].sum() == 0
    assert made.change == pytest.approx(factor - 1.0)
    assert (made.so_far, made.expected) == (pytest.approx(1.3 * expected), pytest.approx(expected))


@pytest.mark.parametrize("law", [None, LAW])
def test_nothing_known_is_the_mornings_forecast(law: DayLaw | None) -> None:
    made = update_day(MORNING, 0.1, 0.2, np.full(48, np.nan), law)
    assert made.mean == pytest.approx(MORNING)
    assert made.p90 == pytest.approx(count_quantile(MORNING, 0.2, 0.9))
    assert made.change == 0
    assert made.so_far == 0


def test_all_known_leaves_nothing() -> None:
    made = update_day(MORNING, 0.1, 0.2, np.where(MORNING > 0, 30.0, 0.0), LAW)
    assert not made.coming.any()
    assert made.mean.sum() == made.p90.sum() == made.change == 0


@pytest.mark.parametrize("law", [None, LAW])
def test_as_expected_changes_nothing_but_narrows(law: DayLaw | None) -> None:
    made = update_day(MORNING, 0.1, 0.2, so_far(30), law)
    assert made.mean[30:] == pytest.approx(MORNING[30:])
    assert (made.spread[30:44] <= 0.2 + 1e-12).all()
    assert made.spread[30] < 0.2


def test_no_calls_in_a_quiet_night_do_not_break_the_day() -> None:
    night = np.concatenate([np.full(12, 0.2), np.full(36, 40.0)])
    made = update_day(night, 0.15, 0.2, np.where(np.arange(48) < 12, 0.0, np.nan), LAW)
    assert made.mean[20:].sum() == pytest.approx(night[20:].sum(), rel=0.08)
    assert np.isfinite(made.spread).all()


def test_no_calls_all_morning_lower_the_rest_but_not_to_zero() -> None:
    made = update_day(MORNING, 0.2, 0.3, so_far(30, 0.0), LAW)
    assert -0.95 <= made.change < -0.3
    assert (made.mean[30:44] > 0).all()


def test_unrecorded_intervals_of_the_past_are_neither_zero_nor_forecast() -> None:
    gap = so_far(24, 1.2)
    gap[16:20] = np.nan
    made = update_day(MORNING, 0.2, 0.2, gap)
    assert not made.coming[:24].any()
    assert made.expected == pytest.approx(np.nansum(np.where(np.isfinite(gap), MORNING, 0.0)))
    assert made.change > 0.1


@given(st.integers(15, 43), st.floats(0.0, 3.0), st.integers(0, 2**31))
def test_never_looks_at_what_comes(until: int, factor: float, seed: int) -> None:
    day = np.random.default_rng(seed).poisson(MORNING * factor).astype(np.float64)
    known = np.where(np.arange(48) < until, day, np.nan)
    made = update_day(MORNING, 0.15, 0.2, known, LAW)
    assert np.array_equal(made.coming, (np.arange(48) >= until) & (MORNING > 0))
    assert (made.p10 <= made.p50).all()
    assert (made.p50 <= made.p90).all()
    assert (made.mean >= 0).all()


@given(st.floats(1.0, 50.0), st.floats(0.5, 2.0))
def test_a_larger_centre_believes_its_calls_more(size: float, factor: float) -> None:
    small = update_day(MORNING, 0.15, 0.2, so_far(24, factor), LAW).change
    large = update_day(MORNING * size, 0.15, 0.2, so_far(24, factor) * size, LAW).change
    assert abs(large) >= abs(small) - 1e-12


def test_the_same_calls_in_other_intervals_say_the_same() -> None:
    fine = np.repeat(MORNING / 2, 2)
    known = np.repeat(so_far(24, 1.4) / 2, 2)
    half, quarter = update_day(MORNING, 0.15, 0.2, so_far(24, 1.4), LAW), update_day(fine, 0.15, 0.2, known, LAW)
    assert quarter.change == pytest.approx(half.change)


def drawn(law: DayLaw, days: int, seed: int) -> tuple[FloatArray, FloatArray]:
    """Days of Poisson calls whose rates follow ``law``; calls and means float64 [days, 48]."""
    draw = np.random.default_rng(seed)
    means = np.tile(MORNING * 20, (days, 1))
    root = np.linalg.cholesky(law.covariance(in_hours(means[0], 30)) + 1e-12 * np.eye(24))
    factor = 1.0 + draw.standard_normal((days, 24)) @ root.T
    return draw.poisson(means * np.maximum(np.repeat(factor, 2, axis=1), 0.0)).astype(np.float64), means


def test_the_law_is_found_again() -> None:
    truth = DayLaw(common=0.01, tilt=0.01, drift=0.0004, reach=3.0, own=0.0004)
    calls, means = drawn(truth, 200, 5)
    found = learn_law(calls, means, 30, 0.1, 0.15)
    assert found.days == 200
    assert found.common == pytest.approx(truth.common, rel=0.35)
    assert found.tilt == pytest.approx(truth.tilt, rel=0.35)
    assert found.drift + found.own < 0.003


def test_learnt_beats_morning_ratio_and_conjugate_where_shapes_tilt() -> None:
    truth = DayLaw(common=0.003, tilt=0.02, drift=0.004, reach=3.0, own=0.001)
    past, means = drawn(truth, 70, 1)
    law = learn_law(past, means, 30, 0.055, 0.16)
    coming, mean = drawn(truth, 200, 2)
    known = np.where(np.arange(48) < 24, coming, np.nan)
    rest = coming[:, 24:].sum(axis=1)
    wrong = {
        "morning": np.abs(mean[:, 24:].sum(axis=1) - rest).mean(),
        "ratio": np.abs(mean[:, 24:].sum(axis=1) * coming[:, :24].sum(axis=1) / mean[:, :24].sum(axis=1) - rest).mean(),
        "conjugate": np.mean(
            [abs(update_day(m, 0.055, 0.16, k).mean.sum() - r) for m, k, r in zip(mean, known, rest, strict=True)]
        ),
        "learnt": np.mean(
            [abs(update_day(m, 0.055, 0.16, k, law).mean.sum() - r) for m, k, r in zip(mean, known, rest, strict=True)]
        ),
    }
    assert wrong["learnt"] < 0.9 * min(wrong["morning"], wrong["ratio"], wrong["conjugate"])


def test_few_days_give_the_conjugate_law() -> None:
    calls, means = drawn(LAW, 10, 3)
    assert learn_law(calls, means, 30, 0.1, 0.15) == assumed(0.1, 0.15)


def test_place_has_mean_zero_and_variance_one() -> None:
    hours = in_hours(MORNING, 30)
    where = place(hours)
    assert np.sum(hours * where) == pytest.approx(0, abs=1e-9)
    assert np.sum(hours * where**2) / hours.sum() == pytest.approx(1)
