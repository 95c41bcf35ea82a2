"""A page of tables as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from wfm.report.texts import Text, said
from wfm.report.view import Figure


@dataclass(frozen=True)
class Line:
    """A row: its cells, and what stands behind it (evidence, reasons), folded away. ``tone``: good, bad or empty."""

    cells: tuple[Text, ...]
    behind: tuple[Text, ...] = ()
    tone: str = ""


@dataclass(frozen=True)
class Sheet:
    """A section with one table; ``id`` names it in the page's index (``incentives_report.nav_<id>``); ``behind``: what stands
    behind its rows."""

    id: str
    title: Text
    lead: Text
    heads: tuple[Text, ...]
    lines: tuple[Line, ...]
    behind: Text = field(default_factory=lambda: said("incentives_report.evidence"))


@dataclass(frozen=True)
class SheetsView:
    """The page; ``language`` is shown first."""

    language: str
    centre: str
    synthetic: str
    title: Text
    lead: Text
    figures: tuple[Figure, ...]
    sheets: tuple[Sheet, ...]
    chart: Mapping[str, Any] = field(default_factory=lambda: {"words": {"en": {}, "zh": {}}})
