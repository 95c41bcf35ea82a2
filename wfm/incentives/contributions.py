"""What measuring hands on: points by person and measure, with evidence that a reader can check by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Evidence:
    """What was seen on a day: ``units`` in the measure's unit, and the values its sentence and a checker need."""

    day: date
    units: int
    values: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return {"day": self.day.isoformat(), "units": self.units, **self.values}


@dataclass(frozen=True)
class Contribution:
    """Points of one person by one measure in a month. ``by_day``: (day, points), adding up to ``points``; a day's points are
    those by which the month's total grew that day."""

    employee: str
    measure: str
    points: int
    units: int
    by_day: tuple[tuple[date, int], ...] = ()
    evidence: tuple[Evidence, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "employee": self.employee,
            "measure": self.measure,
            "points": self.points,
            "units": self.units,
            "by_day": [[day.isoformat(), points] for day, points in self.by_day],
            "evidence": [entry.to_json() for entry in self.evidence],
        }


def added_up(employee: str, measure: str, evidence: Iterable[Evidence], points: int, per: int, most: int) -> Contribution | None:
    """Evidence as points: ``points`` for every full ``per`` units of the month so far, at most ``most`` (0 = no limit).

    None when nothing was earned. Whole numbers throughout: what is left below ``per`` waits for the next day of the month.
    """
    seen = sorted(evidence, key=lambda entry: (entry.day, entry.units, str(sorted(entry.values.items()))))
    units = total = 0
    by_day: dict[date, int] = {}
    for entry in seen:
        units += entry.units
        now = units * points // per
        now = min(now, most) if most else now
        if now > total:
            by_day[entry.day] = by_day.get(entry.day, 0) + now - total
            total = now
    return Contribution(employee, measure, total, units, tuple(by_day.items()), tuple(seen)) if total else None
