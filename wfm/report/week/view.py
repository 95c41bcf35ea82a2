"""The page of an adjusted week as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wfm.report.texts import Text
from wfm.report.view import Figure


@dataclass(frozen=True)
class WeekCell:
    """A person's day: the duty before and after, as signs. ``tone``: CSS classes of the shift now; ``state``: same, changed,
    absent or fixed."""

    before: str
    after: str
    tone: str
    state: str
    about: Text


@dataclass(frozen=True)
class WeekLine:
    """A person with a changed or absent day."""

    employee: str
    name: str
    team: str
    cells: tuple[WeekCell, ...]


@dataclass(frozen=True)
class CoverRow:
    """A project's agent-intervals missing before and after, by day, and summed; ``tone``: good when fewer are missing."""

    project: str
    cells: tuple[tuple[int, int, str], ...]
    total: tuple[int, int, str]


@dataclass(frozen=True)
class ChangeRow:
    """A change as shown."""

    employee: str
    name: str
    day: Text
    kinds: Text
    before: Text
    after: Text
    notice: str
    price: int
    consent: Text
    why: Text
    passed: Text


@dataclass(frozen=True)
class WeekView:
    """All the page shows; ``language`` first. ``chart`` is what the page's frame hands to scripts."""

    language: str
    centre: str
    synthetic: str
    about: tuple[Text, ...]
    figures: tuple[Figure, ...]
    days: tuple[Text, ...]
    lines: tuple[WeekLine, ...]
    cover: tuple[CoverRow, ...]
    changes: tuple[ChangeRow, ...]
    bands: tuple[tuple[Text, int, int], ...]
    chart: Mapping[str, Any]
