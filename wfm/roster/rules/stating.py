"""What several ``compile`` faces need: curves, demand on the horizon's days, days at work. Checks never import this."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

import numpy as np
import numpy.typing as npt

from wfm.data.tables import OFF, Employee, OffPhoneWork, ShiftKind
from wfm.roster.problem import RosterProblem

IntArray = npt.NDArray[np.int64]
LOOK_BACK: Final = 31
"""Days of the previous roster that runs and counts may reach back."""


def offsets(lengths: IntArray) -> IntArray:
    """Lengths of curves -> where each begins, and the end."""
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths, dtype=np.int64)))


def shortage_curves(agents: IntArray, price: int) -> tuple[IntArray, IntArray]:
    """Curves (offset, loss) that price each agent missing to ``agents`` [cells], nothing beyond; 0 agents = no curve."""
    lengths = np.where(agents > 0, agents + 2, 0)
    offset = offsets(lengths)
    present = np.arange(offset[-1]) - np.repeat(offset[:-1], lengths)
    return offset, price * np.maximum(0, np.repeat(agents, lengths) - present)


def on_horizon(problem: RosterProblem, table: IntArray) -> IntArray:
    """A demand table [days, slots, ...] on the horizon's days; 0 where the demand does not reach."""
    days = problem.horizon.days
    shift = (problem.horizon.start - problem.demand.start).days
    aligned = np.zeros((days, *table.shape[1:]), np.int64)
    rows = np.arange(days) + shift
    inside = (rows >= 0) & (rows < table.shape[0])
    aligned[inside] = table[rows[inside]]
    return aligned


def available(problem: RosterProblem, person: Employee) -> npt.NDArray[np.bool_]:
    """Days [horizon] on which the person is employed and not on leave."""
    days = np.array([problem.employed(person, day) for day in problem.horizon.dates], np.bool_)
    for leave in problem.leave.get(person.employee, ()):
        first, last = problem.horizon.index(leave.from_date), problem.horizon.index(leave.to_date)
        days[max(0, first) : max(0, last + 1)] = False
    return days


def days_before(problem: RosterProblem, employee: str, shifts: frozenset[str]) -> int:
    """Days of ``shifts`` (OFF among them for days off) directly before the horizon; a day not on record ends them."""
    count = 0
    for shift in problem.history(employee, LOOK_BACK):
        if shift is None or (shift if shift in problem.shifts else OFF) not in shifts:
            break
        count += 1
    return count


def worked_before(problem: RosterProblem, employee: str, days: int, shifts: frozenset[str]) -> int:
    """Days of ``shifts`` among the ``days`` days before the horizon."""
    return sum(shift in shifts for shift in problem.history(employee, days))


def small_hours(problem: RosterProblem) -> slice:
    """Intervals of a day that begin before 06:00."""
    return slice(0, -(-6 * 60 // problem.demand.interval_minutes))


def does_task(problem: RosterProblem, task: OffPhoneWork, person: Employee) -> bool:
    """Whether ``person`` may do the off-phone work: named, of the team, or anybody; under the energy gate only study."""
    if person.employee != task.employee if task.employee else bool(task.team) and person.team != task.team:
        return False
    gate = problem.rules.force("energy-gate")
    params = gate.of(person) if gate else None
    return params is None or not params.stops(person) or problem.shifts[task.shift].kind == ShiftKind.STUDY


def task_shares(problem: RosterProblem, task: OffPhoneWork, members: Sequence[Employee]) -> list[int]:
    """Days of the work that fall to each of ``members``: by days at work in its window, largest remainder, then id."""
    length = (task.deadline - task.from_date).days + 1
    weight = np.zeros(len(members), np.int64)
    for row, person in enumerate(members):
        free = np.array([problem.employed(person, task.from_date + timedelta(days=k)) for k in range(length)], np.bool_)
        for leave in problem.leave.get(person.employee, ()):
            first, last = (leave.from_date - task.from_date).days, (leave.to_date - task.from_date).days
            free[max(0, first) : max(0, last + 1)] = False
        weight[row] = free.sum()
    if not weight.sum():
        return [0] * len(members)
    whole, rest = np.divmod(task.days * weight, weight.sum())
    order = sorted(range(len(members)), key=lambda row: (-int(rest[row]), members[row].employee))
    whole[order[: task.days - int(whole.sum())]] += 1
    return [int(days) for days in whole]


def names(text: str) -> frozenset[str]:
    """``a; b`` -> {a, b}."""
    return frozenset(part.strip() for part in text.split(";") if part.strip())
