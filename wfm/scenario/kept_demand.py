"""Demand kept under its own hash, so that a roster can be judged later by what it was planned for.

results/demands/HASH.npz; the run card of every draft and version names the hash (``inputs["demand"]``). Files are never
changed: another demand has another name.
"""

from __future__ import annotations

from pathlib import Path

from wfm.data.demand import Demand
from wfm.data.roster import RunCard
from wfm.data.workspace import Workspace
from wfm.errors import InputError
from wfm.staffing import load_demand, save_demand
from wfm.store import Store
from wfm.timegrid import Horizon

FOLDER = "demands"


def keep(workspace: Workspace, demand: Demand) -> None:
    """Leave ``demand`` under its hash; nothing happens when it is there."""
    path = _path(workspace, demand.sha256())
    if not path.is_file():
        save_demand(demand, path)


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
