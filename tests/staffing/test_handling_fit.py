"""Handling times: load kept, artefacts counted, laws that draw what was recorded."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wfm.data.laws import Law
from wfm.staffing.handling_fit import fit_handling


def test_a_log_normal_law_is_found() -> None:
    true = Law("lognormal", 190.0, 1.2)
    fit = fit_handling(true.quantile(np.random.default_rng(4).random(60_000)))
    assert fit.mean == pytest.approx(190.0, rel=0.02)
    assert fit.cv == pytest.approx(1.2, rel=0.05)
    assert fit.median == pytest.approx(190.0 / np.sqrt(1 + 1.2**2), rel=0.02)
    assert fit.distance is not None
    assert fit.distance < 0.01


def test_another_shape_is_told() -> None:
    fit = fit_handling(np.random.default_rng(4).uniform(100, 140, 5000))
    assert fit.distance is not None
    assert fit.distance > 0.04
    two = fit_handling(np.concatenate([np.full(500, 5.0), np.random.default_rng(1).exponential(300.0, 500)]))
    assert two.distance is not None
    assert two.distance > 0.2


def test_short_times_are_counted_and_kept() -> None:
    fit = fit_handling(np.array([0.0, 9.9, 10.0, 30.0, np.nan]))
    assert (fit.answered, fit.recorded, fit.short) == (5, 4, 2)
    assert fit.mean == pytest.approx(49.9 / 4)
    assert fit.mean_without_short == pytest.approx(20.0)


def test_nothing_recorded_is_no_law() -> None:
    for times in (np.zeros(0), np.array([np.nan, np.nan]), np.zeros(3)):
        fit = fit_handling(times)
        assert (fit.mean, fit.cv, fit.lognormal, fit.empirical, fit.distance) == (None,) * 5
        assert fit.long == 0
    assert fit_handling(np.zeros(3)).short == 3


def test_all_alike() -> None:
    fit = fit_handling(np.full(7, 60.0))
    assert fit.cv == 0.0
    assert fit.empirical is not None
    np.testing.assert_allclose(fit.empirical.values, 60.0)


def test_one_endless_call_is_counted_and_does_not_fatten_the_table() -> None:
    times = np.append(np.random.default_rng(6).exponential(200.0, 50_000), 30_000.0)
    fit = fit_handling(times)
    assert fit.long == 1
    assert fit.cv == pytest.approx(1.19, abs=0.02)
    assert fit.cv_without_long == pytest.approx(1.0, abs=0.02)
    assert fit.empirical is not None
    assert fit.empirical.cv == pytest.approx(1.0, abs=0.05)


@given(st.lists(st.floats(0.0, 20_000.0), min_size=1, max_size=80))
def test_both_laws_keep_the_load(times: list[float]) -> None:
    fit = fit_handling(np.array(times))
    if fit.mean is None:
        assert sum(times) == 0.0
        return
    assert fit.lognormal is not None
    assert fit.empirical is not None
    assert fit.lognormal.mean == fit.mean
    if fit.empirical.mean > 0:
        assert fit.empirical.mean == pytest.approx(fit.mean, rel=1e-9)
    assert (np.diff(fit.empirical.values) >= 0).all()
