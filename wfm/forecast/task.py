"""History and task of one project of a workspace: the same for month, week, rest of the day, capacity and backtest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from wfm.calendars import DayCalendar, calendar_for
from wfm.data.tables import Project
from wfm.data.workspace import Workspace
from wfm.forecast.borrow import borrowed
from wfm.forecast.cleaning import verdicts
from wfm.forecast.event_history import past_effects
from wfm.forecast.events import Observed, day_factors, project_effects
from wfm.forecast.history import History, grid_history
from wfm.forecast.project import Task
from wfm.forecast.weather import WeatherPlan, plan_weather
from wfm.timegrid import Horizon


def workspace_calendar(workspace: Workspace) -> DayCalendar:
    """The centre's calendar: its country's, overruled by ``calendar.csv``."""
    own = [(row.date, row.kind, row.name) for row in workspace.calendar]
    return calendar_for(workspace.centre.country, own, workspace.centre.weekend_days)


def project_history(workspace: Workspace, project: Project, before: date) -> History | None:
    """The project's recorded calls before ``before`` on the centre's grid; while there are none, those of the project it is said
    to be like; None without these too."""
    own = recorded_history(workspace, project.project, before)
    if own is not None or not project.like:
        return own
    found = recorded_history(workspace, project.like, before)
    return None if found is None else borrowed(found, project.project, project.expected_calls_per_day)


def project_task(
    workspace: Workspace,
    project: Project,
    horizon: Horizon,
    calendar: DayCalendar,
    past: Sequence[Observed] | None = None,
    weather: WeatherPlan | None = None,
) -> Task:
    """What a forecast of ``project`` over ``horizon`` is asked for: events with what they are learnt to do, weather, and the
    planner's word on days of the history. ``past`` and ``weather`` save work where they are known already."""
    seen = past_effects(workspace, horizon.start, calendar) if past is None else past
    return Task(
        project=project,
        horizon=horizon,
        calendar=calendar,
        interval_minutes=workspace.centre.interval_minutes,
        fallback_aht=workspace.centre.defaults.aht_seconds,
        uplift=day_factors(project_effects(workspace.events, project.project, seen)),
        covariates=(plan_weather(workspace.weather, horizon) if weather is None else weather).covariates,
        said=verdicts(workspace.history_notes, project.project),
    )


def recorded_history(workspace: Workspace, project: str, before: date) -> History | None:
    """The calls recorded for ``project`` itself before ``before``, on the centre's grid; None when there are none."""
    centre = workspace.centre
    return grid_history(workspace.history, project, centre.interval_minutes, centre.timezone, before)
