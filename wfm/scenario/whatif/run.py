"""A what-if run: each level re-forecast, re-staffed, judged as it stands, with help, and re-solved where asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from wfm.data.demand import Demand
from wfm.data.diff import diff
from wfm.data.roster import Roster
from wfm.data.tables import Skill
from wfm.data.workspace import Workspace
from wfm.executors import executor
from wfm.roster.callup import Called, Wanted, call_up, emergency_problem
from wfm.roster.callup.select import NoQuota, Quota
from wfm.roster.engine.search import Limit
from wfm.roster.resolve import resolve
from wfm.scenario.echelon.quota import EchelonQuota
from wfm.scenario.whatif.basis import Basis, refuse_strangers, window_of
from wfm.scenario.whatif.demand import Weather, forecast_under
from wfm.scenario.whatif.files import WhatIfFile
from wfm.scenario.whatif.lend import Lent, lend
from wfm.scenario.whatif.levels import Level
from wfm.scenario.whatif.model import ALL, CallUp, WhatIf
from wfm.scenario.whatif.outcome import Judging, Situation, judge
from wfm.scenario.whatif.pay import PayHours, pay_hours
from wfm.scenario.whatif.people import changed_workspace, trained_skill, without_absentees
from wfm.scenario.whatif.staffed import demand_under
from wfm.scenario.whatif.weather import weather_of
from wfm.scenario.whatif.worth import promises
from wfm.timegrid import Horizon


@dataclass(frozen=True)
class Asked:
    """How to run. ``resolve``: limit of the search, None = judge the roster in force; ``replications``: 0 = formula only;
    ``called_before``: call-ups so far, from the book; ``levels`` None = those the file tells."""

    levels: tuple[Level, ...] | None = None
    resolve: Limit | None = None
    replications: int = 0
    seed: int = 1
    workers: int = 1
    called_before: Mapping[str, int] | None = None


@dataclass(frozen=True)
class State:
    """A roster under the what-if: its figures (``outcome.judge``), pay by law, person-days changed against the one in force."""

    name: str
    roster: Roster
    figures: Mapping[str, Any]
    pay: PayHours
    changes: int


@dataclass(frozen=True)
class LevelRun:
    """One level. ``states``: ``today`` (without the what-if), ``stands`` (nothing done), ``helped`` (lent and called in),
    ``resolved``; ``trained``: certificates of the best so many; ``absent``: who is newly on leave."""

    level: Level
    window: Horizon
    situation: Situation
    demand_today: Demand
    states: Mapping[str, State]
    called: tuple[Called, ...]
    refused: int
    lent: tuple[Lent, ...]
    trained: tuple[Skill, ...]
    absent: tuple[str, ...]
    weather: Weather


@dataclass(frozen=True)
class WhatIfRun:
    """A what-if at its levels."""

    file: WhatIfFile
    basis: Basis
    asked: Asked
    levels: Mapping[Level, LevelRun]


@dataclass(frozen=True)
class _Task:
    """One level as a piece of independent work. ``today``: the roster without the what-if, judged once for all that share it."""

    basis: Basis
    spec: WhatIf
    level: Level
    weather: Weather
    asked: Asked
    today: State | None = None


def run_whatifs(basis: Basis, files: Sequence[WhatIfFile], asked: Asked | None = None) -> tuple[WhatIfRun, ...]:
    """Run every file at its levels on copies in memory; nothing of the workspace is written.

    Levels and files are independent and go to ``asked.workers`` processes. Raises UsageError or InputError for what does not fit
    the workspace.
    """
    asked = asked or Asked()
    tasks: list[tuple[int, _Task]] = []
    for number, file in enumerate(files):
        refuse_strangers(file.base, basis.workspace, file.source)
        window_of(file.base, basis.horizon)
        levels = asked.levels or file.levels
        weather = weather_of(basis.workspace, {level: file.at[level] for level in levels}, basis.horizon)
        tasks += [(number, _Task(basis, file.at[level], level, weather[level], asked)) for level in levels]
    unlike = {_today_key(task): task for _, task in tasks}
    with executor(min(asked.workers, len(tasks)) or 1) as pool:
        today = dict(zip(unlike, pool.map(_today, unlike.values()), strict=True))
        done = list(pool.map(_run_level, [replace(task, today=today[_today_key(task)]) for _, task in tasks]))
    return tuple(
        WhatIfRun(file, basis, asked, {run.level: run for (owner, _), run in zip(tasks, done, strict=True) if owner == number})
        for number, file in enumerate(files)
    )


def _today_key(task: _Task) -> tuple[Horizon, str]:
    """What the roster without the what-if is judged by."""
    return window_of(task.spec, task.basis.horizon), task.spec.hours_system


def _today(task: _Task) -> State:
    """The roster in force without the what-if."""
    basis, asked = task.basis, task.asked
    today = Situation(basis.workspace, basis.problem(), basis.forecast, basis.as_of)
    judging = Judging(window_of(task.spec, basis.horizon), asked.replications, asked.seed)
    return _state("today", today, basis.roster, basis, judging, task.spec)


def _run_level(task: _Task) -> LevelRun:
    basis, spec, asked = task.basis, task.spec, task.asked
    window = window_of(spec, basis.horizon)
    judging = Judging(window, asked.replications, asked.seed)
    changed = changed_workspace(basis.workspace, spec, basis.horizon)
    situation = situation_of(basis, spec, changed, task.weather)
    stands = without_absentees(basis.roster, basis.workspace, changed)
    chosen = _best(situation, stands, spec, window)
    if chosen:
        changed = changed_workspace(basis.workspace, spec, basis.horizon, chosen)
        situation = replace(situation, workspace=changed, problem=basis.problem(changed, situation.problem.demand))
    helped, called, refused, lent = help_from(situation, stands, spec, asked.called_before)
    rosters = {"stands": stands, "helped": helped}
    states = {"today": task.today or _today(task)}
    for name, roster in rosters.items():
        if name == "stands" or called or lent:
            states[name] = _state(name, _judged_in(situation, name), roster, basis, judging, spec)
    if asked.resolve is not None:
        made = resolve(situation.problem, stands, (window.start, window.end), asked.resolve, asked.seed)
        states["resolved"] = _state("resolved", situation, made.roster, basis, judging, spec)
    absent = tuple(sorted({leave.employee for leave in changed.leave[len(basis.workspace.leave) :]}))
    return LevelRun(
        task.level, window, situation, basis.opened.demand, states, called, refused, lent, chosen, absent, task.weather
    )


def situation_of(basis: Basis, spec: WhatIf, changed: Workspace, weather: Weather) -> Situation:
    forecast = forecast_under(basis.workspace, basis.forecast, spec, basis.horizon, weather=weather, changed=changed)
    same = (
        forecast is basis.forecast and changed.projects == basis.workspace.projects and changed.skills == basis.workspace.skills
    )
    demand = basis.opened.demand if same else demand_under(changed, forecast, basis.horizon, basis.opened.demand)
    return Situation(changed, basis.problem(changed, demand), forecast, basis.as_of)


def _judged_in(situation: Situation, name: str) -> Situation:
    """People called in or lent may serve on emergency-only certificates."""
    return replace(situation, problem=emergency_problem(situation.problem)) if name == "helped" else situation


def _state(name: str, situation: Situation, roster: Roster, basis: Basis, judging: Judging, spec: WhatIf) -> State:
    changes = len(diff(basis.roster, roster).changes)
    pay = pay_hours(situation.problem, roster, spec.hours_system, basis.roster)
    return State(name, roster, judge(situation, roster, judging), pay, changes)


def _best(situation: Situation, roster: Roster, spec: WhatIf, window: Horizon) -> tuple[Skill, ...]:
    """Certificates of ``best`` so many: by what they promise at the cover of the roster (``worth``)."""
    found: list[Skill] = []
    for part in spec.train:
        if part.best:
            since = part.from_date
            days = [day for day in window.dates if since is None or day >= since]
            ranked = promises(situation.problem, roster, days, [part.project])
            found += [trained_skill(one.employee, part.project, since) for one in ranked[: part.best]]
    return tuple(found)


def help_from(
    situation: Situation, roster: Roster, spec: WhatIf, called_before: Mapping[str, int] | None
) -> tuple[Roster, tuple[Called, ...], int, tuple[Lent, ...]]:
    """``roster`` with people lent and called in as the what-if says; the number of free people who could not be called."""
    helped, lent = lend(situation.problem, roster, spec) if spec.lend else (roster, ())
    called: list[Called] = []
    refused = 0
    before = dict(called_before or {})
    for day in _days(spec.call_up):
        if day not in situation.problem.horizon or spec.call_up is None:
            continue
        found = call_up(
            situation.problem,
            helped,
            wanted_on(spec.call_up, day, situation),
            quota=quota_of(situation.workspace, spec.call_up.level),
            called_before=before,
        )
        helped = found.roster
        called += found.called
        refused += len(found.refused.get(day, {}))
        for one in found.called:
            before[one.duty.employee] = before.get(one.duty.employee, 0) + 1
    return helped, tuple(called), refused, lent


def _days(part: CallUp | None) -> tuple[date, ...]:
    return part.days if part is not None else ()


def wanted_on(part: CallUp, day: date, situation: Situation) -> Wanted:
    """What is looked for on one day."""
    every = tuple(project.project for project in situation.workspace.projects)
    return Wanted((day,), every if ALL in part.projects else part.projects, part.people, part.least_worth)


def quota_of(workspace: Workspace, level: int) -> Quota:
    """The quotas of echelon levels up to ``level``; nobody is limited at level 0 or without echelons.csv."""
    return EchelonQuota(workspace, range(1, level + 1)) if level and workspace.echelons else NoQuota()
