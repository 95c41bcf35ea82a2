"""Recorded calls instead of drawn ones: the call table as days to replay, and as the load that the formula sees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from wfm.errors import InputError
from wfm.scenario.simulated_demand import CallLoad
from wfm.scenario.simulated_seats import DAY_SECONDS
from wfm.simulation.demand import RecordedDay


@dataclass(frozen=True)
class Recorded:
    """``days``: date -> its calls, projects as columns of the load. ``outside``: calls on other dates than the load's;
    ``elsewhere``: calls of projects that are not simulated. Neither are replayed."""

    days: Mapping[date, RecordedDay]
    outside: int
    elsewhere: int


def recorded_days(calls: pd.DataFrame, load: CallLoad) -> Recorded:
    """The rows of a call table (``wfm.data.calls``) that fall into the load's days and projects.

    Recorded handling times are kept; those of callers who hung up are drawn. Patience is always drawn from the law: the
    records only say that a caller who was answered would have waited at least that long, so keeping the patience of those
    who hung up beside drawn ones for the others would make callers more impatient than they were. Raises InputError when
    nothing is left to replay.
    """
    column = {project: number for number, project in enumerate(load.projects)}
    project = calls["project"].map(column)
    wall = calls["arrival"].dt.tz_localize(None)
    day = wall.dt.normalize()
    inside = (day >= pd.Timestamp(load.horizon.start)) & (day <= pd.Timestamp(load.horizon.end))
    kept = inside & project.notna()
    if not kept.any():
        raise InputError("simulate.nothing_to_replay", horizon=load.horizon, projects=", ".join(load.projects))
    rows = pd.DataFrame(
        {
            "day": day[kept],
            "second": (wall[kept] - day[kept]).dt.total_seconds(),
            "project": project[kept].astype(np.int16),
            "handling": calls.loc[kept, "handling_seconds"],
        }
    ).sort_values(["day", "second"], kind="stable")
    days = {}
    for when, part in rows.groupby("day"):
        handling = part["handling"].to_numpy(dtype=np.float64)
        days[pd.Timestamp(str(when)).date()] = RecordedDay(
            arrival=np.minimum(part["second"].to_numpy(dtype=np.float64), np.nextafter(DAY_SECONDS, 0.0)),
            project=part["project"].to_numpy(dtype=np.int16),
            handling=np.where(handling > 0, handling, np.nan),
            patience=np.full(len(part), np.nan),
        )
    return Recorded(days, int((~inside).sum()), int((inside & project.isna()).sum()))


def recorded_load(load: CallLoad, recorded: Mapping[date, RecordedDay]) -> CallLoad:
    """``load`` with the recorded calls of each interval and their mean handling time, its rate known for certain.

    The handling time of an interval without recorded one is the project's recorded mean, else the forecast's.
    """
    calls, worked, timed = np.zeros_like(load.calls), np.zeros_like(load.calls), np.zeros_like(load.calls)
    slots = calls.shape[2]
    for k, day in enumerate(load.horizon.dates):
        if day not in recorded:
            continue
        found = recorded[day]
        slot = (found.arrival * (slots / DAY_SECONDS)).astype(np.int64)
        known = np.isfinite(found.handling)
        np.add.at(calls[k], (found.project, slot), 1.0)
        np.add.at(timed[k], (found.project[known], slot[known]), 1.0)
        np.add.at(worked[k], (found.project[known], slot[known]), found.handling[known])
    usual = np.where(timed.sum(axis=(0, 2)) > 0, worked.sum(axis=(0, 2)) / np.maximum(timed.sum(axis=(0, 2)), 1.0), load.mean_aht)
    aht = np.where(timed > 0, worked / np.maximum(timed, 1.0), usual[None, :, None])
    return replace(load, calls=calls, aht=aht, busy_day=np.zeros(len(load.projects)), left_out={})
