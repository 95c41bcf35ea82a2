"""Cost curves of a national month: time, size in memory and on disk.

    python benchmarks/curves.py                        # 31 days x 48 intervals x 20 projects, 2 to 1,500 Erlang
    python benchmarks/curves.py --days 2 --projects 4  # a tiny one

One line per risk attitude, and one with lateness priced; the kernels are compiled before the clock starts.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from wfm.data.demand import Demand, Forecast
from wfm.data.tables import Centre, Project
from wfm.data.workspace import Workspace
from wfm.staffing import save_demand, staff
from wfm.staffing.service import expected_service
from wfm.timegrid import Horizon, interval_starts

CASES = (
    ("mean", 0.0),
    ("p90", 0.0),
    ("cvar:0.9", 0.0),
    ("mean", 2.0),
)


def national(days: int, projects: int, smallest: float, largest: float) -> tuple[Workspace, Forecast, Horizon]:
    """Projects whose peak loads are spread evenly on the log scale; every cell has a load of its own."""
    horizon = Horizon(date(2026, 8, 1), days)
    own = tuple(Project(project=f"p{k:02d}") for k in range(projects))
    space = Workspace(Path(), Centre(name="national", timezone="Asia/Shanghai"), projects=own)
    starts = interval_starts(horizon, space.centre.interval_minutes, space.centre.timezone)
    hour = np.arange(len(starts)) % 48 / 2
    shape = np.clip(0.15 + np.exp(-(((hour - 10.5) / 3) ** 2)) * 0.85 + 0.6 * np.exp(-(((hour - 17) / 4) ** 2)), 0.0, 1.0)
    noise = np.random.default_rng(1)
    frames = []
    for project, peak in zip(own, np.geomspace(smallest, largest, projects), strict=True):
        calls = peak * shape * noise.gamma(100, 0.01, len(starts)) * space.centre.interval_minutes * 60 / 240
        frames.append(pd.DataFrame({"project": project.project, "start": starts, "calls": calls, "aht_seconds": 240.0}))
    forecast = Forecast(pd.concat(frames, ignore_index=True), busy_day={project.project: 0.1 for project in own})
    return space, forecast, horizon


def on_disk(demand: Demand) -> float:
    """Megabytes of curves.npz."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "curves.npz"
        save_demand(demand, path)
        return path.stat().st_size / 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--days", type=int, default=31)
    parser.add_argument("--projects", type=int, default=20)
    parser.add_argument("--smallest", type=float, default=2.0, help="peak load of the smallest project, Erlang")
    parser.add_argument("--largest", type=float, default=1500.0, help="peak load of the largest project, Erlang")
    asked = parser.parse_args()
    small = national(1, 2, 1.0, 3.0)
    for risk, price in CASES:
        frame, _ = staff(*small, risk=risk, price_lateness=price)
        expected_service(frame, small[0], small[1].busy_day, risk=risk, price_lateness=price)
    space, forecast, horizon = national(asked.days, asked.projects, asked.smallest, asked.largest)
    print(f"{asked.days} days x 48 intervals x {asked.projects} projects, {asked.smallest:g} to {asked.largest:g} Erlang")
    print("| risk | late price | staff s | service s | curves, million numbers | memory MB | curves.npz MB |")
    print("|---|---|---|---|---|---|---|")
    for risk, price in CASES:
        began = time.perf_counter()
        frame, demand = staff(space, forecast, horizon, risk=risk, price_lateness=price)
        staffed = time.perf_counter()
        expected_service(frame, space, forecast.busy_day, risk=risk, price_lateness=price)
        told = time.perf_counter()
        memory = (demand.loss.nbytes + demand.offset.nbytes) / 1e6
        figures = (
            f"{staffed - began:.1f} | {told - staffed:.1f} | {demand.loss.size / 1e6:.2f} | {memory:.1f} | {on_disk(demand):.1f}"
        )
        print(f"| {risk} | {price:g} | {figures} |")


if __name__ == "__main__":
    main()
