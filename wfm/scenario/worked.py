"""The worked roster of a month: what was published first and last, when changes were told, what the day changed.

The first version of a month is the roster as first published. Each later version tells the people it changes at the
``told_at`` of its run card, else when it was published (in the centre's zone). A version made of swaps (``swap`` among the run
card's parameters) was asked for by the people themselves: it tells nothing at short notice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from wfm.data.day_changes import DAY_BOOK, ChangeKind, DayChange
from wfm.data.roster import Duty
from wfm.data.tables import OFF, Shift
from wfm.data.worked import WorkedDay, WorkedRoster
from wfm.data.workspace import Workspace
from wfm.errors import InputError, UsageError
from wfm.scenario.worked_minutes import stretches, worked_minutes
from wfm.store import BookEntry, PublishedVersion, Store
from wfm.timegrid import Horizon, month_horizon, zone

Cell = tuple[str, date]
CALL_UP_BOOK = "callups"
"""Book of the store that holds call-ups of the echelons."""
MORE_WORK = (ChangeKind.CALL_IN, ChangeKind.EXTEND)
"""Changes of the day that ask for more work than was published."""


@dataclass(frozen=True)
class Told:
    """How a cell came to be: duty first published, duty in force, when its last change was told (None = never changed)."""

    first: Duty | None
    last: Duty | None
    told_at: datetime | None = None


def worked_roster(workspace: Workspace, month: str, store: Store) -> WorkedRoster:
    """The worked roster of ``month`` as published and as the day changed it; UsageError when nothing is published."""
    horizon = month_horizon(month)
    published = [store.load(version.number) for version in store.versions(month)]
    if not published:
        raise UsageError("contributions.nothing_published", month=month)
    local = zone(workspace.centre.timezone)
    cells = told_cells(published, horizon, local)
    changes, changed_at = day_changes(store.book(DAY_BOOK), horizon, local, called_at(store.book(CALL_UP_BOOK)))
    shifts = {shift.shift: shift for shift in workspace.shifts}
    days = [
        _day(cell, cells.get(cell, Told(None, None)), changes.get(cell, ()), changed_at.get(cell), shifts)
        for cell in sorted(cells.keys() | changes.keys())
    ]
    return WorkedRoster(horizon, tuple(days))


def _day(
    cell: Cell, told: Told, changes: tuple[DayChange, ...], changed_at: datetime | None, shifts: Mapping[str, Shift]
) -> WorkedDay:
    at = told.told_at
    if changed_at is not None and any(change.kind in MORE_WORK for change in changes):
        at = changed_at
    done = stretches(worked_minutes(told.last, changes, shifts))
    return WorkedDay(cell[0], cell[1], told.first, told.last, at, done, changes)


def told_cells(published: Iterable[PublishedVersion], horizon: Horizon, local: ZoneInfo) -> dict[Cell, Told]:
    """(employee, day) -> first and last duty and when the last change of shift or project was told; cells without any duty
    in any version are absent."""
    cells: dict[Cell, Told] = {}
    for number, version in enumerate(published):
        now = {cell: duty for cell, duty in version.roster.by_cell.items() if cell[1] in horizon}
        at = None if number == 0 or version.card.parameters.get("swap") else _told_at(version, local)
        for cell in cells.keys() | now.keys():
            before, duty = cells.get(cell, Told(None, None)), now.get(cell)
            if number == 0:
                cells[cell] = Told(duty, duty)
            elif _what(before.last) != _what(duty):
                cells[cell] = Told(before.first, duty, at)
            else:
                cells[cell] = Told(before.first, duty, before.told_at)
    return cells


def _what(duty: Duty | None) -> tuple[str, str]:
    return (duty.shift, duty.project) if duty else (OFF, "")


def _told_at(version: PublishedVersion, local: ZoneInfo) -> datetime:
    said = version.card.parameters.get("told_at")
    return _local(said, local) if isinstance(said, str) and said else _local(version.version.created_at, local)


def _local(text: str, local: ZoneInfo) -> datetime:
    """ISO text as local wall-clock time; text without an offset is local already."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise InputError("contributions.bad_moment", value=text) from error
    return moment.astimezone(local).replace(tzinfo=None) if moment.tzinfo else moment


def called_at(entries: Iterable[BookEntry]) -> dict[str, str]:
    """Activation of an echelon -> when it was called up."""
    return {entry.subject: str(entry.content.get("at", "")) for entry in entries if entry.kind == "activate"}


def day_changes(
    entries: Iterable[BookEntry], horizon: Horizon, local: ZoneInfo, called: Mapping[str, str] | None = None
) -> tuple[dict[Cell, tuple[DayChange, ...]], dict[Cell, datetime]]:
    """Changes of the day that took effect, and when the last of a cell was told.

    A change takes effect when the person agreed, or need not agree and did not refuse. A later entry about the same change
    (person, day, kind, minutes) replaces the earlier: that is how an answer comes in. ``called``: activation -> when it was made,
    for the call-ins of an echelon.
    """
    latest: dict[tuple[Any, ...], tuple[DayChange, datetime]] = {}
    for entry in entries:
        stated = entry.content.get("changes", ())
        activated = (called or {}).get(str(entry.content.get("activation", "")), "")
        at = _local(str(entry.content.get("told_at") or entry.content.get("as_of") or activated or entry.at), local)
        for data in stated if isinstance(stated, list) else ():
            change = _change(data, entry)
            if change.day in horizon:
                latest[change.employee, change.day, change.kind, change.from_minute, change.to_minute] = (change, at)
    cells: dict[Cell, list[DayChange]] = {}
    told: dict[Cell, datetime] = {}
    for change, at in latest.values():
        if change.agreed or (not change.consent and change.agreed is not False):
            cells.setdefault((change.employee, change.day), []).append(change)
            told[change.employee, change.day] = max(at, told.get((change.employee, change.day), at))
    return {cell: tuple(found) for cell, found in cells.items()}, told


def _change(data: Any, entry: BookEntry) -> DayChange:
    try:
        return DayChange.from_json(data)
    except (KeyError, TypeError, ValueError) as error:
        raise InputError("contributions.bad_change", seq=entry.seq, detail=f"{type(error).__name__}: {error}") from error


def eve_of(workspace: Workspace, store: Store, horizon: Horizon) -> tuple[WorkedDay, ...]:
    """The day before ``horizon``, whose nights reach into it: as worked when its month is published, else by previous.csv
    with every break at its earliest."""
    eve = horizon.start - timedelta(days=1)
    month = f"{eve:%Y-%m}"
    if store.latest(month) is not None:
        return tuple(day for day in worked_roster(workspace, month, store).days if day.day == eve)
    shifts = {shift.shift: shift for shift in workspace.shifts}
    found = []
    for cell in workspace.previous:
        shift = shifts.get(cell.shift)
        if cell.date == eve and shift is not None:
            duty = Duty(cell.employee, eve, cell.shift, cell.project, shift.break_from if shift.break_minutes else None)
            found.append(WorkedDay(cell.employee, eve, duty, duty, stretches=stretches(worked_minutes(duty, (), shifts))))
    return tuple(found)
