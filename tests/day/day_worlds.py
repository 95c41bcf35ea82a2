"""Tiny days in which everything anybody may do can be tried: short shifts, two projects, demand by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import numpy as np

from wfm.data.day_changes import ChangeKind, DayChange
from wfm.data.demand import Demand
from wfm.data.roster import Duty, Roster
from wfm.data.tables import DaySettings, RuleSettings
from wfm.roster.day.check import check_day
from wfm.roster.day.check_paint import painted_cover
from wfm.roster.day.check_prices import recomputed_loss, recomputed_price
from wfm.roster.day.task import CONSENT, Claim, DayTask
from wfm.roster.rules.base import Example
from wfm.roster.rules.book import rule_book
from wfm.roster.rules.example import world

SHIFTS: dict[str, Mapping[str, Any]] = {
    "D": {"start": "08:00", "minutes": 270, "break_minutes": 30, "break_from": 90, "break_to": 150},
    "E": {"start": "11:00", "minutes": 270, "break_minutes": 30, "break_from": 90, "break_to": 150},
    "S": {"start": "08:00", "minutes": 270, "break_minutes": 30, "break_from": 120, "break_to": 120, "kind": "study"},
}
SLOTS = 48
PROJECTS = ("P", "Q")
PLAIN = RuleSettings(rules={"weekends-off": None, "monthly-hours": None, "shift-leader": None, "senior-on-night": None})
EASY = DaySettings(lead_minutes=0, call_in_lead_minutes=30, max_extension_minutes=60)


def demand_of(task: DayTask, curves: Mapping[tuple[int, str], Sequence[int]], floors: Mapping[tuple[int, str], int]) -> Demand:
    """Two days with these curves (slot, project) on the first."""
    shape = (2, SLOTS, len(PROJECTS))
    requirement, floor = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    parts = []
    for day, slot, number in product(range(2), range(SLOTS), range(len(PROJECTS))):
        curve = list(curves.get((slot, PROJECTS[number]), ())) if day == 0 else []
        requirement[day, slot, number] = max(0, len(curve) - 1)
        floor[day, slot, number] = floors.get((slot, PROJECTS[number]), 0) if day == 0 else 0
        parts.append(np.array(curve, np.int64))
    return Demand(
        projects=PROJECTS,
        start=task.day,
        interval_minutes=30,
        requirement=requirement,
        floor=floor,
        load=requirement.astype(np.float64),
        offset=np.cumsum([0, *map(len, parts)], dtype=np.int64),
        loss=np.concatenate(parts) if parts else np.zeros(0, np.int64),
    )


def missing(agents: int, price: int = 10) -> list[int]:
    """A curve: each missing agent costs ``price``."""
    return [price * k for k in range(agents, -1, -1)]


def day_task(
    lines: Mapping[str, str],
    curves: Mapping[tuple[int, str], Sequence[int]],
    *,
    on: int = 0,
    as_of: str = "08:00",
    floors: Mapping[tuple[int, str], int] | None = None,
    settings: DaySettings = EASY,
    rules: RuleSettings = PLAIN,
    cap: int | None = None,
    **changes: Any,
) -> DayTask:
    """The task of day ``on`` of these lines (patterns of D E S, lower case = project Q); other fields of DayTask by name."""
    tables = ("people", "skills", "leave", "wishes", "contract", "centre", "offphone")
    columns = {name: changes.pop(name) for name in tables if name in changes}
    example = Example("a day", lines, shifts=SHIFTS, project={"lending_cap": cap} if cap is not None else {}, **columns)
    problem, roster = world(example)
    problem = replace(problem, rules=rule_book("neutral", rules))
    hours, minutes = as_of.split(":")
    day = problem.horizon.dates[on]
    task = DayTask(problem, roster, day, int(hours) * 60 + int(minutes), problem.demand, settings, **changes)
    return replace(task, demand=demand_of(task, curves, floors or {}))


def truth(task: DayTask, changes: Sequence[DayChange], duties: Sequence[Duty] = ()) -> Claim:
    """The claim that is true of these changes, by the audit's own arithmetic."""
    claim = Claim(np.zeros(0), 0, 0, tuple(changes), tuple(duties))
    cover = painted_cover(task, claim)
    return replace(claim, cover=cover, loss=recomputed_loss(task, cover), price=recomputed_price(task, claim) if changes else 0)


def change(task: DayTask, employee: str, kind: ChangeKind, since: int, until: int, **fields: Any) -> DayChange:
    return DayChange(employee, task.day, kind, since, until, consent=kind in CONSENT, **fields)


Option = tuple[tuple[DayChange, ...], tuple[Duty, ...]]


def options(task: DayTask, employee: str) -> Iterator[Option]:
    """Everything the person may do that the audit finds legal: each break, up to one stretch away before and after it, each
    extension; each duty of a call-in."""
    duty = task.duty(employee)
    for made in _called(task, employee) if duty is None else _at_work(task, employee, duty):
        if not made[0] or not check_day(task, truth(task, *made)):
            yield made


def _called(task: DayTask, employee: str) -> Iterator[Option]:
    yield (), ()
    for shift, project in product(("D", "E"), PROJECTS):
        for pause in range(SHIFTS[shift]["break_from"], SHIFTS[shift]["break_to"] + 1, 30):
            begin = int(SHIFTS[shift]["start"][:2]) * 60
            made = change(task, employee, ChangeKind.CALL_IN, begin, begin + 270, project=project, shift=shift)
            yield (made,), (Duty(employee, task.day, shift, project, pause),)


def _at_work(task: DayTask, employee: str, duty: Duty) -> Iterator[Option]:
    begin = int(SHIFTS[duty.shift]["start"][:2]) * 60
    end = begin + 270
    old = begin + (duty.break_start if duty.break_start is not None else SHIFTS[duty.shift]["break_from"])
    kind = ChangeKind.LEND if duty.project else ChangeKind.TAKE_CALLS
    moved: list[DayChange | None] = [None]
    moved += [change(task, employee, ChangeKind.BREAK, at, at + 30) for at in range(begin + 90, begin + 151, 30) if at != old]
    longer: list[tuple[DayChange, ...]] = [()]
    for k in (30, 60):
        longer.append((change(task, employee, ChangeKind.EXTEND, end, end + k, project=duty.project),))
    if task.release:
        longer += [(change(task, employee, ChangeKind.RELEASE, at, end),) for at in range(begin, end, 30)]
    for pause in moved:
        since = old if pause is None else pause.from_minute
        first = [(), *_stretches(task, employee, kind, begin, since)]
        second = [(), *_stretches(task, employee, kind, since + 30, end)]
        for before, after, more in product(first, second, longer):
            yield (*(() if pause is None else (pause,)), *before, *after, *more), ()
    for k in (30, 60):
        yield (change(task, employee, ChangeKind.EXTEND, begin - k, begin, project=duty.project),), ()


def _stretches(task: DayTask, employee: str, kind: ChangeKind, low: int, high: int) -> Iterator[tuple[DayChange, ...]]:
    for since in range(low, high, 30):
        for until in range(since + 60, high + 1, 30):
            for project in PROJECTS:
                yield (change(task, employee, kind, since, until, project=project),)
            if kind is ChangeKind.LEND and task.problem.offphone:
                yield (change(task, employee, ChangeKind.OFF_PHONE, since, until, shift="S"),)


def cheapest(task: DayTask) -> int:
    """The least cost over every combination of everybody's options, caps kept: by enumeration."""
    base = painted_cover(task, truth(task, ()))
    people = [person.employee for person in task.problem.employees if not _held(task, person.employee)]
    works = Works(task)
    table = [[_column(task, works, base, made) for made in options(task, name)] for name in people]
    best: list[int] = []
    _combined(task, works, table, Column(base, np.zeros((2 * SLOTS, len(PROJECTS)), np.int64), 0, works.standing), best)
    return min(best)


def _held(task: DayTask, employee: str) -> bool:
    return any(made.employee == employee for made in task.standing)


class Works:
    """Off-phone work of shift S on the day: half hours taken less made up, and their price."""

    def __init__(self, task: DayTask) -> None:
        self.task = task
        rows = [row.task for row in task.problem.offphone]
        self.names = [*rows, *(person.employee for person in task.problem.employees)]
        self.price = -(-task.settings.off_phone_hour_price // 2)
        self.standing = self.balance(task.standing)

    def balance(self, changes: Sequence[DayChange]) -> np.ndarray:
        found = np.zeros(len(self.names), np.int64)
        for one in changes:
            sign = {ChangeKind.TAKE_CALLS: 1, ChangeKind.OFF_PHONE: -1}.get(one.kind, 0)
            found[self.names.index(self._name(one.employee))] += sign * (one.to_minute - one.from_minute) // 30
        return found

    def _name(self, employee: str) -> str:
        team = self.task.problem.employee[employee].team
        mine = [row.task for row in self.task.problem.offphone if row.employee == employee or row.employee == "" == row.team]
        mine += [row.task for row in self.task.problem.offphone if row.team and row.team == team]
        return mine[0] if mine else employee

    def owed(self, balance: np.ndarray) -> np.ndarray:
        """Price of these balances beside what stands; balances [..., works]."""
        return np.asarray(self.price * (np.maximum(0, balance) - np.maximum(0, self.standing)).sum(axis=-1))


@dataclass(frozen=True)
class Column:
    """Cover added, people lent by home project, price without what is owed, off-phone work taken less made up."""

    cover: np.ndarray
    lent: np.ndarray
    price: int
    balance: np.ndarray

    def __add__(self, other: Column) -> Column:
        cover, lent = self.cover + other.cover, self.lent + other.lent
        return Column(cover, lent, self.price + other.price, self.balance + other.balance)


def _column(task: DayTask, works: Works, base: np.ndarray, made: Option) -> Column:
    lent = np.zeros((2 * SLOTS, len(PROJECTS)), np.int64)
    balance = works.balance(made[0])
    if not made[0]:
        return Column(np.zeros_like(base), lent, 0, balance)
    claim = truth(task, *made)
    for one in made[0]:
        duty = task.duty(one.employee)
        if one.kind is ChangeKind.LEND and duty is not None:
            lent[one.from_minute // 30 : one.to_minute // 30, PROJECTS.index(duty.project)] += 1
    return Column(claim.cover - base, lent, claim.price - int(works.owed(works.standing + balance)), balance)


def _combined(task: DayTask, works: Works, table: list[Any], so_far: Column, best: list[int]) -> None:
    if not table:
        best.append(recomputed_loss(task, so_far.cover) + so_far.price + int(works.owed(so_far.balance)))
        return
    if len(table) == 1:
        best.append(_last(task, works, table[0], so_far))
        return
    for column in table[0]:
        _combined(task, works, table[1:], so_far + column, best)


def _last(task: DayTask, works: Works, columns: list[Column], so_far: Column) -> int:
    """The last person's best option, all at once."""
    covers = so_far.cover[None] + np.array([column.cover for column in columns])
    away = so_far.lent[None] + np.array([column.lent for column in columns])
    costs = so_far.price + np.array([column.price for column in columns])
    costs = costs + works.owed(so_far.balance[None] + np.array([column.balance for column in columns]))
    for number, project in enumerate(task.problem.projects):
        if project.lending_cap is not None:
            costs = np.where((away[:, :, number] > project.lending_cap).any(axis=1), 1 << 40, costs)
    for slot in range(task.first_slot, task.last_slot):
        day, inside = divmod(slot, task.slots)
        for number in range(len(PROJECTS)):
            curve = task.demand.curve(day, inside, number)
            agents = covers[:, slot, number]
            if len(curve):
                costs = costs + curve[np.minimum(agents, len(curve) - 1)]
            costs = costs + 500 * np.maximum(0, int(task.demand.floor[day, inside, number]) - agents)
    return int(costs.min())


def accepted(task: DayTask, duty_roster: Roster, changes: Sequence[DayChange]) -> DayTask:
    """The task after these changes were decided."""
    return replace(task, roster=duty_roster, standing=(*task.standing, *changes))
