"""A heat wave told to the forecast: temperatures of its days, and what the fitted response makes of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from wfm.data.workspace import Workspace
from wfm.errors import InputError
from wfm.forecast.other_weather import weather_factors
from wfm.forecast.weather import usual_temperatures
from wfm.scenario.whatif.demand import Weather
from wfm.scenario.whatif.levels import Level
from wfm.scenario.whatif.model import ALL, HeatWave, WhatIf
from wfm.timegrid import Horizon


def temperatures(workspace: Workspace, wave: HeatWave, horizon: Horizon) -> dict[date, float]:
    """Date -> highest temperature, °C, of the wave's days inside ``horizon``; ``degrees`` stand on the usual of the date.

    Raises InputError where nothing is known of the usual.
    """
    if wave.temperatures is not None:
        given = dict(zip(wave.days, wave.temperatures, strict=True))
    else:
        usual = usual_temperatures(workspace.weather, horizon)
        if not usual:
            raise InputError("whatif.no_weather", days=len(workspace.weather))
        given = {day: usual[day] + (wave.degrees or 0.0) for day in wave.days if day in usual}
    return {day: value for day, value in given.items() if day in horizon}


def weather_of(workspace: Workspace, specs: Mapping[Level, WhatIf], horizon: Horizon) -> dict[Level, Weather]:
    """What the weather of each level does to each project's calls; each project's models are fitted once for all levels."""
    found: dict[Level, dict[str, Mapping[date, float]]] = {level: {} for level in specs}
    for project in [one.project for one in workspace.projects]:
        asked = {level: _of_project(workspace, spec, project, horizon) for level, spec in specs.items()}
        touched = [level for level, days in asked.items() if days]
        if not touched or not (workspace.history["project"] == project).any():
            continue
        factors = weather_factors(workspace, project, horizon, [asked[level] for level in touched])
        for level, row in zip(touched, factors, strict=True):
            found[level][project] = dict(zip(horizon.dates, row.tolist(), strict=True))
    return {**found}


def _of_project(workspace: Workspace, spec: WhatIf, project: str, horizon: Horizon) -> dict[date, float]:
    waves: Sequence[HeatWave] = [wave for wave in spec.heat_wave if ALL in wave.projects or project in wave.projects]
    return {day: value for wave in waves for day, value in temperatures(workspace, wave, horizon).items()}
