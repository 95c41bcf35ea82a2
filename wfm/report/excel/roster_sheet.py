"""The main sheet: people x days with codes that carry their colour, totals a person and a day as live formulas."""

from __future__ import annotations

from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from wfm import words
from wfm.report.excel.frame import DATES, EMPLOYEE, FIRST_DAY, FIRST_ROW, FLAGS, NAME, TEAM, WEEKDAYS, Frame
from wfm.report.excel.style import (
    BOLD,
    CENTRE,
    GRID,
    HEAD_FILL,
    HOLIDAY_FILL,
    LEAVE_FILL,
    LEFT,
    MUTED,
    SMALL,
    TITLE,
    WEEKEND_FILL,
    put,
    put_formula,
    shift_fill,
    shift_font,
)
from wfm.report.signs import SEPARATOR, leave_sign, off_sign
from wfm.report.texts import month_name, weekday

_TOTALS = ("duties", "hours", "nights", "weekends")


def write_roster_sheet(sheet: Worksheet, frame: Frame, legend: str, choices: str) -> None:
    """Fill ``sheet``; ``legend``: name of the legend's sheet; ``choices``: range of all texts a cell may hold."""
    _heads(sheet, frame)
    for row, person in enumerate(frame.people, start=FIRST_ROW):
        put(sheet, row, TEAM, person.team, font=SMALL, alignment=LEFT, border=GRID)
        put(sheet, row, EMPLOYEE, person.employee, alignment=LEFT, border=GRID)
        put(sheet, row, NAME, person.name or person.employee, font=BOLD, alignment=LEFT, border=GRID)
        for column, day in enumerate(frame.roster.horizon.dates, start=FIRST_DAY):
            cell = put(sheet, row, column, cell_text(frame, person.employee, column), alignment=CENTRE, border=GRID)
            if day in frame.holidays or frame.is_weekend(day):
                cell.fill = HOLIDAY_FILL if day in frame.holidays else WEEKEND_FILL
        _person_totals(sheet, frame, row, legend)
    _day_totals(sheet, frame, legend)
    _colours(sheet, frame)
    _validation(sheet, frame, choices)
    _page(sheet, frame)


def cell_text(frame: Frame, employee: str, column: int) -> str:
    """What stands in a person's cell: a duty's code, a leave's sign, or the sign of a day off."""
    day = frame.roster.horizon.dates[column - FIRST_DAY]
    duty = frame.roster.duty(employee, day)
    if duty:
        return frame.signs.cell(duty)
    kind = frame.away.get((employee, day))
    return leave_sign(kind, frame.language) if kind else off_sign(frame.language)


def _heads(sheet: Worksheet, frame: Frame) -> None:
    month = month_name(frame.roster.horizon.start)[frame.language]
    centre = frame.workspace.centre
    title = words.say("export.roster_title", frame.language, centre=centre.name, month=month)
    put(sheet, 1, 1, " · ".join(part for part in (title, frame.edition, centre.synthetic) if part), font=TITLE)
    example = next((frame.signs.cell(duty) for duty in frame.roster.duties), "")
    off = off_sign(frame.language)
    put(
        sheet,
        2,
        1,
        words.say("export.roster_hint", frame.language, example=example, off=off, month=f"{frame.roster.horizon.start:%Y-%m}"),
        font=SMALL,
    )
    for column, name in ((TEAM, "team"), (EMPLOYEE, "employee"), (NAME, "name")):
        put(sheet, DATES, column, words.say(f"export.head_{name}", frame.language), font=BOLD, fill=HEAD_FILL, border=GRID)
        put(sheet, WEEKDAYS, column, "", fill=HEAD_FILL, border=GRID)
    for column, day in enumerate(frame.roster.horizon.dates, start=FIRST_DAY):
        fill = HOLIDAY_FILL if day in frame.holidays else WEEKEND_FILL if frame.is_weekend(day) else HEAD_FILL
        cell = sheet.cell(DATES, column, day)
        cell.number_format, cell.font, cell.fill, cell.alignment, cell.border = "d", BOLD, fill, CENTRE, GRID
        put(sheet, WEEKDAYS, column, weekday(day)[frame.language], font=SMALL, fill=fill, alignment=CENTRE, border=GRID)
        put(sheet, FLAGS, column, int(frame.is_weekend(day)))
    for column, name in enumerate(_TOTALS, start=frame.first_total):
        put(
            sheet, DATES, column, words.say(f"export.head_{name}", frame.language), font=BOLD, fill=HEAD_FILL, alignment=CENTRE
        ).border = GRID
        put(sheet, WEEKDAYS, column, "", fill=HEAD_FILL, border=GRID)


def _person_totals(sheet: Worksheet, frame: Frame, row: int, legend: str) -> None:
    days = frame.days_of_row(row)
    codes = frame.legend_column("A", legend)
    counts = f'(COUNTIF({days},{codes})+COUNTIF({days},{codes}&"{SEPARATOR}*"))'
    code_part = f'LEFT({days},FIND("{SEPARATOR}",{days}&"{SEPARATOR}")-1)'
    formulas = (
        f"=SUMPRODUCT({counts})",
        f"=SUMPRODUCT({counts}*{frame.legend_column('F', legend)})",
        f"=SUMPRODUCT({counts}*{frame.legend_column('G', legend)})",
        f"=SUMPRODUCT({frame.days_of_row(FLAGS, fixed=True)}*ISNUMBER(MATCH({code_part},{codes},0)))",
    )
    for column, formula in enumerate(formulas, start=frame.first_total):
        put_formula(sheet, row, column, formula)


def _day_totals(sheet: Worksheet, frame: Frame, legend: str) -> None:
    """Below the people: on duty, each shift, each project, a day."""
    row = frame.last_row + 2
    codes = frame.legend_column("A", legend)
    marks = [mark for mark in frame.signs.projects.values() if mark]
    labels = [words.say("export.head_on_duty", frame.language), *frame.signs.shifts.values(), *marks]
    for number, label in enumerate(labels):
        put(sheet, row + number, NAME, label, font=BOLD, alignment=LEFT, border=GRID)
        key = f"$C{row + number}"
        for column in range(FIRST_DAY, frame.first_total):
            people = frame.people_of_column(column)
            if number == 0:
                formula = f'=SUMPRODUCT(COUNTIF({people},{codes})+COUNTIF({people},{codes}&"{SEPARATOR}*"))'
            elif number <= len(frame.signs.shifts):
                formula = f'=COUNTIF({people},{key})+COUNTIF({people},{key}&"{SEPARATOR}*")'
            else:
                formula = f'=COUNTIF({people},"*{SEPARATOR}"&{key})'
            put_formula(sheet, row + number, column, formula, font=SMALL)


def _colours(sheet: Worksheet, frame: Frame) -> None:
    """Conditional formats: an edited cell takes the colour of its new code."""
    first = f"{get_column_letter(FIRST_DAY)}{FIRST_ROW}"
    area = f"{first}:{get_column_letter(frame.first_total - 1)}{frame.last_row}"
    for shift, code in frame.signs.shifts.items():
        test = f'OR({first}="{code}",LEFT({first},{len(code) + 1})="{code}{SEPARATOR}")'
        tone = frame.tones[shift]
        sheet.conditional_formatting.add(area, _when(test, shift_font(tone), shift_fill(tone)))
    muted = Font(color="FF" + MUTED)
    sheet.conditional_formatting.add(area, _when(f'{first}="{off_sign(frame.language)}"', muted))
    signs = sorted({leave_sign(kind, frame.language) for kind in frame.away.values()})
    if signs:
        tests = ",".join(f'{first}="{sign}"' for sign in signs)
        sheet.conditional_formatting.add(area, _when(f"OR({tests})", muted, LEAVE_FILL))


def _when(test: str, font: Font, fill: PatternFill | None = None) -> Rule:
    """A conditional format; ``test`` is written for the area's first cell."""
    return Rule(type="expression", dxf=DifferentialStyle(font=font, fill=fill), formula=[test], stopIfTrue=True)


def _validation(sheet: Worksheet, frame: Frame, choices: str) -> None:
    title = words.say("export.validation_title", frame.language)
    check = DataValidation(type="list", formula1=f"={choices}", allow_blank=True, errorStyle="warning", errorTitle=title)
    check.showErrorMessage = True
    check.add(f"{get_column_letter(FIRST_DAY)}{FIRST_ROW}:{get_column_letter(frame.first_total - 1)}{frame.last_row}")
    sheet.add_data_validation(check)


def _page(sheet: Worksheet, frame: Frame) -> None:
    sheet.freeze_panes = f"{get_column_letter(FIRST_DAY)}{FIRST_ROW}"
    sheet.row_dimensions[FLAGS].hidden = True
    sheet.row_dimensions[1].height = 24
    for column, width in ((TEAM, 12), (EMPLOYEE, 9), (NAME, 14)):
        sheet.column_dimensions[get_column_letter(column)].width = width
    marked = any(frame.signs.projects.values())
    for column in range(FIRST_DAY, frame.first_total):
        sheet.column_dimensions[get_column_letter(column)].width = 8 if marked else 5.5
    for column in range(frame.first_total, frame.first_total + len(_TOTALS)):
        sheet.column_dimensions[get_column_letter(column)].width = 10
    print_setup(sheet, frame.language)
    sheet.print_title_rows = f"{DATES}:{WEEKDAYS}"
    sheet.print_title_cols = "A:C"


def print_setup(sheet: Worksheet, language: str) -> None:
    """A4 landscape, as wide as the page, page numbers below."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.HeaderFooter.oddFooter = HeaderFooterItem(center=_HeaderFooterPart(text=words.say("export.printed_footer", language)))
    sheet.page_margins.left = sheet.page_margins.right = 0.4
