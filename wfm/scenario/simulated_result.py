"""A simulation in figures: per project, hour and interval, the worst intervals, agents' occupancy; as JSON and as CSV."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from wfm.data.serial import plain
from wfm.scenario.simulated import Simulated, agent_occupancy
from wfm.scenario.simulated_desk import Routing
from wfm.scenario.simulated_formula import Prediction
from wfm.simulation.estimate import MEASURES, By, Estimate, compare, estimate
from wfm.simulation.model import FloatArray
from wfm.simulation.study import Replications
from wfm.timegrid import clock_of, zone

WORST = 5
"""Worst intervals named."""
PREDICTED = ("within", "abandonment", "mean_wait_seconds", "occupancy")
_INTERVAL_COLUMNS = ("offered", "answered", "in_time", "abandoned", "mean_wait_seconds", "occupancy")


@dataclass(frozen=True)
class WorstInterval:
    """An interval that misses its target by most calls: ``short`` = target x offered - answered in time, a mean of the
    replications; ``agents`` rostered at the desk."""

    routing: Routing
    project: str
    day: date
    slot: int
    offered: float
    within: float
    target: float
    short: float
    agents: float


def shown_routing(simulated: Simulated) -> Routing:
    """The routing that intervals and agents are shown for: dedicated where it was simulated, as the roster was planned."""
    return "dedicated" if "dedicated" in simulated.runs else "pooled"


def worst_intervals(simulated: Simulated, routing: Routing, count: int = WORST) -> tuple[WorstInterval, ...]:
    """The intervals that miss their targets by most calls, worst first; fewer where fewer miss them."""
    run, load = simulated.runs[routing], simulated.load
    offered, in_time = run.offered.mean(axis=0), run.in_time.mean(axis=0)
    target = np.array([each.target for each in load.targets])[None, :, None]
    short = target * offered - in_time
    order = np.argsort(-short, axis=None, kind="stable")[:count]
    found = []
    for flat in order:
        d, p, s = (int(k) for k in np.unravel_index(int(flat), short.shape))
        if short[d, p, s] > 0:
            found.append(
                WorstInterval(
                    routing=routing,
                    project=load.projects[p],
                    day=simulated.days.dates[d],
                    slot=s,
                    offered=float(offered[d, p, s]),
                    within=float(in_time[d, p, s] / offered[d, p, s]),
                    target=load.targets[p].target,
                    short=float(short[d, p, s]),
                    agents=float(simulated.agents[d, p, s]),
                )
            )
    return tuple(found)


def predicted_measures(predicted: Prediction, by: By) -> dict[str, FloatArray]:
    """The formula's ``PREDICTED`` measures summed up as ``by`` says, NaN where nothing is offered or nobody is there."""

    def summed(cells: FloatArray) -> FloatArray:
        if by == "hour":
            return np.asarray(cells.reshape(*cells.shape[:-1], 24, -1).sum(axis=(0, 3)))
        axes: dict[str, tuple[int, ...]] = {"cell": (), "slot": (0,), "day": (2,), "project": (0, 2), "all": (0, 1, 2)}
        return np.asarray(cells.sum(axis=axes[by]))

    pairs = (
        (predicted.in_time, predicted.offered),
        (predicted.abandoned, predicted.offered),
        (predicted.wait_seconds, predicted.offered),
        (predicted.busy_seconds, predicted.staffed_seconds),
    )
    found = {}
    for name, (above, below) in zip(PREDICTED, pairs, strict=True):
        x, y = summed(above), summed(below)
        found[name] = np.divide(x, y, out=np.full(y.shape, np.nan), where=y > 0)
    return found


def interval_frame(simulated: Simulated, timezone: str) -> pd.DataFrame:
    """One row per routing, project and interval with calls or agents, counts as means of the replications.

    Columns: project, start (with its offset), routing, offered, answered, in_time, abandoned, mean_wait_seconds, occupancy,
    agents (rostered at the desk), expected_calls, predicted_within, predicted_abandonment, predicted_mean_wait_seconds,
    predicted_occupancy.
    """
    load = simulated.load
    formula = predicted_measures(simulated.predicted, "cell")
    d, p, s = np.nonzero((load.calls > 0) | (simulated.agents > 0))
    order = np.lexsort((s, d, p))
    d, p, s = d[order], p[order], s[order]
    wall = pd.DatetimeIndex(np.array(simulated.days.dates, dtype="datetime64[ns]")[d]) + pd.to_timedelta(
        s * load.interval_minutes, unit="min"
    )
    start = wall.tz_localize(zone(timezone), ambiguous=np.ones(len(wall), dtype=bool), nonexistent="shift_forward")
    frames = []
    for routing, run in simulated.runs.items():
        cells = _cells(run)
        columns: dict[str, object] = {"project": np.array(load.projects)[p], "start": start, "routing": routing}
        columns |= {name: cells[name][d, p, s] for name in _INTERVAL_COLUMNS}
        columns |= {"agents": simulated.agents[d, p, s], "expected_calls": load.calls[d, p, s]}
        columns |= {f"predicted_{name}": formula[name][d, p, s] for name in PREDICTED}
        frames.append(pd.DataFrame(columns))
    return pd.concat(frames, ignore_index=True)


def _cells(run: Replications) -> Mapping[str, FloatArray]:
    found: dict[str, FloatArray] = {
        name: np.asarray(getattr(run, name).mean(axis=0), dtype=np.float64)
        for name in ("offered", "answered", "in_time", "abandoned")
    }
    measured = estimate(run, "cell")
    return found | {name: measured[name].value for name in ("mean_wait_seconds", "occupancy")}


def to_json(simulated: Simulated, card: Mapping[str, Any]) -> dict[str, Any]:
    """Everything a reader or a page may want, as plain JSON; shares as fractions, missing values null."""
    load, routing = simulated.load, shown_routing(simulated)
    found: dict[str, Any] = {
        "card": plain(card),
        "days": [day.isoformat() for day in simulated.days.dates],
        "projects": list(load.projects),
        "targets": {
            name: {"target": t.target, "threshold_seconds": t.threshold_seconds}
            for name, t in zip(load.projects, load.targets, strict=True)
        },
        "predicted": _by_project(
            predicted_measures(simulated.predicted, "project"), predicted_measures(simulated.predicted, "all")
        ),
        "simulated": {each: _run(run) for each, run in simulated.runs.items()},
        "effects": [
            {"effect": e.name, "within": _triples(e.within), "abandonment": _triples(e.abandonment)} for e in simulated.effects
        ],
        "worst": [
            {**plain(vars(each)), "start": clock_of(each.slot * load.interval_minutes)}
            for each in worst_intervals(simulated, routing)
        ],
        "agents": {each: agent_occupancy(simulated, each) for each in simulated.runs},
        "left_out": {
            "deferrable": list(load.deferrable),
            "closed_calls": dict(load.left_out),
            "duties_elsewhere": simulated.seats.unserved,
            "duties_off_phone": simulated.seats.off_phone,
        },
        "hours": _hours(simulated),
    }
    if len(simulated.runs) == 2:
        gains = compare(simulated.runs["pooled"], simulated.runs["dedicated"], "project")
        total = compare(simulated.runs["pooled"], simulated.runs["dedicated"], "all")
        found["pooling"] = {name: _triples(gains[name]) + _triples(total[name]) for name in MEASURES}
    rounded: dict[str, Any] = _rounded(found)
    return rounded


def _run(run: Replications) -> dict[str, Any]:
    """Counts a replication and measures with intervals, by project, the last entry all together."""
    counts = {
        name: [*getattr(run, name).mean(axis=0).sum(axis=(0, 2)).tolist(), float(getattr(run, name).mean(axis=0).sum())]
        for name in ("offered", "answered", "in_time", "abandoned")
    }
    each, total = estimate(run, "project"), estimate(run, "all")
    return counts | {name: _triples(each[name]) + _triples(total[name]) for name in MEASURES}


def _hours(simulated: Simulated) -> dict[str, Any]:
    """By project and hour of day, over the days: calls a day, agents rostered, measures simulated and predicted (missing in
    hours without calls)."""
    days, load = simulated.days.days, simulated.load
    hourly = (len(load.projects), 24, -1)
    offered = load.calls.sum(axis=0).reshape(hourly).sum(axis=2) / days
    found: dict[str, Any] = {
        "offered": offered.tolist(),
        "agents": (simulated.agents.mean(axis=0).reshape(hourly).mean(axis=2)).tolist(),
        "predicted": {name: found.tolist() for name, found in predicted_measures(simulated.predicted, "hour").items()},
    }
    for routing, run in simulated.runs.items():
        measured = estimate(run, "hour")
        found[routing] = {name: _grids(measured[name], offered > 0) for name in PREDICTED}
    return found


def _grids(found: Estimate, shown: npt.NDArray[np.bool_]) -> dict[str, Any]:
    return {part: np.where(shown, getattr(found, part), np.nan).tolist() for part in ("value", "low", "high")}


def _by_project(each: Mapping[str, FloatArray], total: Mapping[str, FloatArray]) -> dict[str, list[float]]:
    return {name: [*each[name].tolist(), float(total[name])] for name in each}


def _triples(found: Estimate) -> list[list[float]]:
    """(value, low, high) per project."""
    parts = (np.atleast_1d(part).tolist() for part in (found.value, found.low, found.high))
    return [list(triple) for triple in zip(*parts, strict=True)]


def _rounded(value: Any) -> Any:
    """Six significant decimals, NaN as null."""
    if isinstance(value, float):
        return round(value, 6) if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {key: _rounded(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [_rounded(entry) for entry in value]
    return value
