"""A what-if's result as plain data with its run card, kept in results/scenarios/NAME.json."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np

from wfm import __version__, words
from wfm.data.demand import Demand
from wfm.data.files import write_text
from wfm.data.serial import canonical, plain, roster_hash
from wfm.errors import InputError, UsageError
from wfm.roster.callup import Called, Cover
from wfm.roster.candidate import CALLED, passed_json, standing_text
from wfm.roster.problem import RosterProblem
from wfm.scenario.whatif.levels import LEVELS
from wfm.scenario.whatif.outcome import columns_of
from wfm.scenario.whatif.run import LevelRun, WhatIfRun
from wfm.scenario.whatif.sensitivity import sensitivity, workload_hours
from wfm.timegrid import Horizon, minutes_of, moment

FORMAT = "wfm-whatif-1"
FOLDER = "scenarios"
"""Folder under results/."""


def to_json(run: WhatIfRun) -> dict[str, Any]:
    """Everything a page or a comparison may want."""
    workspace, base = run.basis.workspace, run.file.base
    return {
        "format": FORMAT,
        "name": base.name,
        "title": {"en": base.title.en, "zh": base.title.zh},
        "card": _card(run),
        "projects": {project.project: project.name or project.project for project in workspace.projects},
        "interval_minutes": workspace.centre.interval_minutes,
        "levels": {level: rounded(_level(run, one)) for level, one in run.levels.items()},
    }


def save(found: Mapping[str, Any], results: Path) -> Path:
    """Keep a result; returns the file."""
    path = results / FOLDER / f"{found['name']}.json"
    write_text(path, canonical(found) + "\n")
    return path


def load(path: Path) -> dict[str, Any]:
    """A result kept by ``save``, its levels from low to high; UsageError without file, InputError for another file."""
    if not path.is_file():
        raise UsageError("whatif.no_result", file=path)
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise InputError("whatif.not_a_result", file=path) from error
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise InputError("whatif.not_a_result", file=path)
    levels = found["levels"]
    return {**found, "levels": {level: levels[level] for level in LEVELS if level in levels}}


def _card(run: WhatIfRun) -> dict[str, Any]:
    """What made the figures; enough to repeat them."""
    basis, asked = run.basis, run.asked
    return {
        "month": f"{basis.horizon.start:%Y-%m}",
        "file": run.file.source,
        "roster": basis.source,
        "levels": list(run.levels),
        "resolve": str(asked.resolve) if asked.resolve else "",
        "replications": asked.replications,
        "seed": asked.seed,
        "inputs": {
            **basis.workspace.hashes,
            "what-if": run.file.sha256,
            "roster": roster_hash(basis.roster),
            "demand": basis.opened.demand.sha256(),
        },
        "versions": {"wfm": __version__, "python": platform.python_version(), "numpy": np.__version__},
    }


def _level(run: WhatIfRun, one: LevelRun) -> dict[str, Any]:
    basis, spec, zone = run.basis, run.file.at[one.level], run.basis.workspace.centre.timezone
    problem = one.situation.problem
    load = tuple(workload_hours(forecast, one.window, zone) for forecast in (basis.forecast, one.situation.forecast))
    required = tuple(one.states[name].figures["projects"]["all"]["required_hours"] for name in ("today", "stands"))
    return {
        "window": [one.window.start, one.window.end],
        "weather": {name: {day: rise for day, rise in days.items() if day in one.window} for name, days in one.weather.items()},
        "workload": {"today": load[0], "stands": load[1]},
        "sensitivity": sensitivity(problem, one.window, required, (load[0]["all"], load[1]["all"]), spec.money),
        "states": {
            name: {**state.figures, "pay": {**asdict(state.pay), "paid": state.pay.paid}, "changes": state.changes}
            for name, state in one.states.items()
        },
        "called": [called_json(problem, called) for called in one.called],
        "refused": one.refused,
        "lent": [
            {"employee": lent.after.employee, "day": lent.after.day, "shift": lent.after.shift, "from": lent.before.project,
             "to": lent.after.project, "gain": lent.gain, "emergency_only": lent.emergency_only}
            for lent in one.lent
        ],
        "trained": [{"employee": skill.employee, "project": skill.project, "from": skill.valid_from} for skill in one.trained],
        "absent": list(one.absent),
        "hours_system": spec.hours_system,
        "about_load": bool(spec.handling_time or spec.deflection),
        "asked_call_up": spec.call_up is not None,
        "intervals": _intervals(one),
    }  # fmt: skip


def called_json(problem: RosterProblem, called: Called) -> dict[str, Any]:
    """A person called in, with why and who was passed over."""
    duty, person, standing = called.duty, problem.employee[called.duty.employee], called.standing
    shift = problem.shifts[duty.shift]
    begins = moment(duty.day, minutes_of(shift.start))
    return {
        "order": called.order,
        "employee": duty.employee,
        "name": person.name,
        "team": person.team,
        "employer": person.employer,
        "day": duty.day,
        "shift": duty.shift,
        "project": duty.project,
        "break_start": duty.break_start,
        "begins": begins.isoformat(timespec="minutes"),
        "ends": (begins + timedelta(minutes=shift.minutes)).isoformat(timespec="minutes"),
        "worth": called.worth,
        "filled": called.filled,
        "minutes_left": standing.minutes_left,
        "called_before": standing.asked_before,
        "emergency_only": standing.emergency_only,
        "priority": standing.priority,
        "beyond_margin": called.beyond_margin,
        "why": {language: why(called, language) for language in words.LANGUAGES},
        "consent": list(called.consent),
        "passed": [passed_json(passed) for passed in called.passed],
    }


def why(called: Called, language: str) -> str:
    """Why this person, in a sentence."""
    standing = standing_text(called.standing, CALLED, language)
    text = words.say("callup.why", language, standing=standing, filled=called.filled, worth=called.worth)
    return text + (" " + words.say("callup.beyond_margin", language) if called.beyond_margin else "")


def _intervals(one: LevelRun) -> dict[str, Any]:
    """Per project the window interval by interval: required without and with the what-if, present by state."""
    part = columns_of(one.situation.problem, one.window)
    covers = {name: Cover(one.situation.problem, state.roster) for name, state in one.states.items()}
    first = next(iter(covers.values()))
    found: dict[str, Any] = {}
    for project, k in first.number.items():
        found[project] = {
            "required_today": _required(one.demand_today, project, one.window),
            "required": first.required[k, part].tolist(),
            **{f"present_{name}": cover.present[k, part].tolist() for name, cover in covers.items()},
        }
    return found


def _required(demand: Demand, project: str, window: Horizon) -> list[int]:
    first, k = (window.start - demand.start).days, demand.projects.index(project)
    return [int(value) for value in demand.requirement[first : first + window.days, :, k].ravel()]


def rounded(value: Any) -> Any:
    """Plain JSON, numbers to four decimals."""
    value = plain(value) if not isinstance(value, (Mapping, list, tuple)) else value
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, Mapping):
        return {str(plain(key)): rounded(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [rounded(entry) for entry in value]
    return value


COMPARED = (
    "calls", "required_hours", "missing_hours", "unmet", "service", "abandonment", "occupancy", "service_cost", "cost",
    "ordinary", "extended", "rest_day", "statutory", "paid", "overtime", "changes", "called", "lent",
)  # fmt: skip
"""Figures of a comparison, in the order shown."""


def compared(results: list[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """One row per result, level and state: name, level, state and ``COMPARED``; simulated service with its interval if there."""
    for found in results:
        for level, one in found["levels"].items():
            for state, figures in one["states"].items():
                yield _row(found["name"], level, state, one, figures)


def _row(name: str, level: str, state: str, one: Mapping[str, Any], figures: Mapping[str, Any]) -> dict[str, Any]:
    every, expected, pay = figures["projects"]["all"], figures["expected"]["all"], figures["pay"]
    row: dict[str, Any] = {"name": name, "level": level, "state": state, "from": one["window"][0], "to": one["window"][1]}
    row |= {key: every[key] for key in ("calls", "required_hours", "missing_hours", "unmet", "service_cost")}
    row |= {"service": expected["within"], "abandonment": expected["abandonment"], "occupancy": expected["occupancy"]}
    simulated = figures.get("simulated", {}).get("all")
    for key, measure in (("simulated_service", "within"), ("simulated_abandonment", "abandonment")):
        row |= dict(zip((key, f"{key}_low", f"{key}_high"), simulated[measure] if simulated else (None,) * 3, strict=True))
    row |= {key: pay[key] for key in ("ordinary", "extended", "rest_day", "statutory", "paid", "overtime")}
    helped = state == "helped"
    row |= {"cost": figures["cost"], "broken": figures["broken"], "changes": figures["changes"]}
    row |= {"called": len(one["called"]) if helped else 0, "lent": len(one["lent"]) if helped else 0}
    return row
