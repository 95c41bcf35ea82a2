"""Handling time: weekday season as far as calls show it, level of late, mix of hours told apart, and how sure it is."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from wfm.calendars import calendar_for
from wfm.forecast.handling import CALL_CV, fit_handling_time
from wfm.forecast.handling_spread import ASSUMED_HANDLING, handling_spread
from wfm.forecast.history import FloatArray, History
from wfm.forecast.selection import plan_origins

CHINA = calendar_for("CN")
NOWHERE = calendar_for("")
FIRST = date(2025, 3, 3)  # a Monday
DAYS, SLOTS = 140, 24
BUMP = np.concatenate([np.zeros(8), 1.2 - np.linspace(-1, 1, 12) ** 2, np.zeros(4)])
WEEK = np.array([1.10, 1.0, 1.0, 1.0, 0.96, 1.0, 1.0])


def history(calls: float, seconds: FloatArray, seed: int | None = 1, mix: FloatArray | None = None) -> History:
    """``calls`` a day; ``seconds`` [days, slots]; single calls vary by ``CALL_CV`` unless no seed is given."""
    shape = np.broadcast_to(BUMP / BUMP.sum(), seconds.shape) if mix is None else mix
    handled = np.round(calls * shape)
    if seed is None:
        return History("p", FIRST, handled, handled, handled * seconds, 60)
    noise = np.random.default_rng(seed).normal(0.0, CALL_CV, seconds.shape) / np.sqrt(np.maximum(handled, 1.0))
    return History("p", FIRST, handled, handled, handled * seconds * np.maximum(1.0 + noise, 0.05), 60)


def by_weekday(factor: FloatArray) -> FloatArray:
    """200 s times a factor by weekday, [days, slots]."""
    return np.repeat(200.0 * np.tile(factor, DAYS // 7)[:, None], SLOTS, axis=1)


def week_ahead(made: History, calendar: object = NOWHERE) -> FloatArray:
    """Mean of the open hours of the seven days after the history, [7]."""
    fitted, measured = fit_handling_time(made, calendar, 99.0)  # type: ignore[arg-type]
    assert measured
    ahead = [FIRST + timedelta(days=DAYS + k) for k in range(7)]
    return np.asarray(fitted.by_slot(ahead)[:, 8:20].mean(axis=1))


def test_the_weekday_season_is_found_where_calls_are_many() -> None:
    found = week_ahead(history(3000.0, by_weekday(WEEK)))
    assert found / found[1:4].mean() == pytest.approx(WEEK, abs=0.02)


def test_it_is_left_out_where_calls_are_few() -> None:
    """40 calls a day: a weekday's mean of twenty days is known to 4 %, as much as it differs."""
    few = week_ahead(history(40.0, by_weekday(np.ones(7)), seed=4))
    assert few / few.mean() == pytest.approx(np.ones(7), abs=0.015)


def test_a_mix_of_hours_is_no_weekday_season() -> None:
    """Evening calls last twice as long and Fridays have more of them: the hour says it, not the weekday."""
    hours = np.where(np.arange(SLOTS) >= 15, 400.0, 200.0)
    late = BUMP * np.where(np.arange(SLOTS) >= 15, 3.0, 1.0)
    friday = np.arange(DAYS) % 7 == 4
    mix = np.where(friday[:, None], late / late.sum(), BUMP / BUMP.sum())
    made = history(5000.0, np.broadcast_to(hours, (DAYS, SLOTS)), seed=None, mix=mix)
    fitted, _ = fit_handling_time(made, NOWHERE, 99.0)
    found = fitted.by_slot([FIRST + timedelta(days=DAYS + k) for k in range(7)])
    assert found[4, 9:18] == pytest.approx(found[2, 9:18], rel=0.02)
    assert found[2, 10] == pytest.approx(200.0, rel=0.05)
    assert found[2, 16] == pytest.approx(400.0, rel=0.05)


def test_a_holiday_is_like_a_rest_day_and_a_make_up_day_like_a_workday() -> None:
    week = np.array([1.2, 1.0, 1.0, 1.0, 1.0, 0.8, 0.8])
    fitted, _ = fit_handling_time(history(5000.0, by_weekday(week), seed=None), CHINA, 99.0)
    holiday, sunday = fitted.by_slot([date(2025, 10, 1), date(2025, 10, 19)])  # a Wednesday
    makeup, mean_workday = fitted.by_slot([date(2025, 9, 28)])[0], fitted.by_slot(_plain_week()).mean(axis=0)
    assert holiday == pytest.approx(sunday, rel=0.03)
    assert makeup == pytest.approx(mean_workday, rel=0.03)


def _plain_week() -> list[date]:
    return [date(2025, 10, 20) + timedelta(days=k) for k in range(5)]


def test_the_level_of_late_is_followed() -> None:
    seconds = by_weekday(np.ones(7)) * np.where(np.arange(DAYS) >= 100, 1.3, 1.0)[:, None]
    seen = 1.0 - 0.5 ** (40 / 28)  # share of the weights (half-life four weeks) that lies after the step
    assert week_ahead(history(3000.0, seconds)).mean() == pytest.approx(200.0 * (1.0 + 0.3 * seen), rel=0.02)


@pytest.mark.parametrize("true", [0.05, 0.15])
def test_the_spread_of_days_is_found_beyond_chance(true: float) -> None:
    daily = np.exp(np.random.default_rng(3).normal(0.0, true, DAYS))
    made = history(400.0, by_weekday(np.ones(7)) * daily[:, None])
    assert handling_spread(made, plan_origins(DAYS, 0, 14), NOWHERE) == pytest.approx(true, rel=0.3)


def test_chance_alone_is_no_spread() -> None:
    made = history(400.0, by_weekday(np.ones(7)))  # a day's mean varies by 1.1 / sqrt(400) = 5.5 %
    assert handling_spread(made, plan_origins(DAYS, 0, 14), NOWHERE) < 0.025


def test_without_a_past_the_spread_is_assumed() -> None:
    made = history(400.0, by_weekday(np.ones(7)))
    assert handling_spread(made, (), NOWHERE) == ASSUMED_HANDLING
    nothing = History("p", FIRST, made.calls, np.zeros_like(made.calls), np.zeros_like(made.calls), 60)
    assert handling_spread(nothing, plan_origins(DAYS, 0, 14), NOWHERE) == ASSUMED_HANDLING
