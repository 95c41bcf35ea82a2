"""Duty codes: every (shift, project, break placement), and the intervals in which it puts a person at the desk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wfm.data.tables import Project, Shift
from wfm.timegrid import minutes_of

MAX_PLACEMENTS = 3
"""Break placements offered to the month; the day layer refines them."""


@dataclass(frozen=True)
class Code:
    """A duty as engines see it. ``slots``: intervals at the desk, counted from midnight of the duty's date (>= a day's
    slots = next day); empty for off-phone shifts."""

    shift: str
    project: str
    break_start: int | None
    slots: tuple[int, ...]


def placements(shift: Shift, interval: int) -> tuple[int | None, ...]:
    """Break starts offered for ``shift``, minutes after its start: at most three, spread over the window."""
    if shift.break_minutes == 0:
        return (None,)
    grid = list(range(shift.break_from, shift.break_to + 1, interval)) or [shift.break_from]
    if len(grid) <= MAX_PLACEMENTS:
        return tuple(grid)
    return grid[0], grid[len(grid) // 2], grid[-1]


def desk_slots(shift: Shift, break_start: int | None, interval: int) -> tuple[int, ...]:
    """Intervals in which at least half of the minutes are spent at the desk."""
    begin = minutes_of(shift.start)
    desk = begin + shift.overlap_minutes
    pieces = [(desk, begin + shift.minutes)]
    if break_start is not None:
        pause = begin + break_start
        pieces = [(desk, pause), (max(desk, pause + shift.break_minutes), begin + shift.minutes)]
    last = (begin + shift.minutes + interval - 1) // interval
    found = []
    for slot in range(begin // interval, last):
        low, high = slot * interval, (slot + 1) * interval
        minutes = sum(max(0, min(high, to) - max(low, since)) for since, to in pieces)
        if 2 * minutes >= interval:
            found.append(slot)
    return tuple(found)


def duty_codes(shifts: Mapping[str, Shift], projects: Sequence[Project], interval: int) -> tuple[Code, ...]:
    """Every code of the centre, shift by shift; off-phone shifts have one code without project."""
    codes: list[Code] = []
    for shift in shifts.values():
        if not shift.covers:
            codes.append(Code(shift.shift, "", None, ()))
            continue
        for project in projects:
            if not may_serve(shift, project.project):
                continue
            for break_start in placements(shift, interval):
                codes.append(Code(shift.shift, project.project, break_start, desk_slots(shift, break_start, interval)))
    return tuple(codes)


def may_serve(shift: Shift, project: str) -> bool:
    """Whether the shift may be served on ``project``: one that takes calls and names it, or names none."""
    named = {name.strip() for name in shift.projects.split(";") if name.strip()}
    return shift.covers and (not named or project in named)
