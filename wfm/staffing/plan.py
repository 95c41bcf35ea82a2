"""Forecast in, requirements and cost curves out: the twin of ``wfm staff``."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

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
from wfm.staffing.load import LOAD_KINDS, LoadKind, modified_load, parse_load, served_cells
from wfm.staffing.pricing import MISSING_PRICE, Mode, Pricing, next_agent_worth, project_curves
from wfm.staffing.proficiency import mean_speeds
from wfm.staffing.requirement import fewest_agents, rostered
from wfm.staffing.risk import parse_risk
from wfm.staffing.shrinkage import Shares, shrinkage_grid
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
    load: str = "stationary",
    as_of: date | None = None,
) -> tuple[pd.DataFrame, Demand]:
    """Requirement and cost curve of every project and interval of ``horizon``.

    The frame has ``STAFFING_COLUMNS``, projects in the workspace's order, ``start`` in the centre's zone; ``agents`` are
    rostered heads. ``bound_by``: service, wait, abandonment, occupancy, floor, closed, no calls; ``work`` for deferrable
    projects, ``given`` for rows of requirements.csv (which win), ``no forecast`` for projects the forecast does not know
    (their floor alone is required). Intervals in the opening hours that the forecast of a project leaves out are closed.
    ``next_agent_worth``: cost units one agent more than required would save.

    ``mode`` ``curves`` prices expected service loss, ``requirement`` a missing agent (``missing_price``, twice it beyond a
    tenth missing). ``risk``: mean, pNN or cvar:a (``wfm.staffing.risk``), the rate of calls that requirement and curves are
    made for; ``price_lateness``: cost units per call not answered in time, 0 = not priced.

    ``load``: stationary, mol or leaving (``wfm.staffing.load``); ``load_mol``, ``agents_stationary`` and ``agents_mol`` show
    what the first two ask for, whatever is chosen. ``as_of``: the day
    from which absence is seen (``wfm.staffing.shrinkage``); None: a month ahead.

    Handling times are the forecast's over the mean speed of a project's own people (``wfm.staffing.proficiency``).

    Raises InputError for a forecast that cannot be staffed (``wfm.staffing.cells``), UsageError for a wrong risk, price or load.
    """
    rows = forecast_rows(workspace, forecast, horizon)
    kind = parse_load(load)
    pricing = Pricing(mode, missing_price, parse_risk(risk), price_lateness)
    minutes = workspace.centre.interval_minutes
    speeds = mean_speeds(workspace, horizon)
    frames: list[pd.DataFrame] = []
    curves: list[list[IntArray]] = []
    for project in workspace.projects:
        busy_day = forecast.busy_day.get(project.project, 0.0)
        targets = targets_of(project, workspace.centre.defaults)
        cells = project_cells(workspace, project, rows, horizon)
        cells["aht_seconds"] /= speeds[project.project]
        cells = _spread(cells, project, horizon, minutes)
        cells = _present(cells, shrinkage_grid(workspace, project, horizon, as_of))
        cells = _loaded(cells, project, workspace, horizon, kind)
        cells = _required(cells, project, targets, kind, pricing.risk.factor(busy_day))
        found = project_curves(cells, project, targets, pricing, busy_day, minutes)
        cells["next_agent_worth"] = [
            next_agent_worth(curve, agents) for curve, agents in zip(found, cells["agents"], strict=True)
        ]
        frames.append(cells)
        curves.append(found)
    seen = {"as_of": as_of.isoformat()} if as_of else {}
    demand = replace(on_grid(workspace, horizon, frames, curves), made_with={**pricing.stated(), "load": kind, **seen})
    return pd.concat(frames, ignore_index=True).loc[:, list(STAFFING_COLUMNS)], demand


def _spread(cells: pd.DataFrame, project: Project, horizon: Horizon, interval_minutes: int) -> pd.DataFrame:
    """``cells``; those of deferrable work with the calls that are worked in each."""
    if not project.deferrable:
        return cells
    if project.deadline_minutes is None:
        return levelled(cells, interval_minutes)
    return by_deadline(cells, horizon.days, project.deadline_minutes, interval_minutes)


def _present(cells: pd.DataFrame, shares: Shares) -> pd.DataFrame:
    """``cells`` with planned_shrinkage, unplanned_shrinkage, lost and present (shares of the rostered agents)."""
    place = cells["day"].to_numpy(), cells["slot"].to_numpy()
    return cells.assign(
        planned_shrinkage=shares.planned[place],
        unplanned_shrinkage=shares.unplanned[place],
        lost=shares.lost[place],
        present=shares.present[place],
    )


def _loaded(cells: pd.DataFrame, project: Project, workspace: Workspace, horizon: Horizon, load: LoadKind) -> pd.DataFrame:
    """``cells`` with load_stationary, load_mol, load_leaving (0 where closed), load_erlang and queue_load as ``load`` says.

    ``load_erlang`` of closed cells is the load of their calls, which nobody is planned for. An interval without calls in
    which earlier ones are still in hand takes the handling time of the last that had calls.
    """
    minutes = workspace.centre.interval_minutes
    offered = np.where(cells["calls"] > 0, cells["calls"] * cells["aht_seconds"].fillna(0.0) / (minutes * 60), 0.0)
    served = served_cells(cells)
    stationary = np.where(served, offered, 0.0)
    modified = stationary if project.deferrable else modified_load(cells, project, workspace.centre.defaults, horizon, minutes)
    found: dict[LoadKind, FloatArray] = {"stationary": stationary, "mol": modified, "leaving": np.minimum(stationary, modified)}
    earlier = cells["aht_seconds"].where(cells["calls"] > 0).ffill()
    return cells.assign(
        aht_seconds=cells["aht_seconds"].where((modified == 0) | (stationary > 0), earlier),
        **{f"load_{kind}": value for kind, value in found.items()},
        queue_load=found[load],
        load_erlang=np.where(served, found[load], offered),
    )


def _required(cells: pd.DataFrame, project: Project, targets: Targets, load: LoadKind, rate: float) -> pd.DataFrame:
    """``cells`` with project, floor, need, agents, bound_by, agents_stationary, agents_mol.

    ``need``: rostered agents before the floor, for ``rate`` times the mean calls.
    """
    floor = np.where(cells["open"], targets.min_seats, 0).astype(np.int64)
    given = cells["given"].to_numpy()
    needs = {kind: _needs(cells, project, targets, cells[f"load_{kind}"].to_numpy() * rate) for kind in LOAD_KINDS}
    agents = {kind: np.where(given >= 0, given, np.maximum(need, floor)) for kind, (need, _) in needs.items()}
    need, bound = needs[load]
    bound = np.where(floor > need, "floor", bound)
    bound = np.where(~cells["forecast"] & (cells["queue_load"] == 0), "no forecast", bound)
    bound = np.where(served_cells(cells), bound, "closed")
    return cells.assign(
        project=project.project,
        floor=floor,
        need=np.where(given >= 0, given, need),
        agents=agents[load],
        agents_stationary=agents["stationary"],
        agents_mol=agents["mol"],
        bound_by=np.where(given >= 0, "given", bound),
    )


def _needs(cells: pd.DataFrame, project: Project, targets: Targets, load: FloatArray) -> tuple[IntArray, np.ndarray]:
    """Rostered agents that the targets ask for, and which target."""
    present = cells["present"].to_numpy()
    if project.deferrable:
        need = work_requirement(load, targets.max_occupancy, present)
        return need, np.where(need > 0, "work", "no calls")
    found = fewest_agents(
        load,
        aht_seconds=cells["aht_seconds"].to_numpy(),
        target=targets.target,
        threshold_seconds=targets.threshold_seconds,
        patience_seconds=targets.patience_seconds,
        max_mean_wait_seconds=targets.max_mean_wait_seconds,
        max_abandonment=targets.max_abandonment,
        max_occupancy=targets.max_occupancy,
    )
    return rostered(found.agents, cells["lost"].to_numpy()), found.bound_by
