"""What ``wfm pool`` tells: totals, hours, the tightest sets, the certificates that would help most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

import pandas as pd

from wfm.scenario.pooled_people import Source

Value = Literal["dedicated", "team", "lower"]
VALUES: tuple[Value, ...] = ("dedicated", "team", "lower")
"""``dedicated``: every agent in one project's queue (sufficient). ``team``: the agents of a set as one team that answers in
order of arrival. ``lower``: whatever the routing (necessary)."""


@dataclass(frozen=True)
class TightSet:
    """Projects that together lack people. ``value``: ``lower`` (whatever the routing), ``team`` or ``dedicated``; ``intervals``
    in which they lack most of their component; ``agent_hours`` lacking in them; the worst: ``lacking`` heads on ``day`` at
    ``clock`` (HH:MM)."""

    projects: tuple[str, ...]
    value: Value
    intervals: int
    agent_hours: float
    lacking: int
    day: date
    clock: str


@dataclass(frozen=True)
class Certificate:
    """One more certificate: a person who holds ``holds`` is trained for ``project``. ``agent_hours``: fewer missing in the
    dedicated reading, for an average person of the group; ``people``: how many the group has on the staff list."""

    holds: tuple[str, ...]
    project: str
    agent_hours: float
    people: float


@dataclass(frozen=True)
class Pooling:
    """Pooling bounds of a month or a day.

    ``frame``: a row per interval with any requirement: day, clock, heads, then dedicated, team, lower (heads needed) and
    missing_dedicated, missing_team, missing_lower. ``hours``: value -> agent-hours needed; ``missing``: value -> agent-hours
    missing with ``heads``; ``in_mix``: value -> agent-hours needed when people come in the staff list's proportions, infinite
    where nobody has the skill. Without a roster ``heads`` are as many as the dedicated sum, in those proportions.
    """

    source: Source
    version: int | None
    interval_minutes: int
    frame: pd.DataFrame
    hours: Mapping[Value, float]
    missing: Mapping[Value, float]
    in_mix: Mapping[Value, float]
    tight: tuple[TightSet, ...]
    certificates: tuple[Certificate, ...]
    complete: bool
    without: int
    emergency_only: int

    @property
    def reserve(self) -> float:
        """Pooling reserve of one team: dedicated - team, agent-hours."""
        return self.hours["dedicated"] - self.hours["team"]

    @property
    def most_reserve(self) -> float:
        """What no routing can save more than: dedicated - lower, agent-hours."""
        return self.hours["dedicated"] - self.hours["lower"]

    def by_hour(self) -> pd.DataFrame:
        """Mean agents by hour of the day over the days shown: columns hour, dedicated, team, lower, heads, missing_*."""
        numbers = [name for name in self.frame.columns if name not in ("day", "clock")]
        days = max(1, self.frame["day"].nunique())
        hour = self.frame["clock"].str[:2].astype(int).rename("hour")
        return (self.frame[numbers].groupby(hour).sum() * self.interval_minutes / 60 / days).reset_index()

    def to_json(self) -> dict[str, Any]:
        """Plain data; infinite needs are null."""
        return {
            "source": self.source,
            "version": self.version,
            "hours": dict(self.hours),
            "reserve": self.reserve,
            "most_reserve": self.most_reserve,
            "missing": dict(self.missing),
            "in_mix": {name: value if value < float("inf") else None for name, value in self.in_mix.items()},
            "tight": [asdict(found) for found in self.tight],
            "certificates": [asdict(found) for found in self.certificates],
            "complete": self.complete,
            "without_certificate": self.without,
            "emergency_only": self.emergency_only,
            "by_hour": self.by_hour().to_dict("records"),
            "intervals": self.frame.to_dict("records"),
        }
