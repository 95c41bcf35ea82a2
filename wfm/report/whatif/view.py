"""The what-if page as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wfm.report.texts import Text
from wfm.report.view import Figure


@dataclass(frozen=True)
class StateRow:
    """A roster under a level. ``cells``: as ``COLUMNS`` of the page; ``tone``: good or bad against nothing done."""

    name: str
    level: Text
    state: Text
    cells: tuple[str, ...]
    simulated: str
    first: bool


@dataclass(frozen=True)
class Picture:
    """A project over the window: SVG paths on 720 x 150, ``top`` agents at the upper edge; ``days``: (x, label)."""

    title: Text
    present: str
    helped: str
    required: str
    required_today: str
    top: str
    days: tuple[tuple[float, str], ...]


@dataclass(frozen=True)
class CalledLine:
    """Somebody called in, with why and who was passed over; ``more``: so many passed over that only the JSON result names."""

    cells: tuple[str, ...]
    why: Text
    passed: tuple[tuple[str, Text], ...]
    more: int = 0


@dataclass(frozen=True)
class LevelPart:
    """One level of a what-if; ``notes``: sentences about pay, sensitivity, absences, training."""

    title: Text
    pictures: tuple[Picture, ...]
    called: tuple[CalledLine, ...]
    lent: tuple[tuple[str, ...], ...]
    notes: tuple[Text, ...]


@dataclass(frozen=True)
class WhatIfView:
    """All the page shows; ``language`` first. ``chart`` is what the page's frame hands to scripts."""

    language: str
    centre: str
    synthetic: str
    title: Text
    figures: tuple[Figure, ...]
    rows: tuple[StateRow, ...]
    levels: tuple[LevelPart, ...]
    chart: Mapping[str, Any]
