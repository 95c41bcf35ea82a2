"""The audit's own picture of a person's day: a sign for every minute of three days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from wfm.data.day_changes import DayChange
from wfm.data.demand import IntArray
from wfm.data.roster import Duty
from wfm.data.tables import Shift
from wfm.roster.day.task import Claim, DayTask

DAY = 1440
BREAK, OFF_PHONE, GONE = "#break", "#off-phone", "#gone"


@dataclass(frozen=True)
class Painted:
    """``minutes``: minute -> project, or a sign; ``old_pause``: the break before these changes; ``clashes``: minutes given two
    uses; ``first``, ``last``: minutes worked first and last."""

    employee: str
    shift: Shift
    home: str
    begin: int
    end: int
    pause: tuple[int, int] | None
    old_pause: tuple[int, int] | None
    minutes: dict[int, str]
    clashes: int

    @property
    def first(self) -> int:
        """The first minute of the day's work."""
        return min((minute for minute, sign in self.minutes.items() if sign != GONE), default=self.begin)

    @property
    def last(self) -> int:
        """The minute after the last of the day's work."""
        return max((minute for minute, sign in self.minutes.items() if sign != GONE), default=self.end - 1) + 1


def paint(task: DayTask, claim: Claim, name: str, changes: Sequence[DayChange]) -> Painted | None:
    """The day of a person with these changes; None without a duty."""
    duties = (*task.roster.duties, *task.asked, *claim.duties)
    duty = next((duty for duty in duties if duty.employee == name and duty.day == task.day), None)
    if duty is None:
        return None
    earlier = [change for change in task.standing if change.employee == name]
    return painted_duty(task, duty, [*earlier, *changes], 0)


def painted_duty(task: DayTask, duty: Duty, changes: Iterable[DayChange], shifted: int) -> Painted:
    """A duty and its changes; ``shifted``: minutes from the task's midnight to that of the duty's day."""
    shift = task.problem.shifts[duty.shift]
    hours, minutes = shift.start.split(":")[:2]
    begin = int(hours) * 60 + int(minutes) + shifted
    end = begin + shift.minutes
    old: tuple[int, int] | None = None
    if shift.break_minutes:
        since = begin + (shift.break_from if duty.break_start is None else duty.break_start)
        old = (since, since + shift.break_minutes)
    every = list(changes)
    moved = [change for change in every if change.kind.value == "break"]
    pause = (moved[-1].from_minute + shifted, moved[-1].to_minute + shifted) if moved else old
    signs: dict[int, str] = {}
    for minute in range(begin + shift.overlap_minutes, end):
        signs[minute] = duty.project or OFF_PHONE
    clashes = 0
    taken: set[int] = set(range(*pause)) if pause else set()
    for change in every:
        span = range(change.from_minute + shifted, change.to_minute + shifted)
        kind = change.kind.value
        if kind in ("lend", "take-calls", "off-phone"):
            clashes += len(taken & set(span))
            taken.update(span)
            signs.update(dict.fromkeys(span, change.project if kind != "off-phone" else OFF_PHONE))
        elif kind == "extend":
            signs.update(dict.fromkeys(span, duty.project))
    for minute in range(*pause) if pause else ():
        signs[minute] = BREAK
    for change in every:
        if change.kind.value in ("absent", "release"):
            span = range(change.from_minute + shifted, change.to_minute + shifted)
            signs.update(dict.fromkeys(span, GONE))
    return Painted(duty.employee, shift, duty.project, begin, end, pause, old, signs, clashes)


def painted_cover(task: DayTask, claim: Claim) -> IntArray:
    """Agents at every desk [2 * slots, projects] after the changes: everybody painted anew, last night and tomorrow too."""
    cover = np.zeros((2 * task.slots, len(task.demand.projects)), np.int64)
    place = {project: number for number, project in enumerate(task.demand.projects)}
    for duty, changes, shifted in _everybody(task, claim):
        spent = Counter(
            (minute // task.interval, sign)
            for minute, sign in painted_duty(task, duty, changes, shifted).minutes.items()
            if sign in place
        )
        for (slot, sign), minutes in spent.items():
            if 0 <= slot < len(cover) and minutes >= task.interval - minutes:
                cover[slot, place[sign]] += 1
    return cover


def _everybody(task: DayTask, claim: Claim) -> Iterable[tuple[Duty, list[DayChange], int]]:
    own: dict[str, list[DayChange]] = {}
    for change in (*task.standing, *claim.changes):
        own.setdefault(change.employee, []).append(change)
    other: dict[tuple[str, int], list[DayChange]] = {}
    for change in task.history:
        other.setdefault((change.employee, (change.day - task.day).days), []).append(change)
    seen: set[tuple[str, int]] = set()
    for duty in (*task.roster.duties, *task.asked, *claim.duties, *task.following.values()):
        days = (duty.day - task.day).days
        if -1 <= days <= 1 and (duty.employee, days) not in seen:
            seen.add((duty.employee, days))
            yield duty, own.get(duty.employee, []) if days == 0 else other.get((duty.employee, days), []), days * DAY
    if task.day == task.problem.horizon.start:
        for name in task.problem.employee:
            before = yesterday(task, name)
            if before is not None:
                yield before, other.get((name, -1), []), -DAY


def yesterday(task: DayTask, name: str) -> Duty | None:
    """The duty of the day before, from the previous roster when the month begins today."""
    for duty in task.roster.duties:
        if duty.employee == name and (duty.day - task.day).days == -1:
            return duty
    if task.day != task.problem.horizon.start:
        return None
    for day, cell in task.problem.previous.get(name, {}).items():
        if (day - task.day).days == -1 and cell.shift in task.problem.shifts:
            return Duty(name, day, cell.shift, cell.project)
    return None


def tomorrow(task: DayTask, name: str) -> Duty | None:
    """The duty of the day after."""
    for duty in (*task.roster.duties, *task.following.values()):
        if duty.employee == name and (duty.day - task.day).days == 1:
            return duty
    return None
