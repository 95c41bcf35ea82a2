"""The readiness of one day under a what-if, put together: the twin of ``wfm ready``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from wfm.data.files import write_text
from wfm.data.roster import Roster
from wfm.data.serial import canonical, roster_hash
from wfm.errors import UsageError
from wfm.roster.callup import Called
from wfm.roster.candidate import passed_json
from wfm.scenario.echelon.record import BOOK, called_before, replay
from wfm.scenario.ready.backlogs import backlogs
from wfm.scenario.ready.certificates import Budget, best_certificates
from wfm.scenario.ready.levels import ladder_json, ladder_on
from wfm.scenario.ready.people import certificate_changes, rest_debt
from wfm.scenario.ready.tiers import Capacity, capacity_on, missing_hours
from wfm.scenario.refused import leaves_results
from wfm.scenario.whatif.basis import Basis, Say, open_basis, window_of
from wfm.scenario.whatif.files import WhatIfFile, open_whatif
from wfm.scenario.whatif.levels import Level
from wfm.scenario.whatif.model import ALL
from wfm.scenario.whatif.outcome import Situation
from wfm.scenario.whatif.result import called_json, rounded
from wfm.scenario.whatif.staffed import demand_under
from wfm.scenario.whatif.under import situation_under
from wfm.store import Store
from wfm.timegrid import Horizon

FORMAT = "wfm-ready-1"
QUANTILES = ("p50", "p80", "p90", "p95")
"""Demand quantiles: the day's rate of calls at these levels of its busy-day factor."""


@dataclass(frozen=True)
class Aim:
    """What counts as ready. ``quantile``: of the demand, for the verdict; ``tolerance``: largest share of the day's required
    agent-hours that may be missing; ``told``: local time at which echelon levels would be called (None = long before)."""

    quantile: str = "p90"
    tolerance: float = 0.05
    level: Level = "base"
    certificates: Budget | None = field(default_factory=Budget)
    told: datetime | None = None


def readiness(
    path: Path,
    day: date,
    scenario: str | Path,
    month: str | None = None,
    *,
    aim: Aim | None = None,
    version: int | None = None,
    say: Say | None = None,
) -> dict[str, Any]:
    """Readiness for ``day`` under the what-if ``scenario``, as plain data; kept in results/ready-DATE.json.

    Raises UsageError for a day outside the month or over when called, an unknown quantile or scenario.
    """
    aim = aim or Aim()
    if aim.quantile not in QUANTILES:
        raise UsageError("ready.bad_quantile", value=aim.quantile, known=", ".join(QUANTILES))
    if aim.told is not None and aim.told.date() > day:
        raise UsageError("echelon.day_over", day=day, at=aim.told.isoformat(timespec="minutes"))
    file = open_whatif(scenario)
    with leaves_results(path):
        basis = open_basis(path, month or f"{day:%Y-%m}", version=version, say=say)
        if day not in basis.horizon:
            raise UsageError("ready.other_month", day=day, month=basis.horizon)
        found = ready_on(basis, day, file, aim)
    write_text(basis.workspace.results / f"ready-{day}.json", canonical(found) + "\n")
    return found


def ready_on(basis: Basis, day: date, file: WhatIfFile, aim: Aim) -> dict[str, Any]:
    """``readiness`` for an opened month; nothing is written."""
    situation, roster = situation_under(basis, file, aim.level)
    spec, window = file.at[aim.level], window_of(file.base, basis.horizon)
    projects = _projects(basis, file, aim.level)
    store = Store.open(basis.workspace.path, basis.workspace.centre.database)
    demands = _quantile_demands(basis, situation, day)
    worst = _with_demand(basis, situation, demands[QUANTILES[-1]])
    before = called_before(store)
    capacity = capacity_on(worst, roster, day, projects, spec, before)
    ladder = ladder_on(situation, roster, day, projects, replay(store.book(BOOK)), before, aim.told)
    table = _table(situation, capacity, demands, projects)
    verdicts = {quantile: verdict(table[quantile], aim.tolerance) for quantile in QUANTILES}
    problem = worst.problem
    certificates = _certificates(basis, situation, roster, day, projects, aim)
    return {
        "format": FORMAT,
        "day": day.isoformat(),
        "name": file.base.name,
        "title": {"en": file.base.title.en, "zh": file.base.title.zh},
        "level": aim.level,
        "card": {
            "month": f"{basis.horizon.start:%Y-%m}", "roster": basis.source, "quantile": aim.quantile,
            "tolerance": aim.tolerance, "roster_hash": roster_hash(basis.roster), "what-if": file.sha256,
        },
        "window": [window.start.isoformat(), window.end.isoformat()],
        "projects": {one.project: one.name or one.project for one in basis.workspace.projects},
        "watched": projects,
        "interval_minutes": basis.workspace.centre.interval_minutes,
        "verdict": verdicts[aim.quantile],
        "verdicts": verdicts,
        "table": rounded(table),
        "echelons": rounded(ladder_json(ladder, demands, projects, aim.tolerance)),
        "required": _required(situation, demands, day),
        "present": {
            tier.name: {name: row.tolist() for name, row in zip(problem.demand.projects, tier.present, strict=True)}
            for tier in capacity.tiers
        },
        "people": {tier.name: tier.people for tier in capacity.tiers},
        "called": rounded([_called(worst, capacity, one, k) for k, one in enumerate(capacity.called, start=1)]),
        "extended": rounded([{**asdict(one), "duty": one.duty.shift, "project": one.duty.project} for one in capacity.extended]),
        "lent": [{"employee": one.after.employee, "from": one.before.project, "to": one.after.project} for one in capacity.lent],
        "refused": [
            passed_json(passed) for passed in capacity.calls.refused.get(day, {}).values()
        ],
        "certificate_changes": rounded([asdict(one) for one in certificate_changes(problem, roster, day)]),
        "rest_debt": rounded([asdict(one) for one in rest_debt(problem, roster, day)]),
        "backlog": rounded(backlogs(situation, roster, capacity, day, aim.quantile)),
        "certificates": certificates,
    }  # fmt: skip


def _projects(basis: Basis, file: WhatIfFile, level: Level) -> list[str]:
    """Projects the event is about: those the what-if helps, or all."""
    spec = file.at[level]
    named = spec.call_up.projects if spec.call_up is not None else (ALL,)
    every = [project.project for project in basis.workspace.projects]
    return every if ALL in named else [project for project in every if project in named]


def _quantile_demands(basis: Basis, situation: Situation, day: date) -> dict[str, Any]:
    """Quantile -> demand of the month made for it; only the day and the night after it are asked of it."""
    last = min(day + timedelta(days=1), basis.horizon.end)
    days = Horizon(day, (last - day).days + 1)
    as_served = replace(situation.workspace, skills=basis.workspace.skills)
    like = basis.opened.demand
    return {quantile: demand_under(as_served, situation.forecast, days, like, risk=quantile) for quantile in QUANTILES}


def _with_demand(basis: Basis, situation: Situation, demand: Any) -> Situation:
    return replace(situation, problem=basis.problem(situation.workspace, demand))


def _table(
    situation: Situation, capacity: Capacity, demands: Mapping[str, Any], projects: list[str]
) -> dict[str, dict[str, Any]]:
    """Quantile -> required agent-hours of the day and what is missing after each tier: ``projects`` together, and each."""
    hours = situation.problem.demand.interval_minutes / 60
    found: dict[str, dict[str, Any]] = {}
    for quantile, demand in demands.items():
        required = demand.requirement[0].T
        watched = [demand.projects.index(project) for project in projects]
        found[quantile] = {
            "required_hours": float(required[watched].sum() * hours),
            "missing": {tier.name: missing_hours(tier, required, hours, watched) for tier in capacity.tiers},
            "by_project": {
                name: {tier.name: float(np.maximum(required[k] - tier.present[k], 0).sum() * hours) for tier in capacity.tiers}
                for k, name in enumerate(demand.projects)
            },
        }
    return found


def verdict(row: Mapping[str, Any], tolerance: float) -> str:
    """``ready`` when those on duty leave at most ``tolerance`` of the required hours missing, ``call_up`` when everybody who may
    be called does, else ``not_ready``."""
    required, missing = row["required_hours"], row["missing"]
    if missing["on_duty"] <= tolerance * required:
        return "ready"
    return "call_up" if missing["emergency_only"] <= tolerance * required else "not_ready"


def _required(situation: Situation, demands: Mapping[str, Any], day: date) -> dict[str, dict[str, list[int]]]:
    """Quantile -> project -> agents required in each interval of the day."""
    return {
        quantile: {name: [int(v) for v in demand.requirement[0, :, k]] for k, name in enumerate(demand.projects)}
        for quantile, demand in demands.items()
    }


def _called(situation: Situation, capacity: Capacity, one: Called, order: int) -> dict[str, Any]:
    return {**called_json(situation.problem, one), "order": order, "lead_hours": capacity.lead_of[one.duty.employee]}


def _certificates(
    basis: Basis, situation: Situation, roster: Roster, day: date, projects: list[str], aim: Aim
) -> dict[str, Any] | None:
    """The certificates that would help most, measured; None when not asked for."""
    if aim.certificates is None:
        return None
    problem = replace(situation.problem, base=None)
    found = best_certificates(problem, roster, day, projects, aim.certificates)
    return dict(rounded({**asdict(found), "moves": aim.certificates.moves, "seeds": list(aim.certificates.seeds)}))
