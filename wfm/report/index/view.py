"""The index page as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wfm.report.texts import Text
from wfm.report.view import Figure


@dataclass(frozen=True)
class Link:
    """A report: where it lies, seen from the index; its title; when it was written, local time."""

    href: str
    title: str
    made: str


@dataclass(frozen=True)
class Group:
    """Reports of one step of the work, newest first."""

    name: Text
    about: Text
    links: tuple[Link, ...]


@dataclass(frozen=True)
class VersionRow:
    """A published version; ``now``: in force."""

    cells: tuple[str, ...]
    layer: Text
    now: bool


@dataclass(frozen=True)
class BookRow:
    """A book: name, entries, the last entry's time, author and kind."""

    name: Text
    cells: tuple[str, ...]


@dataclass(frozen=True)
class IndexView:
    """All the page shows; ``language`` first."""

    language: str
    centre: str
    synthetic: str
    figures: tuple[Figure, ...]
    groups: tuple[Group, ...]
    versions: tuple[VersionRow, ...]
    books: tuple[BookRow, ...]
    head: str
    chart: Mapping[str, Any]
