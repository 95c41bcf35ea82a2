"""The world of the rules' worked examples: three shifts, a study day, two projects, patterns for lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np

from wfm.calendars import calendar_for
from wfm.data.awards import Award, AwardKind, ServedWish
from wfm.data.change_policy import ChangePolicy
from wfm.data.demand import Demand
from wfm.data.roster import Duty, Roster
from wfm.data.tables import (
    OFF,
    Centre,
    Contract,
    Employee,
    Leave,
    Lock,
    OffPhoneWork,
    Preference,
    PreviousDuty,
    Project,
    Requirement,
    Shift,
    Skill,
)
from wfm.roster.problem import RosterProblem
from wfm.roster.rules.base import Example, InForce, Rule
from wfm.timegrid import Horizon

SLOTS = 48
LOST = 10
"""Price of an agent missing against ``Example.need``."""
SHIFTS: Mapping[str, Mapping[str, Any]] = {
    "D": {"start": "08:00", "minutes": 510, "kind": "day", "break_minutes": 30, "break_from": 180, "break_to": 240},
    "E": {"start": "15:00", "minutes": 510, "kind": "evening", "break_minutes": 30, "break_from": 180, "break_to": 240},
    "N": {"start": "22:00", "minutes": 600, "kind": "night", "break_minutes": 60, "break_from": 180, "break_to": 300},
    "S": {"start": "09:00", "minutes": 510, "kind": "study", "break_minutes": 30, "break_from": 180, "break_to": 240},
}


def world(example: Example, rule: Rule[Any] | None = None) -> tuple[RosterProblem, Roster]:
    """The example's task and roster. The rule book holds ``rule`` with the example's parameters, and the rules beside it.

    The horizon is as long as the longest pattern after ``|``; shorter lines end in days off.
    """
    start = date.fromisoformat(example.start)
    lines = {name: _split(pattern) for name, pattern in example.lines.items()}
    horizon = Horizon(start, max(len(planned) for _, planned in lines.values()))
    shifts = {name: {**SHIFTS.get(name, {}), **example.shifts.get(name, {})} for name in [*SHIFTS, *example.shifts]}
    projects = ("P", "Q")
    problem = RosterProblem(
        horizon=horizon,
        centre=Centre(**{"name": "example", **example.centre}),
        employees=tuple(Employee(**{"employee": name, "contract": "full", **example.people.get(name, {})}) for name in lines),
        contracts={"full": Contract(**{"contract": "full", "month_minutes": 60000, **example.contract})},
        shifts={name: Shift(**{"shift": name, **columns}) for name, columns in shifts.items()},
        projects=(Project(**{"project": "P", **example.project}), Project(project="Q")),
        skills=_grouped(_skills(example, lines)),
        leave=_grouped(
            Leave(employee=name, kind=kind, from_date=start + timedelta(days=first), to_date=start + timedelta(days=last))
            for name, first, last, kind in example.leave
        ),
        preferences=_grouped(_wish(wish, start) for wish in example.wishes),
        locks=_grouped(
            Lock(employee=name, date=start + timedelta(days=day), shift=shift, project=project)
            for name, day, (shift, _, project) in ((name, day, cell.partition("/")) for name, day, cell in example.locks)
        ),
        previous=_previous(lines, start),
        demand=_demand(example, horizon, projects),
        calendar=calendar_for("CN"),
        rules=_book(example, rule),
        offphone=tuple(_task(row, start) for row in example.offphone),
        requirements=tuple(_requirement(row, start) for row in example.requirements),
        awards=tuple(_award(row, start) for row in example.awards),
    )
    if example.published:
        problem = replace(problem, base=roster(problem, example.published), policy=_policy(example, start))
    return problem, roster(problem, {name: planned for name, (_, planned) in lines.items()})


def _policy(example: Example, start: date) -> ChangePolicy:
    given = dict(example.policy)
    people = given.get("people")
    return ChangePolicy(
        as_of=datetime.combine(start, time()) + timedelta(hours=given.get("as_of", 0)),
        days=frozenset(start + timedelta(days=day) for day in given.get("days", range(7))),
        people=None if people is None else frozenset(people),
        max_changes=given.get("max_changes"),
        before=given.get("before", {}),
        absent=frozenset((name, start + timedelta(days=day)) for name, day in given.get("absent", ())),
    )


def roster(problem: RosterProblem, lines: Mapping[str, str]) -> Roster:
    """Patterns after ``|`` as a roster; every break at its earliest placement."""
    duties = []
    for name, planned in lines.items():
        for day, sign in zip(problem.horizon.dates, planned, strict=False):
            if sign != ".":
                shift = problem.shifts[sign.upper()]
                pause = shift.break_from if shift.break_minutes else None
                duties.append(Duty(name, day, shift.shift, _project(sign, shift.covers), pause))
    return Roster(problem.horizon, tuple(duties))


def _project(sign: str, covers: bool) -> str:
    return ("Q" if sign.islower() else "P") if covers else ""


def _split(pattern: str) -> tuple[str, str]:
    before, bar, planned = pattern.rpartition("|")
    return (before, planned) if bar else ("", pattern)


def _previous(lines: Mapping[str, tuple[str, str]], start: date) -> dict[str, dict[date, PreviousDuty]]:
    previous: dict[str, dict[date, PreviousDuty]] = {}
    for name, (before, _) in lines.items():
        days = [start - timedelta(days=len(before) - k) for k in range(len(before))]
        previous[name] = {
            day: PreviousDuty(
                employee=name,
                date=day,
                shift=OFF if sign == "." else sign.upper(),
                project="" if sign == "." else _project(sign, sign.upper() != "S"),
            )
            for day, sign in zip(days, before, strict=True)
            if sign != "?"
        }
    return previous


def _skills(example: Example, lines: Iterable[str]) -> Iterable[Skill]:
    if example.skills:
        return [Skill(**row) for row in example.skills]
    return [Skill(employee=name, project=project) for name in lines for project in ("P", "Q")]


def _wish(wish: Mapping[str, Any], start: date) -> Preference:
    columns = dict(wish)
    if "day" in columns:
        columns["date"] = start + timedelta(days=columns.pop("day"))
    return Preference(**columns)


def _requirement(row: Mapping[str, Any], start: date) -> Requirement:
    columns = {"project": "P", **row}
    columns["date"] = (start + timedelta(days=columns.pop("day"))).isoformat()
    return Requirement(**columns)


def _award(row: Mapping[str, Any], start: date) -> Award:
    def day(number: int) -> date:
        return start + timedelta(days=number)

    served = tuple(ServedWish(day(number), wish, value) for number, wish, value in row.get("served", ()))
    return Award("1", row["employee"], AwardKind(row["kind"]), day(row["first"]), day(row["last"]), 1, served)


def _task(row: Mapping[str, Any], start: date) -> OffPhoneWork:
    columns = dict(row)
    first, last = (start + timedelta(days=columns.pop(key)) for key in ("first", "last"))
    return OffPhoneWork(**columns, from_date=first, deadline=last)


def _grouped(rows: Iterable[Any]) -> dict[str, tuple[Any, ...]]:
    found: defaultdict[str, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.employee].append(row)
    return {name: tuple(entries) for name, entries in found.items()}


def _demand(example: Example, horizon: Horizon, projects: tuple[str, ...]) -> Demand:
    """Requirement of P as in ``need`` with a curve of LOST per missing agent, floors of P as in ``floor``."""
    shape = (horizon.days, SLOTS, len(projects))
    requirement, floor = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    for table, cells in ((requirement, example.need), (floor, example.floor)):
        for (day, slot), agents in cells.items():
            if day < horizon.days:
                table[day, slot, 0] = agents
    curves = [LOST * np.arange(agents, -1, -1) if agents else np.zeros(0, np.int64) for agents in requirement.ravel()]
    return Demand(
        projects=projects,
        start=horizon.start,
        interval_minutes=30,
        requirement=requirement,
        floor=floor,
        load=requirement.astype(np.float64),
        offset=np.cumsum([0, *map(len, curves)], dtype=np.int64),
        loss=np.concatenate(curves).astype(np.int64),
    )


def _book(example: Example, rule: Rule[Any] | None) -> Any:
    from wfm.roster.rules import RULES
    from wfm.roster.rules.book import RuleBook

    own = () if rule is None else ((rule, InForce(rule.Params(**example.params))),)
    others = tuple((other, InForce(other.Params(**example.beside[other.id]))) for other in RULES if other.id in example.beside)
    return RuleBook("example", (*own, *others))
