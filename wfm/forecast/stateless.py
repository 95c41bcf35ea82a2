"""The form without a workspace: a history table and a future table in, a forecast for exactly the future's rows out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from wfm.calendars import DayCalendar, calendar_for
from wfm.data.files import write_text
from wfm.data.tables import Project
from wfm.errors import InputError
from wfm.forecast.history import FloatArray, IntArray, grid_history
from wfm.forecast.project import Task, forecast_project
from wfm.forecast.rates import RateLaw
from wfm.timegrid import MINUTES_PER_DAY, Horizon

COLUMNS = ("project", "start", "calls", "calls_p10", "calls_p50", "calls_p90")
DAY_COLUMNS = ("project", "date", "calls", "calls_p10", "calls_p50", "calls_p90")
_RESERVED = frozenset({"project", "start", "calls", "holiday", "answered", "abandoned", "aht_seconds"})
_WALL = "UTC"
_EPOCH = date(1970, 1, 1)
"""Starts are read as wall-clock times; any zone without clock changes will do."""


def forecast_files(history: Path, future: Path, out: Path, *, country: str = "") -> pd.DataFrame:
    """Read two CSV tables, forecast, and write ``out`` whole; returns what was written. See ``forecast_series``."""
    made = forecast_series(_csv(history), _csv(future), country=country)
    write_text(out, made.to_csv(index=False, float_format="%.4f", lineterminator="\n"))
    return made


def _csv(path: Path) -> pd.DataFrame:
    try:
        return pd.read_csv(path, dtype={"project": "str", "start": "str", "holiday": "str"}, encoding="utf-8-sig")
    except (OSError, ValueError, UnicodeDecodeError) as error:
        raise InputError("forecast.no_table", path=path) from error


def forecast_series(history: pd.DataFrame, future: pd.DataFrame, *, country: str = "") -> pd.DataFrame:
    """Mean and quantiles of the calls of every row of ``future``, in its order (columns ``COLUMNS``).

    ``history``: project, start, calls and any covariates; ``future``: project, start and the covariates known ahead. ``start`` is
    local time (an offset is read over: the wall clock counts). A text column ``holiday`` names the day's holiday (empty =
    none) and replaces the calendar of ``country`` (ISO 3166 alpha-2); numeric columns in both tables are covariates of the day.
    ``attrs["days"]`` of the answer: the totals of the rows' days with their own quantiles (columns ``DAY_COLUMNS``).
    Empty ``calls`` = not recorded; absent rows = closed. Raises InputError for a table that cannot be used and for a project
    without history.
    """
    past, ahead = _tables(history, future)
    names = _covariates(past, ahead)
    made = pd.DataFrame(index=ahead.index, columns=list(COLUMNS[2:]), dtype=np.float64)
    days: list[pd.DataFrame] = []
    for project, rows in ahead.groupby("project", sort=False):
        own = past[past["project"] == project]
        if own["calls"].notna().sum() == 0:
            raise InputError("forecast.no_series", project=project)
        made.loc[rows.index], totals = _forecast_one(str(project), own, rows, names, country)
        days.append(totals.assign(project=project))
    answer = pd.concat([future[["project", "start"]].reset_index(drop=True), made.reset_index(drop=True)], axis=1)
    answer.attrs["days"] = pd.concat(days, ignore_index=True)[list(DAY_COLUMNS)]
    return answer


def _tables(history: pd.DataFrame, future: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Both tables with ``wall`` (the wall clock as UTC), faults refused with the row."""
    found = []
    for name, frame, needed in (("history", history, ("project", "start", "calls")), ("future", future, ("project", "start"))):
        if missing := [column for column in needed if column not in frame.columns]:
            raise InputError("forecast.table_lacks", table=name, columns=", ".join(missing))
        table = frame.reset_index(drop=True).copy()
        table["project"] = table["project"].astype(str)
        table["start"] = _wall(table["start"], name)
        if name == "history":
            table["calls"] = _numbers(table["calls"], "calls", name)
            table = table.assign(answered=np.nan, aht_seconds=np.nan)
        found.append(table)
    if found[1].empty:
        raise InputError("forecast.nothing_asked")
    return found[0], found[1]


def _wall(starts: pd.Series, table: str) -> pd.Series:
    """The wall-clock part of each start."""
    if isinstance(starts.dtype, pd.DatetimeTZDtype):
        return pd.Series(starts.dt.tz_localize(None).dt.tz_localize(_WALL))
    text = starts.astype(str).str.strip().str.replace(r"(?:Z|[+-]\d{2}:?\d{2})$", "", regex=True)
    wall = pd.to_datetime(text, errors="coerce", format="ISO8601")
    if wall.isna().any():
        row = int(np.argmax(wall.isna().to_numpy()))
        raise InputError("forecast.table_value", table=table, row=row + 2, column="start", value=starts.iloc[row])
    return pd.Series(wall.dt.tz_localize(_WALL))


def _numbers(values: pd.Series, column: str, table: str) -> pd.Series:
    """Numbers >= 0, NaN where empty."""
    numbers = pd.to_numeric(values, errors="coerce")
    given = values.notna() & (values.astype(str).str.strip() != "")
    wrong = (given & numbers.isna()) | (numbers < 0) | np.isinf(numbers)
    if wrong.any():
        row = int(np.argmax(wrong.to_numpy()))
        raise InputError("forecast.table_value", table=table, row=row + 2, column=column, value=values.iloc[row])
    return numbers.astype(np.float64)


def _covariates(past: pd.DataFrame, ahead: pd.DataFrame) -> list[str]:
    """Numeric columns that both tables have."""
    shared = [name for name in ahead.columns if name in past.columns and name not in _RESERVED]
    return [name for name in shared if pd.api.types.is_numeric_dtype(past[name]) and pd.api.types.is_numeric_dtype(ahead[name])]


def _forecast_one(
    project: str, past: pd.DataFrame, ahead: pd.DataFrame, names: Sequence[str], country: str
) -> tuple[FloatArray, pd.DataFrame]:
    """float64 [rows of ``ahead``, 4]: mean, p10, p50, p90; and the totals of its days."""
    minutes = _interval(past, ahead)
    first, last = ahead["start"].min().date(), ahead["start"].max().date()
    horizon = Horizon(first, (last - first).days + 1)
    frame = past.assign(project=project)
    history = grid_history(frame, project, minutes, _WALL, first)
    if history is None:
        raise InputError("forecast.no_series", project=project)
    calendar = _calendar(past, ahead, country)
    task = Task(
        project=Project(project=project),
        horizon=horizon,
        calendar=calendar,
        interval_minutes=minutes,
        fallback_aht=0.0,
        covariates=_by_day(past, ahead, names),
    )
    made = forecast_project(history, task)
    if made is None:
        raise InputError("forecast.no_series", project=project)
    day, slot = _place(ahead["start"], first, minutes)
    law = _asked(made.rates, day, slot)
    cells = np.concatenate([law.mean[:, :, None], law.count_quantiles()], axis=2)
    return cells[day, slot], _totals(law, horizon, np.unique(day))


def _interval(past: pd.DataFrame, ahead: pd.DataFrame) -> int:
    """Minutes between rows: the most frequent step of the past; a day for daily rows."""
    starts = np.unique(np.concatenate([_minutes(past["start"]), _minutes(ahead["start"])]))
    if len(starts) < 2:
        return MINUTES_PER_DAY
    steps = np.diff(starts)
    minutes = int(np.bincount(np.minimum(steps, MINUTES_PER_DAY).astype(np.int64)).argmax())
    return next(step for step in (5, 10, 15, 20, 30, 60, MINUTES_PER_DAY) if step >= min(minutes, MINUTES_PER_DAY))


def _minutes(starts: pd.Series) -> IntArray:
    """Whole minutes of the wall clock, int64 [rows]."""
    wall = pd.DatetimeIndex(starts).tz_localize(None).to_numpy()
    return np.asarray(wall.astype("datetime64[m]").astype(np.int64), dtype=np.int64)


def _calendar(past: pd.DataFrame, ahead: pd.DataFrame, country: str) -> DayCalendar:
    """The days named in the column ``holiday``, or the calendar of ``country``."""
    if "holiday" not in past.columns and "holiday" not in ahead.columns:
        return calendar_for(country.upper())
    named: dict[date, str] = {}
    for table in (past, ahead):
        if "holiday" in table.columns:
            text = table["holiday"].fillna("").astype(str).str.strip()
            marked = table[text != ""]
            named |= dict(zip(marked["start"].dt.date, text[text != ""], strict=True))
    return calendar_for("", [(day, "holiday", name) for day, name in named.items()])


def _by_day(past: pd.DataFrame, ahead: pd.DataFrame, names: Sequence[str]) -> dict[date, FloatArray]:
    """Date -> mean of each covariate over the day's rows."""
    if not names:
        return {}
    both = pd.concat([past, ahead])
    means = both.groupby(_minutes(both["start"]) // MINUTES_PER_DAY)[list(names)].mean()
    days = [_EPOCH + timedelta(days=int(number)) for number in means.index]
    return {day: values for day, values in zip(days, means.to_numpy(np.float64), strict=True) if np.isfinite(values).all()}


def _place(starts: pd.Series, first: date, minutes: int) -> tuple[IntArray, IntArray]:
    """Day and slot of each row."""
    wall = pd.DatetimeIndex(starts)
    day = np.asarray((wall.normalize() - pd.Timestamp(first, tz=_WALL)).days, dtype=np.int64)
    return day, np.asarray((wall.hour * 60 + wall.minute) // minutes, dtype=np.int64)


def _asked(law: RateLaw, day: IntArray, slot: IntArray) -> RateLaw:
    """The law of the cells asked for alone, so that a day is the sum of its rows."""
    wanted = np.zeros(law.mean.shape, dtype=np.bool_)
    wanted[day, slot] = True
    return replace(law, mean=np.where(wanted, law.mean, 0.0))


def _totals(law: RateLaw, horizon: Horizon, days: IntArray) -> pd.DataFrame:
    """``DAY_COLUMNS`` without the project: one row for each of ``days``."""
    values = np.column_stack([law.mean.sum(axis=1), law.day_quantiles()])[days]
    table = pd.DataFrame(values, columns=list(DAY_COLUMNS[2:]))
    return table.assign(date=pd.to_datetime([horizon.dates[k] for k in days]))
