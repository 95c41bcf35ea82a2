"""What of a month's roster was worked in fact: the day's extensions, releases, absences and call-ins that took effect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from wfm.data.day_changes import DAY_BOOK, ChangeKind, DayChange
from wfm.data.roster import Duty, Roster
from wfm.data.tables import Shift
from wfm.data.workspace import Workspace
from wfm.scenario.worked import CALL_UP_BOOK, called_at, day_changes
from wfm.scenario.worked_minutes import as_planned, worked_minutes
from wfm.store import Store
from wfm.timegrid import zone

Cell = tuple[str, date]


@dataclass(frozen=True)
class InFact:
    """``roster``: the version in force, with call-ins it could not take, without duties of which nothing was worked; ``longer``
    and ``shorter``: employee -> minutes worked beyond those duties, and minutes of them not worked."""

    roster: Roster
    longer: Mapping[str, int] = field(default_factory=dict)
    shorter: Mapping[str, int] = field(default_factory=dict)


def in_fact(workspace: Workspace, store: Store, roster: Roster) -> InFact:
    """``roster`` as it was worked by the day's book: each person is credited what they worked, to the minute.

    Breaks that moved change nothing; a call-in counts from arrival to stand-down.
    """
    local = zone(workspace.centre.timezone)
    changes, _ = day_changes(store.book(DAY_BOOK), roster.horizon, local, called_at(store.book(CALL_UP_BOOK)))
    shifts = {shift.shift: shift for shift in workspace.shifts}
    cells = dict(roster.by_cell)
    longer: dict[str, int] = {}
    shorter: dict[str, int] = {}
    for cell, said in changes.items():
        duty = cells.get(cell) or _called(cell, said, shifts)
        planned, worked = as_planned(duty, said, shifts), worked_minutes(duty, said, shifts)
        if duty is not None and planned and not worked:
            cells.pop(cell, None)
            continue
        if duty is not None:
            cells[cell] = duty
        _add(longer, cell[0], len(worked.keys() - planned.keys()))
        _add(shorter, cell[0], len(planned.keys() - worked.keys()))
    return InFact(Roster(roster.horizon, tuple(cells.values())), longer, shorter)


def _called(cell: Cell, said: tuple[DayChange, ...], shifts: Mapping[str, Shift]) -> Duty | None:
    """The duty of a call-in that no version holds, with its shift's earliest break; None without one."""
    for change in said:
        shift = shifts.get(change.shift)
        if change.kind is ChangeKind.CALL_IN and shift is not None:
            return Duty(*cell, change.shift, change.project, shift.break_from if shift.break_minutes else None)
    return None


def _add(found: dict[str, int], employee: str, minutes: int) -> None:
    if minutes:
        found[employee] = found.get(employee, 0) + minutes
