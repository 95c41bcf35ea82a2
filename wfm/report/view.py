"""The report as plain data: everything the page shows, in both languages, with nothing left to work out but layout."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from wfm.report.texts import Text


@dataclass(frozen=True)
class RuleNote:
    """What the rule book says of a rule: ``level`` hard or priced, ``basis`` law or policy, ``article``: the text cited."""

    level: str = ""
    basis: str = ""
    article: str = ""


@dataclass(frozen=True)
class VersionNote:
    """Which published version a report shows; None instead of it = the draft."""

    number: int
    author: str = ""
    reason: str = ""
    published: str = ""


@dataclass(frozen=True)
class Figure:
    """A key figure. ``tone``: good, bad or empty."""

    label: Text
    value: Text
    note: Text
    tone: str = ""


@dataclass(frozen=True)
class DayHead:
    """A column of the grid. ``tone``: CSS classes (``we`` weekend, ``ho`` holiday)."""

    day: date
    weekday: Text
    name: Text
    tone: str


@dataclass(frozen=True)
class ShiftLegend:
    """A shift as the page shows it. ``tone``: CSS classes of its cells; ``used``: whether the roster has it."""

    shift: str
    code: str
    name: str
    kind: Text
    tone: str
    start: int
    minutes: int
    break_minutes: int
    used: bool


@dataclass(frozen=True)
class ProjectLegend:
    """A project as the page shows it."""

    project: str
    mark: str
    name: str
    tone: str


@dataclass(frozen=True)
class Cell:
    """One person and day. ``data``: ``shift.project.break`` by legend index (break -1 = none), empty without duty."""

    text: str
    mark: str
    tone: str
    data: str


@dataclass(frozen=True)
class PersonRow:
    """One person's line and counts. ``granted`` of ``asked`` wish-days."""

    employee: str
    name: str
    cells: tuple[Cell, ...]
    minutes: int
    nights: int
    weekends: int
    granted: int
    asked: int


@dataclass(frozen=True)
class TeamGrid:
    """A team's rows, and per day how many are on duty."""

    name: Text
    rows: tuple[PersonRow, ...]
    on_duty: tuple[int, ...]


@dataclass(frozen=True)
class HeatCell:
    """Missing agent-hours of a project on a day; ``level`` 0 (none) to 5."""

    hours: float
    level: int
    day: int


@dataclass(frozen=True)
class ProjectCover:
    """A project's sums over the month, in agent-hours; ``days``: its row of the heat map; ``calls``: None without forecast."""

    name: str
    index: int
    peak: int
    required: float
    met: float
    missing: float
    spare: float
    calls: float | None
    days: tuple[HeatCell, ...]

    @property
    def unmet(self) -> float:
        """Share of the required agent-hours that are missing."""
        return self.missing / self.required if self.required else 0.0


@dataclass(frozen=True)
class ShortageNote:
    """A shortage with the sentences of those who could help."""

    project: str
    when: Text
    size: Text
    helpers: tuple[Text, ...]
    more: int
    project_index: int
    day_index: int


@dataclass(frozen=True)
class Spread:
    """A measure over a group of people."""

    group: Text
    people: int
    mean: float
    minimum: float
    maximum: float

    @property
    def spread(self) -> float:
        """Largest minus smallest."""
        return self.maximum - self.minimum


@dataclass(frozen=True)
class Measure:
    """A fairness measure: ``bars`` are (label, people, share of the tallest); ``groups``: all people, then each team."""

    title: Text
    unit: str
    bars: tuple[tuple[str, int, float], ...]
    groups: tuple[Spread, ...]


@dataclass(frozen=True)
class RuleLine:
    """A rule as audited. ``levels``: hard, priced or both; ``share``: of the whole cost."""

    rule: str
    title: Text
    about: Text
    note: RuleNote
    levels: tuple[str, ...]
    hard: int
    priced: int
    cost: int
    share: float


@dataclass(frozen=True)
class FindingLine:
    """A finding with its sentence."""

    title: Text
    sentence: Text
    hard: bool
    cost: int


@dataclass(frozen=True)
class ReportView:
    """All a report shows.

    ``language``: the one shown first. ``other_demand``: the requirement shown is not the one planned for. ``chart``: the
    JSON that the page's script draws from.
    """

    language: str
    centre: str
    month: str
    month_name: Text
    edition: Text
    synthetic: str
    passed: bool
    figures: tuple[Figure, ...]
    days: tuple[DayHead, ...]
    shifts: tuple[ShiftLegend, ...]
    projects: tuple[ProjectLegend, ...]
    leave_signs: tuple[tuple[Text, Text], ...]
    teams: tuple[TeamGrid, ...]
    has_demand: bool
    other_demand: bool
    has_forecast: bool
    covers: tuple[ProjectCover, ...]
    cover_total: ProjectCover | None
    shortages: tuple[ShortageNote, ...]
    shortages_left: int
    measures: tuple[Measure, ...]
    rules: tuple[RuleLine, ...]
    findings: tuple[FindingLine, ...]
    findings_total: int
    card: tuple[tuple[Text, Text], ...]
    card_lists: tuple[tuple[Text, tuple[tuple[str, str], ...]], ...]
    notes: tuple[str, ...]
    chart: Mapping[str, Any]
