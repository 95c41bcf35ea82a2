"""The gate's report as a workbook: findings to work through, scores, reconciliation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from wfm import words
from wfm.data.files import write_whole
from wfm.data.gate.report import FRAME_COLUMNS, CheckReport

WIDE = {"message": 70, "remedy": 60, "file": 24, "value": 20}


def write_excel(report: CheckReport, path: Path, language: str = "en") -> Path:
    """``report`` as an .xlsx file with sheets findings, scores and totals; no cell is ever a formula."""
    book = Workbook()
    book.remove(book.worksheets[0])
    issues = (_line(issue.to_json(language), language) for issue in report.issues)
    _sheet(book.create_sheet(words.say("gate.sheet_issues", language)), FRAME_COLUMNS, issues, language)
    scores = ((words.say(f"gate.dimension_{name.value}", language), score) for name, score in report.scores.items())
    _sheet(book.create_sheet(words.say("gate.sheet_scores", language)), ("dimension", "score"), scores, language)
    totals = ((name, one.in_file, one.read, one.refused, one.repeated) for name, one in report.totals.items())
    heads = ("table", "in_file", "read", "refused", "repeated")
    _sheet(book.create_sheet(words.say("gate.sheet_totals", language)), heads, totals, language)
    write_whole(path, book.save)
    return path


def _line(issue: dict[str, object], language: str) -> list[object]:
    shown = {
        **issue,
        "level": words.say(f"gate.level_{issue['level']}", language),
        "dimension": words.say(f"gate.dimension_{issue['dimension']}", language),
    }
    return [shown[name] for name in FRAME_COLUMNS]


def _sheet(sheet: Worksheet, heads: Sequence[str], lines: Iterable[Sequence[object]], language: str) -> None:
    for k, head in enumerate(heads, start=1):
        sheet.cell(1, k, words.say(f"gate.head_{head}", language)).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(k)].width = WIDE.get(head, 14)
    for row, line in enumerate(lines, start=2):
        for k, value in enumerate(line, start=1):
            cell = sheet.cell(row, k)
            cell.value = value  # type: ignore[assignment]
            if isinstance(value, str):
                cell.data_type = "s"
                cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
