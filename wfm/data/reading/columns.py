"""What each column of a table holds, derived from its pydantic model, and which head means which column."""

from __future__ import annotations

import difflib
import re
import types
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Literal, Union, get_args, get_origin
from zoneinfo import ZoneInfo

from pydantic.fields import FieldInfo

from wfm import words
from wfm.data.reading import cells, dates, faults
from wfm.data.reading.cells import Cell, Unreadable, narrow
from wfm.data.tables import TABLES, Table

CLOCKS = frozenset(
    {("projects", "opens"), ("projects", "closes"), ("shifts", "start"), ("shrinkage", "from_time"), ("shrinkage", "to_time")}
    | {("adjustments", "from_time"), ("adjustments", "to_time")}
)
DAY_TEXTS = frozenset({("requirements", "date")})
LISTS = frozenset({("shifts", "projects"), ("shifts", "teams"), ("shifts", "contracts"), ("contracts", "shift_kinds")})
FREE_TEXT = frozenset({"name"})
"""Columns whose marks are kept as written."""


@dataclass(frozen=True)
class Column:
    """A column: ``kind`` one of text, list, clock, day-text, choice, yes-no, whole, number, date, moment."""

    table: str
    name: str
    kind: str
    required: bool
    choices: tuple[str, ...]
    unit: str
    description: str
    default: str
    limits: str

    def head(self, language: str = "en") -> str:
        """The head shown to people."""
        own = f"reading.column_{self.table}_{self.name}"
        return words.say(own if words.has(own) else f"reading.column_{self.name}", language)

    def about(self, language: str = "en") -> str:
        """What the column means."""
        own, shared = f"reading.about_{self.table}_{self.name}", f"reading.about_{self.name}"
        return self.description if language == "en" else words.say(own if words.has(own) else shared, language)

    def reader(self, zone: ZoneInfo, delimiter: str) -> Callable[[str], Cell]:
        """The function from cleaned text to value; it raises ``Unreadable``."""
        readers: dict[str, Callable[[str], Cell]] = {
            "text": Cell,
            "list": cells.listing,
            "clock": cells.clock,
            "yes-no": cells.yes_no,
            "date": dates.day,
            "day-text": dates.day_text,
            "choice": self._choice,
            "whole": lambda text: cells.whole(text, delimiter),
            "number": lambda text: cells.number(text, delimiter),
            "moment": lambda text: dates.in_zone(dates.moment(text), zone),
        }
        return readers[self.kind]

    def _choice(self, text: str) -> Cell:
        plain = text.casefold().replace("_", "-")
        if plain in self.choices:
            return Cell(plain)
        for choice in self.choices:
            if text in split(f"reading.choice_{choice}"):
                return Cell(choice, (faults.TRANSLATED_CHOICE,))
        raise Unreadable(faults.BAD_CHOICE, known=", ".join(self.choices), maybe=nearest(plain, self.choices))


@cache
def columns(table: Table) -> tuple[Column, ...]:
    """The columns of ``table`` in the order of its model."""
    return tuple(_column(table.name, name, info) for name, info in table.row.model_fields.items())


def _column(table: str, name: str, info: FieldInfo) -> Column:
    kind, choices = _kind(table, name, info.annotation)
    extra = info.json_schema_extra
    unit = str(extra.get("unit", "")) if isinstance(extra, dict) else ""
    default = "" if info.is_required() or info.default in (None, "") else str(info.default)
    return Column(table, name, kind, info.is_required(), choices, unit, info.description or "", default, limits_of(info))


def _kind(table: str, name: str, annotation: object) -> tuple[str, tuple[str, ...]]:
    for pairs, special in ((CLOCKS, "clock"), (DAY_TEXTS, "day-text"), (LISTS, "list")):
        if (table, name) in pairs:
            return special, ()
    plain = _without_none(annotation)
    if get_origin(plain) is Literal:
        return "choice", tuple(map(str, get_args(plain)))
    if isinstance(plain, type) and issubclass(plain, StrEnum):
        return "choice", tuple(member.value for member in plain)
    kinds: Mapping[object, str] = {str: "text", bool: "yes-no", int: "whole", float: "number", datetime: "moment", date: "date"}
    return kinds[plain], ()


def _without_none(annotation: object) -> object:
    if get_origin(annotation) in (Union, types.UnionType):
        return next(part for part in get_args(annotation) if part is not type(None))
    return annotation


def limits_of(info: FieldInfo) -> str:
    """The limits of a field as people write them: ``> 0, <= 1``."""
    signs = {"gt": ">", "ge": ">=", "lt": "<", "le": "<="}
    found = [f"{sign} {getattr(rule, name)}" for rule in info.metadata for name, sign in signs.items() if hasattr(rule, name)]
    return ", ".join(found)


def plain(head: str) -> str:
    """A head without case, blanks, underscores, dashes, and a unit in brackets."""
    return re.sub(r"[\s_\-]+", "", re.sub(r"\(.*?\)$", "", narrow(head))).casefold()


def split(key: str) -> tuple[str, ...]:
    """The words of a catalogue entry that lists synonyms, both languages; empty when there is no such entry."""
    if not words.has(key):
        return ()
    return tuple(word.strip() for language in words.LANGUAGES for word in words.say(key, language).split(";"))


@cache
def heads(table: Table) -> Mapping[str, str]:
    """Plain head -> column name: the column's name, its heads in both languages, its synonyms."""
    found: dict[str, str] = {}
    for column in columns(table):
        known = [column.name, *(column.head(language) for language in words.LANGUAGES)]
        known += split(f"reading.alias_{column.table}_{column.name}") + split(f"reading.alias_{column.name}")
        for word in known:
            found.setdefault(plain(word), column.name)
    return found


@cache
def table_names() -> Mapping[str, str]:
    """Plain file or sheet name -> table name, in both languages."""
    found = {plain(name): name for name in ("wfm", "rules", "overrides", *(table.name for table in TABLES))}
    found["centre"] = "wfm"
    for name in tuple(found.values()):
        for language in words.LANGUAGES:
            found.setdefault(plain(words.say(f"reading.table_{name}", language)), name)
    return found


def nearest(word: str, known: Iterable[str], cutoff: float = 0.75) -> str:
    """The known word most like ``word``; empty when none is."""
    close = difflib.get_close_matches(word, sorted(known), n=1, cutoff=cutoff)
    return close[0] if close else ""
