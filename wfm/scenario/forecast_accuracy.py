"""Past forecasts against what came: each version, with and without the planners' adjustments, and its worst days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from wfm import words
from wfm.calendars import DayCalendar, holiday_label
from wfm.data.demand import Forecast
from wfm.data.tables import Adjustment
from wfm.data.workspace import Workspace
from wfm.errors import InputError
from wfm.forecast import workspace_calendar
from wfm.forecast.adjust import MODEL_CALLS, size_text
from wfm.forecast.history import FloatArray, grid_history
from wfm.forecast.metrics import bias, coverage, noise_floor, wape
from wfm.forecast.spread import ASSUMED, LEVELS, count_quantile
from wfm.scenario.forecast_versions import chosen_versions, kept_forecast
from wfm.store import ForecastVersion, Store
from wfm.timegrid import Horizon, day_and_slot, month_horizon

WORST = 5
"""Worst days named."""


@dataclass(frozen=True)
class Accuracy:
    """Measures of a version over a project (or all): ``daily``, ``interval`` (WAPE), ``bias``, coverage of p10..p90,
    ``floor`` (interval WAPE of pure chance); ``model_*``: the same without adjustments. ``days``, ``calls``: judged against."""

    daily: float
    interval: float
    bias: float
    daily_coverage: float
    interval_coverage: float
    floor: float
    model_daily: float
    model_interval: float
    model_bias: float
    days: int
    calls: float


@dataclass(frozen=True)
class WorstDay:
    """A day missed by many calls; ``notes``: holiday, event, weather and adjustments of that day, for people."""

    project: str
    day: date
    calls: float
    forecast: float
    model: float
    notes: tuple[str, ...]


@dataclass(frozen=True)
class VersionAccuracy:
    """``projects``: project -> measures; ``all``: over all of them; ``until``: last day with calls recorded."""

    version: ForecastVersion
    all: Accuracy
    projects: dict[str, Accuracy]
    worst: tuple[WorstDay, ...]
    until: date

    def to_json(self) -> dict[str, Any]:
        """Plain data; NaN is None."""
        kept = {name: getattr(self.version, name) for name in ("number", "created_at", "author", "content_hash")}
        return {
            **kept,
            "history_until": dict(self.version.parameters["history_until"]),
            "until": self.until.isoformat(),
            "all": _plain(self.all),
            "projects": {name: _plain(one) for name, one in self.projects.items()},
            "worst_days": [{**vars(one), "day": one.day.isoformat(), "notes": list(one.notes)} for one in self.worst],
        }


def forecast_accuracy(
    workspace: Workspace, store: Store, month: str, *, versions: tuple[int, ...] = (), language: str = "en"
) -> list[VersionAccuracy]:
    """Each version of ``month`` (or those in ``versions``) against the history recorded up to now.

    Intervals without a record are left out on both sides. Raises UsageError for a month without versions or an unknown one,
    InputError when nothing of the month has come yet.
    """
    horizon = month_horizon(month)
    found = []
    for number in chosen_versions(store, month, versions):
        version, forecast = kept_forecast(store, month, number, workspace.centre.timezone)
        intervals = _joined(workspace, forecast, horizon)
        if intervals.empty:
            raise InputError("accuracy.nothing_came", month=month)
        found.append(_judged(workspace, version, forecast, intervals, language))
    return found


def _judged(
    workspace: Workspace, version: ForecastVersion, forecast: Forecast, intervals: pd.DataFrame, language: str
) -> VersionAccuracy:
    days = _days(intervals, forecast)
    projects = {
        str(name): _accuracy(part, days[days["project"] == name]) for name, part in intervals.groupby("project", sort=False)
    }
    layers = [Adjustment.model_validate(row) for row in version.parameters["adjustments"]]
    worst = _worst(workspace, days, layers, language)
    return VersionAccuracy(version, _accuracy(intervals, days), projects, worst, days["day"].max())


def _joined(workspace: Workspace, forecast: Forecast, horizon: Horizon) -> pd.DataFrame:
    """Recorded intervals of the forecast: project, day, actual, calls, calls_model and quantiles."""
    centre = workspace.centre
    frames = []
    for name, rows in forecast.frame.groupby("project", sort=False):
        past = grid_history(
            workspace.history, str(name), centre.interval_minutes, centre.timezone, horizon.end + timedelta(days=1)
        )
        if past is None:
            continue
        own = Horizon(past.first, past.days)
        day, slot = day_and_slot(pd.DatetimeIndex(rows["start"]), own, centre.interval_minutes)
        inside = (day >= 0) & (day < past.days)
        actual = np.where(inside, past.calls[np.clip(day, 0, past.days - 1), slot], np.nan)
        frames.append(rows.assign(day=rows["start"].dt.date, actual=actual)[np.isfinite(actual)])
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()


def _days(intervals: pd.DataFrame, forecast: Forecast) -> pd.DataFrame:
    """Per project and day over the recorded intervals: actual, calls, calls_model, p10, p50, p90 of the day's count."""
    days = intervals.groupby(["project", "day"], sort=False, as_index=False)[["actual", "calls", MODEL_CALLS]].sum()
    for name, level in zip(("p10", "p50", "p90"), LEVELS, strict=True):
        days[name] = 0.0
        for project in days["project"].unique():
            here = (days["project"] == project).to_numpy()
            spread = forecast.busy_day.get(str(project), ASSUMED)
            days.loc[here, name] = count_quantile(days.loc[here, "calls"].to_numpy(np.float64), spread, level)
    return days


def _accuracy(intervals: pd.DataFrame, days: pd.DataFrame) -> Accuracy:
    actual, mean, model = (_numbers(intervals, name) for name in ("actual", "calls", MODEL_CALLS))
    by_day, day_mean, day_model = (_numbers(days, name) for name in ("actual", "calls", MODEL_CALLS))
    return Accuracy(
        daily=wape(by_day, day_mean),
        interval=wape(actual, mean),
        bias=bias(by_day, day_mean),
        daily_coverage=coverage(by_day, days[["p10", "p50", "p90"]].to_numpy(np.float64)),
        interval_coverage=coverage(actual, intervals[["calls_p10", "calls_p50", "calls_p90"]].to_numpy(np.float64)),
        floor=noise_floor(actual, mean),
        model_daily=wape(by_day, day_model),
        model_interval=wape(actual, model),
        model_bias=bias(by_day, day_model),
        days=len(days),
        calls=float(actual.sum()),
    )


def _worst(workspace: Workspace, days: pd.DataFrame, layers: Sequence[Adjustment], language: str) -> tuple[WorstDay, ...]:
    error = (days["calls"] - days["actual"]).abs()
    calendar = workspace_calendar(workspace)
    chosen = days.assign(error=error).sort_values(["error", "day"], ascending=[False, True]).head(WORST)

    def notes(project: str, day: date) -> tuple[str, ...]:
        return (*_notes(workspace, calendar, project, day, language), *_layers(layers, project, day, language))

    rows = chosen[["project", "day", "actual", "calls", MODEL_CALLS]].itertuples(index=False, name=None)
    return tuple(
        WorstDay(project, day, calls, round(mean, 1), round(model, 1), notes(project, day))
        for project, day, calls, mean, model in rows
    )


def _notes(workspace: Workspace, calendar: DayCalendar, project: str, day: date, language: str) -> tuple[str, ...]:
    """What the workspace knows about a day that may explain it."""
    found: list[str] = []
    position = calendar.position(day)
    if position is not None:
        part = words.say(f"accuracy.part_{position.part.value}", language)
        found.append(words.say("accuracy.note_holiday", language, name=holiday_label(position.name, language), part=part))
    if calendar.is_makeup(day):
        found.append(words.say("accuracy.note_makeup", language))
    for event in workspace.events:
        if event.project == project and event.from_date <= day <= event.to_date:
            found.append(words.say("accuracy.note_event", language, name=event.name))
    for weather in workspace.weather:
        if weather.date == day:
            found.append(words.say("accuracy.note_weather", language, temperature=f"{weather.temperature_max:g}"))
    return tuple(found)


def _layers(layers: Sequence[Adjustment], project: str, day: date, language: str) -> list[str]:
    """The adjustments in force when the version was made."""
    return [
        words.say("accuracy.note_adjusted", language, size=size_text(row, language), who=row.who, why=row.why)
        for row in layers
        if row.project == project and row.from_date <= day <= row.to_date
    ]


def _numbers(rows: pd.DataFrame, name: str) -> FloatArray:
    return rows[name].to_numpy(np.float64)


def _plain(one: Accuracy) -> dict[str, float | int | None]:
    return {name: None if value != value else round(value, 5) for name, value in vars(one).items()}


def better(found: Sequence[VersionAccuracy]) -> int:
    """Number of the version with the smallest interval error; the later one when two are equal."""
    return min(found, key=lambda one: (one.all.interval, -one.version.number)).version.number
