"""Demand kept under its own hash, so that a roster can be judged later by what it was planned for.

results/demands/HASH.npz, the forecast beside it; the run card of every draft and version names the hash
(``inputs["demand"]``). Files are never changed: another demand has another name.
"""

from __future__ import annotations

from pathlib import Path

from wfm.data.demand import Demand, Forecast
from wfm.data.roster import RunCard
from wfm.data.workspace import Workspace
from wfm.errors import InputError
from wfm.forecast import forecast_report, read_forecast, write_forecast
from wfm.staffing import load_demand, save_demand
from wfm.store import Store
from wfm.timegrid import Horizon

FOLDER, FORECAST = "demands", "forecast.csv"


def keep(workspace: Workspace, demand: Demand, forecast: Forecast | None = None) -> None:
    """Leave ``demand`` under its hash, and ``forecast`` (default: the one in results/) beside it; nothing happens when they
    are there."""
    path = _path(workspace, demand.sha256())
    if not path.is_file():
        save_demand(demand, path)
    made, beside = workspace.results / FORECAST, path.with_suffix(".csv")
    if forecast is not None:
        write_forecast(forecast, beside)
    elif made.is_file() and not beside.is_file():
        write_forecast(read_forecast(made, workspace.centre.timezone), beside)


def forecast_of(workspace: Workspace, demand: Demand, horizon: Horizon) -> Forecast:
    """The forecast of ``horizon``: results/forecast.csv where it covers these days, else what was kept beside ``demand``, else
    made anew (and not written)."""
    for path in (workspace.results / FORECAST, _path(workspace, demand.sha256()).with_suffix(".csv")):
        if path.is_file():
            forecast = read_forecast(path, workspace.centre.timezone)
            days = forecast.frame["start"].dt.date
            if len(days) and days.min() <= horizon.start and horizon.end <= days.max():
                return forecast
    return forecast_report(workspace, horizon).forecast


def demand_of(workspace: Workspace, card: RunCard) -> Demand | None:
    """The demand that the result of this run card was made for; None when it was not kept.

    InputError when the file holds another one.
    """
    wanted = str(card.inputs.get("demand", ""))
    path = _path(workspace, wanted)
    if not wanted or not path.is_file():
        return None
    demand = load_demand(path)
    if demand.sha256() != wanted:
        raise InputError("scenario.demand_other", file=path)
    return demand


def demand_in_force(workspace: Workspace, horizon: Horizon) -> Demand | None:
    """The demand of the version in force of the horizon's month; None when nothing is published, or it was not kept."""
    store = Store.open(workspace.path, workspace.centre.database)
    latest = store.latest(f"{horizon.start:%Y-%m}")
    return None if latest is None else demand_of(workspace, latest.card)


def _path(workspace: Workspace, sha256: str) -> Path:
    return workspace.results / FOLDER / f"{sha256}.npz"
