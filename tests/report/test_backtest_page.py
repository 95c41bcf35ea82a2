"""The backtest report: balanced, both languages, names escaped, pictures drawn."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
from test_simulation_page import parsed

from wfm.data.tables import Centre, Project
from wfm.data.workspace import Workspace
from wfm.forecast.evaluate import backtest
from wfm.forecast.figures import rounded, to_json
from wfm.report.backtest import build_view, render_backtest
from wfm.scenario.forecast_staff import staff_costs


def test_the_page() -> None:
    first, days = date(2026, 1, 5), 77
    starts = [
        pd.Timestamp(first + timedelta(days=k), tz="Asia/Shanghai") + pd.Timedelta(hours=h) for k in range(days) for h in (9, 10)
    ]
    calls = np.random.default_rng(2).poisson(50, len(starts)).astype(float)
    calls[-6:-4] = np.nan
    frame = pd.DataFrame({"project": "a", "start": starts, "calls": calls})
    frame = frame.assign(answered=calls, abandoned=np.nan, aht_seconds=200.0)
    centre = Centre(name="C <&>", interval_minutes=60, timezone="Asia/Shanghai")
    workspace = Workspace(
        Path("nowhere"), centre, (Project(project="a", name="A <b>", opens="09:00", closes="11:00"),), history=frame
    )
    report = backtest(workspace, origins=2, days=14)
    costs = {name: asdict(cost) for name, cost in staff_costs(workspace, report).items()}
    figures = {**to_json(report), "staff": rounded(costs)}
    view = build_view(workspace, report, figures)
    page = render_backtest(view)
    parsed(page)
    assert "C &lt;&amp;&gt;" in page
    assert "<b>A" not in page
    assert "A &lt;b&gt;" in page
    assert len(view.projects[0].plots) == 2
    assert view.projects[0].plots[1].actual.count("M") == 2, "the day without a record breaks the line"
    assert [bar.hour for bar in view.projects[0].hours] == ["09", "10"]
    assert "nan" not in page.lower().split("<main")[1].split("</main>")[0].replace("seasonal naive", "")
    deferrable = build_view(workspace, report, {**figures, "staff": {}}, "zh")
    assert "可延后" in render_backtest(replace(deferrable, synthetic="made up"))
