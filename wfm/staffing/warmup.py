"""Compile the queue formulas and cost curves once; Numba keeps the result beside the package."""

from __future__ import annotations

import numpy as np

from wfm.data.tables import Defaults, Project
from wfm.staffing.calculator import calculate
from wfm.staffing.cases import Case
from wfm.staffing.curves import cost_curves, work_curve
from wfm.staffing.rates import busy_day_rates
from wfm.staffing.service import service_by_agents
from wfm.staffing.targets import targets_of


def warm_up() -> None:
    """Run every compiled function once on a tiny case."""
    calculate([Case(calls=20, aht=200, target=0.8, blocking=0.01), Case(calls=20, aht=200, target=0.8, patience=180)])
    targets = targets_of(Project(project="p"), Defaults())
    cost_curves(np.array([2.0]), np.array([200.0]), targets, 30, busy_day_rates(0.1))
    work_curve(2.0, 200.0, targets, 30, busy_day_rates(0.1))
    service_by_agents(2.0, 200.0, targets, 0.1, np.array([3.0]), present=1.0)
