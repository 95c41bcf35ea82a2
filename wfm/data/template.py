"""Empty workspaces to fill in: CSV files with their heads, commented settings, and one Excel workbook with the same tables.

Everything is derived from the table models, so template, reader and reference cannot disagree.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from wfm import words
from wfm.data.files import write_bytes, write_text, write_whole
from wfm.data.reading.columns import Column, columns, limits_of
from wfm.data.reading.settings import OVERRIDE_HEADS
from wfm.data.tables import TABLES, Centre, Table

WORKBOOK = "wfm-template.xlsx"
_LAST_ROW = 10_000
_HEAD = PatternFill("solid", fgColor="DCE6F1")
_NEEDED = PatternFill("solid", fgColor="FFE699")
_FORMATS = {"text": "@", "list": "@", "clock": "@", "date": "yyyy-mm-dd", "day-text": "@", "moment": "yyyy-mm-dd hh:mm"}

RULES_YAML = """\
# Rules in force beside the pack named in wfm.yaml. Delete the leading # to change something.
# rules:
#   max-consecutive-days: {days: 5}       # other parameters for everybody
#   weekend-fairness: null     # a rule switched off
# overrides:
#   - {rule: max-consecutive-days, team: A, params: {days: 4}}       # for a contract, a team or an employee
"""


def write_template(target: Path, language: str = "en") -> Path:
    """Fill the folder ``target`` with empty tables, example settings and the Excel template; heads in ``language``."""
    for table in TABLES:
        write_bytes(target / f"{table.name}.csv", _head_line(table, language).encode("utf-8-sig"))
    write_text(target / "wfm.yaml", centre_yaml())
    write_text(target / "rules.yaml", RULES_YAML)
    write_workbook(target / WORKBOOK, language)
    return target


def _head_line(table: Table, language: str) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerow(column.head(language) for column in columns(table))
    return stream.getvalue()


def write_workbook(path: Path, language: str = "en") -> Path:
    """The Excel template: a sheet per table with heads, comments, choices, formats and frozen panes."""
    book = workbook(language)
    write_whole(path, book.save)
    return path


def workbook(language: str = "en") -> Workbook:
    """The Excel template in memory; needed columns have amber heads."""
    book = Workbook()
    book.remove(book.worksheets[0])
    _centre_sheet(book.create_sheet(_title("wfm", language)), language)
    for table in TABLES:
        _table_sheet(book.create_sheet(_title(table.name, language)), table, language)
    _heads(book.create_sheet(_title("rules", language)), [_word("key", language), _word("value", language)])
    _heads(book.create_sheet(_title("overrides", language)), [_word(name, language) for name in OVERRIDE_HEADS])
    return book


def centre_yaml() -> str:
    """``wfm.yaml`` with every setting, its meaning and default; only the name is set."""
    lines = ["# Settings of the centre. Delete the leading # to change a default.", "name: My centre"]
    group = ""
    for key, info in settings():
        head, _, leaf = key.rpartition(".")
        if head != group:
            group = head
            lines.append(f"# {group}:")
        if key != "name":
            lines.append(f"# {'  ' if head else ''}{leaf}: {_default(info)}  # {info.description}{_unit(info)}")
    return "\n".join(lines) + "\n"


def settings() -> Iterator[tuple[str, FieldInfo]]:
    """Every setting of ``wfm.yaml`` by its dotted key, groups after single settings."""
    groups = []
    for name, info in Centre.model_fields.items():
        if isinstance(info.annotation, type) and issubclass(info.annotation, BaseModel):
            groups += [(f"{name}.{leaf}", one) for leaf, one in info.annotation.model_fields.items()]
        else:
            yield name, info
    yield from groups


def _centre_sheet(sheet: Worksheet, language: str) -> None:
    _heads(sheet, [_word("key", language), _word("value", language)])
    for row, (key, info) in enumerate(settings(), start=2):
        cell = sheet.cell(row, 1, key)
        cell.comment = Comment(f"{info.description}{_unit(info)}", "wfm")
        value = "My centre" if info.is_required() else info.default
        sheet.cell(row, 2, ",".join(map(str, value)) if isinstance(value, tuple) else value or None)


def _table_sheet(sheet: Worksheet, table: Table, language: str) -> None:
    own = columns(table)
    _heads(sheet, [column.head(language) for column in own])
    for k, column in enumerate(own, start=1):
        cell, letter = sheet.cell(1, k), get_column_letter(k)
        cell.comment = Comment(_comment(column, language), "wfm", width=320, height=120)
        cell.fill = _NEEDED if column.required else _HEAD
        sheet.column_dimensions[letter].number_format = _FORMATS.get(column.kind, "General")
        choices = column.choices or (("yes", "no") if column.kind == "yes-no" else ())
        if choices:
            rule = DataValidation("list", formula1=f'"{",".join(choices)}"', allow_blank=not column.required)
            rule.add(f"{letter}2:{letter}{_LAST_ROW}")
            sheet.add_data_validation(rule)


def _heads(sheet: Worksheet, heads: list[str]) -> None:
    sheet.append(heads)
    for k in range(1, len(heads) + 1):
        cell = sheet.cell(1, k)
        cell.font, cell.fill = Font(bold=True), _HEAD
        sheet.column_dimensions[get_column_letter(k)].width = 26 if len(heads) == 2 else 16
    sheet.freeze_panes = "A2"


def _comment(column: Column, language: str) -> str:
    parts = [f"{column.name}: {column.about(language)}", column.unit and f"[{column.unit}]", column.limits]
    return "\n".join(part for part in (*parts, f"= {column.default}" if column.default else "") if part)


def _default(info: FieldInfo) -> str:
    value = info.default
    if value is None:
        return "null"
    return str(list(value)) if isinstance(value, tuple) else '""' if value == "" else str(value)


def _unit(info: FieldInfo) -> str:
    extra = info.json_schema_extra
    unit = str(extra.get("unit", "")) if isinstance(extra, dict) else ""
    limits = limits_of(info)
    return "".join(f" ({part})" for part in (unit, limits) if part)


def _title(name: str, language: str) -> str:
    return words.say(f"reading.table_{name}", language)


def _word(name: str, language: str) -> str:
    return words.say(f"reading.column_{name}", language)
