"""From seats to the desks of days, and the desks that the explanation of a difference needs beside them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
import numpy.typing as npt

from wfm.scenario.simulated_seats import DAY_SECONDS, Seat, Seats
from wfm.simulation.model import Desk, IntArray
from wfm.simulation.study import COOL_DOWN, WARM_UP, DayPlan

Routing = Literal["dedicated", "pooled"]
Taken = tuple[tuple[int, int], ...]
"""(column, level) of every project a seat takes."""


@dataclass(frozen=True)
class Groups:
    """Seats with the same choices. ``level`` [groups, projects] as in ``Desk``; ``number``: choices -> row."""

    level: npt.NDArray[np.int16]
    number: dict[Taken, int]


def groups_of(seats: Seats, routing: Routing) -> Groups:
    """The groups of all seats of a roster, the same for every day."""
    number: dict[Taken, int] = {}
    for seat in seats.seats:
        number.setdefault(_taken(seat, routing), len(number))
    level = np.zeros((max(1, len(number)), len(seats.projects)), np.int16)
    for taken, row in number.items():
        for column, rank in taken:
            level[row, column] = rank
    return Groups(level, number)


def day_plan(seats: Seats, groups: Groups, day: date, first: date, routing: Routing, *, own_speed: bool = True) -> DayPlan:
    """The desk of ``day``; ``first``: the roster's first day. Without ``own_speed`` everybody has proficiency 1."""
    there = seats.around(day)
    since = (day - first).days * DAY_SECONDS
    speed = np.ones((len(there), len(seats.projects)))
    for row, seat in enumerate(there):
        for column, _, proficiency in seat.choices:
            speed[row, column] = proficiency if own_speed else 1.0
    sessions = [(row, start - since, end - since) for row, seat in enumerate(there) for start, end in seat.sessions]
    desk = Desk(
        session_seat=np.array([row for row, _, _ in sessions], np.int32),
        session_start=np.array([start for _, start, _ in sessions], np.float64),
        session_end=np.array([end for _, _, end in sessions], np.float64),
        seat_group=np.array([groups.number[_taken(seat, routing)] for seat in there], np.int32),
        speed=speed,
        level=groups.level,
    )
    return DayPlan(day, desk, tuple(seat.key for seat in there), np.array([seat.absence for seat in there], np.float64))


def _taken(seat: Seat, routing: Routing) -> Taken:
    choices = seat.choices if routing == "pooled" else seat.choices[:1]
    return tuple(sorted((column, level) for column, level, _ in choices))


def constant_day(agents: IntArray, day: int, when: date, interval_seconds: float) -> DayPlan:
    """A desk with exactly ``agents`` [days, projects, slots] in each interval, nobody faster, nobody absent.

    A rise of the number opens sessions, a fall ends the ones opened last; days outside the array have nobody.
    """
    days, projects, slots = agents.shape
    rows = np.zeros((projects, 3 * slots), np.int64)
    for offset in (-1, 0, 1):
        if 0 <= day + offset < days:
            rows[:, (offset + 1) * slots : (offset + 2) * slots] = agents[day + offset]
    first = slots - round(WARM_UP / interval_seconds)
    last = 2 * slots + round(COOL_DOWN / interval_seconds)
    found = [(p, start, end) for p in range(projects) for start, end in _runs(rows[p, first:last])]
    moments = np.array([(start, end) for _, start, end in found], np.float64).reshape(-1, 2)
    moments = (moments + first - slots) * interval_seconds
    count = len(found)
    desk = Desk(
        session_seat=np.arange(count, dtype=np.int32),
        session_start=np.ascontiguousarray(moments[:, 0]),
        session_end=np.ascontiguousarray(moments[:, 1]),
        seat_group=np.array([p for p, _, _ in found], np.int32),
        speed=np.ones((count, projects)),
        level=np.eye(projects, dtype=np.int16),
    )
    return DayPlan(when, desk, tuple(str(k) for k in range(count)), np.zeros(count))


def _runs(row: IntArray) -> list[tuple[int, int]]:
    """(first, end) slots of sessions that add up to ``row``."""
    opened: list[int] = []
    runs: list[tuple[int, int]] = []
    for slot, wanted in enumerate([*row.tolist(), 0]):
        while len(opened) > wanted:
            runs.append((opened.pop(), slot))
        opened.extend([slot] * (wanted - len(opened)))
    return runs
