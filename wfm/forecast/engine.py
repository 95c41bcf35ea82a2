"""``forecast``: every project of a workspace over a horizon, in the contract of ``wfm.data.demand.Forecast``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from wfm import words
from wfm.calendars import DayCalendar
from wfm.data.demand import FORECAST_COLUMNS, Forecast
from wfm.data.tables import Project
from wfm.data.workspace import Workspace
from wfm.errors import InputError, UsageError
from wfm.forecast.adjust import adjusted
from wfm.forecast.centre import common_correlation
from wfm.forecast.cleaning import Treated
from wfm.forecast.daily import DailySeries
from wfm.forecast.event_history import past_effects
from wfm.forecast.events import Observed
from wfm.forecast.judge import Accuracy
from wfm.forecast.notes import model_text, notes_without_forecast, project_notes
from wfm.forecast.project import ProjectForecast, cleaned_series, forecast_project
from wfm.forecast.spread import LEVELS, count_quantile
from wfm.forecast.task import project_history, project_task, workspace_calendar
from wfm.forecast.weather import WeatherPlan, plan_weather, weather_note
from wfm.timegrid import Horizon, day_and_slot, interval_starts


@dataclass(frozen=True)
class ForecastReport:
    """A forecast with what people ask about it. ``accuracy``: project -> backtest figures; ``members``: project -> names of
    the daily models averaged. ``treated``: project -> what was treated for fitting, as in ``results/cleaning.csv``."""

    forecast: Forecast
    accuracy: Mapping[str, Accuracy]
    members: Mapping[str, tuple[str, ...]]
    treated: Mapping[str, tuple[Treated, ...]] = field(default_factory=dict)


def forecast(workspace: Workspace, horizon: Horizon, language: str | None = None) -> Forecast:
    """Forecast calls and handling time of every project over ``horizon``.

    History on or after the horizon's first day is not used. A project without usable history gets no rows and a note.
    Notes and model texts are in ``language`` (default: the centre's). Raises InputError when no project has usable
    history, or when the calendar does not cover a year of the horizon.
    """
    return forecast_report(workspace, horizon, language).forecast


def forecast_report(workspace: Workspace, horizon: Horizon, language: str | None = None) -> ForecastReport:
    """The same forecast with its backtest figures."""
    calendar = workspace_calendar(workspace)
    calendar.require(horizon)
    speak = language or workspace.centre.language
    weather = plan_weather(workspace.weather, horizon)
    past = past_effects(workspace, horizon.start, calendar)
    frames: list[pd.DataFrame] = []
    done: list[ProjectForecast] = []
    notes = list(_unknown_projects(workspace, speak))
    for project in workspace.projects:
        result = _one(workspace, project, horizon, calendar, weather, past)
        if result is None:
            notes.append(notes_without_forecast(project.project, speak))
            continue
        done.append(result)
        notes.extend(_borrowing(workspace, project, speak))
        frames.append(interval_rows(result, horizon, workspace.centre.interval_minutes, workspace.centre.timezone))
        notes.extend(project_notes(result, workspace, horizon, calendar, speak, past))
    if note := weather_note(weather, horizon, speak):
        notes.append(note)
    if not done:
        raise InputError("forecast.nothing_to_learn_from", horizon=horizon, projects=len(workspace.projects))
    made = Forecast(
        frame=pd.concat(frames, ignore_index=True),
        model={r.project: model_text(r, speak) for r in done},
        busy_day={r.project: _over_horizon(r, r.busy_day) for r in done},
        interval_spread={r.project: _over_horizon(r, r.interval_spread) for r in done},
        notes=tuple(dict.fromkeys(notes)),
        day_correlation=common_correlation([r.errors for r in done], [_deviation(r) for r in done]),
        handling_spread={r.project: r.handling_spread for r in done if r.facts.measured_aht},
    )
    made = adjusted(made, workspace.adjustments, speak)
    return ForecastReport(
        made,
        {r.project: r.accuracy for r in done},
        {r.project: r.members for r in done},
        {r.project: r.facts.treated for r in done},
    )


def _one(
    workspace: Workspace,
    project: Project,
    horizon: Horizon,
    calendar: DayCalendar,
    weather: WeatherPlan,
    past: Sequence[Observed],
) -> ProjectForecast | None:
    history = project_history(workspace, project, horizon.start)
    task = project_task(workspace, project, horizon, calendar, past, weather)
    return None if history is None else forecast_project(history, task)


def _borrowing(workspace: Workspace, project: Project, language: str) -> Iterator[str]:
    """The loud note about a forecast made from another project's history."""
    if project.like and not (workspace.history["project"] == project.project).any():
        calls = project.expected_calls_per_day
        level = words.say("forecast.borrowed_level", language, calls=f"{calls:,.0f}") if calls is not None else ""
        yield words.say("forecast.borrowed", language, project=project.project, like=project.like, level=level)


def project_forecast(workspace: Workspace, project: str, horizon: Horizon) -> ProjectForecast:
    """One project's forecast with all that was found on the way.

    Raises UsageError for an unknown project and InputError for one without history before the horizon.
    """
    row = _named(workspace, project)
    calendar = workspace_calendar(workspace)
    calendar.require(horizon)
    result = _one(
        workspace,
        row,
        horizon,
        calendar,
        plan_weather(workspace.weather, horizon),
        past_effects(workspace, horizon.start, calendar),
    )
    if result is None:
        raise InputError("explain_forecast.no_history", project=project, start=horizon.start)
    return result


def project_series(workspace: Workspace, project: str, horizon: Horizon) -> DailySeries:
    """What the members of one project are fitted to for ``horizon``; raises as ``project_forecast`` does."""
    row, calendar = _named(workspace, project), workspace_calendar(workspace)
    history = project_history(workspace, row, horizon.start)
    cleaned = None if history is None else cleaned_series(history, project_task(workspace, row, horizon, calendar))
    if cleaned is None:
        raise InputError("explain_forecast.no_history", project=project, start=horizon.start)
    return cleaned


def _named(workspace: Workspace, project: str) -> Project:
    known = {row.project: row for row in workspace.projects}
    if project not in known:
        raise UsageError("explain_forecast.no_such_project", project=project, known=", ".join(known))
    return known[project]


def _over_horizon(result: ProjectForecast, spread: float) -> float:
    """A relative spread with what weather not yet known adds to it, over the calls of the horizon."""
    return float(np.sqrt(np.average(spread**2 + result.weather_spread**2, weights=result.daily + 1e-9)))


def _deviation(result: ProjectForecast) -> float:
    """Standard deviation of a mean day's count."""
    mean = float(result.daily.mean()) if result.daily.size else 0.0
    return float(np.sqrt(mean + (result.busy_day * mean) ** 2))


def interval_rows(result: ProjectForecast, horizon: Horizon, interval_minutes: int, timezone: str) -> pd.DataFrame:
    """One row per real interval with service; a repeated hour repeats its slots, a skipped one is absent."""
    starts = interval_starts(horizon, interval_minutes, timezone)
    day, slot = day_and_slot(starts, horizon, interval_minutes)
    served = result.served[day, slot]
    day, slot, starts = day[served], slot[served], starts[served]
    mean = result.daily[day] * result.shares[day, slot]
    spread = result.rates.interval_spread[day]
    low, middle, high = (count_quantile(mean, spread, level) for level in LEVELS)
    columns = (result.project, starts, mean, low, middle, high, result.aht_seconds[day, slot])
    return pd.DataFrame(dict(zip(FORECAST_COLUMNS, columns, strict=True)))


def _unknown_projects(workspace: Workspace, language: str) -> Iterator[str]:
    known = {project.project for project in workspace.projects}
    strangers: Sequence[str] = sorted(set(map(str, workspace.history["project"].unique())) - known)
    for name in strangers:
        yield notes_without_forecast(name, language, "forecast.unknown_project")
