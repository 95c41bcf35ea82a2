"""What every daily model promises; a new member in ``MEMBERS`` is tested by being there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import ClassVar

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wfm.calendars import calendar_for
from wfm.errors import InputError
from wfm.forecast import MEMBERS, Member
from wfm.forecast.daily import DailySeries
from wfm.forecast.members.base import Predictor
from wfm.forecast.opening import Service

CHINA = calendar_for("CN")
FIRST = date(2025, 3, 3)  # a Monday
WEEK = np.array([1000.0, 900, 850, 800, 900, 500, 300])
EVERY_DAY = frozenset(range(7))

each_member = pytest.mark.parametrize("member", MEMBERS, ids=lambda member: member.name)


def series_of(totals: Sequence[float] | npt.NDArray[np.float64], open_weekdays: frozenset[int] = EVERY_DAY) -> DailySeries:
    week = np.zeros((7, 48), dtype=np.bool_)
    week[sorted(open_weekdays)] = True
    return DailySeries(FIRST, np.asarray(totals, dtype=np.float64), Service(week, CHINA, makeup_open=False))


def weekly(days: int, seed: int | None = None) -> npt.NDArray[np.float64]:
    level = np.tile(WEEK, days // 7 + 1)[:days]
    return level if seed is None else np.random.default_rng(seed).poisson(level).astype(np.float64)


def ahead(series: DailySeries, days: int = 31) -> list[date]:
    return [series.dates[-1] + timedelta(days=k) for k in range(1, days + 1)]


def ordinary(dates: list[date]) -> npt.NDArray[np.bool_]:
    return np.array([CHINA.position(day) is None and not CHINA.is_makeup(day) for day in dates])


def test_names_are_unique_and_there_is_a_benchmark() -> None:
    names = [member.name for member in MEMBERS]
    assert len(set(names)) == len(names)
    assert [member.name for member in MEMBERS if member.benchmark] == ["seasonal-naive"]


@each_member
def test_weekday_pattern_is_recovered(member: Member) -> None:
    series = series_of(weekly(140))
    dates = ahead(series)
    use = ordinary(dates)
    expected = WEEK[[day.weekday() for day in dates]]
    assert member.fit(series).predict(dates)[use] == pytest.approx(expected[use], rel=0.06)


@each_member
@pytest.mark.parametrize("days", [14, 60, 500])
def test_prediction_is_a_number_of_calls_per_date(member: Member, days: int) -> None:
    series = series_of(weekly(days, seed=1))
    if series.known < member.needs_days:
        pytest.skip("too short for this member")
    for count in (0, 1, 62):
        dates = ahead(series, count)
        predicted = member.fit(series).predict(dates)
        assert predicted.shape == (count,)
        assert predicted.dtype == np.float64
        assert np.isfinite(predicted).all()
        assert (predicted >= 0).all()


@each_member
def test_any_subset_of_dates_gives_the_same_numbers(member: Member) -> None:
    series = series_of(weekly(140, seed=2))
    dates = ahead(series)
    fitted = member.fit(series)
    whole = fitted.predict(dates)
    assert fitted.predict(dates[10:11]) == pytest.approx(whole[10:11])
    assert fitted.predict(dates[::-1]) == pytest.approx(whole[::-1])


@each_member
def test_same_series_same_prediction_and_untouched_input(member: Member) -> None:
    totals = weekly(140, seed=3)
    totals[[3, 50, 51]] = np.nan
    kept = totals.copy()
    series = series_of(totals)
    dates = ahead(series)
    first = member.fit(series).predict(dates)
    again = member.fit(series_of(kept)).predict(dates)
    np.testing.assert_array_equal(first, again)
    np.testing.assert_array_equal(totals, kept)


@each_member
def test_missing_days_are_not_zeros(member: Member) -> None:
    totals = weekly(140)
    totals[60:75] = np.nan
    totals[-10:-3] = np.nan
    series = series_of(totals)
    dates = ahead(series)
    use = ordinary(dates)
    expected = WEEK[[day.weekday() for day in dates]]
    assert member.fit(series).predict(dates)[use] == pytest.approx(expected[use], rel=0.08)


@each_member
def test_closed_weekdays_get_nothing_and_disturb_nothing(member: Member) -> None:
    totals = weekly(140)
    totals[5::7] = np.nan
    totals[6::7] = np.nan
    series = series_of(totals, frozenset(range(5)))
    dates = ahead(series)
    predicted = member.fit(series).predict(dates)
    weekday = np.array([day.weekday() for day in dates])
    use = ordinary(dates) & (weekday < 5)
    assert (predicted[weekday >= 5] == 0).all()
    assert predicted[use] == pytest.approx(WEEK[weekday[use]], rel=0.06)


@each_member
def test_events_multiply_the_prediction(member: Member) -> None:
    plain = series_of(weekly(140))
    dates = ahead(plain, 5)
    with_event = replace(plain, uplift={dates[2]: 1.5})
    ratio = member.fit(with_event).predict(dates) / member.fit(plain).predict(dates)
    assert ratio == pytest.approx([1, 1, 1.5, 1, 1])


@each_member
def test_too_short_a_series_is_refused_in_words(member: Member) -> None:
    with pytest.raises(InputError) as refused:
        member.fit(series_of([np.nan] * 30))
    assert refused.value.key == "forecast.too_short"
    assert member.name in refused.value.message("zh")


@each_member
@pytest.mark.parametrize("level", [0.0, 0.3, 100.0, 1e6])
def test_constant_levels_stay_constant(member: Member, level: float) -> None:
    series = series_of([level] * 140)
    dates = ahead(series)
    predicted = member.fit(series).predict(dates)[ordinary(dates)]
    assert predicted == pytest.approx(level, rel=0.02, abs=0.25)


@each_member
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_no_series_breaks_it(member: Member, data: st.DataObject) -> None:
    days = data.draw(st.integers(60, 120))
    value = st.one_of(st.just(float("nan")), st.floats(0, 1e5), st.integers(0, 5).map(float))
    totals = np.array(data.draw(st.lists(value, min_size=days, max_size=days)))
    series = series_of(totals)
    if series.known < member.needs_days:
        with pytest.raises(InputError):
            member.fit(series)
        return
    predicted = member.fit(series).predict(ahead(series))
    assert np.isfinite(predicted).all()
    assert (predicted >= 0).all()


class Broken(Member):
    """Promises calls and gives none."""

    name: ClassVar[str] = "broken"
    needs_days: ClassVar[int] = 1

    def _fit(self, series: DailySeries, learnt: object) -> Predictor:
        return lambda dates: np.full(len(dates), np.nan)


def test_nonsense_is_refused_at_the_door() -> None:
    series = series_of(weekly(28))
    with pytest.raises(InputError) as refused:
        Broken().fit(series).predict(ahead(series))
    assert refused.value.key == "forecast.member_failed"
