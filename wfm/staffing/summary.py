"""What people want to know of a month's staffing, per project."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from wfm.data.workspace import Workspace
from wfm.staffing.service import present_of


@dataclass(frozen=True)
class LoadChange:
    """Where the modified offered load asks for another number of agents than the stationary load: ``intervals`` of ``of``; the
    largest ``rise`` and ``fall`` with their first starts (0 and None without any); ``agent_hours``: sum of the differences."""

    intervals: int
    of: int
    rise: int
    rise_start: datetime | None
    fall: int
    fall_start: datetime | None
    agent_hours: float


@dataclass(frozen=True)
class ProjectStaffing:
    """``agent_hours`` required; the largest requirement and its first start (None without any); ``bound_by`` -> share of
    the intervals (closed ones left out); ``occupancy``: load / expected agents at the desk over the month, were the
    requirement rostered (None where nobody is required); ``unforecast``: open intervals of a project without
    forecast; ``left_out``: intervals of the opening hours that its forecast leaves out, taken as closed;
    ``closed_calls``: forecast calls while closed, which nobody is planned for; ``unplanned_hours``, ``planned_hours``: how
    much of ``agent_hours`` each kind of shrinkage takes; ``load_change``: None where it changes nothing."""

    project: str
    agent_hours: float
    peak_agents: int
    peak_start: datetime | None
    bound_by: Mapping[str, float]
    occupancy: float | None
    unforecast: int
    left_out: int
    closed_calls: float
    unplanned_hours: float
    planned_hours: float
    load_change: LoadChange | None


def summarise(frame: pd.DataFrame, workspace: Workspace) -> tuple[ProjectStaffing, ...]:
    """One summary per project of the workspace, in its order; ``frame`` as ``staff`` gives it."""
    hours = workspace.centre.interval_minutes / 60
    found = []
    for project in workspace.projects:
        rows = frame[frame["project"] == project.project]
        closed = rows["bound_by"] == "closed"
        served = rows[~closed]
        agents = int(served["agents"].sum())
        present = float((served["agents"] * present_of(served)).sum())
        unplanned = float((served["agents"] * served["unplanned_shrinkage"]).sum())
        bound = served["bound_by"].value_counts(normalize=True)
        peak = int(served["agents"].max()) if len(served) else 0
        found.append(
            ProjectStaffing(
                project=project.project,
                agent_hours=agents * hours,
                peak_agents=peak,
                peak_start=served["start"].iloc[int(served["agents"].argmax())].to_pydatetime() if peak else None,
                bound_by={str(name): float(share) for name, share in bound.items()},
                occupancy=float(served["load_erlang"].sum()) / present if present else None,
                unforecast=int((served["bound_by"] == "no forecast").sum()),
                left_out=int((closed & rows["aht_seconds"].isna()).sum()),
                closed_calls=float(rows.loc[closed, "calls"].sum()),
                unplanned_hours=unplanned * hours,
                planned_hours=(agents - unplanned - present) * hours if served["planned_shrinkage"].any() else 0.0,
                load_change=_load_change(served, hours),
            )
        )
    return tuple(found)


def _load_change(served: pd.DataFrame, hours: float) -> LoadChange | None:
    steps = (served["agents_mol"] - served["agents_stationary"]).to_numpy()
    if not steps.any():
        return None
    rise, fall = max(0, int(steps.max())), min(0, int(steps.min()))
    first = {size: served["start"].iloc[int((steps == size).argmax())].to_pydatetime() for size in (rise, fall) if size}
    return LoadChange(
        intervals=int((steps != 0).sum()),
        of=len(served),
        rise=rise,
        rise_start=first.get(rise),
        fall=fall,
        fall_start=first.get(fall),
        agent_hours=float(steps.sum()) * hours,
    )
