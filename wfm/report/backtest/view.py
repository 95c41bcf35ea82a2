"""The backtest report as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wfm.report.texts import Text
from wfm.report.view import Figure


@dataclass(frozen=True)
class ModelRow:
    """A model's measures as shown; ``own``: the combination, which is what the forecast uses."""

    name: Text
    cells: tuple[str, ...]
    own: bool


@dataclass(frozen=True)
class Plot:
    """A stretch of days: SVG paths on 720 x 180, ``top`` calls at the upper edge; ``title``: from which point in the past."""

    title: Text
    band: str
    forecast: str
    actual: str
    top: str


@dataclass(frozen=True)
class HourBar:
    """Error of an hour in percent; heights are shares of the tallest, ``floor`` that of chance alone."""

    hour: str
    wape: str
    height: float
    floor: float
    coverage: str


@dataclass(frozen=True)
class ProjectPart:
    """Everything about one project."""

    name: str
    about: Text
    staff: Text
    models: tuple[ModelRow, ...]
    plots: tuple[Plot, ...]
    hours: tuple[HourBar, ...]
    leads: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class BacktestView:
    """All the page shows; ``language`` first. ``chart`` is what the page's frame hands to scripts."""

    language: str
    centre: str
    synthetic: str
    figures: tuple[Figure, ...]
    projects: tuple[ProjectPart, ...]
    chart: Mapping[str, Any]
