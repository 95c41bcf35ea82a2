"""Size of curves: no longer than useful, alike cells computed once, small on disk."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from wfm.data.demand import Demand, Forecast
from wfm.data.tables import Centre, Defaults, Project
from wfm.data.workspace import Workspace
from wfm.staffing import load_demand, save_demand, staff
from wfm.staffing.curves import cost_curves
from wfm.staffing.rates import busy_day_rates
from wfm.staffing.targets import targets_of
from wfm.timegrid import Horizon, interval_starts

OWN = targets_of(Project(project="p"), Defaults())


def test_a_curve_ends_where_one_agent_more_saves_nothing() -> None:
    for load in (0.5, 20.0, 1500.0):
        (curve,) = cost_curves(np.array([load]), np.array([240.0]), OWN, 30, busy_day_rates(0.1, 15))
        assert curve[-2] > curve[-1] == 0
        assert curve.size < 1.5 * load / OWN.present / OWN.max_occupancy + 6 * load**0.5 + 12


def test_cells_alike_share_one_array() -> None:
    load = np.array([12.0, 0.0, 30.0, 12.0, 12.0])
    aht = np.array([240.0, np.nan, 240.0, 240.0, 300.0])
    curves = cost_curves(load, aht, OWN, 30, busy_day_rates(0.1))
    assert curves[0] is curves[3]
    assert curves[0] is not curves[4]
    assert curves[1].size == 0
    alone = [cost_curves(load[i : i + 1], aht[i : i + 1], OWN, 30, busy_day_rates(0.1))[0] for i in range(5)]
    for together, single in zip(curves, alone, strict=True):
        assert together.tolist() == single.tolist()


def test_present_differs_by_cell() -> None:
    load, aht, present = np.full(3, 30.0), np.full(3, 240.0), np.array([1.0, 0.9, 0.6])
    curves = cost_curves(load, aht, OWN, 30, busy_day_rates(0.1), present=present)
    assert curves[0].size < curves[1].size < curves[2].size
    assert curves[0][33] < curves[1][33] < curves[2][33]


def month(days: int, projects: int) -> Demand:
    horizon = Horizon(date(2026, 8, 1), days)
    own = tuple(Project(project=f"p{k}") for k in range(projects))
    space = Workspace(Path(), Centre(name="c", timezone="Asia/Shanghai"), projects=own)
    starts = interval_starts(horizon, space.centre.interval_minutes, "Asia/Shanghai")
    shape = 1.2 + np.sin(np.arange(len(starts)) / 48 * 2 * np.pi)
    frames = [
        pd.DataFrame({"project": p.project, "start": starts, "calls": shape * 15 * 4.0**k, "aht_seconds": 240.0})
        for k, p in enumerate(own)
    ]
    forecast = Forecast(pd.concat(frames, ignore_index=True), busy_day={p.project: 0.1 for p in own})
    return staff(space, forecast, horizon)[1]


def test_a_file_is_a_tenth_of_its_arrays(tmp_path: Path) -> None:
    demand = month(3, 3)
    path = tmp_path / "curves.npz"
    save_demand(demand, path)
    assert path.stat().st_size < demand.loss.nbytes / 10
    stored = load_demand(path)
    assert (stored.loss == demand.loss).all()
    assert stored.sha256() == demand.sha256()
    assert stored.made_with == demand.made_with
