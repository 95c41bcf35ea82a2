"""Who of a group of alike people takes which path: whoever was moved least this month first, ids decide the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wfm.data.day_changes import ChangeKind, DayChange
from wfm.data.roster import Duty
from wfm.roster.day.callins import called_duty, standing_in
from wfm.roster.day.law import Law
from wfm.roster.day.network import Group, Move, moves_of, price_of
from wfm.roster.day.off_phone import owed_price
from wfm.roster.day.search import Path, Plan
from wfm.roster.day.task import CONSENT, DayTask


@dataclass(frozen=True)
class Assigned:
    """Changes by person and time, duties of those called in, and what all of it costs."""

    changes: tuple[DayChange, ...]
    duties: tuple[Duty, ...]
    price: int


def burden(task: DayTask) -> tuple[Counter[str], Counter[str]]:
    """(times moved, times called in) of everybody this month, from the day's book."""
    moved: Counter[str] = Counter()
    called: Counter[str] = Counter()
    for change in (*task.history, *task.standing):
        same_month = (change.day.year, change.day.month) == (task.day.year, task.day.month)
        if same_month and change.kind is not ChangeKind.ABSENT:
            moved[change.employee] += 1
            called[change.employee] += change.kind is ChangeKind.CALL_IN
    return moved, called


def assigned(task: DayTask, law: Law, plan: Plan) -> Assigned:
    """The plan's paths given to people."""
    moved, called = burden(task)
    changes: list[DayChange] = []
    duties: list[Duty] = []
    price = 0
    for group, paths in zip(plan.model.groups, plan.paths, strict=True):
        for employee, path in _shared(task, law, group, paths, moved, called):
            price += price_of(group.net, path)
            for move in moves_of(group.net, path):
                changes.append(_change(task, employee, move))
                if move.kind is ChangeKind.CALL_IN:
                    duties.append(called_duty(task, employee, move))
    return Assigned(tuple(sorted(changes)), tuple(sorted(duties)), price + owed_price(task, changes))


def _shared(
    task: DayTask,
    law: Law,
    group: Group,
    paths: Sequence[Path],
    moved: Mapping[str, int],
    called: Mapping[str, int],
) -> list[tuple[str, Path]]:
    """Changed paths go to people in order; everybody else stays as planned."""
    changed = sorted(path for path in paths if any(group.net.arcs[k].move for k in path))
    if group.net.optional:
        people = list(group.people)
        pairs = []
        for path in changed:
            move = next(moves_of(group.net, path))
            chosen = min(people, key=lambda name: standing_in(task, law, name, move.project, called).key)
            people.remove(chosen)
            pairs.append((chosen, path))
        return pairs
    people = sorted(group.people, key=lambda name: (moved.get(name, 0), name))
    return list(zip(people, changed, strict=False))


def _change(task: DayTask, employee: str, move: Move) -> DayChange:
    return DayChange(
        employee=employee,
        day=task.day,
        kind=move.kind,
        from_minute=move.since,
        to_minute=move.until,
        project=move.project,
        shift=move.shift,
        consent=move.kind in CONSENT,
    )
