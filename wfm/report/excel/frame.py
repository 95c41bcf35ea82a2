"""What the sheets of one workbook share: the roster, its signs and the places of its rows and columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from openpyxl.utils import get_column_letter

from wfm.data.roster import Roster
from wfm.data.tables import Employee, Shift
from wfm.data.workspace import Workspace
from wfm.report.signs import Signs

TEAM, EMPLOYEE, NAME, FIRST_DAY = 1, 2, 3, 4
"""Columns of the roster sheet."""

DATES, WEEKDAYS, FLAGS, FIRST_ROW = 3, 4, 5, 6
"""Rows of the roster sheet: dates, weekdays, hidden weekend flags, first person."""

LEGEND_ROW = 4
"""First shift of the legend sheet."""


@dataclass(frozen=True)
class Frame:
    """``people``: in the order of the rows, by team. ``edition``: version or draft, in words."""

    workspace: Workspace
    roster: Roster
    language: str
    signs: Signs
    tones: Mapping[str, str]
    people: tuple[Employee, ...]
    away: Mapping[tuple[str, date], str]
    edition: str
    holidays: Mapping[date, str] = field(default_factory=dict)

    @property
    def last_row(self) -> int:
        """Row of the last person."""
        return FIRST_ROW + len(self.people) - 1

    @property
    def first_total(self) -> int:
        """Column of the first total."""
        return FIRST_DAY + self.roster.horizon.days

    @property
    def shifts(self) -> tuple[Shift, ...]:
        """Every shift, in the legend's order."""
        return self.workspace.shifts

    def is_weekend(self, day: date) -> bool:
        """Whether ``day`` is a weekend day of the centre."""
        return day.weekday() in self.workspace.centre.weekend_days

    def days_of_row(self, row: int, *, fixed: bool = False) -> str:
        """The day cells of a row, such as ``D6:AH6``; ``fixed``: ``$D$6:$AH$6``."""
        first, last = get_column_letter(FIRST_DAY), get_column_letter(self.first_total - 1)
        return f"${first}${row}:${last}${row}" if fixed else f"{first}{row}:{last}{row}"

    def people_of_column(self, column: int) -> str:
        """The people's cells of a column, such as ``D$6:D$29``."""
        letter = get_column_letter(column)
        return f"{letter}${FIRST_ROW}:{letter}${self.last_row}"

    def legend_column(self, letter: str, sheet: str) -> str:
        """A column of the legend's shifts, such as ``'Legend'!$A$4:$A$22``."""
        return f"'{sheet}'!${letter}${LEGEND_ROW}:${letter}${LEGEND_ROW + len(self.shifts) - 1}"
