"""Prices of one project's intervals: the curve of each, and what the next agent is worth."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from wfm.data.tables import Project, Requirement
from wfm.staffing.curves import cost_curves, missing_curve, work_curve
from wfm.staffing.erlang import IntArray
from wfm.staffing.rates import Rates, busy_day_rates, points_for
from wfm.staffing.targets import Targets

Mode = Literal["curves", "requirement"]

MISSING_PRICE = int(Requirement.model_fields["missing_price"].default)
"""Price of a missing agent in requirement mode: the default of requirements.csv."""


def project_rates(busy_day: float, cells: pd.DataFrame) -> Rates:
    """The busy-day factor of a project, as finely as its largest load asks."""
    return busy_day_rates(busy_day, points_for(busy_day, float(cells["queue_load"].max()) if len(cells) else 0.0))


def project_curves(
    cells: pd.DataFrame, project: Project, targets: Targets, rates: Rates, interval_minutes: int, mode: Mode, missing_price: int
) -> list[IntArray]:
    """One curve per cell; cells given by hand always price their missing agents."""
    load, aht = cells["queue_load"].to_numpy(), cells["aht_seconds"].to_numpy()
    given, need = cells["given"].to_numpy(), cells["need"].to_numpy()
    if mode == "requirement":
        curves = [missing_curve(int(agents), missing_price) for agents in need]
    elif project.deferrable:
        curves = [work_curve(float(a), float(h), targets, interval_minutes, rates) for a, h in zip(load, aht, strict=True)]
    else:
        curves = cost_curves(load, aht, targets, interval_minutes, rates)
    for i in np.flatnonzero(given >= 0):
        curves[i] = missing_curve(int(given[i]), int(cells["missing_price"].iloc[i]))
    return curves


def next_agent_worth(curve: IntArray, agents: int) -> int:
    """What one agent more than ``agents`` would save."""
    return int(curve[agents] - curve[agents + 1]) if agents + 1 < curve.size else 0
