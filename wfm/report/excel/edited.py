"""An edited workbook back into a roster: what was changed by hand, where, and what had to be guessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from wfm import words
from wfm.data.diff import CellChange, RosterDiff, diff
from wfm.data.roster import Duty, Roster
from wfm.data.serial import roster_hash
from wfm.data.tables import OFF, Lock
from wfm.data.workspace import Workspace
from wfm.errors import ConflictError, InputError
from wfm.report.excel.grid_reader import GridCell, read_grid
from wfm.report.excel.hidden import BaseMark, mark_of, open_workbook
from wfm.report.excel.meaning import CellReader, Guess, Unknown

_LISTED = 12


@dataclass(frozen=True)
class ImportedRoster:
    """``diff``: base against edited; ``locks``: the cells changed by hand, as locks; ``places``: changed cell -> its
    address in the sheet; ``guesses``: what a changed cell left open and how it was read."""

    roster: Roster
    diff: RosterDiff
    locks: tuple[Lock, ...]
    places: Mapping[tuple[str, date], str]
    guesses: tuple[Guess, ...]

    def lines(self, workspace: Workspace, language: str) -> list[str]:
        """The changes, one a line: cell, date, person, before, after."""
        names = {person.employee: person.name or person.employee for person in workspace.employees}
        return [
            words.say(
                "export.change_line",
                language,
                cell=self.places[change.employee, change.day],
                date=change.day,
                name=names.get(change.employee, change.employee),
                before=_text(change.old),
                after=_text(change.new),
            )
            for change in self.diff.changes
        ]


def import_roster(path: Path, workspace: Workspace, base: Roster) -> ImportedRoster:
    """Read the edited workbook at ``path``, which was exported from ``base``.

    A cell whose shift and project are the base's keeps its duty, break included. Raises UsageError without file;
    InputError naming the cell for codes that are not known, changed dates, unknown, doubled or missing people;
    ConflictError when the file came from another roster than ``base``.
    """
    book = open_workbook(path)
    mark = mark_of(book, path)
    if mark.horizon != base.horizon:
        raise InputError("export.wrong_month", file=path.name, found=mark.month, month=f"{base.horizon.start:%Y-%m}")
    if mark.roster_hash != roster_hash(base):
        raise ConflictError("export.base_changed", file=path.name)
    grid = read_grid(book, mark, path)
    return _imported(grid, CellReader(workspace, mark.signs, base), mark, workspace, base)


def _imported(grid: list[GridCell], reader: CellReader, mark: BaseMark, workspace: Workspace, base: Roster) -> ImportedRoster:
    duties: list[Duty] = []
    unknown: list[Unknown] = []
    places: dict[tuple[str, date], str] = {}
    for cell in grid:
        places[cell.employee, cell.day] = cell.address
        found = reader.read(cell)
        if isinstance(found, Unknown):
            unknown.append(found)
        elif found is not None:
            duties.append(found)
    if unknown:
        raise _refusal(unknown, mark, workspace)
    duties += [duty for duty in base.duties if (duty.employee, duty.day) not in places]
    roster = Roster(base.horizon, tuple(sorted(duties, key=lambda duty: (duty.employee, duty.day))))
    changes = diff(base, roster, workspace.shifts)
    locks = tuple(_lock(change) for change in changes.changes)
    changed = {(change.employee, change.day): places[change.employee, change.day] for change in changes.changes}
    guesses = tuple(guess for guess in reader.guesses if (guess.employee, guess.day) in changed)
    return ImportedRoster(roster, changes, locks, changed, guesses)


def _refusal(unknown: list[Unknown], mark: BaseMark, workspace: Workspace) -> InputError:
    names = {person.employee: person.name or person.employee for person in workspace.employees}
    known = ", ".join([*mark.signs.shifts.values(), *(f"…/{sign}" for sign in mark.signs.projects.values() if sign)])
    if len(unknown) == 1:
        one = unknown[0]
        who = names.get(one.cell.employee, one.cell.employee)
        values = {"cell": one.cell.address, "name": who, "date": one.cell.day, "value": one.cell.text, "known": known}
        return InputError(one.key, **values, example=one.example)
    cells = ", ".join(f"{one.cell.address} '{one.cell.text}'" for one in unknown[:_LISTED])
    rest = "…" if len(unknown) > _LISTED else ""
    return InputError("export.many_unknown_codes", count=len(unknown), cells=cells + rest, known=known)


def _lock(change: CellChange) -> Lock:
    new = change.new
    return Lock(employee=change.employee, date=change.day, shift=new.shift if new else OFF, project=new.project if new else "")


def _text(duty: Duty | None) -> str:
    return " ".join(part for part in (duty.shift, duty.project) if part) if duty else OFF
