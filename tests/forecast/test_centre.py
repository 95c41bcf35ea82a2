"""The centre: intervals add to days, days to the centre, and its band is that of common sample paths."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import gamma, norm

from wfm.data.demand import Forecast
from wfm.data.tables import Project
from wfm.data.workspace import Workspace
from wfm.forecast import centre_totals, daily_totals, forecast, read_forecast, write_forecast
from wfm.forecast.centre import ASSUMED_CORRELATION, common_correlation
from wfm.timegrid import month_horizon

DAY = date(2026, 8, 3)
SIZES = {"a": 400.0, "b": 150.0, "c": 60.0}
SPREADS = {"a": 0.15, "b": 0.25, "c": 0.4}


def made(shared: float) -> Forecast:
    """Three projects, one day of 48 intervals each."""
    starts = pd.date_range("2026-08-03", periods=48, freq="30min", tz="Asia/Shanghai")
    frames = [
        pd.DataFrame({"project": name, "start": starts, "calls": size / 48, "aht_seconds": size}) for name, size in SIZES.items()
    ]
    frame = pd.concat(frames, ignore_index=True).assign(calls_p10=0.0, calls_p50=0.0, calls_p90=0.0)
    return Forecast(frame, busy_day=SPREADS, day_correlation=shared)


@pytest.mark.parametrize("shared", [0.0, 0.4, 0.8])
def test_the_band_is_that_of_common_sample_paths(shared: float) -> None:
    """Gamma rates joined by a normal copula, Poisson counts: 200,000 days."""
    generator = np.random.default_rng(5)
    normal = generator.multivariate_normal(np.zeros(3), np.full((3, 3), shared) + (1 - shared) * np.eye(3), 200_000)
    counts = np.zeros(200_000)
    for k, (name, size) in enumerate(SIZES.items()):
        shape = 1.0 / SPREADS[name] ** 2
        counts += generator.poisson(size * gamma.ppf(norm.cdf(normal[:, k]), shape) / shape)
    band = centre_totals(made(shared))[["calls_p10", "calls_p50", "calls_p90"]].to_numpy()[0]
    assert band == pytest.approx(np.quantile(counts, [0.1, 0.5, 0.9]), rel=0.015)


def test_one_project_is_its_own_centre() -> None:
    whole = made(0.4)
    one = Forecast(whole.frame[whole.frame["project"] == "a"], busy_day=SPREADS)
    columns = ["calls", "calls_p10", "calls_p50", "calls_p90", "aht_seconds"]
    assert centre_totals(one)[columns].to_numpy() == pytest.approx(daily_totals(one)[columns].to_numpy())


def test_intervals_days_projects_and_centre_add_up(
    make_history: Callable[..., pd.DataFrame], make_workspace: Callable[..., Workspace], tmp_path: Path
) -> None:
    frames = [make_history(name, date(2026, 4, 1), 122, lambda _, size=size: size, seed=7) for name, size in SIZES.items()]
    hours = Project(project="b", opens="08:00", closes="20:00", open_days="12345")
    workspace = make_workspace(pd.concat(frames), projects=[Project(project="a"), hours, Project(project="c")])
    whole = forecast(workspace, month_horizon("2026-08"))
    days, centre = daily_totals(whole), centre_totals(whole)
    frame = whole.frame
    by_day = frame.groupby([frame["project"], frame["start"].dt.date], sort=False)["calls"].sum()
    assert days["calls"].to_numpy() == pytest.approx(by_day.to_numpy())
    assert centre["calls"].to_numpy() == pytest.approx(days.groupby("date")["calls"].sum().to_numpy())
    assert centre["calls"].sum() == pytest.approx(frame["calls"].sum())
    assert list(centre["date"]) == [date(2026, 8, 1) + timedelta(days=k) for k in range(31)]
    sums = days.groupby("date")[["calls_p10", "calls_p90"]].sum()
    assert (centre["calls_p10"].to_numpy() >= sums["calls_p10"].to_numpy() - 1).all(), "projects are not all low on one day"
    assert (centre["calls_p90"].to_numpy() <= sums["calls_p90"].to_numpy() + 1).all()
    write_forecast(whole, tmp_path / "forecast.csv")
    again = read_forecast(tmp_path / "forecast.csv", "Asia/Shanghai")
    assert again.day_correlation == pytest.approx(whole.day_correlation, abs=1e-4)
    assert centre_totals(again)["calls_p90"].to_numpy() == pytest.approx(centre["calls_p90"].to_numpy(), abs=1.0)


@pytest.mark.parametrize("true", [0.0, 0.5, 0.9])
def test_the_correlation_is_measured(true: float) -> None:
    normal = np.random.default_rng(1).multivariate_normal(np.zeros(3), np.full((3, 3), true) + (1 - true) * np.eye(3), 600)
    days = [DAY + timedelta(days=k) for k in range(600)]
    errors = [dict(zip(days, column, strict=True)) for column in normal.T.tolist()]
    assert common_correlation(errors, [1.0, 1.0, 1.0]) == pytest.approx(true, abs=0.07)


def test_without_common_days_it_is_assumed() -> None:
    apart = [{DAY + timedelta(days=100 * p + k): 1.0 * k for k in range(50)} for p in range(2)]
    assert common_correlation(apart, [1.0, 1.0]) == ASSUMED_CORRELATION
    assert common_correlation([], []) == ASSUMED_CORRELATION
