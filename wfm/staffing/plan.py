"""Forecast in, requirements and cost curves out: the twin of ``wfm staff``."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from wfm.data.demand import STAFFING_COLUMNS, Demand, Forecast
from wfm.data.tables import Project
from wfm.data.workspace import Workspace
from wfm.staffing.cells import forecast_rows, project_cells
from wfm.staffing.checks import FloatArray
from wfm.staffing.deferred import by_deadline, levelled, work_requirement
from wfm.staffing.erlang import IntArray
from wfm.staffing.grid import on_grid
from wfm.staffing.pricing import MISSING_PRICE, Mode, Pricing, next_agent_worth, project_curves
from wfm.staffing.requirement import fewest_agents, rostered
from wfm.staffing.risk import parse_risk
from wfm.staffing.targets import Targets, targets_of
from wfm.timegrid import Horizon


def staff(
    workspace: Workspace,
    forecast: Forecast,
    horizon: Horizon,
    *,
    mode: Mode = "curves",
    missing_price: int = MISSING_PRICE,
    risk: str = "mean",
    price_lateness: float = 0.0,
) -> tuple[pd.DataFrame, Demand]:
    """Requirement and cost curve of every project and interval of ``horizon``.

    The frame has ``STAFFING_COLUMNS``, projects in the workspace's order, ``start`` in the centre's zone; ``agents`` are
    rostered heads. ``bound_by``: service, occupancy, floor, closed, no calls; ``work`` for deferrable projects, ``given``
    for rows of requirements.csv (which win), ``no forecast`` for projects the forecast does not know (their floor alone is
    required). Intervals in the opening hours that the forecast of a project leaves out are closed.
    ``next_agent_worth``: cost units one agent more than required would save.

    ``mode`` ``curves`` prices expected service loss, ``requirement`` a missing agent (``missing_price``, twice it beyond a
    tenth missing). ``risk``: mean, pNN or cvar:a (``wfm.staffing.risk``), the rate of calls that requirement and curves are
    made for; ``price_lateness``: cost units per call not answered in time, 0 = not priced.

    Raises InputError for a forecast that cannot be staffed (``wfm.staffing.cells``), UsageError for a wrong risk or price.
    """
    rows = forecast_rows(workspace, forecast, horizon)
    pricing = Pricing(mode, missing_price, parse_risk(risk), price_lateness)
    frames: list[pd.DataFrame] = []
    curves: list[list[IntArray]] = []
    for project in workspace.projects:
        cells = project_cells(workspace, project, rows, horizon)
        targets = targets_of(project, workspace.centre.defaults)
        cells = _spread(cells, project, horizon, workspace.centre.interval_minutes)
        busy_day = forecast.busy_day.get(project.project, 0.0)
        cells = _required(cells, project, targets, workspace.centre.interval_minutes, pricing.risk.factor(busy_day))
        found = project_curves(cells, project, targets, pricing, busy_day, workspace.centre.interval_minutes)
        cells["next_agent_worth"] = [
            next_agent_worth(curve, agents) for curve, agents in zip(found, cells["agents"], strict=True)
        ]
        frames.append(cells)
        curves.append(found)
    demand = replace(on_grid(workspace, horizon, frames, curves), made_with=pricing.stated())
    return pd.concat(frames, ignore_index=True).loc[:, list(STAFFING_COLUMNS)], demand


def _spread(cells: pd.DataFrame, project: Project, horizon: Horizon, interval_minutes: int) -> pd.DataFrame:
    """``cells``; those of deferrable work with the calls that are worked in each."""
    if not project.deferrable:
        return cells
    if project.deadline_minutes is None:
        return levelled(cells, interval_minutes)
    return by_deadline(cells, horizon.days, project.deadline_minutes, interval_minutes)


def _required(cells: pd.DataFrame, project: Project, targets: Targets, interval_minutes: int, rate: float) -> pd.DataFrame:
    """``cells`` with project, floor, load_erlang, queue_load, need, agents and bound_by.

    ``need``: rostered agents before the floor, for ``rate`` times the mean calls; ``queue_load``: mean load that is served
    here, 0 where closed.
    """
    served = (cells["open"] | (cells["given"] >= 0)).to_numpy()
    load = np.where(cells["calls"] > 0, cells["calls"] * cells["aht_seconds"].fillna(0.0) / (interval_minutes * 60), 0.0)
    queue_load = np.where(served, load, 0.0)
    need, bound = _needs(cells, project, targets, queue_load * rate)
    floor = np.where(cells["open"], targets.min_seats, 0)
    bound = np.where(floor > need, "floor", bound)
    bound = np.where(~cells["forecast"] & (queue_load == 0), "no forecast", bound)
    bound = np.where(served, bound, "closed")
    given = cells["given"].to_numpy()
    return cells.assign(
        project=project.project,
        floor=floor.astype(np.int64),
        load_erlang=load,
        queue_load=queue_load,
        need=np.where(given >= 0, given, need),
        agents=np.where(given >= 0, given, np.maximum(need, floor)),
        bound_by=np.where(given >= 0, "given", bound),
    )


def _needs(cells: pd.DataFrame, project: Project, targets: Targets, load: FloatArray) -> tuple[IntArray, np.ndarray]:
    """Rostered agents that the targets ask for, and which target."""
    if project.deferrable:
        need = work_requirement(load, targets.max_occupancy, targets.present)
        return need, np.where(need > 0, "work", "no calls")
    found = fewest_agents(
        load,
        aht_seconds=cells["aht_seconds"].to_numpy(),
        target=targets.target,
        threshold_seconds=targets.threshold_seconds,
        patience_seconds=targets.patience_seconds,
        max_occupancy=targets.max_occupancy,
    )
    return rostered(found.agents, targets.unplanned_shrinkage), found.bound_by
