"""Demand of the rest of a day: the forecast with the calls so far, staffed anew into curves, beside the month's next morning."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from wfm.data.demand import Demand, Forecast
from wfm.data.workspace import Workspace
from wfm.errors import UsageError
from wfm.forecast.day import DayForecast, ProjectDay, update_forecast
from wfm.scenario.day_calls import CallsSoFar, calls_of_day
from wfm.scenario.kept_demand import forecast_of
from wfm.staffing import staff
from wfm.staffing.load import LOAD_KINDS
from wfm.staffing.pricing import Pricing
from wfm.timegrid import Horizon, month_horizon


def day_demand(
    workspace: Workspace, month: Demand, day: date, as_of: int, calls_so_far: Path | None, *, forget_calls: bool = False
) -> tuple[Demand, tuple[ProjectDay, ...], CallsSoFar | None]:
    """Curves of ``day`` and the day after, what the calls so far changed, and these calls (``calls_of_day``).

    The day is staffed as the month was (mode, risk, prices, load), but as seen on the day itself: absences are known by name
    now, so only the part of unplanned absence that shows on the day remains. Intervals that are over carry the calls that came,
    so that work which may wait is spread over the day as it is.
    """
    forecast = forecast_of(workspace, month, month_horizon(f"{day:%Y-%m}"))
    rows = forecast.frame[forecast.frame["start"].dt.date == day]
    if rows.empty:
        if calls_so_far is not None:
            raise UsageError("tweak.no_forecast", date=day)
        return _beside(_one_day(month, day), month, day), (), None
    today = replace(forecast, frame=rows)
    changed: tuple[ProjectDay, ...] = ()
    projects = set(map(str, rows["project"].unique()))
    so_far = calls_of_day(workspace, day, as_of, projects, calls_so_far, forget=forget_calls)
    if so_far is not None:
        updated = update_forecast(workspace, forecast, day, so_far.frame)
        changed = updated.projects
        today = _whole_day(today, updated, so_far.frame)
    pricing = Pricing.of(month.made_with)
    load = next((kind for kind in LOAD_KINDS if kind == month.made_with.get("load")), LOAD_KINDS[0])
    _, demand = staff(
        workspace,
        today,
        Horizon(day, 1),
        mode=pricing.mode,
        missing_price=pricing.missing_price,
        risk=str(pricing.risk),
        price_lateness=pricing.price_lateness,
        load=load,
        as_of=day,
    )
    return _beside(demand, month, day), changed, so_far


def _whole_day(morning: Forecast, updated: DayForecast, so_far: pd.DataFrame) -> Forecast:
    """Intervals that are over with the calls that came (the morning's where not recorded), the rest as updated."""
    coming = updated.forecast.frame
    keys = pd.MultiIndex.from_frame(coming[["project", "start"]])
    past = morning.frame[~pd.MultiIndex.from_frame(morning.frame[["project", "start"]]).isin(keys)].copy()
    came = so_far.dropna(subset=["calls"]).set_index(["project", "start"])["calls"]
    known = came.reindex(pd.MultiIndex.from_frame(past[["project", "start"]])).to_numpy(np.float64)
    past["calls"] = np.where(np.isfinite(known), known, past["calls"].to_numpy(np.float64))
    frame = pd.concat([past, coming], ignore_index=True).sort_values(["project", "start"], ignore_index=True)
    return replace(updated.forecast, frame=frame)


def _one_day(month: Demand, day: date) -> Demand:
    """The month's demand of one day; nothing where it does not reach."""
    number = (day - month.start).days
    width = month.slots * len(month.projects)
    if not 0 <= number < month.days:
        empty = np.zeros((1, month.slots, len(month.projects)))
        none = np.zeros(0, np.int64)
        return replace(
            month,
            start=day,
            requirement=empty.astype(np.int64),
            floor=empty.astype(np.int64),
            load=empty,
            offset=np.zeros(width + 1, np.int64),
            loss=none,
        )
    first = month.offset[number * width]
    offset = month.offset[number * width : (number + 1) * width + 1] - first
    return replace(
        month,
        start=day,
        requirement=month.requirement[number : number + 1],
        floor=month.floor[number : number + 1],
        load=month.load[number : number + 1],
        offset=offset,
        loss=month.loss[first : first + offset[-1]],
    )


def _beside(today: Demand, month: Demand, day: date) -> Demand:
    """Today's demand and tomorrow's of the month as one of two days."""
    tomorrow = _one_day(month, date.fromordinal(day.toordinal() + 1))
    return replace(
        today,
        requirement=np.concatenate((today.requirement, tomorrow.requirement)),
        floor=np.concatenate((today.floor, tomorrow.floor)),
        load=np.concatenate((today.load, tomorrow.load)),
        offset=np.concatenate((today.offset, tomorrow.offset[1:] + today.offset[-1])),
        loss=np.concatenate((today.loss, tomorrow.loss)),
    )
