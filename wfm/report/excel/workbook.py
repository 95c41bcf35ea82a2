"""The whole workbook, from a roster to a file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from openpyxl import Workbook
from openpyxl.workbook.properties import CalcProperties
from openpyxl.worksheet.worksheet import Worksheet

from wfm import words
from wfm.data.files import write_whole
from wfm.data.roster import Roster
from wfm.data.serial import roster_hash
from wfm.data.workspace import Workspace
from wfm.report.counts import leave_days
from wfm.report.excel.frame import LEGEND_ROW, Frame
from wfm.report.excel.hidden import SHEET, BaseMark, write_mark
from wfm.report.excel.other_sheets import CHOICES_COLUMN, write_legend, write_project_sheet
from wfm.report.excel.roster_sheet import write_roster_sheet
from wfm.report.signs import signs_of
from wfm.report.tones import shift_tones


def write_workbook(
    path: Path,
    workspace: Workspace,
    roster: Roster,
    *,
    version: int | None = None,
    language: str = "",
    holidays: Mapping[date, str] | None = None,
) -> None:
    """Write the roster as an Excel workbook, whole: roster, legend, a sheet a project, and a hidden sheet for the way back.

    ``version``: the published version, None = a draft. ``language`` (default: the centre's) is that of headings and signs.
    """
    language = language or workspace.centre.language
    frame = Frame(
        workspace=workspace,
        roster=roster,
        language=language,
        signs=signs_of(workspace.shifts, workspace.projects),
        tones=shift_tones(workspace.shifts),
        people=tuple(sorted(workspace.employees, key=lambda person: person.team == "")),
        away=leave_days(workspace.leave, roster.horizon),
        edition=words.say("export.roster_base" if version else "export.roster_draft", language, version=version),
        holidays=holidays or {},
    )
    book = Workbook()
    main = book.active
    assert isinstance(main, Worksheet)
    main.title = words.say("export.sheet_roster", language)
    legend = book.create_sheet(words.say("export.sheet_legend", language))
    count = write_legend(legend, frame)
    last = LEGEND_ROW + count - 1
    choices = f"'{legend.title}'!${CHOICES_COLUMN}${LEGEND_ROW}:${CHOICES_COLUMN}${last}"
    write_roster_sheet(main, frame, legend.title, choices)
    taken = {main.title.casefold(), legend.title.casefold(), SHEET}
    for project in workspace.projects:
        label = frame.signs.projects[project.project] or project.name or project.project
        name = _sheet_name(words.say("export.sheet_project", language, mark=label), taken)
        write_project_sheet(book.create_sheet(name), frame, project)
    people = tuple(person.employee for person in frame.people)
    month = f"{roster.horizon.start:%Y-%m}"
    write_mark(book, BaseMark(month, roster.horizon, version, roster_hash(roster), main.title, frame.signs, people))
    book.calculation = CalcProperties(fullCalcOnLoad=True)
    write_whole(path, lambda temporary: book.save(temporary))


def _sheet_name(wanted: str, taken: set[str]) -> str:
    """A name Excel accepts and no other sheet has."""
    base = re.sub(r"[\[\]:*?/\\']", " ", wanted).strip()[:28] or "-"
    name, number = base, 2
    while name.casefold() in taken:
        name, number = f"{base} {number}", number + 1
    taken.add(name.casefold())
    return name
