"""``forecast.csv``: one row per project and interval, starts with their offset; what the columns cannot hold stands in a
JSON file of the same name beside it (models, busy-day factors, notes)."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd

from wfm.data.demand import FORECAST_COLUMNS, Forecast
from wfm.data.files import write_text
from wfm.errors import InputError, UsageError
from wfm.forecast.adjust import MODEL_CALLS
from wfm.timegrid import zone

_DECIMALS = {"calls": 4, "calls_p10": 0, "calls_p50": 0, "calls_p90": 0, "aht_seconds": 1, MODEL_CALLS: 4}


def write_forecast(forecast: Forecast, path: Path) -> None:
    """Write ``path`` (CSV, UTF-8) and its JSON companion, each whole; the same forecast gives the same bytes."""
    columns = [*FORECAST_COLUMNS, *(name for name in (MODEL_CALLS,) if name in forecast.frame.columns)]
    frame = forecast.frame.loc[:, columns].copy()
    frame["start"] = [start.isoformat() for start in frame["start"]]
    for column in columns[2:]:
        places = _DECIMALS[column]
        frame[column] = [f"{value:.{places}f}" for value in frame[column]]
    companion = {
        "model": dict(forecast.model),
        "busy_day": dict(forecast.busy_day),
        "interval_spread": dict(forecast.interval_spread),
        "handling_spread": dict(forecast.handling_spread),
        "day_correlation": round(forecast.day_correlation, 4),
        "notes": list(forecast.notes),
    }
    write_text(path, frame.to_csv(index=False, lineterminator="\n"))
    write_text(_companion(path), json.dumps(companion, ensure_ascii=False, indent=2) + "\n")


def read_forecast(path: Path, timezone: str) -> Forecast:
    """Read what ``write_forecast`` wrote, or a hand-made CSV with the same columns (starts without offset are local time).

    Raises UsageError when the file is missing, InputError naming the row when it cannot be read.
    """
    if not path.is_file():
        raise UsageError("forecast.no_file", path=path)
    try:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except (ValueError, UnicodeDecodeError) as error:
        raise InputError("forecast.bad_file", path=path, columns=", ".join(FORECAST_COLUMNS)) from error
    if missing := [name for name in FORECAST_COLUMNS if name not in frame.columns]:
        raise InputError("forecast.missing_columns", path=path, columns=", ".join(missing))
    columns = [*FORECAST_COLUMNS, *(name for name in (MODEL_CALLS,) if name in frame.columns)]
    frame = frame.loc[:, columns].copy()
    for name in columns[2:]:
        numbers = pd.to_numeric(frame[name], errors="coerce").to_numpy(np.float64)
        _refuse(frame, name, ~(np.isfinite(numbers) & (numbers >= 0)), path)
        frame[name] = numbers
    frame["start"] = _instants(frame, path, timezone)
    companion = _companion(path)
    extra = json.loads(companion.read_text(encoding="utf-8")) if companion.is_file() else {}
    notes = tuple(extra.get("notes", ()))
    known = {name: extra[name] for name in ("interval_spread", "handling_spread", "day_correlation") if name in extra}
    return Forecast(frame, extra.get("model", {}), extra.get("busy_day", {}), notes, **known)


def _instants(frame: pd.DataFrame, path: Path, timezone: str) -> pd.Series:
    text = frame["start"]
    carries = text.str.contains(r"(?:Z|[+-]\d{2}:?\d{2})$", regex=True)
    local = pd.to_datetime(text.where(~carries), errors="coerce", format="ISO8601")
    local = local.dt.tz_localize(zone(timezone), ambiguous="NaT", nonexistent="NaT")
    fixed = pd.to_datetime(text.where(carries), errors="coerce", format="ISO8601", utc=True).dt.tz_convert(zone(timezone))
    starts = fixed.fillna(local)
    _refuse(frame, "start", starts.isna().to_numpy(), path)
    return starts


def _refuse(frame: pd.DataFrame, column: str, wrong: np.ndarray, path: Path) -> None:
    if wrong.any():
        row = int(np.argmax(wrong))
        raise InputError("forecast.bad_value", path=path, row=row + 2, column=column, value=frame[column].iloc[row])


def _companion(path: Path) -> Path:
    return path.with_suffix(".json")
