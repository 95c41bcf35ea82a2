"""The page of a forecast's explanation as plain data, plots included: lengths in the units of their SVG."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wfm.report.texts import Text
from wfm.report.view import Figure


@dataclass(frozen=True)
class Bar:
    """One line of the waterfall: from ``left`` over ``width`` (percent of the plot). ``tone``: whole, up or down."""

    title: Text
    calls: str
    percent: str
    left: float
    width: float
    tone: str


@dataclass(frozen=True)
class Tick:
    """A mark of an axis at ``place`` (SVG units)."""

    place: float
    label: str


@dataclass(frozen=True)
class Curve:
    """The effect of temperature as SVG paths in a field of ``width`` x ``height``; ``days``: (left, top, width, height) of the
    columns; ``here``: x of this day's temperature, None without."""

    width: float
    height: float
    line: str
    band: str
    days: tuple[tuple[float, float, float, float], ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    zero: float
    here: float | None


@dataclass(frozen=True)
class ForecastView:
    """All the page shows; ``language`` first. ``members``: (name, weight, calls); ``days``: (date, share, calls)."""

    language: str
    centre: str
    synthetic: str
    project: str
    date: Text
    sentences: tuple[Text, ...]
    figures: tuple[Figure, ...]
    bars: tuple[Bar, ...]
    curve: Curve | None
    members: tuple[tuple[Text, str, str], ...]
    days: tuple[tuple[Text, str, str], ...]
    chart: Mapping[str, Any]
