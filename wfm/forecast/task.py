"""History and task of one project of a workspace."""

from __future__ import annotations

from datetime import date

from wfm.calendars import DayCalendar
from wfm.data.tables import Project
from wfm.data.workspace import Workspace
from wfm.forecast.daily import event_factors
from wfm.forecast.history import History, grid_history
from wfm.forecast.project import Task
from wfm.forecast.weather import plan_weather
from wfm.timegrid import Horizon


def project_history(workspace: Workspace, project: str, before: date) -> History | None:
    """The project's recorded calls before ``before`` on the centre's grid; None when there are none."""
    centre = workspace.centre
    return grid_history(workspace.history, project, centre.interval_minutes, centre.timezone, before)


def project_task(workspace: Workspace, project: Project, horizon: Horizon, calendar: DayCalendar) -> Task:
    """What a forecast of ``project`` over ``horizon`` is asked for, events and weather of the workspace included."""
    return Task(
        project=project,
        horizon=horizon,
        calendar=calendar,
        interval_minutes=workspace.centre.interval_minutes,
        fallback_aht=workspace.centre.defaults.aht_seconds,
        uplift=event_factors(workspace.events, project.project),
        covariates=plan_weather(workspace.weather, horizon).covariates,
    )
