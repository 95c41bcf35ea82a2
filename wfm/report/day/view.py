"""The day's page as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wfm.report.texts import Text
from wfm.report.view import Figure


@dataclass(frozen=True)
class ChangeRow:
    """A change as shown."""

    employee: str
    name: str
    team: str
    what: Text
    since: str
    until: str
    project: str
    consent: Text


@dataclass(frozen=True)
class CoverPlot:
    """SVG paths on 720 x 160; ``top`` agents at the upper edge; ``now``: x of the moment asked."""

    project: str
    about: Text
    required: str
    before: str
    after: str
    top: str
    now: float
    rows: tuple[tuple[str, int, int, int], ...]
    """Interval, required, before, after: intervals with a shortage or a change only."""


@dataclass(frozen=True)
class CallIn:
    """Why somebody is called in, and who was passed over."""

    person: str
    why: Text
    passed: tuple[tuple[str, Text], ...]


@dataclass(frozen=True)
class TweakView:
    """All the page shows; ``language`` first. ``chart`` is what the page's frame hands to scripts."""

    language: str
    centre: str
    synthetic: str
    about: Text
    figures: tuple[Figure, ...]
    changes: tuple[ChangeRow, ...]
    absent: tuple[ChangeRow, ...]
    plots: tuple[CoverPlot, ...]
    off_phone: tuple[Text, ...]
    lenders: tuple[Text, ...]
    call_ins: tuple[CallIn, ...]
    chart: Mapping[str, Any]
