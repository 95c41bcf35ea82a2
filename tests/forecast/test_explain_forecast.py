"""A day's forecast in parts: they add up, they are the effects that were put in, a scenario moves only the temperature."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from conftest import history_frame, workspace_of

from wfm.data.tables import Adjustment, CalendarDay, Event, Weather
from wfm.data.workspace import Workspace
from wfm.errors import InputError, UsageError
from wfm.forecast.engine import project_forecast
from wfm.forecast.explain import Explanation, Part, compare_temperature, explain_forecast
from wfm.forecast.temperature import COLUMNS, temperature_effect
from wfm.timegrid import Horizon

FIRST, DAYS = date(2025, 1, 6), 140
HORIZON = Horizon(FIRST + timedelta(days=DAYS), 14)
DAY = HORIZON.dates[4]


def high(k: int) -> float:
    return round(25 + 6 * math.sin(k / 9) + 4 * math.sin(k / 2.3), 1)


def level(day: date) -> float:
    """Fewer calls at weekends, 4 % more for each degree above 25."""
    return 900 * (1.0 if day.weekday() < 5 else 0.5) * (1 + 0.04 * max(high((day - FIRST).days) - 25, 0))


@pytest.fixture(scope="module")
def space() -> Workspace:
    weather = tuple(Weather(date=FIRST + timedelta(days=k), temperature_max=high(k)) for k in range(DAYS + 14))
    named = [CalendarDay(date=FIRST + timedelta(days=60), kind="holiday", name="Open Day")]
    event = Event(project="p", from_date=DAY, to_date=DAY, name="mailing", uplift=0.2)
    made = workspace_of(history_frame("p", FIRST, DAYS, level, seed=3), events=[event], calendar=named, country="AU")
    return replace(made, weather=weather)


@pytest.fixture(scope="module")
def found(space: Workspace) -> Explanation:
    return explain_forecast(space, "p", DAY, horizon=HORIZON)


def part(found: Explanation, name: str) -> Part:
    return next(each for each in found.parts if each.name == name)


def test_parts_add_up_and_percents_multiply(found: Explanation) -> None:
    assert sum(each.calls for each in found.parts) == pytest.approx(found.calls, rel=1e-9)
    factors = [1 + each.percent / 100 for each in found.parts if each.name != "level"]
    assert found.parts[0].calls * math.prod(factors) == pytest.approx(found.calls, rel=1e-9)


def test_it_is_the_forecast(space: Workspace, found: Explanation) -> None:
    assert found.calls == pytest.approx(project_forecast(space, "p", HORIZON).daily[4], rel=1e-6)
    assert found.low < found.calls < found.high


def test_parts_are_the_effects_put_in(found: Explanation) -> None:
    assert part(found, "event").percent == pytest.approx(20.0, abs=1e-3)
    assert found.events == (("mailing", 0.2),)
    usual = np.exp(np.mean(np.log([1.0] * 5 + [0.5] * 2)))
    expected = (1.0 if DAY.weekday() < 5 else 0.5) / usual
    assert part(found, "weekday").percent == pytest.approx(100 * (expected - 1), abs=4.0)
    assert found.temperature == high(DAYS + 4)
    assert found.temperature_known


def test_a_scenario_moves_the_temperature_alone(space: Workspace, found: Explanation) -> None:
    hot, usual = compare_temperature(space, "p", DAY, 36.0, HORIZON)
    assert usual.calls == pytest.approx(found.calls, rel=1e-9)
    assert hot.temperature == 36.0
    assert hot.calls > usual.calls
    assert part(hot, "temperature").percent > part(usual, "temperature").percent + 5
    assert part(hot, "weekday").percent == pytest.approx(part(usual, "weekday").percent, abs=0.5)


def test_layers_are_parts(space: Workspace, found: Explanation) -> None:
    row = Adjustment(project="p", from_date=DAY, to_date=DAY, percent=10, who="Li", why="trade fair")
    changed = explain_forecast(replace(space, adjustments=(row,)), "p", DAY, horizon=HORIZON, later={"today": 0.9})
    assert part(changed, "adjustment").percent == pytest.approx(10.0, abs=1e-3)
    assert part(changed, "today").percent == pytest.approx(-10.0, abs=1e-3)
    assert changed.calls == pytest.approx(found.calls * 1.1 * 0.9, rel=1e-6)
    assert sum(each.calls for each in changed.parts) == pytest.approx(changed.calls, rel=1e-9)


def test_days_that_speak(found: Explanation) -> None:
    shares = [each.share for each in found.days]
    assert shares == sorted(shares, reverse=True)
    assert 0 < sum(shares) < 1
    assert all(FIRST <= each.day < HORIZON.start for each in found.days)
    assert sum(weight for weight, _ in found.members.values()) == pytest.approx(1.0)


def test_effect_as_a_table(space: Workspace) -> None:
    effect = temperature_effect(space, "p", HORIZON)
    assert tuple(effect.columns) == COLUMNS
    assert (effect["low"] <= effect["factor"]).all()
    assert (effect["factor"] <= effect["high"]).all()
    at = effect.set_index("temperature")["factor"]
    assert at[33.0] / at[22.0] == pytest.approx(1.32, abs=0.08)
    assert effect["days"].sum() >= DAYS - 5


@pytest.mark.parametrize("ask", [explain_forecast, lambda space, name, day, horizon: temperature_effect(space, name, horizon)])
def test_unknown_project(space: Workspace, ask: Callable[..., Any]) -> None:
    with pytest.raises(UsageError, match="There is no project q"):
        ask(space, "q", DAY, horizon=HORIZON)


def test_without_weather_there_is_no_scenario(space: Workspace) -> None:
    bare = replace(space, weather=())
    with pytest.raises(UsageError, match="0 days of past weather"):
        explain_forecast(bare, "p", DAY, temperature=30.0, horizon=HORIZON)
    with pytest.raises(InputError):
        temperature_effect(bare, "p", HORIZON)
