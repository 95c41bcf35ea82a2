"""Deferrable work (call-backs, e-mail): the day's volume spread level over the project's open slots of that day."""

from __future__ import annotations

import numpy as np
import pandas as pd

from wfm.staffing.checks import FloatArray
from wfm.staffing.erlang import IntArray
from wfm.staffing.targets import Targets


def levelled(cells: pd.DataFrame, interval_minutes: int) -> pd.DataFrame:
    """``cells`` whose calls are each day's volume in equal parts over its open cells, at the day's mean handling time.

    Work that arrives while the project is closed on a day it opens counts on that day; a day without opening keeps its
    rows as they are (they are reported as closed). When in the day the work arrives is ignored: what came in the evening
    before stands for what comes in this evening.
    """
    seconds = cells["calls"] * cells["aht_seconds"].fillna(0.0)
    day = cells["day"]
    opened = cells["open"].groupby(day).transform("sum").to_numpy()
    calls = cells["calls"].groupby(day).transform("sum").to_numpy()
    work = seconds.groupby(day).transform("sum").to_numpy()
    spread = (opened > 0) & (calls > 0)
    share = np.where(cells["open"], calls / np.maximum(opened, 1), 0.0)
    handling = work / np.where(spread, calls, 1.0)
    return cells.assign(
        calls=np.where(spread, share, cells["calls"]),
        aht_seconds=np.where(spread & cells["open"], handling, cells["aht_seconds"]),
    )


def work_requirement(load: FloatArray, targets: Targets) -> IntArray:
    """Rostered agents that get through ``load`` Erlang of work: ceil(load / (occupancy cap x (1 - unplanned shrinkage)))."""
    agents = np.ceil(load / (targets.max_occupancy * targets.present) - 1e-9)
    return np.asarray(agents, dtype=np.int64)
