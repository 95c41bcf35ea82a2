"""The audit's own reading of off-phone work: who may make it up, and what is owed at the end of the day, minute by minute."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence

from wfm.data.day_changes import DayChange
from wfm.data.tables import OffPhoneWork
from wfm.roster.day.check_paint import DAY, OFF_PHONE, Painted, paint
from wfm.roster.day.task import Claim, DayTask

Found = Iterator[tuple[str, dict[str, object]]]


def make_up_findings(task: DayTask, painted: Painted, change: DayChange) -> Found:
    """Everything wrong with a stretch of off-phone work done by somebody who is at the phones today."""
    values: dict[str, object] = {"shift": change.shift}
    minutes = change.to_minute - change.from_minute
    if change.from_minute < painted.begin + painted.shift.overlap_minutes or change.to_minute > min(painted.end, DAY):
        yield "tweak.bad_make_up_outside", values
    if minutes < task.settings.min_block_minutes or minutes % task.interval:
        yield "tweak.bad_make_up_length", values
    if not painted.home or change.project or _row(task, change.employee, change.shift) is None:
        yield "tweak.bad_make_up_work", values


def owed_units(task: DayTask, changes: Sequence[DayChange], claim: Claim) -> int:
    """Intervals (a started one counts whole) of off-phone work that these changes of the day take and nobody makes up."""
    balance: dict[tuple[str, str], int] = defaultdict(int)
    names = {change.employee for change in changes if change.kind.value in ("take-calls", "off-phone")}
    for name in sorted(names):
        own = [change for change in changes if change.employee == name]
        painted = paint(task, claim, name, [change for change in own if change not in task.standing])
        if painted is None:
            continue
        for change in own:
            span = range(change.from_minute, change.to_minute)
            if change.kind.value == "take-calls":
                taken = sum(painted.minutes.get(minute) == change.project for minute in span)
                balance[_work(task, name, painted.shift.shift)] += taken
            elif change.kind.value == "off-phone":
                done = sum(painted.minutes.get(minute) == OFF_PHONE for minute in span)
                balance[_work(task, name, change.shift)] -= done
    return sum(math.ceil(minutes / task.interval) for minutes in balance.values() if minutes > 0)


def _work(task: DayTask, name: str, shift: str) -> tuple[str, str]:
    row = _row(task, name, shift)
    return ("", name) if row is None else (row.task, "")


def _row(task: DayTask, name: str, shift: str) -> OffPhoneWork | None:
    """The row of offphone.csv that asks this work of the person today; the gate leaves study only."""
    person = task.problem.employee[name]
    for row in task.problem.offphone:
        named = row.employee == name if row.employee else row.team in ("", person.team)
        if row.shift == shift and named and row.from_date <= task.day <= row.deadline:
            study = task.problem.shifts[shift].kind.value == "study"
            if study or not below_gate(task, name):
                return row
    return None


def below_gate(task: DayTask, name: str) -> bool:
    """Whether the energy gate keeps the person from the phones."""
    for rule, force in task.problem.rules:
        if rule.id == "energy-gate":
            person = task.problem.employee[name]
            params = force.of(person)
            return params is not None and person.energy_value is not None and person.energy_value < params.threshold
    return False
