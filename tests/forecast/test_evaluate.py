"""The backtest: no look ahead, figures that add up, wrong input answered."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest

from wfm.data.workspace import Workspace
from wfm.errors import InputError, UsageError
from wfm.forecast.evaluate import COMBINATION, backtest
from wfm.forecast.figures import by_hour, by_lead, ranking, to_json, worst_days
from wfm.scenario.forecast_staff import staff_costs

FIRST = date(2026, 1, 5)
DAYS = 84
Make = Callable[..., Any]


def level(day: date) -> float:
    return 400.0 if day.weekday() < 5 else 150.0


@pytest.fixture
def workspace(make_history: Make, make_workspace: Make) -> Workspace:
    frame = make_history("hotline", FIRST, DAYS, level, minutes=60, hours=(8, 20), seed=3)
    found: Workspace = make_workspace(frame, interval_minutes=60)
    return found


def test_figures_hang_together(workspace: Workspace) -> None:
    report = backtest(workspace, origins=2, days=14)
    one = report.projects["hotline"]
    assert one.origins == (FIRST + timedelta(days=DAYS - 28), FIRST + timedelta(days=DAYS - 14))
    own = one.days[one.days["model"] == COMBINATION]
    assert len(own) == 28
    assert set(own["lead"]) == set(range(1, 15))
    cells = one.intervals[one.intervals["model"] == COMBINATION]
    assert cells["calls"].sum() == pytest.approx(own["calls"].sum())
    assert cells["mean"].sum() == pytest.approx(own["mean"].sum())
    assert sum(one.weights.values()) == pytest.approx(1.0)
    scores = ranking(report)[COMBINATION]
    assert 0 < scores.daily < 0.1
    assert scores.interval < 1.3 * scores.floor
    assert abs(scores.interval_coverage - 0.8) < 0.15
    assert ranking(report)["seasonal-naive"].daily > scores.daily
    assert [hour["hour"] for hour in by_hour(report, "hotline")] == list(range(8, 20))
    leads = by_lead(report, "hotline")
    assert [(lead["from"], lead["to"], lead["days"]) for lead in leads] == [(1, 7, 14), (8, 14, 14)]
    json.dumps(to_json(report), allow_nan=False)


def test_what_comes_later_changes_no_forecast(workspace: Workspace) -> None:
    """Calls after the last point in the past are not seen by it, whatever they are."""
    plain = backtest(workspace, origins=1, days=14)
    later = pd.Timestamp(FIRST + timedelta(days=DAYS - 14), tz="Asia/Shanghai")
    frame = workspace.history.copy()
    frame.loc[frame["start"] >= later, "calls"] *= 3
    tripled = backtest(Workspace(workspace.path, workspace.centre, workspace.projects, history=frame), origins=1, days=14)
    for name in ("days", "intervals"):
        one, other = (getattr(report.projects["hotline"], name) for report in (plain, tripled))
        np.testing.assert_array_equal(one["mean"], other["mean"])
        np.testing.assert_array_equal(one["p90"], other["p90"])
        assert other["calls"].sum() == pytest.approx(3 * one["calls"].sum())
    assert worst_days(tripled, "hotline", 1)[0]["calls"] > 1000


def test_days_ahead_are_left_out(workspace: Workspace) -> None:
    one = backtest(workspace, origins=1, days=7, ahead=10).projects["hotline"]
    assert one.ahead == 10
    assert one.days["lead"].min() == 11


def test_cost_in_staff(workspace: Workspace) -> None:
    cost = staff_costs(workspace, backtest(workspace, origins=2, days=14))["hotline"]
    assert cost.needed > cost.over > 0
    assert cost.over + cost.under < 2 * (cost.over_floor + cost.under_floor), "the level is known: chance is nearly all"


def test_perfect_calls_cost_no_staff(workspace: Workspace) -> None:
    report = backtest(workspace, origins=1, days=7)
    rows = report.projects["hotline"].intervals
    rows["calls"] = rows["mean"]
    cost = staff_costs(workspace, report)["hotline"]
    assert (cost.over, cost.under) == (0.0, 0.0)


@pytest.mark.parametrize("options", [{"origins": 0}, {"days": 6}, {"ahead": -1}, {"projects": ["nobody"]}])
def test_wrong_options_are_named(workspace: Workspace, options: dict[str, Any]) -> None:
    with pytest.raises(UsageError) as error:
        backtest(workspace, **options)
    assert all(error.value.message(language) for language in ("en", "zh"))


def test_too_little_history(make_history: Make, make_workspace: Make) -> None:
    long = make_history("long", FIRST, DAYS, level, minutes=60, hours=(8, 20))
    short = make_history("short", FIRST, 20, level, minutes=60, hours=(8, 20))
    with pytest.raises(InputError, match="history"):
        backtest(make_workspace(short, interval_minutes=60))
    report = backtest(make_workspace(pd.concat([long, short]), interval_minutes=60), origins=1, days=7)
    assert report.without == {"short": 20}
    assert list(report.projects) == ["long"]
