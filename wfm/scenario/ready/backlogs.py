"""The backlog of each project on the day: callers who wait, and deferrable work, with those on duty and with everybody called."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

import numpy as np

from wfm.data.roster import Roster
from wfm.roster.callup import Cover
from wfm.scenario.ready.backlog import Backlog, FloatArray, fluid, worked_off
from wfm.scenario.ready.tiers import Capacity
from wfm.scenario.simulated_demand import CallLoad, call_load
from wfm.scenario.whatif.outcome import Situation
from wfm.staffing.risk import parse_risk
from wfm.timegrid import Horizon, clock_of

DAYS = 7
"""Days after the event in which deferrable work may be worked off."""


def backlogs(situation: Situation, roster: Roster, capacity: Capacity, day: date, quantile: str) -> dict[str, Any]:
    """By project: the queue of the day and the next, for the mean and for ``quantile`` of the demand, with those ``on_duty`` and
    with all ``called``; ``waiting``: nobody hangs up, everything is worked off. Deferrable projects: hours left at each day's
    end."""
    last = min(day + timedelta(days=1), roster.horizon.end)
    days = Horizon(day, (last - day).days + 1)
    load = call_load(situation.workspace, situation.forecast, roster.horizon, situation.as_of).of_days(days)
    helped = capacity.roster or roster
    there = {"on_duty": _agents(situation, roster, load, days), "called": _agents(situation, helped, load, days, capacity)}
    found: dict[str, Any] = {}
    for p, project in enumerate(load.projects):
        rates = {"mean": 1.0, quantile: parse_risk(quantile).factor(float(load.busy_day[p]))}
        found[project] = {
            name: {who: _queue(load, p, agents[:, p], rate) for who, agents in there.items()} for name, rate in rates.items()
        }
    return {"queues": found, "deferrable": _deferrable(situation, roster, day)}


def _agents(situation: Situation, roster: Roster, load: CallLoad, days: Horizon, capacity: Capacity | None = None) -> FloatArray:
    """Agents expected at the desk, [days, projects, slots]."""
    cover = Cover(situation.problem, roster)
    first = situation.problem.horizon.index(days.start)
    table = cover.present.reshape(len(cover.number), -1, cover.slots)[:, first : first + days.days].astype(np.float64)
    if capacity is not None:
        table[:, 0] = np.maximum(table[:, 0], capacity.tiers[-1].present)
    rows = [cover.number[project] for project in load.projects]
    return np.asarray(table[rows].swapaxes(0, 1) * load.shares.present)


def _queue(load: CallLoad, p: int, agents: FloatArray, rate: float) -> dict[str, Any]:
    calls, aht = load.calls[:, p].ravel() * rate, load.aht[:, p].ravel()
    found = fluid(calls, aht, agents.ravel(), load.targets[p].patience_seconds, load.interval_minutes)
    waiting = fluid(calls, aht, agents.ravel(), None, load.interval_minutes)
    return {**_told(found, load), "waiting": _told(waiting, load)}


def _told(found: Backlog, load: CallLoad) -> dict[str, Any]:
    slots = load.calls.shape[2]
    clock = clock_of(found.peak_slot % slots * load.interval_minutes)
    cleared = None if found.cleared_slot is None else load.horizon.dates[found.cleared_slot // slots]
    row = {key: value for key, value in asdict(found).items() if key != "queue"}
    return {
        **row,
        "peak_at": clock,
        "cleared_on": None if cleared is None else cleared.isoformat(),
        "queue": found.queue.tolist(),
    }


def _deferrable(situation: Situation, roster: Roster, day: date) -> dict[str, Any]:
    """Deferrable work from the day on: hours left at each day's end, and the day that ends with none."""
    workspace, cover = situation.workspace, Cover(situation.problem, roster)
    last = min(day + timedelta(days=DAYS - 1), roster.horizon.end)
    dates = [day + timedelta(days=k) for k in range((last - day).days + 1)]
    frame = situation.forecast.frame
    local = frame["start"].dt.tz_convert(workspace.centre.timezone).dt.date
    found: dict[str, Any] = {}
    for project in workspace.projects:
        if project.deferrable and project.project in cover.number:
            own = frame["project"] == project.project
            hours = (frame["calls"] * frame["aht_seconds"].fillna(0.0) / 3600)[own].groupby(local[own]).sum()
            work = np.array([float(hours.get(one, 0.0)) for one in dates])
            busy = project.max_occupancy or workspace.centre.defaults.max_occupancy
            row = cover.present[cover.number[project.project]].reshape(-1, cover.slots)
            first = situation.problem.horizon.index(day)
            able = row[first : first + len(dates)].sum(axis=1) * cover.hours * busy
            left, clear = worked_off(work, able.astype(np.float64))
            cleared = None if clear is None else dates[clear].isoformat()
            found[project.project] = {"left_hours": left.tolist(), "cleared_on": cleared}
    return found
