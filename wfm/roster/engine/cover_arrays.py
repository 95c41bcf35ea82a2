"""Cover terms as arrays: who counts in which cell, and what a number of agents present costs there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from wfm.data.tables import OFF
from wfm.data.terms import Cover
from wfm.roster.attendance import Code, desk_slots, placements
from wfm.roster.problem import RosterProblem


def cover_arrays(problem: RosterProblem, covers: Sequence[Cover], codes: Sequence[Code]) -> dict[str, Any]:
    """The fields of ``Model`` that say who counts where and what a number of agents costs."""
    people = [person.employee for person in problem.employees]
    days = problem.horizon.days
    families = _families(covers)
    slots = problem.demand.slots
    widths = [slots if cover.interval else 1 for cover, _ in families]
    firsts = np.concatenate(([0], np.cumsum(widths))).astype(np.int64)
    per_day = int(firsts[-1])
    member = np.array(
        [[cover.members is None or name in cover.members for cover, _ in families] for name in people], np.bool_
    ).reshape(len(people), len(families))
    patterns, profile = np.unique(member, axis=0, return_inverse=True)
    con_ptr, con = [0], []
    for pattern in patterns:
        for code in codes:
            cells: list[int] = []
            for f, (cover, _) in enumerate(families):
                if pattern[f] and _counts(cover, code):
                    first = int(firsts[f])
                    if not cover.interval:
                        cells.append(first)
                    else:
                        cells.extend(first + slot % slots + slot // slots * per_day for slot in code.slots)
            con.extend(sorted(cells))
            con_ptr.append(len(con))
    pointer, pool, zero = _curves(families, firsts, days)
    return {
        "profile": profile.reshape(-1).astype(np.int32),
        "con_ptr": np.array(con_ptr, np.int64),
        "con": np.array(con, np.int32),
        "base_count": _base_count(problem, families, firsts),
        "mar_ptr": pointer,
        "mar": pool,
        "zero_cost": zero,
        "cells_per_day": per_day,
    }


def _base_count(
    problem: RosterProblem, families: list[tuple[Cover, list[Cover]]], firsts: npt.NDArray[np.int64]
) -> npt.NDArray[np.int32]:
    """Nights begun on the day before the horizon still sit at the desk in its first hours."""
    count = np.zeros(problem.horizon.days * int(firsts[-1]), np.int32)
    slots = problem.demand.slots
    before = problem.horizon.start - timedelta(days=1)
    for name in (person.employee for person in problem.employees):
        cell = problem.previous.get(name, {}).get(before)
        if cell is None or cell.shift not in problem.shifts or not problem.shifts[cell.shift].covers:
            continue
        shift = problem.shifts[cell.shift]
        interval = problem.demand.interval_minutes
        code = Code(cell.shift, cell.project, None, desk_slots(shift, placements(shift, interval)[0], interval))
        for f, (cover, _) in enumerate(families):
            if cover.interval and (cover.members is None or name in cover.members) and _counts(cover, code):
                for slot in code.slots:
                    if slot >= slots:
                        count[firsts[f] + slot - slots] += 1
    return count


def _counts(cover: Cover, code: Code) -> bool:
    """Whether a duty counts for this cover."""
    if code.shift == OFF or (cover.shifts is not None and code.shift not in cover.shifts):
        return False
    if cover.interval:
        return bool(code.project) and (cover.projects is None or code.project in cover.projects)
    return cover.projects is None or code.project in cover.projects


def _families(covers: Sequence[Cover]) -> list[tuple[Cover, list[Cover]]]:
    """Covers that count the same people on the same duties share cells; a sum of convex curves is convex."""
    found: dict[object, tuple[Cover, list[Cover]]] = {}
    for cover in covers:
        key = (cover.interval, cover.members, cover.projects, cover.shifts)
        found.setdefault(key, (cover, []))[1].append(cover)
    return list(found.values())


def cover_cost_by_rule(covers: Sequence[Cover], slots: int, count: npt.NDArray[np.int32], days: Iterable[int]) -> dict[str, int]:
    """Cost of cover on some days by rule, at the agents present ``count`` [cells]; from the terms' own curves.

    ``slots``: intervals of a day.
    """
    families = _families(covers)
    per_day = sum(slots if cover.interval else 1 for cover, _ in families)
    found: dict[str, int] = {}
    first = 0
    for cover, members in families:
        width = slots if cover.interval else 1
        for day in days:
            for slot in range(width):
                agents = int(count[day * per_day + first + slot])
                for term in members:
                    cell = day * width + slot
                    loss = term.loss[term.offset[cell] : term.offset[cell + 1]]
                    if len(loss):
                        beyond = max(0, agents - len(loss) + 1)
                        slope = int(loss[-1] - loss[-2]) if len(loss) > 1 else 0
                        cost = int(loss[min(agents, len(loss) - 1)]) + beyond * slope
                        found[term.rule] = found.get(term.rule, 0) + cost
        first += width
    return found


def _curves(
    families: list[tuple[Cover, list[Cover]]], firsts: npt.NDArray[np.int64], days: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32], npt.NDArray[np.int64]]:
    """Marginals of every cell, day-major: pointers, pool, and the cost with nobody present."""
    per_day = int(firsts[-1])
    pointer = np.zeros(days * per_day + 1, np.int64)
    zero = np.zeros(days * per_day, np.int64)
    pool: list[npt.NDArray[np.int64]] = []
    length = 0
    for day in range(days):
        for f, (_, members) in enumerate(families):
            slots = int(firsts[f + 1] - firsts[f])
            for slot in range(slots):
                cell = day * per_day + int(firsts[f]) + slot
                marginal, start = _cell_marginals(members, day * slots + slot)
                zero[cell] = start
                pool.append(marginal)
                length += len(marginal)
                pointer[cell + 1] = length
    flat = np.concatenate(pool) if pool else np.zeros(0, np.int64)
    return pointer, flat.astype(np.int32), zero


def _cell_marginals(members: Sequence[Cover], cell: int) -> tuple[npt.NDArray[np.int64], int]:
    parts, start = [], 0
    for cover in members:
        loss = cover.loss[cover.offset[cell] : cover.offset[cell + 1]]
        if len(loss):
            start += int(loss[0])
        if len(loss) > 1:
            parts.append(np.diff(loss))
    if not parts:
        return np.zeros(0, np.int64), start
    if len(parts) == 1:
        return parts[0], start
    longest = max(map(len, parts))
    return np.sum([np.concatenate((p, np.full(longest - len(p), p[-1]))) for p in parts], axis=0), start
