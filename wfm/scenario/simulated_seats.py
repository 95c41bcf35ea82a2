"""From a roster to who sits at the phones when: each duty becomes a seat with its sessions and its projects.

Times are wall-clock seconds from midnight of the roster's first day; a duty past midnight simply goes on.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise

import numpy as np

from wfm.data.roster import Duty, Roster
from wfm.data.tables import Shift, Skill
from wfm.data.workspace import Workspace
from wfm.errors import InputError
from wfm.simulation.model import FloatArray
from wfm.timegrid import Horizon, minutes_of

DAY_SECONDS = 86_400.0
_GOLDEN = 0.6180339887498949


@dataclass(frozen=True)
class Seat:
    """One person's duty at the phones.

    ``project``: column of the duty's project. ``choices``: (column, level, speed) of every project the person takes under
    pooled routing, the duty's own first at level 1. ``absence``: probability that the person does not come. ``sessions``:
    (start, end) at the desk, ascending.
    """

    employee: str
    day: date
    project: int
    choices: tuple[tuple[int, int, float], ...]
    absence: float
    sessions: tuple[tuple[float, float], ...]

    @property
    def key(self) -> str:
        """Names person and day, so that random absence is the same in every roster."""
        return f"{self.employee}|{self.day.isoformat()}"


@dataclass(frozen=True)
class Seats:
    """The seats of a roster, and what of it is not at the phones: ``unserved`` duties name a project that is not simulated,
    ``off_phone`` duties are study or on call."""

    projects: tuple[str, ...]
    seats: tuple[Seat, ...]
    unserved: int
    off_phone: int

    @cached_property
    def by_day(self) -> dict[date, tuple[Seat, ...]]:
        """Date of the duty -> its seats."""
        found: defaultdict[date, list[Seat]] = defaultdict(list)
        for seat in self.seats:
            found[seat.day].append(seat)
        return {day: tuple(seats) for day, seats in found.items()}

    def around(self, day: date) -> tuple[Seat, ...]:
        """Seats that may be at the desk on ``day`` or shortly before or after it."""
        return tuple(seat for offset in (-2, -1, 0, 1) for seat in self.by_day.get(day + timedelta(days=offset), ()))


def seats_of(workspace: Workspace, roster: Roster, projects: Sequence[str], unplanned: FloatArray) -> Seats:
    """Every duty of ``roster`` on one of ``projects`` as a seat, the night before its first day (previous.csv) included.

    A session begins after the paid handover (``overlap_minutes``) and pauses for the unpaid break; the break of the night
    before is taken at its earliest place. Pooled choices are planned skills valid on the day (never emergency-only ones) on
    projects that the shift allows, by priority. Absence is the mean over the duty of its project's ``unplanned`` share
    [days, projects, slots]. Raises InputError
    for a person or shift that the workspace does not have.
    """
    column = {project: number for number, project in enumerate(projects)}
    shifts = {shift.shift: shift for shift in workspace.shifts}
    skills: defaultdict[str, list[Skill]] = defaultdict(list)
    for skill in workspace.skills:
        skills[skill.employee].append(skill)
    seats, unserved, off_phone = [], 0, 0
    people = {person.employee for person in workspace.employees}
    for duty in (*_night_before(workspace, roster, shifts), *roster.duties):
        if duty.shift not in shifts or duty.employee not in people:
            unknown = "employee" if duty.shift in shifts else "shift"
            raise InputError(f"simulate.unknown_{unknown}", employee=duty.employee, day=duty.day, shift=duty.shift)
        shift = shifts[duty.shift]
        if not shift.covers:
            off_phone += 1
        elif duty.project not in column:
            unserved += 1
        else:
            start = (duty.day - roster.horizon.start).days * DAY_SECONDS
            sessions = tuple((start + since, start + until) for since, until in _sessions(shift, duty.break_start))
            seats.append(
                Seat(
                    employee=duty.employee,
                    day=duty.day,
                    project=column[duty.project],
                    choices=_choices(duty, shift, skills[duty.employee], column),
                    absence=_share(unplanned[:, column[duty.project]].ravel(), sessions, unplanned.shape[2]),
                    sessions=sessions,
                )
            )
    return Seats(tuple(projects), tuple(seats), unserved, off_phone)


def _night_before(workspace: Workspace, roster: Roster, shifts: dict[str, Shift]) -> Iterator[Duty]:
    eve = roster.horizon.start - timedelta(days=1)
    for cell in workspace.previous:
        shift = shifts.get(cell.shift)
        if cell.date == eve and shift is not None and minutes_of(shift.start) + shift.minutes > 1440:
            yield Duty(cell.employee, eve, cell.shift, cell.project, shift.break_from if shift.break_minutes else None)


def _sessions(shift: Shift, break_start: int | None) -> Iterator[tuple[float, float]]:
    """(start, end) at the desk, s from midnight of the duty's date."""
    begin = minutes_of(shift.start)
    desk, end = begin + shift.overlap_minutes, begin + shift.minutes
    pieces = [(desk, end)]
    if break_start is not None and shift.break_minutes:
        pause = begin + break_start
        pieces = [(desk, min(pause, end)), (max(desk, pause + shift.break_minutes), end)]
    for since, until in pieces:
        if until > since:
            yield since * 60.0, until * 60.0


def _choices(duty: Duty, shift: Shift, skills: Sequence[Skill], column: dict[str, int]) -> tuple[tuple[int, int, float], ...]:
    """The duty's project at level 1, then the person's others by priority; equal priorities share a level."""
    allowed = {name.strip() for name in shift.projects.split(";") if name.strip()}
    own = next((skill.proficiency for skill in skills if skill.project == duty.project), 1.0)
    others = [
        skill
        for skill in skills
        if skill.project != duty.project
        and skill.project in column
        and not skill.emergency_only
        and (not allowed or skill.project in allowed)
        and (skill.valid_from is None or skill.valid_from <= duty.day)
        and (skill.valid_to is None or duty.day <= skill.valid_to)
    ]
    levels = {priority: 2 + rank for rank, priority in enumerate(sorted({skill.priority for skill in others}))}
    found = [(column[skill.project], levels[skill.priority], skill.proficiency) for skill in others]
    return (column[duty.project], 1, own), *sorted(found, key=lambda choice: (choice[1], choice[0]))


def planned_away(seats: Seats, horizon: Horizon, planned: FloatArray) -> Seats:
    """``seats`` without their time at planned training and meetings, ``planned`` [days, projects, slots].

    In each run of intervals with one share, that share of the seats at the desk is away for the whole run, spread evenly in
    order of the seats; who it is differs from day to day.
    """
    if not planned.any():
        return seats
    length = DAY_SECONDS / planned.shape[2]
    sessions = {seat.key: list(seat.sessions) for seat in seats.seats}
    for p in range(len(seats.projects)):
        for d, day in enumerate(horizon.dates):
            there = [seat for seat in seats.around(day) if seat.project == p]
            for first, end, share in _runs(planned[d, p]):
                since, until = d * DAY_SECONDS + first * length, d * DAY_SECONDS + end * length
                inside = [seat for seat in there if any(a < until and b > since for a, b in seat.sessions)]
                sums = np.floor(np.arange(len(inside) + 1) * share + (d * _GOLDEN) % 1.0)
                for seat, away in zip(inside, np.diff(sums) > 0, strict=True):
                    if away:
                        sessions[seat.key] = [part for piece in sessions[seat.key] for part in _without(piece, since, until)]
    return replace(seats, seats=tuple(replace(seat, sessions=tuple(sessions[seat.key])) for seat in seats.seats))


def _runs(shares: FloatArray) -> Iterator[tuple[int, int, float]]:
    """(first, end, share) of each stretch of slots with one share above 0."""
    edges = [0, *(np.flatnonzero(np.diff(shares)) + 1).tolist(), shares.size]
    for first, end in pairwise(edges):
        if shares[first] > 0:
            yield first, end, float(shares[first])


def _without(piece: tuple[float, float], since: float, until: float) -> Iterator[tuple[float, float]]:
    """What is left of a session without [since, until)."""
    start, end = piece
    for low, high in ((start, min(end, since)), (max(start, until), end)):
        if high > low:
            yield low, high


def _share(shares: FloatArray, sessions: Sequence[tuple[float, float]], slots: int) -> float:
    """Mean of ``shares`` [all slots of the horizon] over the sessions; at its edges the first and last slot speak."""
    if not sessions:
        return 0.0
    length = DAY_SECONDS / slots
    touched = [k for start, end in sessions for k in range(math.floor(start / length), math.ceil(end / length))]
    return float(shares[np.clip(touched, 0, shares.size - 1)].mean())


def scheduled_agents(seats: Seats, days: int, slots: int) -> FloatArray:
    """Agents rostered at the desk, float [days, projects, slots]: scheduled desk time in an interval / its length."""
    length = DAY_SECONDS / slots
    seconds = np.zeros((len(seats.projects), days * slots))
    for seat in seats.seats:
        for start, end in seat.sessions:
            _spread(seconds[seat.project], start / length, end / length)
    return np.ascontiguousarray(seconds.reshape(len(seats.projects), days, slots).swapaxes(0, 1))


def _spread(row: FloatArray, since: float, until: float) -> None:
    """Add 1 to each interval of ``row`` between ``since`` and ``until`` (in intervals), at the edges the part covered."""
    since, until = max(0.0, since), min(float(row.size), until)
    if until <= since:
        return
    first, last = int(since), min(int(until), row.size - 1)
    row[first : last + 1] += 1.0
    row[first] -= since - first
    row[last] -= 1.0 - (until - last)
