"""The forecast kept beside an adjusted week's demand is the newer one the demand was staffed from."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pandas as pd

from wfm.data.gate import open_workspace
from wfm.roster.engine.search import Limit
from wfm.roster.solve import Options
from wfm.scenario.kept_demand import forecast_of
from wfm.scenario.week import adjust_week
from wfm.timegrid import month_horizon

DAY = "2026-08-12"


def test_a_newer_forecast_is_kept_beside_its_demand(centre: Path) -> None:
    rows = pd.read_csv(centre / "results" / "forecast.csv")
    rows["calls"] *= 2
    newer = centre.parent / "newer.csv"
    rows.to_csv(newer, index=False)
    wanted = rows.loc[rows["start"].str.startswith(DAY), "calls"].sum()
    options = Options(Limit(moves=60_000), seed=1, bound=False)
    week = adjust_week(centre, date(2026, 8, 10), as_of=datetime(2026, 8, 7, 12), forecast=newer, options=options)
    (centre / "results" / "forecast.csv").unlink()  # as when the next month has been forecast since
    kept = forecast_of(open_workspace(centre, "2026-08"), week.opened.demand, month_horizon("2026-08")).frame
    found = kept.loc[kept["start"].dt.date == date.fromisoformat(DAY), "calls"].sum()
    assert abs(found / wanted - 1) < 0.001
