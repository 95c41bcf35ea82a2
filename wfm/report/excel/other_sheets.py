"""The legend and the sheets that show who covers each project."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from wfm import words
from wfm.data.tables import Project, Shift, ShiftKind
from wfm.report.excel.frame import LEGEND_ROW, Frame
from wfm.report.excel.roster_sheet import print_setup
from wfm.report.excel.style import BOLD, CENTRE, GRID, HEAD_FILL, LEFT, TITLE, WRAP, put, shift_fill, shift_font
from wfm.report.signs import SEPARATOR, leave_sign, off_sign
from wfm.report.texts import date_text, month_name
from wfm.timegrid import MINUTES_PER_DAY, clock_of, minutes_of

CHOICES_COLUMN = "L"
"""Column of the legend that lists every text a cell may hold."""

_NAMES_WIDTH = 110


def write_legend(sheet: Worksheet, frame: Frame) -> int:
    """Codes of shifts (columns A-G), projects (I-J) and absences, and all valid cell texts; returns how many of those."""
    put(sheet, 1, 1, words.say("export.legend_title", frame.language), font=TITLE)
    heads = ("code", "shift", "kind", "start", "end", "hours", "night", "", "mark", "project", "", "code")
    for column, name in enumerate(heads, start=1):
        if name:
            put(sheet, LEGEND_ROW - 1, column, words.say(f"export.head_{name}", frame.language), font=BOLD, fill=HEAD_FILL)
    for row, shift in enumerate(frame.shifts, start=LEGEND_ROW):
        _shift_row(sheet, frame, row, shift)
    named = [(frame.signs.projects[p.project], p.name or p.project) for p in frame.workspace.projects]
    absences = {leave_sign(kind, frame.language): f"export.leave_name_{kind}" for kind in dict.fromkeys(frame.away.values())}
    absences = {off_sign(frame.language): "export.off_name", **absences}
    rest = [(sign, words.say(key, frame.language)) for sign, key in absences.items()]
    for row, (sign, name) in enumerate([*named, *rest], start=LEGEND_ROW):
        put(sheet, row, 9, sign, font=BOLD, alignment=CENTRE, border=GRID)
        put(sheet, row, 10, name, alignment=LEFT, border=GRID)
    choices = [*absences, *_texts(frame)]
    for row, text in enumerate(choices, start=LEGEND_ROW):
        put(sheet, row, 12, text, alignment=CENTRE, border=GRID)
    for letter, width in zip("ABCDEFGIJL", (9, 22, 14, 9, 12, 9, 9, 10, 26, 14), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = f"A{LEGEND_ROW}"
    print_setup(sheet, frame.language)
    return len(choices)


def write_project_sheet(sheet: Worksheet, frame: Frame, project: Project) -> None:
    """Who covers ``project``: a row for each date and shift, with the number of people and their names."""
    month = month_name(frame.roster.horizon.start)[frame.language]
    title = words.say("export.project_title", frame.language, project=project.name or project.project, month=month)
    put(sheet, 1, 1, title, font=TITLE)
    for column, name in enumerate(("date", "code", "time", "people", "who"), start=1):
        put(sheet, 3, column, words.say(f"export.head_{name}", frame.language), font=BOLD, fill=HEAD_FILL, border=GRID)
    row = 4
    for (day, shift), names in sorted(_covering(frame, project.project).items(), key=lambda item: _when(item[0])):
        put(sheet, row, 1, date_text(day)[frame.language], alignment=WRAP, border=GRID)
        tone = frame.tones[shift.shift]
        code = frame.signs.shifts[shift.shift]
        put(sheet, row, 2, code, font=shift_font(tone), fill=shift_fill(tone), alignment=CENTRE, border=GRID)
        put(sheet, row, 3, f"{shift.start}–{clock_of(minutes_of(shift.start) + shift.minutes)}", alignment=WRAP, border=GRID)
        put(sheet, row, 4, len(names), alignment=CENTRE, border=GRID)
        text = words.say("export.name_separator", frame.language).join(names)
        put(sheet, row, 5, text, alignment=WRAP, border=GRID)
        width = sum(1 if sign.isascii() else 2 for sign in text)
        sheet.row_dimensions[row].height = min(405, 15 * max(1, -(-width // _NAMES_WIDTH)))
        row += 1
    for column, size in enumerate((16, 8, 14, 9, _NAMES_WIDTH), start=1):
        sheet.column_dimensions[get_column_letter(column)].width = size
    sheet.freeze_panes = "A4"
    print_setup(sheet, frame.language)
    sheet.print_title_rows = "3:3"


def _shift_row(sheet: Worksheet, frame: Frame, row: int, shift: Shift) -> None:
    tone, end = frame.tones[shift.shift], minutes_of(shift.start) + shift.minutes
    clock = "24:00" if end == MINUTES_PER_DAY else clock_of(end)
    code = frame.signs.shifts[shift.shift]
    put(sheet, row, 1, code, font=shift_font(tone), fill=shift_fill(tone), alignment=CENTRE, border=GRID)
    put(sheet, row, 2, shift.name or shift.shift, alignment=LEFT, border=GRID)
    put(sheet, row, 3, words.say(f"export.kind_{shift.kind}", frame.language), alignment=LEFT, border=GRID)
    put(sheet, row, 4, shift.start, alignment=CENTRE, border=GRID)
    late = words.say("export.next_day", frame.language, time=clock) if end > MINUTES_PER_DAY else clock
    put(sheet, row, 5, late, alignment=CENTRE, border=GRID)
    put(sheet, row, 6, shift.paid_minutes / 60, alignment=CENTRE, border=GRID).number_format = "0.##"
    put(sheet, row, 7, int(shift.kind == ShiftKind.NIGHT), alignment=CENTRE, border=GRID)


def _texts(frame: Frame) -> list[str]:
    """Every duty a cell may hold: each shift with each project it serves."""
    texts = []
    for shift in frame.shifts:
        code = frame.signs.shifts[shift.shift]
        served = serves(shift, frame.workspace.projects)
        marks = [frame.signs.projects[project] for project in served]
        texts += [f"{code}{SEPARATOR}{mark}" if mark else code for mark in marks] or [code]
    return texts


def serves(shift: Shift, projects: tuple[Project, ...]) -> list[str]:
    """Ids of the projects a shift may serve; none for a shift off the phones."""
    if not shift.covers:
        return []
    named = {name.strip() for name in shift.projects.split(";") if name.strip()}
    return [project.project for project in projects if not named or project.project in named]


def _covering(frame: Frame, project: str) -> Mapping[tuple[date, Shift], list[str]]:
    shifts = {shift.shift: shift for shift in frame.shifts}
    people = {person.employee: person.name or person.employee for person in frame.people}
    found: defaultdict[tuple[date, Shift], list[str]] = defaultdict(list)
    for duty in frame.roster.duties:
        if duty.project == project and duty.shift in shifts:
            found[duty.day, shifts[duty.shift]].append(people.get(duty.employee, duty.employee))
    return {key: sorted(names) for key, names in found.items()}


def _when(key: tuple[date, Shift]) -> tuple[date, int, str]:
    return key[0], minutes_of(key[1].start), key[1].shift
