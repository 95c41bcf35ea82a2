"""From rows in real time to the wall-clock grid ``days x slots x projects`` of ``Demand``."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from wfm.data.demand import Demand
from wfm.data.workspace import Workspace
from wfm.staffing.erlang import IntArray
from wfm.timegrid import Horizon, slots_per_day


def on_grid(
    workspace: Workspace, horizon: Horizon, frames: Sequence[pd.DataFrame], curves: Sequence[Sequence[IntArray]]
) -> Demand:
    """The cells of each project on one grid. Where clocks go back two rows share a cell: one given by hand wins, then the
    larger load. Where clocks go forward the missing hour is empty."""
    shape = horizon.days, slots_per_day(workspace.centre.interval_minutes), len(workspace.projects)
    requirement, floor = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    load = np.zeros(shape)
    nothing = np.zeros(0, dtype=np.int64)
    chosen: list[IntArray] = [nothing] * requirement.size
    for p, (frame, found) in enumerate(zip(frames, curves, strict=True)):
        best = frame.assign(by_hand=frame["given"] >= 0).sort_values(["by_hand", "queue_load"], kind="stable")
        best = best.drop_duplicates(["day", "slot"], keep="last")
        day, slot = best["day"].to_numpy(), best["slot"].to_numpy()
        requirement[day, slot, p] = best["agents"]
        floor[day, slot, p] = best["floor"]
        load[day, slot, p] = best["queue_load"]
        for row, cell in zip(best.index, (day * shape[1] + slot) * shape[2] + p, strict=True):
            chosen[cell] = found[row]
    offset = np.concatenate([[0], np.cumsum([curve.size for curve in chosen])]).astype(np.int64)
    return Demand(
        projects=tuple(project.project for project in workspace.projects),
        start=horizon.start,
        interval_minutes=workspace.centre.interval_minutes,
        requirement=requirement,
        floor=floor,
        load=load,
        offset=offset,
        loss=np.concatenate([nothing, *chosen]),
    )
