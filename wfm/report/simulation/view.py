"""The simulation report as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wfm.report.texts import Text
from wfm.report.view import Figure


@dataclass(frozen=True)
class ServiceRow:
    """A project under the formula or a routing; measures as shown, with their intervals."""

    source: Text
    tone: str
    calls: str
    within: str
    lost: str
    wait: str
    occupancy: str


@dataclass(frozen=True)
class ProjectService:
    """A project's rows: the formula first, then each routing. ``target``: what was asked for; empty for all together."""

    name: Text
    target: Text
    rows: tuple[ServiceRow, ...]


@dataclass(frozen=True)
class EffectLine:
    """One effect, in percentage points: of calls in time and of abandonment, each with its interval; ``left`` and ``width``
    place its bar between -1 and 1 of the widest, ``band`` the interval likewise. ``certain``: the interval leaves 0 out."""

    title: Text
    about: Text
    within: str
    lost: str
    left: float
    width: float
    band: tuple[float, float]
    good: bool
    certain: bool


@dataclass(frozen=True)
class ProjectEffects:
    """The effects of a project (or of all)."""

    name: Text
    lines: tuple[EffectLine, ...]


@dataclass(frozen=True)
class WorstLine:
    """An interval that misses its target by most calls."""

    project: str
    when: Text
    what: Text


@dataclass(frozen=True)
class AgentSpread:
    """Agents' occupancy under a routing: ``bars`` are (label, people, share of the tallest)."""

    routing: Text
    lead: Text
    bars: tuple[tuple[str, int, float], ...]
    lowest: tuple[tuple[str, str], ...]
    highest: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class SimulationView:
    """All the simulation report shows; ``language`` first. ``chart``: the JSON that the page's script draws from."""

    language: str
    centre: str
    synthetic: str
    month_name: Text
    edition: Text
    figures: tuple[Figure, ...]
    services: tuple[ProjectService, ...]
    effects: tuple[ProjectEffects, ...]
    worst: tuple[WorstLine, ...]
    agents: tuple[AgentSpread, ...]
    notes: tuple[Text, ...]
    card: tuple[tuple[Text, Text], ...]
    inputs: tuple[tuple[str, str], ...]
    chart: Mapping[str, Any]
