"""The rows to staff: open intervals of the horizon with their forecast, checked; and their place on the wall-clock grid."""

from __future__ import annotations

import numpy as np
import pandas as pd

from wfm.data.demand import FORECAST_COLUMNS, Forecast
from wfm.data.tables import Project
from wfm.data.workspace import Workspace
from wfm.errors import InputError
from wfm.staffing.opening import open_slots
from wfm.timegrid import Horizon, day_and_slot, interval_starts, zone


def empty_forecast(timezone: str) -> Forecast:
    """No forecast at all, for a workspace whose requirements.csv stands in for it."""
    frame = pd.DataFrame({name: pd.Series(dtype="float64") for name in FORECAST_COLUMNS})
    starts = pd.DatetimeIndex([], tz=zone(timezone))
    return Forecast(frame.assign(project=pd.Series(dtype="str"), start=starts))


def forecast_rows(workspace: Workspace, forecast: Forecast, horizon: Horizon) -> pd.DataFrame:
    """Rows of ``forecast`` inside ``horizon``: project, start (centre's zone), calls, aht_seconds.

    Raises InputError, with project and start, for unknown projects, starts off the grid, duplicates, missing or negative
    calls, calls without handling time, and a forecast that has nothing in the horizon (unless requirements.csv stands in).
    """
    absent = [name for name in ("project", "start", "calls", "aht_seconds") if name not in forecast.frame.columns]
    if absent:
        raise InputError("staffing.missing_columns", columns=", ".join(absent), known=", ".join(FORECAST_COLUMNS))
    rows = forecast.frame.loc[:, ["project", "start", "calls", "aht_seconds"]].reset_index(drop=True)
    instants = pd.DatetimeIndex(rows["start"])
    if instants.tz is None:
        raise InputError("staffing.no_offset")
    rows["start"] = instants.tz_convert(workspace.centre.timezone).as_unit("ns")
    starts = _starts(workspace, horizon)
    inside: pd.Series[bool] = (rows["start"] >= starts[0]) & (rows["start"].dt.date <= horizon.end)
    rows = rows.loc[inside]
    if rows.empty and not workspace.requirements:
        raise InputError("staffing.nothing_forecast", horizon=horizon)
    _refuse(rows, ~rows["project"].isin([project.project for project in workspace.projects]), "unknown_project", "project")
    _refuse(rows, ~rows["start"].isin(starts), "off_grid", "start")
    _refuse(rows, rows.duplicated(["project", "start"]), "duplicate", "start")
    _refuse(rows, ~(rows["calls"] >= 0) | np.isinf(rows["calls"]), "bad_calls", "calls")
    timed = (rows["aht_seconds"] > 0) & np.isfinite(rows["aht_seconds"])
    _refuse(rows, (rows["calls"] > 0) & ~timed, "no_handling_time", "aht_seconds")
    return rows


def _starts(workspace: Workspace, horizon: Horizon) -> pd.DatetimeIndex:
    """Every interval of the horizon; in nanoseconds, so that instants of any source compare."""
    return interval_starts(horizon, workspace.centre.interval_minutes, workspace.centre.timezone).as_unit("ns")


def _refuse(rows: pd.DataFrame, bad: pd.Series, key: str, column: str) -> None:
    if bad.any():
        first = rows[bad].iloc[0]
        where = first["start"].isoformat(timespec="minutes")
        raise InputError(
            f"staffing.{key}", project=first["project"], start=where, value=first[column], count=int(bad.sum()), column=column
        )


def project_cells(workspace: Workspace, project: Project, rows: pd.DataFrame, horizon: Horizon) -> pd.DataFrame:
    """The cells of one project in time order: columns start, day, slot, calls, aht_seconds, open, forecast, given, missing_price.

    A cell is an interval in the opening hours, or forecast, or given by hand in requirements.csv. ``forecast`` = a row of
    the forecast speaks of it; ``given`` = agents required by hand, -1 where none are. ``open``: in the opening hours, and not
    left out by a forecast that speaks of this project at all (a forecast leaves closed intervals out: a short Friday).
    """
    minutes = workspace.centre.interval_minutes
    starts = _starts(workspace, horizon)
    day, slot = day_and_slot(starts, horizon, minutes)
    hours = open_slots(project, horizon, minutes)[day, slot]
    cells = pd.DataFrame({"start": starts, "day": day, "slot": slot})
    own = rows[rows["project"] == project.project].set_index("start")
    cells["forecast"] = cells["start"].isin(own.index)
    cells["open"] = hours & (cells["forecast"] | own.empty)
    cells["calls"] = own["calls"].reindex(starts).fillna(0.0).to_numpy(dtype=np.float64)
    cells["aht_seconds"] = own["aht_seconds"].reindex(starts).to_numpy(dtype=np.float64)
    given = _given(workspace, project.project, starts)
    cells["given"] = given["agents"].reindex(starts).fillna(-1).to_numpy(dtype=np.int64)
    cells["missing_price"] = given["missing_price"].reindex(starts).fillna(0).to_numpy(dtype=np.int64)
    mentioned: pd.Series[bool] = hours | cells["forecast"] | (cells["given"] >= 0)
    return cells.loc[mentioned].reset_index(drop=True)


def _given(workspace: Workspace, project: str, starts: pd.DatetimeIndex) -> pd.DataFrame:
    """Agents and price required by hand per interval; rows that name a shift are the roster's business."""
    rows = [row for row in workspace.requirements if row.project == project and row.start is not None]
    index = pd.DatetimeIndex([_instant(row.start, workspace.centre.timezone) for row in rows], tz=workspace.centre.timezone)
    frame = pd.DataFrame(
        {"agents": [row.agents for row in rows], "missing_price": [row.missing_price for row in rows]},
        index=index,
        dtype="float64",
    )
    inside = frame[(frame.index >= starts[0]) & (frame.index < starts[-1] + (starts[1] - starts[0]))]
    for bad, key in ((~inside.index.isin(starts), "given_off_grid"), (inside.index.duplicated(), "given_twice")):
        if bad.any():
            raise InputError(f"staffing.{key}", project=project, start=inside.index[bad][0].isoformat(timespec="minutes"))
    return inside


def _instant(start: object, timezone: str) -> pd.Timestamp:
    """``start`` in ``timezone``; a wall time that occurs twice means the first, one that does not exist the next that does."""
    stamp = pd.Timestamp(str(start))
    if stamp.tzinfo is None:
        return stamp.tz_localize(timezone, ambiguous=True, nonexistent="shift_forward")
    return stamp.tz_convert(timezone)
