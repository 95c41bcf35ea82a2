"""Who could serve what: heads on duty per skill group from a roster, or the staff list's mix where there is none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np

from wfm.data.demand import IntArray
from wfm.data.roster import Duty, Roster
from wfm.data.tables import Employee, Skill
from wfm.data.workspace import Workspace
from wfm.roster.attendance import desk_slots
from wfm.staffing.checks import FloatArray
from wfm.staffing.pooling import BoolArray
from wfm.timegrid import Horizon, slots_per_day

Source = Literal["draft", "version", "staff"]


@dataclass(frozen=True)
class People:
    """``skills``: the projects of each skill group, in the workspace's order; ``groups`` [groups, projects] says the same.
    ``heads`` [intervals of the horizon, groups]: at the desk; None without a roster. ``members`` [groups]: people on the staff
    list, averaged over the horizon, leave left out. ``without``: people (staff list) or duties (roster) left out because they
    have no plannable certificate; ``emergency_only``: certificates not counted."""

    source: Source
    skills: tuple[tuple[str, ...], ...]
    groups: BoolArray
    heads: IntArray | None
    members: FloatArray
    without: int
    emergency_only: int

    @property
    def mix(self) -> FloatArray:
        """Share of each group on the staff list."""
        total = self.members.sum()
        return self.members / total if total else self.members


class _Groups:
    """Skill groups as they turn up."""

    def __init__(self, workspace: Workspace) -> None:
        self.projects = tuple(project.project for project in workspace.projects)
        self.skills: dict[str, list[Skill]] = {}
        for skill in workspace.skills:
            if not skill.emergency_only and skill.project in self.projects:
                self.skills.setdefault(skill.employee, []).append(skill)
        self.numbers: dict[tuple[str, ...], int] = {}

    def of(self, employee: str, day: date, allowed: frozenset[str] = frozenset()) -> int:
        """Number of the person's group on ``day`` among the projects ``allowed`` (empty = all); -1 without any certificate."""
        held = {skill.project for skill in self.skills.get(employee, ()) if _in_date(skill, day)}
        held = held & allowed if allowed else held
        if not held:
            return -1
        return self.numbers.setdefault(tuple(project for project in self.projects if project in held), len(self.numbers))

    def table(self) -> BoolArray:
        """[groups, projects]."""
        rows = [[project in group for project in self.projects] for group in self.numbers]
        return np.array(rows, dtype=np.bool_).reshape(len(rows), len(self.projects))


def _in_date(skill: Skill, day: date) -> bool:
    return (skill.valid_from or day) <= day <= (skill.valid_to or day)


def people_of(workspace: Workspace, horizon: Horizon, roster: Roster | None, source: Source) -> People:
    """The people of ``roster`` (None: only the staff list) by the certificates they hold on each day, on duty those that the
    shift allows; emergency-only certificates are not counted."""
    found = _Groups(workspace)
    listed, without = _staff(workspace, horizon, found)
    present: list[tuple[int, IntArray]] = []
    if roster is not None:
        present, without = _on_duty(workspace, horizon, roster, found)
    size = len(found.numbers)
    members = np.zeros(size)
    members[: len(listed)] = listed
    heads = None
    if roster is not None:
        heads = np.zeros((horizon.days * slots_per_day(workspace.centre.interval_minutes), size), dtype=np.int64)
        for group, cells in present:
            heads[cells, group] += 1
    emergency = sum(skill.emergency_only for skill in workspace.skills)
    return People(source, tuple(found.numbers), found.table(), heads, members, without, emergency)


def _staff(workspace: Workspace, horizon: Horizon, found: _Groups) -> tuple[FloatArray, int]:
    """People of each group, averaged over the days; people who are there but hold no plannable certificate on any day."""
    leave: dict[str, list[tuple[date, date]]] = {}
    for row in workspace.leave:
        leave.setdefault(row.employee, []).append((row.from_date, row.to_date))
    counts: dict[int, int] = {}
    without = 0
    for person in workspace.employees:
        days = [day for day in horizon.dates if _there(person, day, leave)]
        groups = [group for day in days if (group := found.of(person.employee, day)) >= 0]
        for group in groups:
            counts[group] = counts.get(group, 0) + 1
        without += bool(days) and not groups
    listed = np.zeros(len(found.numbers))
    for group, count in counts.items():
        listed[group] = count / horizon.days
    return listed, without


def _there(person: Employee, day: date, leave: Mapping[str, Iterable[tuple[date, date]]]) -> bool:
    employed = (person.hired_on or day) <= day <= (person.leaves_on or day)
    return employed and not any(first <= day <= last for first, last in leave.get(person.employee, ()))


def _on_duty(workspace: Workspace, horizon: Horizon, roster: Roster, found: _Groups) -> tuple[list[tuple[int, IntArray]], int]:
    """Group and intervals at the desk of every phone duty, last night's included; duties of people without certificate."""
    shifts = {shift.shift: shift for shift in workspace.shifts if shift.covers}
    slots = slots_per_day(workspace.centre.interval_minutes)
    allowed = {
        name: frozenset(part.strip() for part in shift.projects.split(";") if part.strip()) for name, shift in shifts.items()
    }
    desks: dict[tuple[str, int | None], IntArray] = {}
    present: list[tuple[int, IntArray]] = []
    without = 0
    for duty in (*_last_night(workspace, horizon), *roster.duties):
        if duty.shift not in shifts or not duty.project:
            continue
        group = found.of(duty.employee, duty.day, allowed[duty.shift])
        if group < 0:
            without += 1
            continue
        key = duty.shift, duty.break_start
        if key not in desks:
            desk = desk_slots(shifts[duty.shift], duty.break_start, workspace.centre.interval_minutes)
            desks[key] = np.array(desk, dtype=np.int64)
        cells = desks[key] + horizon.index(duty.day) * slots
        present.append((group, cells[(cells >= 0) & (cells < horizon.days * slots)]))
    return present, without


def _last_night(workspace: Workspace, horizon: Horizon) -> list[Duty]:
    """Duties of the eve, whose nights reach into the first morning; a break at its earliest place."""
    eve = horizon.start - timedelta(days=1)
    shifts = {shift.shift: shift for shift in workspace.shifts}
    return [
        Duty(cell.employee, eve, cell.shift, cell.project, shift.break_from if shift.break_minutes else None)
        for cell in workspace.previous
        if cell.date == eve and (shift := shifts.get(cell.shift)) is not None
    ]
