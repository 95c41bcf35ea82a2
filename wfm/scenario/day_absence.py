"""People absent on the day, as the month's rules must see them: leave in effect, so that hours are credited and not missed.

A version of layer ``day`` has no duty for somebody who did not come. Its run card lists them (``absences``: employee, date,
kind of leave); whoever judges the version adds them as leave and lifts what asks for a duty on that cell (locks, wishes). People
called in (``called_in``) are judged without the upper limit of planned hours where the centre lets the day go beyond it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from wfm.data.roster import RunCard
from wfm.data.tables import Leave, Lock, Preference
from wfm.roster.day.band import without_band
from wfm.roster.problem import RosterProblem

Row = tuple[str, str, str]
"""Employee, date (ISO), kind of leave."""


def absences_of(card: RunCard) -> tuple[Row, ...]:
    """Absences that a version's run card lists."""
    return tuple((str(employee), str(day), str(kind)) for employee, day, kind in card.parameters.get("absences", ()))


def with_absences(problem: RosterProblem, rows: Iterable[Row]) -> RosterProblem:
    """``problem`` with these absences as leave; people no longer employed are skipped."""
    leave: dict[str, tuple[Leave, ...]] = dict(problem.leave)
    locks: dict[str, tuple[Lock, ...]] = dict(problem.locks)
    wishes: dict[str, tuple[Preference, ...]] = dict(problem.preferences)
    for employee, text, kind in rows:
        if employee not in problem.employee:
            continue
        day = date.fromisoformat(text)
        columns: Mapping[str, Any] = {"employee": employee, "kind": kind, "from_date": day, "to_date": day}
        if problem.on_leave(employee, day) is None:
            leave[employee] = (*leave.get(employee, ()), Leave(**columns))
        locks[employee] = tuple(lock for lock in locks.get(employee, ()) if lock.date != day)
        wishes[employee] = tuple(wish for wish in wishes.get(employee, ()) if wish.date != day)
    return replace(problem, leave=leave, locks=locks, preferences=wishes)


def called_of(card: RunCard) -> tuple[str, ...]:
    """People called in, as a version's run card lists them."""
    return tuple(str(name) for name in card.parameters.get("called_in", ()))


def judged(problem: RosterProblem, card: RunCard) -> RosterProblem:
    """The task by which the version of this run card is judged: absences as leave, people called in without the planning band."""
    rows = absences_of(card)
    return without_band(with_absences(problem, rows) if rows else problem, called_of(card))
