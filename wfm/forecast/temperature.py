"""The effect of temperature on a project's calls as a table, for scenarios and plots."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pandas as pd

from wfm.data.workspace import Workspace
from wfm.errors import InputError
from wfm.forecast.engine import project_series
from wfm.forecast.members import Process
from wfm.forecast.weather import plan_weather
from wfm.timegrid import Horizon

COLUMNS = ("temperature", "factor", "low", "high", "days")
_BEYOND = 3.0
_P90 = 1.2815515655446004


def temperature_effect(workspace: Workspace, project: str, horizon: Horizon | None = None) -> pd.DataFrame:
    """Calls of a day at each highest temperature that has lasted three days, relative to the mean day of the past.

    Columns ``COLUMNS``: temperature (°C, every degree from three below the coldest to three above the hottest day seen), factor
    (1.1 = 10 % more calls), low and high (10 % and 90 % of the posterior), days seen within half a degree. Learnt on the history
    before ``horizon`` (default: all). Raises UsageError for an unknown project, InputError without history or past weather.
    """
    horizon = horizon or _after(workspace)
    series = project_series(workspace, project, horizon)
    plan = plan_weather(workspace.weather, horizon)
    if not plan.covariates or series.known < Process.needs_days:
        raise InputError("explain_forecast.no_weather", project=project, days=len(plan.past))
    past = np.array([value for day, value in plan.past.items() if series.first <= day <= series.dates[-1]])
    if len(past) < Process.needs_days:
        raise InputError("explain_forecast.no_weather", project=project, days=len(past))
    degrees = np.arange(np.floor(past.min()) - _BEYOND, np.ceil(past.max()) + _BEYOND + 1.0)
    effect, error = Process().trained(series).response(plan.spell(degrees))
    bands = (np.exp(effect), np.exp(effect - _P90 * error), np.exp(effect + _P90 * error))
    days = (np.abs(past[:, None] - degrees[None, :]) <= 0.5).sum(axis=0)
    return pd.DataFrame(dict(zip(COLUMNS, (degrees, *bands, days), strict=True)))


def _after(workspace: Workspace) -> Horizon:
    """The day after everything known."""
    starts = workspace.history["start"]
    last = starts.max().date() if len(starts) else workspace.weather[-1].date
    return Horizon(last + timedelta(days=1), 1)
