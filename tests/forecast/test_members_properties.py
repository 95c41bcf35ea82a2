"""Properties of every daily model: ten times the calls is ten times the forecast, weeks later is the same forecast, odd dates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from threadpoolctl import threadpool_limits

from wfm.calendars import calendar_for
from wfm.errors import InputError
from wfm.forecast import MEMBERS, Member
from wfm.forecast.daily import DailySeries
from wfm.forecast.opening import Service

NOWHERE = calendar_for("")
FIRST = date(2025, 3, 3)  # a Monday
WEEK = np.array([1000.0, 900, 850, 800, 900, 500, 300])

each_member = pytest.mark.parametrize("member", MEMBERS, ids=lambda member: member.name)


@pytest.fixture(autouse=True, scope="module")
def one_thread() -> Iterator[None]:
    """As the forecast does: at these sizes more threads cost more than they save."""
    with threadpool_limits(1, "blas"):
        yield


def series_of(totals: npt.NDArray[np.float64], first: date = FIRST) -> DailySeries:
    return DailySeries(first, totals, Service(np.ones((7, 48), dtype=np.bool_), NOWHERE))


def noisy(days: int, seed: int, level: float = 1.0) -> npt.NDArray[np.float64]:
    """A week's pattern times 8 % of noise."""
    noise = np.exp(np.random.default_rng(seed).normal(0.0, 0.08, days))
    return np.tile(WEEK, days // 7 + 1)[:days] * noise * level


def ahead(series: DailySeries, days: int = 28) -> list[date]:
    return [series.dates[-1] + timedelta(days=k) for k in range(1, days + 1)]


@each_member
@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10_000), factor=st.sampled_from([2.0, 10.0, 300.0]))
def test_scaling_calls_scales_the_forecast(member: Member, seed: int, factor: float) -> None:
    """From 10,000 calls a day on, where Poisson chance is small beside 8 %: more calls say nothing new."""
    plain, more = (series_of(noisy(120, seed, level)) for level in (20.0, 20.0 * factor))
    ratio = member.fit(more).predict(ahead(more)) / member.fit(plain).predict(ahead(plain))
    assert ratio == pytest.approx(np.full(28, factor), rel=0.01)


@each_member
@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10_000), weeks=st.integers(1, 150))
def test_weeks_later_is_the_same_forecast(member: Member, seed: int, weeks: int) -> None:
    """The day of the month moves against the weekday, and noise shows some of it: a few percent, and nothing on the mean."""
    totals = noisy(120, seed)
    one, other = series_of(totals), series_of(totals, FIRST + timedelta(days=7 * weeks))
    ratio = member.fit(other).predict(ahead(other)) / member.fit(one).predict(ahead(one))
    assert ratio == pytest.approx(np.ones(28), rel=0.10)
    assert float(ratio.mean()) == pytest.approx(1.0, rel=0.03)


@each_member
@pytest.mark.parametrize("first", [date(2023, 9, 1), date(2020, 2, 1)])
def test_a_leap_day_is_a_day_like_others(member: Member, first: date) -> None:
    """In the history, and at its end so that the leap day itself is forecast; over four years too."""
    whole = series_of(np.tile(WEEK, 250)[: (date(2024, 3, 31) - first).days + 1], first)
    before = series_of(whole.totals[: (date(2024, 2, 1) - first).days], first)
    leap = [date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1)]
    expected = [WEEK[(day - first).days % 7] for day in leap]
    assert member.fit(before).predict(leap) == pytest.approx(expected, rel=0.05)
    april = [date(2024, 4, 1) + timedelta(days=k) for k in range(7)]
    assert member.fit(whole).predict(april) == pytest.approx([WEEK[(day - first).days % 7] for day in april], rel=0.05)


@each_member
def test_one_week_is_enough_or_refused_in_words(member: Member) -> None:
    series = series_of(WEEK.copy())
    if member.needs_days > 7:
        with pytest.raises(InputError) as refused:
            member.fit(series)
        assert refused.value.key == "forecast.too_short"
    else:
        assert member.fit(series).predict(ahead(series, 7)) == pytest.approx(WEEK, rel=0.35)


@each_member
@pytest.mark.parametrize("level", [1e-3, 0.05, 3e5, 1e8])
def test_tiny_and_huge_volumes_keep_their_mean(member: Member, level: float) -> None:
    """From three calls in a month to 75 thousand million a day."""
    totals = noisy(140, 5, level)
    if level < 1.0:
        totals = np.random.default_rng(6).poisson(totals).astype(np.float64)
    series = series_of(totals)
    predicted = member.fit(series).predict(ahead(series))
    assert np.isfinite(predicted).all()
    assert predicted.mean() == pytest.approx(totals[-56:].mean(), rel=0.15 if level >= 1.0 else 0.5, abs=0.6)


@each_member
def test_gaps_of_weeks_leave_the_level(member: Member) -> None:
    """Three weeks missing in the middle, the last ten days missing, every third Tuesday missing."""
    totals = noisy(140, 8)
    totals[50:71] = np.nan
    totals[-10:] = np.nan
    totals[1::21] = np.nan
    series = series_of(totals)
    expected = WEEK[[(day - FIRST).days % 7 for day in ahead(series)]]
    assert member.fit(series).predict(ahead(series)).mean() == pytest.approx(expected.mean(), rel=0.06)
