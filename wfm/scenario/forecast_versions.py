"""Every forecast of a month kept as it was made, adjusted and unadjusted."""

from __future__ import annotations

import io

import pandas as pd

from wfm import __version__
from wfm.data.demand import FORECAST_COLUMNS, Forecast
from wfm.data.workspace import Workspace
from wfm.errors import UsageError
from wfm.forecast.adjust import MODEL_CALLS, covered, model_calls
from wfm.store import ForecastVersion, Store
from wfm.timegrid import zone

_NUMBERS = (*FORECAST_COLUMNS[2:], MODEL_CALLS)


def keep_forecast(store: Store, workspace: Workspace, forecast: Forecast, month: str, *, author: str) -> ForecastVersion:
    """Store ``forecast`` of ``month`` as its next version; the latest version when nothing differs from it.

    Kept beside the rows: the last day of history each project was forecast from, the busy-day factors, the adjustments in
    force, the hashes of the files read, and the software's version.
    """
    frame = forecast.frame
    parameters = {
        "wfm": __version__,
        "history_until": _history_until(workspace, frame["start"].min()),
        "busy_day": {name: round(value, 6) for name, value in forecast.busy_day.items()},
        "model": dict(forecast.model),
        "adjustments": [row.model_dump(mode="json") for row in workspace.adjustments if covered(frame, row).any()],
        "inputs": dict(workspace.hashes),
    }
    return store.keep_forecast(month, _table(frame), author=author, parameters=parameters)


def kept_forecast(store: Store, month: str, number: int, timezone: str) -> tuple[ForecastVersion, Forecast]:
    """A version as the forecast it was; its frame has ``calls_model`` whether it was adjusted or not."""
    version, table = store.load_forecast(month, number)
    frame = pd.read_csv(io.StringIO(table), dtype={"project": "str", "start": "str"})
    frame["start"] = pd.to_datetime(frame["start"], utc=True, format="ISO8601").dt.tz_convert(zone(timezone))
    busy_day = {str(name): float(value) for name, value in version.parameters["busy_day"].items()}
    return version, Forecast(frame, version.parameters["model"], busy_day)


def chosen_versions(store: Store, month: str, numbers: tuple[int, ...] = ()) -> list[int]:
    """``numbers``, or all versions of ``month``; UsageError when there is none."""
    known = [version.number for version in store.forecasts(month)]
    if not known:
        raise UsageError("accuracy.no_versions", month=month)
    unknown = [number for number in numbers if number not in known]
    if unknown:
        raise UsageError("store.no_forecast", month=month, number=unknown[0], known=", ".join(map(str, known)))
    return list(dict.fromkeys(numbers)) or known


def _table(frame: pd.DataFrame) -> str:
    """The rows as CSV, instants in UTC."""
    rows = frame.assign(**{MODEL_CALLS: model_calls(frame)})[["project", "start", *_NUMBERS]]
    rows["start"] = rows["start"].dt.tz_convert("UTC").dt.strftime("%Y-%m-%dT%H:%M:%SZ")
    return str(rows.to_csv(index=False, float_format="%.6g", lineterminator="\n"))


def _history_until(workspace: Workspace, before: pd.Timestamp) -> dict[str, str]:
    history = workspace.history
    used = history[(history["start"] < before) & history["calls"].notna()]
    return {str(project): last.date().isoformat() for project, last in used.groupby("project")["start"].max().items()}
