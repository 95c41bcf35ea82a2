"""The forecast under other weather: the same fitted models asked again with other temperatures on some days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
from threadpoolctl import threadpool_limits

from wfm.data.workspace import Workspace
from wfm.errors import InputError
from wfm.forecast.engine import project_forecast
from wfm.forecast.history import FloatArray
from wfm.forecast.project import trained_members
from wfm.forecast.weather import plan_weather
from wfm.timegrid import Horizon


def weather_factors(workspace: Workspace, project: str, horizon: Horizon, weathers: Sequence[Mapping[date, float]]) -> FloatArray:
    """Calls of each day under each of ``weathers`` relative to the forecast: float64 [weathers, days], 1 = no change.

    A weather gives highest temperatures (°C) that replace those of its days; heat that lasts is felt on the days after too.
    The project's models and their weights are those of its forecast over ``horizon``. A day without calls has the factor 1.
    Raises InputError without past weather or without history, UsageError for an unknown project.
    """
    result = project_forecast(workspace, project, horizon)
    if not plan_weather(workspace.weather, horizon).covariates:
        raise InputError("explain_forecast.no_weather", project=project, days=len(workspace.weather))
    assert result.facts.cleaned is not None
    found = np.ones((len(weathers), horizon.days))
    for row, instead in enumerate(weathers):
        covariates = plan_weather(workspace.weather, horizon, instead).covariates
        cleaned = replace(result.facts.cleaned, covariates=covariates)
        with threadpool_limits(1, "blas"):
            members = trained_members(cleaned, result.facts.weights)
            daily = np.sum([weight * fitted.predict(horizon.dates) for fitted, weight in members], axis=0)
        found[row] = np.where(result.daily > 0, daily / np.where(result.daily > 0, result.daily, 1.0), 1.0)
    return found
