"""A project without history: another's pattern at its own level, and a loud note."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pandas as pd
import pytest

from wfm.data.tables import Project
from wfm.data.workspace import Workspace
from wfm.forecast import daily_totals, forecast_report
from wfm.timegrid import month_horizon

Make = Callable[..., pd.DataFrame]
Build = Callable[..., Workspace]
AUGUST = month_horizon("2026-08")


def level(day: date) -> float:
    return 1200.0 if day.weekday() < 5 else 600.0


@pytest.mark.parametrize("expected", [None, 300.0])
def test_the_pattern_is_borrowed_at_the_level_expected(make_history: Make, make_workspace: Build, expected: float | None) -> None:
    frame = make_history("old", date(2026, 4, 1), 122, level)
    projects = (Project(project="old"), Project(project="new", like="old", expected_calls_per_day=expected))
    report = forecast_report(make_workspace(frame, projects=projects), AUGUST)
    calls = daily_totals(report.forecast).pivot(index="date", columns="project", values="calls")
    usual = sum(level(day) for day in (stamp.date() for stamp in pd.date_range("2026-04-01", periods=122))) / 122
    factor = 1.0 if expected is None else expected / usual
    assert calls["new"].to_numpy() == pytest.approx(factor * calls["old"].to_numpy(), rel=0.03)
    said = [note for note in report.forecast.notes if note.startswith("new") and "borrowed from old" in note]
    assert len(said) == 1
    assert ("300" in said[0]) == (expected is not None)


def test_own_history_wins_and_nothing_is_said(make_history: Make, make_workspace: Build) -> None:
    frame = pd.concat(
        [make_history("old", date(2026, 4, 1), 122, level), make_history("new", date(2026, 4, 1), 122, lambda _: 50.0)]
    )
    projects = (Project(project="old"), Project(project="new", like="old", expected_calls_per_day=999.0))
    report = forecast_report(make_workspace(frame, projects=projects), AUGUST)
    new = daily_totals(report.forecast).query("project == 'new'")["calls"]
    assert new.to_numpy() == pytest.approx(50.0, rel=0.05)
    assert not [note for note in report.forecast.notes if "borrowed" in note]


def test_a_like_without_history_gives_no_forecast(make_history: Make, make_workspace: Build) -> None:
    frame = make_history("old", date(2026, 4, 1), 122, level)
    projects = (Project(project="old"), Project(project="new", like="other"), Project(project="other"))
    report = forecast_report(make_workspace(frame, projects=projects), AUGUST)
    assert set(report.forecast.frame["project"]) == {"old"}
