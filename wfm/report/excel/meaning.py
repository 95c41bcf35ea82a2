"""What a cell's text means: a duty, a day off, or nothing known. What had to be guessed is kept beside it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from wfm import words
from wfm.data.roster import Duty, Roster
from wfm.data.tables import LEAVE_KINDS, OFF, Shift, Skill
from wfm.data.workspace import Workspace
from wfm.report.excel.grid_reader import GridCell
from wfm.report.excel.other_sheets import serves
from wfm.report.signs import SEPARATOR, Signs, leave_sign, off_sign
from wfm.roster.attendance import placements
from wfm.timegrid import clock_of, minutes_of

_SEPARATORS = str.maketrans(dict.fromkeys("\\|·・@", SEPARATOR))
"""What people type instead of our separator."""


@dataclass(frozen=True)
class Guess:
    """A reading that the cell's text left open; ``key`` and ``values`` say which, in words."""

    employee: str
    day: date
    key: str
    values: tuple[tuple[str, str], ...]

    def message(self, language: str) -> str:
        """The guess as a sentence."""
        return words.say(self.key, language, **dict(self.values))


@dataclass(frozen=True)
class Unknown:
    """A cell that cannot be read; ``key``: the error it becomes; ``example``: a text that could be read."""

    cell: GridCell
    key: str = "export.unknown_code"
    example: str = ""


@dataclass
class CellReader:
    """Reads cells against the base they were exported from; ``guesses`` grows as cells are read."""

    workspace: Workspace
    signs: Signs
    base: Roster
    guesses: list[Guess] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._shifts = {shift.shift: shift for shift in self.workspace.shifts}
        languages = words.LANGUAGES
        self._off = {OFF, "", *(off_sign(language).casefold() for language in languages), "off"}
        self._leave = {leave_sign(kind, language).casefold() for kind in LEAVE_KINDS for language in languages}
        self._skills: defaultdict[str, list[Skill]] = defaultdict(list)
        for skill in sorted(self.workspace.skills, key=lambda skill: (skill.emergency_only, skill.priority)):
            self._skills[skill.employee].append(skill)

    def read(self, cell: GridCell) -> Duty | Unknown | None:
        """The duty a cell states; None = off."""
        text = cell.text.casefold()
        if cell.formula:
            return Unknown(cell, "export.formula_cell")
        old = self.base.duty(cell.employee, cell.day)
        if text in self._off:
            return None
        if text in self._leave:
            if old is not None:
                self._guess(cell, "leave")
            return None
        code, _, mark = (part.strip() for part in text.translate(_SEPARATORS).partition(SEPARATOR))
        shift = self._shifts.get(self.signs.shift_of.get(code, ""))
        if shift is None or (mark and (not shift.covers or mark not in self.signs.project_of)):
            return Unknown(cell)
        project = self.signs.project_of[mark] if mark else self._project(cell, shift, old)
        if isinstance(project, Unknown):
            return project
        if old is not None and (old.shift, old.project) == (shift.shift, project):
            return old
        return Duty(cell.employee, cell.day, shift.shift, project, self._break(cell, shift, old))

    def _project(self, cell: GridCell, shift: Shift, old: Duty | None) -> str | Unknown:
        """The project of a code that names none: the base's, the shift's only one, or the person's first."""
        served = serves(shift, self.workspace.projects)
        if not shift.covers or len(self.workspace.projects) == 1:
            return served[0] if served else ""
        if old is not None and old.project in served:
            return self._guessed(cell, "project_kept", old.project)
        if len(served) == 1:
            return self._guessed(cell, "project_only", served[0])
        certified = (skill.project for skill in self._skills[cell.employee] if _valid(skill, cell.day))
        fits = next((project for project in certified if project in served), None)
        if fits is not None:
            return self._guessed(cell, "project_main", fits)
        example = f"{self.signs.shifts[shift.shift]}{SEPARATOR}{next(iter(self.signs.projects.values()), '')}"
        return Unknown(cell, "export.no_project_fits", example)

    def _break(self, cell: GridCell, shift: Shift, old: Duty | None) -> int | None:
        """Break of a changed duty: the base's when the shift is the same, else the middle of those the planner offers."""
        if not shift.covers or not shift.break_minutes:
            return None
        if old is not None and old.shift == shift.shift:
            return old.break_start
        offered = placements(shift, self.workspace.centre.interval_minutes)
        chosen = offered[len(offered) // 2]
        if chosen is not None:
            time = clock_of(minutes_of(shift.start) + chosen)
            self._guess(cell, "break", code=self.signs.shifts[shift.shift], time=time)
        return chosen

    def _guessed(self, cell: GridCell, kind: str, project: str) -> str:
        self._guess(cell, kind, project=project)
        return project

    def _guess(self, cell: GridCell, kind: str, **values: str) -> None:
        told = {"cell": cell.address, "value": cell.text, **values}
        self.guesses.append(Guess(cell.employee, cell.day, f"export.guessed_{kind}", tuple(told.items())))


def _valid(skill: Skill, day: date) -> bool:
    return (skill.valid_from is None or skill.valid_from <= day) and (skill.valid_to is None or day <= skill.valid_to)
