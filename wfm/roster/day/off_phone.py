"""Off-phone work of the day: what a duty does, who else may do it, what is taken for the phones, made up and owed.

Work is a row of offphone.csv, and shared work is done by whoever of its pool does it: an hour that the phones take from one
person is made up by an hour in which another leaves the phones for it. A duty on an off-phone shift that no row asks for is
the person's own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from wfm.data.day_changes import ChangeKind, DayChange
from wfm.data.demand import IntArray
from wfm.data.tables import Employee, OffPhoneWork
from wfm.roster.day.state import Span, without
from wfm.roster.day.task import DayTask
from wfm.roster.rules.stating import does_task

Work = tuple[str, str]
"""(id in offphone.csv, ""), or ("", employee) where no row asks for the duty."""


@dataclass(frozen=True)
class Owed:
    """Minutes of a person's off-phone work ``taken`` for the phones today, ``made_up`` (by ``helpers``), ``owed``. ``work``: id
    in offphone.csv, empty where no row asks for it; ``deadline``: of the row."""

    employee: str
    shift: str
    work: str
    name: str
    deadline: date | None
    taken: int
    made_up: int
    owed: int
    helpers: tuple[str, ...]

    def to_json(self) -> dict[str, object]:
        """Plain data."""
        deadline = None if self.deadline is None else self.deadline.isoformat()
        return {**vars(self), "deadline": deadline, "helpers": list(self.helpers)}


def row_of(task: DayTask, person: Employee, shift: str) -> OffPhoneWork | None:
    """The row of offphone.csv that ``person`` would serve on this shift today: at most one (``wfm check`` sees to it)."""
    rows = (row for row in task.problem.offphone if row.shift == shift and row.from_date <= task.day <= row.deadline)
    return next((row for row in rows if does_task(task.problem, row, person)), None)


def work_of(task: DayTask, person: Employee, shift: str) -> Work:
    """What the person's duty on this off-phone shift is for."""
    row = row_of(task, person, shift)
    return (row.task, "") if row is not None else ("", person.employee)


def works_open_to(task: DayTask, person: Employee) -> Iterator[tuple[Work, str]]:
    """(work, its shift) the person may make up instead of calls today."""
    for row in task.problem.offphone:
        if row_of(task, person, row.shift) is row:
            yield (row.task, ""), row.shift


@dataclass(frozen=True)
class _Piece:
    work: Work
    employee: str
    shift: str
    span: Span


def _pieces(task: DayTask, changes: Iterable[DayChange], kind: ChangeKind) -> list[_Piece]:
    """Stretches of this kind that are really worked, in order of time."""
    every = list(changes)
    gone: dict[str, list[Span]] = defaultdict(list)
    for change in every:
        if change.kind in (ChangeKind.ABSENT, ChangeKind.RELEASE):
            gone[change.employee].append((change.from_minute, change.to_minute))
    found = []
    for change in every:
        duty = task.duty(change.employee)
        if change.kind is not kind or duty is None:
            continue
        shift = change.shift if kind is ChangeKind.OFF_PHONE else duty.shift
        work = work_of(task, task.problem.employee[change.employee], shift)
        for span in without([(change.from_minute, change.to_minute)], gone[change.employee]):
            found.append(_Piece(work, change.employee, shift, span))
    return sorted(found, key=lambda piece: (piece.span, piece.employee))


def balances(task: DayTask, changes: Iterable[DayChange]) -> dict[Work, int]:
    """Minutes taken less minutes made up, by work; below 0 where more was done than taken."""
    every = list(changes)
    found: dict[Work, int] = defaultdict(int)
    for kind, sign in ((ChangeKind.TAKE_CALLS, 1), (ChangeKind.OFF_PHONE, -1)):
        for piece in _pieces(task, every, kind):
            found[piece.work] += sign * (piece.span[1] - piece.span[0])
    return dict(found)


def owed_price(task: DayTask, changes: Iterable[DayChange]) -> int:
    """What ``changes`` add to the price of off-phone work owed at the end of the day, above what stands already."""
    before, after = (balances(task, made) for made in (task.standing, (*task.standing, *changes)))
    return hour_price(task) * sum(_units(task, after, work) - _units(task, before, work) for work in {*before, *after})


def hour_price(task: DayTask) -> int:
    """Price of an interval owed."""
    return task.settings.per_interval(task.settings.off_phone_hour_price, task.interval)


def _units(task: DayTask, balance: Mapping[Work, int], work: Work) -> int:
    return -(-max(0, balance.get(work, 0)) // task.interval)


def account_curve(task: DayTask, planned: int, standing: int) -> IntArray:
    """Price when 0, 1, 2, ... intervals of a work are done in the rest of the day, above what stands: ``planned`` intervals of
    people who may still be moved, ``standing`` minutes owed already (below 0: done ahead)."""
    due = planned + -(-standing // task.interval)
    done = np.arange(max(0, due) + 1)
    return np.asarray(hour_price(task) * (np.maximum(0, due - done) - max(0, due - planned)), np.int64)


def owed_by(task: DayTask, changes: Iterable[DayChange]) -> tuple[Owed, ...]:
    """Everybody whose off-phone work the phones take today; what is made up goes to whoever was taken first."""
    every = [*task.standing, *changes]
    made = [(piece, piece.span[1] - piece.span[0]) for piece in _pieces(task, every, ChangeKind.OFF_PHONE)]
    taken: dict[tuple[str, str, Work], int] = defaultdict(int)
    for piece in _pieces(task, every, ChangeKind.TAKE_CALLS):
        taken[piece.employee, piece.shift, piece.work] += piece.span[1] - piece.span[0]
    found = []
    for (employee, shift, work), minutes in taken.items():
        left, helpers, rest = minutes, [], []
        for piece, free in made:
            used = min(left, free) if piece.work == work else 0
            left -= used
            helpers += [piece.employee] if used else []
            rest.append((piece, free - used))
        made = rest
        row = row_of(task, task.problem.employee[employee], shift)
        name, deadline = (row.name or row.task, row.deadline) if row is not None else ("", None)
        made_by = tuple(dict.fromkeys(helpers))
        found.append(Owed(employee, shift, work[0], name, deadline, minutes, minutes - left, left, made_by))
    return tuple(found)
