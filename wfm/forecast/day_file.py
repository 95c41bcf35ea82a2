"""Calls so far of a day from a CSV file: project, start, calls; every bad cell is answered."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from wfm.errors import InputError, UsageError
from wfm.timegrid import zone

_COLUMNS = ("project", "start", "calls")


def read_calls_so_far(path: Path, day: date, projects: Collection[str], interval_minutes: int, timezone: str) -> pd.DataFrame:
    """project, start (zone-aware), calls (NaN where the cell is empty: not recorded).

    ``start`` without offset is local time. Raises UsageError for a missing file and InputError naming row, column and value for
    an unknown project, a start of another day or off the grid, a repeated interval, calls that are no number of at least 0.
    """
    if not path.is_file():
        raise UsageError("forecast_day.no_file", path=path)
    try:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except (ValueError, UnicodeDecodeError) as error:
        raise InputError("forecast_day.bad_file", path=path) from error
    if missing := [name for name in _COLUMNS if name not in frame.columns]:
        raise InputError("forecast_day.lacks", path=path, columns=", ".join(missing))
    frame = frame.loc[:, list(_COLUMNS)].apply(lambda column: column.str.strip())
    _refuse(frame, path, "project", "unknown_project", ~frame["project"].isin(list(projects)).to_numpy())
    calls = pd.to_numeric(frame["calls"], errors="coerce").to_numpy(np.float64)
    given = (frame["calls"] != "").to_numpy()
    _refuse(frame, path, "calls", "bad_calls", given & ~(np.isfinite(calls) & (calls >= 0)))
    starts = _instants(frame["start"], timezone)
    _refuse(frame, path, "start", "bad_start", starts.isna().to_numpy())
    _refuse(frame, path, "start", "other_day", (starts.dt.date != day).to_numpy(), day)
    off_grid = ((starts.dt.hour * 60 + starts.dt.minute) % interval_minutes != 0) | (starts.dt.second != 0)
    _refuse(frame, path, "start", "off_grid", off_grid.to_numpy(), interval_minutes)
    repeated = pd.DataFrame({"project": frame["project"], "start": starts}).duplicated().to_numpy()
    _refuse(frame, path, "start", "repeated", repeated)
    return pd.DataFrame({"project": frame["project"], "start": starts, "calls": calls})


def _instants(text: pd.Series, timezone: str) -> pd.Series:
    carries = text.str.contains(r"(?:Z|[+-]\d{2}:?\d{2})$", regex=True)
    local = pd.to_datetime(text.where(~carries), errors="coerce", format="ISO8601")
    fixed = pd.to_datetime(text.where(carries), errors="coerce", format="ISO8601", utc=True).dt.tz_convert(zone(timezone))
    return fixed.fillna(local.dt.tz_localize(zone(timezone), ambiguous="NaT", nonexistent="NaT"))


def _refuse(frame: pd.DataFrame, path: Path, column: str, reason: str, wrong: np.ndarray, wanted: object = "") -> None:
    if wrong.any():
        row = int(np.argmax(wrong))
        value = frame[column].iloc[row]
        raise InputError(f"forecast_day.{reason}", path=path, row=row + 2, column=column, value=value, wanted=wanted)
