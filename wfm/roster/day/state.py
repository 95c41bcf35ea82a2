"""A person's day as it stands: the duty and what was decided about it, and the intervals it puts at which desk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from wfm.data.day_changes import ChangeKind, DayChange
from wfm.data.roster import Duty
from wfm.data.tables import Shift
from wfm.data.worked import Stretch
from wfm.roster.day.task import AWAY_KINDS, DayTask
from wfm.timegrid import MINUTES_PER_DAY, minutes_of

Span = tuple[int, int]
Cells = tuple[tuple[int, str], ...]
"""(interval from midnight of the day, project) pairs."""


@dataclass(frozen=True)
class PersonDay:
    """``begin``..``end``: the duty; ``early`` and ``late``: the same with extensions; ``pause``: the break; ``blocks``:
    stretches at other desks; ``gone``: stretches not worked (absent, released); ``held``: was told something today already,
    or is absent: stays as it is."""

    employee: str
    shift: Shift
    project: str
    begin: int
    end: int
    early: int
    late: int
    pause: Span | None
    blocks: tuple[Stretch, ...] = ()
    gone: tuple[Span, ...] = ()
    held: bool = False

    @property
    def desk_from(self) -> int:
        """When the handover is over."""
        return self.begin + self.shift.overlap_minutes


def person_day(task: DayTask, duty: Duty, offset: int = 0) -> PersonDay:
    """The day of ``duty`` with what stands for it; minutes count from midnight of the task's day (``offset`` days on)."""
    shift = task.problem.shifts[duty.shift]
    begin = minutes_of(shift.start) + offset * MINUTES_PER_DAY
    end = begin + shift.minutes
    pause = None
    if shift.break_minutes:
        start = begin + (shift.break_from if duty.break_start is None else duty.break_start)
        pause = (start, start + shift.break_minutes)
    plain = PersonDay(duty.employee, shift, duty.project, begin, end, begin, end, pause)
    changes = task.standing_of.get(duty.employee, ()) if offset == 0 else _of_day(task.history, duty)
    return with_changes(plain, changes, offset * MINUTES_PER_DAY)


def _of_day(changes: Iterable[DayChange], duty: Duty) -> Iterator[DayChange]:
    return (change for change in changes if change.employee == duty.employee and change.day == duty.day)


def with_changes(state: PersonDay, changes: Iterable[DayChange], shift_by: int = 0) -> PersonDay:
    """``state`` after these changes; a person with any of them is held."""
    for change in changes:
        span = (change.from_minute + shift_by, change.to_minute + shift_by)
        state = replace(state, held=True)
        if change.kind is ChangeKind.BREAK:
            state = replace(state, pause=span)
        elif change.kind in AWAY_KINDS or change.kind is ChangeKind.OFF_PHONE:
            project = "" if change.kind is ChangeKind.OFF_PHONE else change.project
            state = replace(state, blocks=(*state.blocks, Stretch(*span, project)))
        elif change.kind is ChangeKind.EXTEND:
            state = replace(state, early=min(state.early, span[0]), late=max(state.late, span[1]))
        elif change.kind in (ChangeKind.ABSENT, ChangeKind.RELEASE):
            state = replace(state, gone=(*state.gone, span))
    return state


def cells_of(state: PersonDay, interval: int) -> Cells:
    """Where the person counts: intervals of which at least half is spent at a project's desk."""
    minutes: dict[tuple[int, str], int] = {}
    for since, until, project in _pieces(state):
        for slot in range(since // interval, -(-until // interval)):
            spent = min(until, (slot + 1) * interval) - max(since, slot * interval)
            minutes[slot, project] = minutes.get((slot, project), 0) + spent
    return tuple(sorted(cell for cell, spent in minutes.items() if 2 * spent >= interval))


def _pieces(state: PersonDay) -> Iterator[tuple[int, int, str]]:
    """Stretches at a desk, without break, handover and time away."""
    pause = [state.pause] if state.pause else []
    away = [(block.from_minute, block.to_minute) for block in state.blocks]
    home = [(state.early, state.begin), (state.desk_from, state.late)]
    if state.project:
        for since, until in without(home, [*pause, *away, *state.gone]):
            yield since, until, state.project
    for block in state.blocks:
        if block.project:
            for since, until in without([(block.from_minute, block.to_minute)], [*pause, *state.gone]):
                yield since, until, block.project


def without(spans: Iterable[Span], taken: Iterable[Span]) -> list[Span]:
    """What is left of ``spans`` outside ``taken``."""
    left = [span for span in spans if span[0] < span[1]]
    for low, high in taken:
        left = [
            piece
            for since, until in left
            for piece in ((since, min(until, low)), (max(since, high), until))
            if piece[0] < piece[1]
        ]
    return sorted(left)
