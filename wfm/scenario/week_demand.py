"""A newer forecast for some days of a month, staffed there; every other day keeps its requirement and curves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from wfm.data.demand import Demand, Forecast
from wfm.errors import InputError
from wfm.forecast import read_forecast
from wfm.scenario.kept_demand import forecast_of
from wfm.scenario.month import Month, staff_again


def restaffed(opened: Month, file: Path, days: Sequence[date]) -> tuple[Forecast, pd.DataFrame, Demand]:
    """The forecast with the rows of ``file`` on ``days``, its staffing table, and the month's demand with those days new.

    ``file`` needs only those days' rows; its other rows are not used. InputError when it has none of them, or names a
    project the workspace does not have.
    """
    workspace = opened.workspace
    newer = read_forecast(file, workspace.centre.timezone)
    known = {project.project for project in workspace.projects}
    unknown = newer.frame.loc[~newer.frame["project"].isin(known), "project"]
    if len(unknown):
        raise InputError("week.forecast_project", file=file, row=int(unknown.index[0]) + 2, value=unknown.iloc[0])
    rows = newer.frame[newer.frame["start"].dt.date.isin(set(days))]
    if rows.empty:
        raise InputError("week.forecast_days", file=file, first=days[0], last=days[-1])
    old = forecast_of(workspace, opened.demand, opened.horizon)
    named = old.frame["project"].isin(set(rows["project"])) & old.frame["start"].dt.date.isin(set(rows["start"].dt.date))
    shared = [column for column in old.frame.columns if column in rows.columns]
    frame = pd.concat([old.frame.loc[~named, shared], rows[shared]], ignore_index=True).sort_values(
        ["project", "start"], kind="stable", ignore_index=True
    )
    busy = {**old.busy_day, **newer.busy_day}
    merged = replace(old, frame=frame, busy_day=busy, interval_spread={**old.interval_spread, **newer.interval_spread})
    table, demand = staff_again(opened, merged)
    return merged, table, spliced(opened.demand, demand, days)


def spliced(old: Demand, new: Demand, days: Sequence[date]) -> Demand:
    """``old`` with requirement, floors, load and curves of ``days`` from ``new``; both must cover them on one grid."""
    rows = [(day - old.start).days for day in days if 0 <= (day - old.start).days < old.days]
    shift = (old.start - new.start).days
    parts = {}
    for name in ("requirement", "floor", "load"):
        table = getattr(old, name).copy()
        table[rows] = getattr(new, name)[[row + shift for row in rows]]
        parts[name] = table
    per_day = old.slots * len(old.projects)
    pieces, lengths = [], []
    chosen = set(rows)
    for day in range(old.days):
        source, row = (new, day + shift) if day in chosen else (old, day)
        first, last = row * per_day, (row + 1) * per_day
        pieces.append(source.loss[source.offset[first] : source.offset[last]])
        lengths.append(np.diff(source.offset[first : last + 1]))
    return replace(
        old,
        offset=np.concatenate(([0], np.cumsum(np.concatenate(lengths)))).astype(np.int64),
        loss=np.concatenate(pieces).astype(np.int64),
        **parts,
    )
