"""The readiness page as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wfm.report.texts import Text
from wfm.report.view import Figure


@dataclass(frozen=True)
class TierRow:
    """A step of capacity: people it adds, agent-hours still missing at each quantile."""

    name: Text
    people: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class LevelRow:
    """An echelon level: quota, people, lead time, first duty, call by, then agent-hours still missing at each quantile; a
    sentence on whom it names and what it adds (none for those on duty)."""

    name: Text
    cells: tuple[str, ...]
    people: Text | None = None


@dataclass(frozen=True)
class LevelsPart:
    """Capacity by echelon level. ``verdict``: the lowest level that suffices; ``notes``: who may activate, unfilled quotas."""

    verdict: Text
    rows: tuple[LevelRow, ...]
    notes: tuple[Text, ...]
    pictures: tuple[Picture, ...]


@dataclass(frozen=True)
class Picture:
    """A project over the day: SVG paths on 720 x 150. ``areas``: (opacity, path) from everything down to those on duty;
    ``lines``: (quantile, path)."""

    title: str
    areas: tuple[tuple[str, str], ...]
    lines: tuple[tuple[str, str], ...]
    top: str
    hours: tuple[tuple[float, str], ...]


@dataclass(frozen=True)
class Line:
    """A row of a table with a sentence at its end."""

    cells: tuple[str, ...]
    why: Text


@dataclass(frozen=True)
class ReadyView:
    """All the page shows; ``language`` first. ``chart`` is what the page's frame hands to scripts."""

    language: str
    centre: str
    synthetic: str
    title: Text
    verdict: Text
    tone: str
    figures: tuple[Figure, ...]
    quantiles: tuple[str, ...]
    tiers: tuple[TierRow, ...]
    levels: LevelsPart
    pictures: tuple[Picture, ...]
    called: tuple[Line, ...]
    refused: tuple[Line, ...]
    limits: tuple[Text, ...]
    queues: tuple[Text, ...]
    certificates: tuple[tuple[str, ...], ...]
    certificates_lead: Text | None
    chart: Mapping[str, Any]
