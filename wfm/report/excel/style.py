"""Fonts, fills and borders of the workbook, and the small helpers that put text into cells safely."""

from __future__ import annotations

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

from wfm.report.neutral import neutral

BASE_COLOURS = {
    "kd": "56B4E9",
    "ke": "E69F00",
    "kn": "333F94",
    "kr": "009E73",
    "kp": "CC79A7",
    "ks": "8A94A0",
    "kc": "E5D430",
    "ko": "C9BCA6",
}
"""Hue of each kind of shift: the report's, safe for colour-blind readers."""

_SHADES = {"v0": 0.26, "v1": 0.40, "v2": 0.54, "v3": 0.68}
_NIGHT_SHADES = {"v0": 1.0, "v1": 0.86, "v2": 0.74, "v3": 0.62}

INK, MUTED, LINE = "15202B", "556271", "DDE3E9"
WEEKEND_FILL = PatternFill("solid", start_color="FFEDF1F5", end_color="FFEDF1F5")
HOLIDAY_FILL = PatternFill("solid", start_color="FFFDE9E4", end_color="FFFDE9E4")
HEAD_FILL = PatternFill("solid", start_color="FFF4F6F8", end_color="FFF4F6F8")
LEAVE_FILL = PatternFill("solid", start_color="FFE3E8ED", end_color="FFE3E8ED", bgColor="FFE3E8ED")
THIN = Side(style="thin", color=LINE)
GRID = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
CENTRE = Alignment(horizontal="center", vertical="center")
LEFT = Alignment(horizontal="left", vertical="center")
WRAP = Alignment(horizontal="left", vertical="top", wrap_text=True)
BOLD = Font(bold=True, color=INK)
TITLE = Font(bold=True, size=15, color=INK)
SMALL = Font(size=9, color=MUTED)


def shift_fill(tone: str) -> PatternFill:
    """The fill of a shift with these colour classes (``kd v1``), usable as a cell's and as a conditional format's."""
    colour = "FF" + _mixed(*tone.split())
    return PatternFill("solid", start_color=colour, end_color=colour, bgColor=colour)


def shift_font(tone: str) -> Font:
    """White on the dark night colour, ink on all others."""
    return Font(bold=True, color="FFFFFFFF" if tone.startswith("kn") else "FF" + INK)


def put(
    sheet: Worksheet,
    row: int,
    column: int,
    value: str | int | float,
    *,
    font: Font | None = None,
    fill: PatternFill | None = None,
    alignment: Alignment | None = None,
    border: Border | None = None,
) -> Cell:
    """Write a value: text as text whatever it begins with, numbers as numbers."""
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)
    if isinstance(value, str):
        cell.value = neutral(value)
        cell.data_type, cell.number_format = "s", "@"
    else:
        cell.value = value
    for name, style in (("font", font), ("fill", fill), ("alignment", alignment), ("border", border)):
        if style is not None:
            setattr(cell, name, style)
    return cell


def put_formula(sheet: Worksheet, row: int, column: int, formula: str, *, font: Font | None = None) -> None:
    """Write a formula of our own making."""
    cell = sheet.cell(row, column, formula)
    cell.alignment, cell.border = CENTRE, GRID
    if font:
        cell.font = font


def _mixed(hue: str, shade: str) -> str:
    """The hue on white at the shade's share."""
    share = (_NIGHT_SHADES if hue == "kn" else _SHADES)[shade]
    base = BASE_COLOURS[hue]
    parts = (int(base[k : k + 2], 16) for k in (0, 2, 4))
    return "".join(f"{round(255 + (part - 255) * share):02X}" for part in parts)
