"""What a forecast error means in staff: agents required for the forecast against agents required for what came."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wfm.data.workspace import Workspace
from wfm.forecast.evaluate import COMBINATION, BacktestReport
from wfm.forecast.history import FloatArray
from wfm.staffing import fewest_agents
from wfm.staffing.targets import Targets, targets_of

SEED = 1
"""Of the calls drawn to show what chance alone does."""


@dataclass(frozen=True)
class StaffCost:
    """Agent-hours at the desk per day: ``needed`` for the calls that came; ``over`` and ``under``: too many and too few when
    planned for the forecast's mean; ``over_floor``, ``under_floor``: the same for Poisson calls around that very mean, which
    no forecast can avoid."""

    needed: float
    over: float
    under: float
    over_floor: float
    under_floor: float


def staff_costs(workspace: Workspace, report: BacktestReport, model: str = COMBINATION) -> dict[str, StaffCost]:
    """Project -> its cost in staff over the backtest; deferrable projects, which no interval binds, are left out.

    Requirements are ``wfm.staffing.fewest_agents`` with the project's targets and the handling time of the forecast on both
    sides: only the error in calls is priced. Shrinkage and minimum seats are left out.
    """
    found = {}
    for project in workspace.projects:
        if project.project in report.projects and not project.deferrable:
            rows = report.projects[project.project].intervals
            rows = rows[rows["model"] == model]
            mean, aht = rows["mean"].to_numpy(np.float64), rows["aht_seconds"].to_numpy(np.float64)
            targets, minutes = targets_of(project, workspace.centre.defaults), report.interval_minutes
            drawn = np.random.default_rng(SEED).poisson(mean).astype(np.float64)
            planned, came, chance = (
                _agents(calls, aht, targets, minutes) for calls in (mean, rows["calls"].to_numpy(np.float64), drawn)
            )
            hours = minutes / 60 / max(len(rows[["origin", "date"]].drop_duplicates()), 1)
            found[project.project] = StaffCost(
                needed=float(came.sum() * hours),
                over=float(np.maximum(planned - came, 0).sum() * hours),
                under=float(np.maximum(came - planned, 0).sum() * hours),
                over_floor=float(np.maximum(planned - chance, 0).sum() * hours),
                under_floor=float(np.maximum(chance - planned, 0).sum() * hours),
            )
    return found


def _agents(calls: FloatArray, aht_seconds: FloatArray, targets: Targets, interval_minutes: int) -> FloatArray:
    found = fewest_agents(
        calls * aht_seconds / (interval_minutes * 60),
        aht_seconds=aht_seconds,
        target=targets.target,
        threshold_seconds=targets.threshold_seconds,
        patience_seconds=targets.patience_seconds,
        max_mean_wait_seconds=targets.max_mean_wait_seconds,
        max_abandonment=targets.max_abandonment,
        max_occupancy=targets.max_occupancy,
    )
    return found.agents.astype(np.float64)
