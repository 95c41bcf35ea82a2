"""The staffing report as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wfm.report.texts import Text
from wfm.report.view import Figure


@dataclass(frozen=True)
class BoundShare:
    """A share of the intervals whose requirement comes from ``label``. ``tone``: CSS class of its colour."""

    label: Text
    share: float
    tone: str


@dataclass(frozen=True)
class ProjectLine:
    """A project's month: required agent-hours, the largest requirement in agents, hours of ``work``
    (load),  the shares ``occupancy``, ``late`` and ``lost`` (None
    where unknown), the shares of what bounds it, and its targets and prices as texts in the order of ``target_heads``."""

    name: str
    hours: float
    peak: int
    peak_when: str
    work: float
    occupancy: float | None
    late: float | None
    lost: float | None
    bounds: tuple[BoundShare, ...]
    targets: tuple[Text, ...]


@dataclass(frozen=True)
class StaffingView:
    """All the staffing report shows; ``language`` first. ``chart``: the JSON that the page's script draws from."""

    language: str
    centre: str
    synthetic: str
    month_name: Text
    attitude: Text
    figures: tuple[Figure, ...]
    projects: tuple[ProjectLine, ...]
    bound_legend: tuple[BoundShare, ...]
    target_heads: tuple[Text, ...]
    made_with: tuple[tuple[Text, Text], ...]
    envelope_notes: tuple[Text, ...]
    chart: Mapping[str, Any]
