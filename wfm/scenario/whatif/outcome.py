"""One roster under one demand, in figures: what is asked for, there and missing; service expected and simulated; cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from wfm.data.demand import Forecast
from wfm.data.roster import Roster
from wfm.data.workspace import Workspace
from wfm.roster.audit import audit
from wfm.roster.callup import Cover
from wfm.roster.problem import RosterProblem
from wfm.scenario.simulated import Settings, simulate_roster
from wfm.scenario.simulated_demand import call_load
from wfm.scenario.simulated_formula import predict
from wfm.scenario.simulated_result import predicted_measures
from wfm.scenario.simulated_seats import scheduled_agents, seats_of
from wfm.simulation.estimate import estimate
from wfm.timegrid import Horizon

MEASURES = ("within", "abandonment", "occupancy", "mean_wait_seconds")


@dataclass(frozen=True)
class Situation:
    """A demand and who meets it. ``workspace``: with the what-if's people and projects; ``as_of``: the day from which absence is
    seen (None: a month ahead)."""

    workspace: Workspace
    problem: RosterProblem
    forecast: Forecast
    as_of: date | None


@dataclass(frozen=True)
class Judging:
    """How rosters are judged. ``window``: days; ``replications``: 0 = no simulation."""

    window: Horizon
    replications: int = 0
    seed: int = 1


def judge(situation: Situation, roster: Roster, judging: Judging) -> dict[str, Any]:
    """Figures of ``roster`` over the window, by project and ``all``, as plain data.

    ``required_hours``, ``missing_hours`` (the sum of agents missing over intervals), ``spare_hours`` (present beyond the
    requirement), ``unmet`` (missing / required), ``calls``; ``expected``: by Erlang A over the busy-day distribution, of projects
    with a queue; ``simulated``: [value, low, high] with 95 % intervals, where asked; ``service_cost``: what the curves and floors
    charge, cost units. For the month: ``cost`` and ``broken`` (hard findings) of the independent audit.
    """
    cover = Cover(situation.problem, roster)
    found: dict[str, Any] = {"projects": _cover_figures(situation, cover, judging.window)}
    found["expected"] = _expected(situation, roster, judging.window)
    if judging.replications:
        found["simulated"] = _simulated(situation, roster, judging)
    certificate = audit(situation.problem, roster)
    found["cost"] = certificate.cost
    found["broken"] = sum(finding.hard for finding in certificate.findings)
    return found


def columns_of(problem: RosterProblem, window: Horizon) -> slice:
    """The window's columns of a cover."""
    slots, first = problem.demand.slots, problem.horizon.index(window.start)
    return slice(first * slots, (first + window.days) * slots)


def _cover_figures(situation: Situation, cover: Cover, window: Horizon) -> dict[str, dict[str, float]]:
    part, hours = columns_of(situation.problem, window), cover.hours
    calls = _calls(situation, window)
    rows: dict[str, dict[str, float]] = {}
    for project, k in cover.number.items():
        required, present = cover.required[k, part], cover.present[k, part]
        rows[project] = {
            "calls": calls.get(project, 0.0),
            "required_hours": float(required.sum() * hours),
            "present_hours": float(present.sum() * hours),
            "missing_hours": float(np.maximum(required - present, 0).sum() * hours),
            "spare_hours": float(np.maximum(present - required, 0).sum() * hours),
            "worst_missing": float(np.maximum(required - present, 0).max(initial=0)),
            "service_cost": float(_service_cost(cover, k, part)),
        }
    rows["all"] = {name: sum(row[name] for row in rows.values()) for name in next(iter(rows.values()), {})}
    rows["all"]["worst_missing"] = float(cover.missing[:, part].sum(axis=0).max(initial=0))
    for row in rows.values():
        row["unmet"] = row["missing_hours"] / row["required_hours"] if row["required_hours"] else 0.0
    return rows


def _service_cost(cover: Cover, project: int, part: slice) -> int:
    total, demand = 0, cover.demand
    first = (cover.problem.horizon.start - demand.start).days
    for cell in range(part.start, part.stop):
        day, slot = divmod(cell, cover.slots)
        if 0 <= first + day < demand.days:
            curve = demand.curve(first + day, slot, project)
            if curve.size:
                total += int(curve[min(int(cover.present[project, cell]), curve.size - 1)])
        total += cover.floor_price * max(0, int(cover.floor[project, cell] - cover.present[project, cell]))
    return total


def _calls(situation: Situation, window: Horizon) -> dict[str, float]:
    frame = situation.forecast.frame
    days = frame["start"].dt.tz_convert(situation.workspace.centre.timezone).dt.date
    inside = frame[(days >= window.start) & (days <= window.end)]
    return {str(project): float(calls) for project, calls in inside.groupby("project")["calls"].sum().items()}


def _expected(situation: Situation, roster: Roster, window: Horizon) -> dict[str, dict[str, float | None]]:
    """Promised by the formula: project or ``all`` -> measure."""
    load = call_load(situation.workspace, situation.forecast, roster.horizon, situation.as_of)
    rostered = seats_of(situation.workspace, roster, load.projects, load.shares.unplanned)
    agents = scheduled_agents(rostered, roster.horizon.days, load.calls.shape[2])
    first = roster.horizon.index(window.start)
    predicted = predict(load.of_days(window), agents[first : first + window.days])
    each, total = predicted_measures(predicted, "project"), predicted_measures(predicted, "all")
    found = {project: {name: _number(each[name][k]) for name in MEASURES} for k, project in enumerate(load.projects)}
    return {**found, "all": {name: _number(total[name]) for name in MEASURES}}


def _simulated(situation: Situation, roster: Roster, judging: Judging) -> dict[str, dict[str, list[float | None]]]:
    """Simulated as the roster stands, each duty on its project: project or ``all`` -> measure -> [value, low, high]."""
    settings = Settings(
        days=judging.window, routing="dedicated", replications=judging.replications, seed=judging.seed, explain=False, workers=1
    )
    made = simulate_roster(situation.workspace, situation.forecast, roster, settings, as_of=situation.as_of)
    each, total = estimate(made.runs["dedicated"], "project"), estimate(made.runs["dedicated"], "all")

    def triple(found: Any, place: int | None) -> list[float | None]:
        parts = (found.value, found.low, found.high)
        return [_number(part if place is None else part[place]) for part in parts]

    rows = {project: {name: triple(each[name], k) for name in MEASURES} for k, project in enumerate(made.load.projects)}
    return {**rows, "all": {name: triple(total[name], None) for name in MEASURES}}


def _number(value: Any) -> float | None:
    return float(value) if np.isfinite(value) else None


def flat(figures: Mapping[str, Any]) -> dict[str, float | None]:
    """The figures that comparisons show, of all projects together."""
    row = figures["projects"]["all"]
    return {
        "service": figures["expected"]["all"]["within"],
        "abandonment": figures["expected"]["all"]["abandonment"],
        "occupancy": figures["expected"]["all"]["occupancy"],
        "missing_hours": row["missing_hours"],
        "unmet": row["unmet"],
        "service_cost": row["service_cost"],
        "cost": figures["cost"],
    }
