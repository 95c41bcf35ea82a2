"""Temperature: covariates of the days, what is done where nobody knows the weather, and the response that is learnt."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wfm.calendars import calendar_for
from wfm.data.tables import Weather
from wfm.data.workspace import Workspace
from wfm.forecast import forecast_report
from wfm.forecast.daily import DailySeries
from wfm.forecast.members.process import Process, Trained
from wfm.forecast.opening import Service
from wfm.forecast.weather import FEATURES, plan_weather, weather_note
from wfm.timegrid import Horizon

FIRST = date(2024, 1, 1)
DAYS = 500
HORIZON = Horizon(FIRST + timedelta(days=DAYS), 28)
NO_HOLIDAYS = calendar_for("")


def temperatures(days: int, seed: int = 4) -> list[float]:
    """A yearly wave with spells of warm and cold, °C."""
    noise, spell, found = np.random.default_rng(seed).standard_normal(days), 0.0, []
    for k in range(days):
        spell = 0.7 * spell + 3.0 * noise[k]
        found.append(round(16 - 12 * math.cos(2 * math.pi * (k - 20) / 365.25) + spell, 1))
    return found


def rows(values: list[float], first: date = FIRST) -> list[Weather]:
    return [Weather(date=first + timedelta(days=k), temperature_max=value) for k, value in enumerate(values)]


def heat(value: float) -> float:
    """The true factor: 4 % more calls for each degree above 25."""
    return 1.0 + 0.04 * max(value - 25.0, 0.0)


def series_of(values: list[float], response: Callable[[float], float] = heat) -> DailySeries:
    """Daily totals with a weekly pattern and ``response`` to the temperature; weather of the horizon is not known."""
    calls = [1000 * (1.2 if k % 7 < 5 else 0.6) * response(value) for k, value in enumerate(values)]
    service = Service(np.ones((7, 48), dtype=np.bool_), NO_HOLIDAYS)
    totals = np.random.default_rng(1).poisson(calls).astype(np.float64)
    return DailySeries(FIRST, totals, service, covariates=plan_weather(rows(values), HORIZON).covariates)


@pytest.fixture(scope="module")
def trained() -> Trained:
    return Process().trained(series_of(temperatures(DAYS)))


def test_features_are_the_day_and_the_spell() -> None:
    values = [20.0] * 40 + [35.0, 35.0, 35.0, 20.0] + [20.0] * 6
    plan = plan_weather(rows(values), Horizon(FIRST + timedelta(days=50), 2))
    assert FEATURES == ("temperature", "heat", "cold")
    assert plan.hot == plan.cold == 20.0
    assert plan.covariates[FIRST + timedelta(days=40)].tolist() == [35.0, 5.0, 0.0]
    assert plan.covariates[FIRST + timedelta(days=42)].tolist() == [35.0, 15.0, 0.0]
    assert plan.covariates[FIRST + timedelta(days=43)].tolist() == [20.0, 10.0, 0.0]
    assert plan.spell(np.array([35.0])).tolist() == [[35.0, 15.0, 0.0]]


def test_given_weather_is_one_number_and_unknown_weather_is_drawn() -> None:
    plan = plan_weather(rows(temperatures(DAYS + 7)), HORIZON)
    assert len(plan.usual) == 21
    assert plan.covariates[HORIZON.dates[6]].shape == (3,)
    last = plan.covariates[HORIZON.dates[-1]]
    assert last.ndim == 2
    assert len(last) >= 8
    assert last[:, 0].std() > 1.5, "spells of warm and cold are in the draws"
    usual = 16 - 12 * math.cos(2 * math.pi * (DAYS + 27 - 20) / 365.25)
    assert last[:, 0].mean() == pytest.approx(usual, abs=4.0)
    assert plan.seasonal
    assert "21 of the 28 days" in weather_note(plan, HORIZON, "en")
    assert weather_note(plan_weather(rows(temperatures(DAYS + 28)), HORIZON), HORIZON, "en") == ""


def test_under_a_year_the_mean_of_late_is_usual() -> None:
    values = temperatures(100)
    plan = plan_weather(rows(values), Horizon(FIRST + timedelta(days=100), 28))
    assert not plan.seasonal
    drawn = plan.covariates[FIRST + timedelta(days=127)]
    assert drawn[:, 0].mean() == pytest.approx(np.mean(values[-60:]), abs=3.0)
    assert plan_weather(rows(values[:20]), Horizon(FIRST + timedelta(days=20), 28)).covariates == {}


def test_a_scenario_replaces_a_day() -> None:
    day = HORIZON.dates[3]
    plan = plan_weather(rows(temperatures(DAYS)), HORIZON, {day: 41.0})
    assert np.unique(plan.covariates[day][:, 0]).tolist() == [41.0]
    assert day not in plan.usual


def test_response_is_recovered(trained: Trained) -> None:
    """Against the mean day; the days' own draws are far above the tolerance."""
    values = temperatures(DAYS)
    usual = np.mean(np.log([heat(value) for value in values]))
    plan = plan_weather(rows(values), HORIZON)
    for value in (5.0, 15.0, 24.0, 28.0, 32.0):
        effect, error = trained.response(plan.spell(np.array([value])))
        assert effect[0] == pytest.approx(math.log(heat(value)) - usual, abs=0.04)
        assert 0.001 < error[0] < 0.06


@given(beyond=st.floats(0.0, 40.0))
@settings(max_examples=20, deadline=None)
def test_beyond_the_hottest_day_the_effect_stays(trained: Trained, beyond: float) -> None:
    """Neither back to nothing nor beyond all bounds, and no surer than on the hottest day."""
    values = temperatures(DAYS)
    plan = plan_weather(rows(values), HORIZON)
    hottest, error = trained.response(plan.spell(np.array([max(values)])))
    effect, wider = trained.response(plan.spell(np.array([max(values) + beyond])))
    assert 0.95 * hottest[0] <= effect[0] <= 2.0 * hottest[0] + 0.1
    assert wider[0] >= 0.95 * error[0]


def test_no_response_is_learnt_where_there_is_none() -> None:
    values = temperatures(DAYS)
    trained = Process().trained(series_of(values, lambda value: 1.0))
    plan = plan_weather(rows(values), HORIZON)
    effect, _ = trained.response(plan.spell(np.linspace(min(values), max(values), 12)))
    assert np.abs(effect).max() < 0.02


def test_parts_add_up_to_the_prediction(trained: Trained) -> None:
    dates = HORIZON.dates
    effects = trained.log_effects(dates)
    whole = np.exp(trained.task.level + np.sum(list(effects.values()), axis=0)) * trained.smear
    assert trained.predict(dates) == pytest.approx(whole, rel=1e-9)


def test_the_mean_is_over_the_draws(trained: Trained) -> None:
    """The mean of the response, not the response to the mean temperature."""
    dates = HORIZON.dates
    mean, spread = trained.covariate_effect(dates)
    day = trained.task.drawn(dates[-1])
    factors = np.exp(trained.response(np.asarray(trained.task.series.covariates[dates[-1]]))[0] + trained.usual_effect)
    assert len(day) == len(factors)
    assert mean[-1] == pytest.approx(math.log(factors.mean()), abs=1e-6)
    assert spread[-1] == pytest.approx(factors.std() / factors.mean(), abs=1e-6)


def workspace(make_history: Callable[..., pd.DataFrame], make_workspace: Callable[..., Workspace], known: int) -> Workspace:
    values = temperatures(DAYS + 28)

    def level(day: date) -> float:
        k = (day - FIRST).days
        return 1000 * (1.2 if day.weekday() < 5 else 0.6) * heat(values[k])

    frame = make_history("power", FIRST, DAYS, level, seed=2)
    return replace(make_workspace(frame, country="AU"), weather=tuple(rows(values[:known])))


@pytest.mark.slow
def test_workspace_with_weather_is_closer(
    make_history: Callable[..., pd.DataFrame], make_workspace: Callable[..., Workspace]
) -> None:
    values = temperatures(DAYS + 28)
    truth = np.array([1000 * (1.2 if d.weekday() < 5 else 0.6) * heat(values[(d - FIRST).days]) for d in HORIZON.dates])
    error = {}
    for name, known in (("none", 0), ("past", DAYS), ("given", DAYS + 28)):
        report = forecast_report(workspace(make_history, make_workspace, known), HORIZON)
        daily = report.forecast.frame.groupby(report.forecast.frame["start"].dt.date)["calls"].sum().to_numpy()
        error[name] = float(np.abs(daily - truth).sum() / truth.sum())
    assert error["given"] < 0.04
    assert error["given"] < 0.8 * min(error["none"], error["past"])
