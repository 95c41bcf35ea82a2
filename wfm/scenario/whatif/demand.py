"""The forecast under a what-if: weather through the fitted response, events, factors, surges, deflection, handling times."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from wfm.data.demand import Forecast
from wfm.data.workspace import Workspace
from wfm.forecast import workspace_calendar
from wfm.forecast.event_history import past_effects
from wfm.forecast.events import day_factors, project_effects
from wfm.scenario.whatif.model import ALL, Hours, WhatIf
from wfm.scenario.whatif.surge import FloatArray, day_ratio, holiday_factors, storm_factor
from wfm.timegrid import Horizon, minutes_of

_QUANTILES = ("calls_p10", "calls_p50", "calls_p90")
_SHORTEST_SECONDS = 1.0

Weather = Mapping[str, Mapping[date, float]]
"""Project -> date -> factor on its calls."""


@dataclass(frozen=True)
class _Rows:
    """The forecast's rows as arrays: project, local date, minute of the day."""

    project: npt.NDArray[np.object_]
    day: npt.NDArray[np.object_]
    minute: npt.NDArray[np.int64]
    wall: pd.DatetimeIndex

    @staticmethod
    def of(frame: pd.DataFrame, timezone: str) -> _Rows:
        """``frame`` in the centre's time."""
        wall = pd.DatetimeIndex(frame["start"]).tz_convert(timezone).tz_localize(None)
        minute = np.asarray(wall.hour * 60 + wall.minute, dtype=np.int64)
        return _Rows(frame["project"].to_numpy(dtype=object), np.array(wall.date, dtype=object), minute, wall)

    def place(self, project: str, part: Hours | None = None) -> npt.NDArray[np.bool_]:
        """Rows of ``project`` that begin in the part's days and hours."""
        found = np.ones(len(self.minute), np.bool_) if project == ALL else self.project == project
        if part is not None:
            first, last = (minutes_of(clock) for clock in part.hours.split("-"))
            found = found & (self.day >= part.from_date) & (self.day <= part.to_date)
            found &= (self.minute >= first) & (self.minute < last)
        return np.asarray(found, dtype=np.bool_)

    def by_day(self, project: str, factors: Mapping[date, float]) -> FloatArray:
        """The day's factor of each row of ``project``, 1 elsewhere."""
        found = np.array([factors.get(day, 1.0) for day in self.day], dtype=np.float64)
        return np.where(self.place(project), found, 1.0)


def forecast_under(
    workspace: Workspace, forecast: Forecast, spec: WhatIf, horizon: Horizon, *, weather: Weather, changed: Workspace
) -> Forecast:
    """``forecast`` under ``spec``; the same object when nothing of it is about demand.

    ``weather``: what the fitted response makes of the what-if's temperatures; ``changed``: the workspace with its events. What
    planners changed by hand in the forecast stays: every part multiplies what stands there. Quantiles move with the mean.
    """
    frame = forecast.frame
    rows = _Rows.of(frame, workspace.centre.timezone)
    factor = np.ones(len(frame))
    for project, days in weather.items():
        factor *= rows.by_day(project, days)
    for project, days in event_ratios(workspace, changed, horizon).items():
        factor *= rows.by_day(project, days)
    for holiday in spec.holiday:
        factor *= rows.by_day(holiday.project, holiday_factors(holiday))
    for part in spec.demand:
        factor[rows.place(part.project, part)] *= part.factor
    for storm in spec.storm:
        minutes = np.asarray((rows.wall - pd.Timestamp(storm.arrives)) / pd.Timedelta(minutes=1), dtype=np.float64)
        surge = storm_factor(storm, minutes, workspace.centre.interval_minutes)
        factor *= np.where(rows.place(storm.project), surge, 1.0)
    for gone in spec.deflection:
        factor[rows.place(gone.project, gone)] *= 1.0 - gone.share
    seconds = _handling(frame["aht_seconds"].to_numpy(np.float64), rows, spec)
    if (factor == 1.0).all() and seconds is None:
        return forecast
    made = frame.assign(calls=frame["calls"].to_numpy(np.float64) * factor)
    for name in _QUANTILES:
        made[name] = np.rint(frame[name].to_numpy(np.float64) * factor)
    return replace(forecast, frame=made if seconds is None else made.assign(aht_seconds=seconds))


def event_ratios(workspace: Workspace, changed: Workspace, horizon: Horizon) -> dict[str, dict[date, float]]:
    """Project -> date -> what the changed events multiply its calls by, learnt effects included as in every forecast."""
    if changed.events == workspace.events:
        return {}
    calendar = workspace_calendar(workspace)
    projects = {event.project for event in {*changed.events} ^ {*workspace.events}}
    past, later = (past_effects(one, horizon.start, calendar) for one in (workspace, changed))
    return {
        project: day_ratio(
            day_factors(project_effects(changed.events, project, later)),
            day_factors(project_effects(workspace.events, project, past)),
        )
        for project in sorted(projects)
    }


def _handling(before: FloatArray, rows: _Rows, spec: WhatIf) -> FloatArray | None:
    """Handling times after the changes, s; None where there are none."""
    if not spec.handling_time:
        return None
    found = before.copy()
    for part in spec.handling_time:
        place = rows.place(part.project, part)
        found[place] = (
            found[place] * (1 + part.percent / 100) if part.percent is not None else found[place] + (part.seconds or 0.0)
        )
    return np.where(np.isfinite(before), np.maximum(found, _SHORTEST_SECONDS), before)


def named_projects(spec: WhatIf) -> Iterable[tuple[tuple[str | int, ...], str]]:
    """Every project the file names, with its key path."""
    for name in ("demand", "holiday", "campaign", "storm", "handling_time", "deflection", "absence", "shrinkage", "train"):
        for place, part in enumerate(getattr(spec, name)):
            if part.project:
                yield (name, place, "project"), part.project
    for place, lent in enumerate(spec.lend):
        yield ("lend", place, "from_project"), lent.from_project
        yield ("lend", place, "to_project"), lent.to_project
    for place, wave in enumerate(spec.heat_wave):
        yield from ((("heat_wave", place, "projects"), project) for project in wave.projects)
    if spec.call_up is not None:
        yield from ((("call_up", "projects"), project) for project in spec.call_up.projects)
