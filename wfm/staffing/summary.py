"""What people want to know of a month's staffing, per project."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from wfm.data.workspace import Workspace
from wfm.staffing.targets import targets_of


@dataclass(frozen=True)
class ProjectStaffing:
    """``agent_hours`` required; the largest requirement and its first start (None without any); ``bound_by`` -> share of
    the intervals (closed ones left out); ``occupancy``: load / expected agents at the desk over the month, were the
    requirement rostered (None where nobody is required); ``unforecast``: open intervals of a project without
    forecast; ``left_out``: intervals of the opening hours that its forecast leaves out, taken as closed;
    ``closed_calls``: forecast calls while closed, which nobody is planned for."""

    project: str
    agent_hours: float
    peak_agents: int
    peak_start: datetime | None
    bound_by: Mapping[str, float]
    occupancy: float | None
    unforecast: int
    left_out: int
    closed_calls: float


def summarise(frame: pd.DataFrame, workspace: Workspace) -> tuple[ProjectStaffing, ...]:
    """One summary per project of the workspace, in its order; ``frame`` as ``staff`` gives it."""
    hours = workspace.centre.interval_minutes / 60
    found = []
    for project in workspace.projects:
        rows = frame[frame["project"] == project.project]
        closed = rows["bound_by"] == "closed"
        served = rows[~closed]
        agents = int(served["agents"].sum())
        present = agents * targets_of(project, workspace.centre.defaults).present
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
            )
        )
    return tuple(found)
