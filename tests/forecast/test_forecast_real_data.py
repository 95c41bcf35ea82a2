"""Held-out months of two real call centres: better than the last same weekday, and honest about the spread."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from wfm.data.tables import Project
from wfm.data.workspace import Workspace
from wfm.forecast import ForecastReport, daily_totals, forecast_report
from wfm.timegrid import Horizon, month_horizon

Build = Callable[..., Workspace]
pytestmark = [
    pytest.mark.data,
    pytest.mark.skipif("WFM_DATA" not in os.environ, reason="WFM_DATA is not set"),
]


def bank_1999() -> pd.DataFrame:
    """Regular calls (all types but internet support) offered to agents, by half-hour."""
    path = Path(os.environ["WFM_DATA"]) / "anonymous_bank" / "intervals_30min_1999-01_05.csv.gz"
    table = pd.read_csv(path, parse_dates=["timestamp"])
    table = table[table["series"] == "regular"]
    starts = table["timestamp"].dt.tz_localize("Asia/Jerusalem", ambiguous="NaT", nonexistent="NaT")
    frame = pd.DataFrame(
        {
            "project": table["series"],
            "start": starts,
            "calls": table["offered"].astype(float),
            "answered": table["answered"].astype(float),
            "abandoned": table["abandoned_queue"].astype(float),
            "aht_seconds": table["mean_service_s"],
        }
    )
    return frame[frame["start"].notna()].reset_index(drop=True)


def bank_2003() -> pd.DataFrame:
    """Five-minute counts of a North American bank."""
    path = Path(os.environ["WFM_DATA"]) / "bank_calls" / "bank_calls_5min_2003-03_2003-07.csv.gz"
    table = pd.read_csv(path, parse_dates=["timestamp"])
    return pd.DataFrame(
        {
            "project": table["series"],
            "start": table["timestamp"].dt.tz_localize("America/New_York"),
            "calls": table["value"].astype(float),
            "answered": np.nan,
            "abandoned": np.nan,
            "aht_seconds": np.nan,
        }
    )


def held_out(frame: pd.DataFrame, report: ForecastReport, horizon: Horizon) -> tuple[float, float, float]:
    """Daily WAPE of the forecast, of the last same weekday before the month, and coverage of days by p10-p90."""
    made = daily_totals(report.forecast).set_index("date")
    hours = set(report.forecast.frame["start"].dt.strftime("%H:%M"))
    actual = frame[frame["start"].dt.tz_localize(None).dt.floor("30min").dt.strftime("%H:%M").isin(hours)]
    totals = actual.groupby(actual["start"].dt.date)["calls"].sum()
    before = totals[[day < horizon.start for day in totals.index]]
    last = {day.weekday(): float(calls) for day, calls in before.items()}
    days = [day for day in horizon.dates if day in totals.index and day in made.index]
    true = totals[days].to_numpy()
    naive = np.array([last[day.weekday()] for day in days])
    ours = made.loc[days]
    inside = (true >= ours["calls_p10"].to_numpy()) & (true <= ours["calls_p90"].to_numpy())
    volume = true.sum()
    return (
        float(np.abs(ours["calls"].to_numpy() - true).sum() / volume),
        float(np.abs(naive - true).sum() / volume),
        inside.mean(),
    )


@pytest.mark.parametrize("month", ["1999-04", "1999-05"])
def test_bank_1999_month_ahead(make_workspace: Build, month: str) -> None:
    frame, horizon = bank_1999(), month_horizon(month)
    project = Project(project="regular", opens="07:00", closes="24:00")
    workspace = make_workspace(
        frame, projects=[project], timezone="Asia/Jerusalem", country="IL", weekend_days=(4, 5), week_start=6
    )
    report = forecast_report(workspace, horizon)
    ours, naive, coverage = held_out(frame, report, horizon)
    assert ours < naive
    assert ours < 0.20
    assert 0.6 <= coverage <= 0.95
    said = " ".join(report.forecast.notes)
    assert "1999-01-11..1999-01-12" in said  # the two days absent at the source


@pytest.mark.parametrize("month", ["2003-06", "2003-07"])
def test_bank_2003_month_ahead(make_workspace: Build, month: str) -> None:
    frame, horizon = bank_2003(), month_horizon(month)
    report = forecast_report(make_workspace(frame, timezone="America/New_York", country="US"), horizon)
    ours, naive, coverage = held_out(frame, report, horizon)
    assert ours < naive
    assert ours < 0.08
    assert 0.6 <= coverage <= 0.96  # 20 of 21 days
    starts = report.forecast.frame["start"]
    assert starts.dt.day_of_week.max() == 4
    assert starts.dt.hour.between(7, 21).all()


def test_bank_2003_first_month_only(make_workspace: Build) -> None:
    frame = bank_2003()
    frame = frame[frame["start"].dt.date < date(2003, 4, 1)]
    report = forecast_report(make_workspace(frame, timezone="America/New_York", country="US"), month_horizon("2003-04"))
    assert any("ONLY 21 DAYS" in note for note in report.forecast.notes)
