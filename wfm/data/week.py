"""What adjusting a week hands on: absences, changes with their prices and reasons, cover before and after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from wfm.data.candidates import Passed
from wfm.data.roster import Duty
from wfm.data.tables import Leave

COUNTED = ("added", "removed", "shift")
"""Kinds of change that count towards the cap: another shift, a duty cancelled, a duty on a day off."""


@dataclass(frozen=True)
class Absence:
    """Somebody cannot come. ``lost``: day -> minutes of the published duty, which count as worked when the kind is credited;
    ``duties``: the published duties that fall away."""

    employee: str
    kind: str
    from_date: date
    to_date: date
    lost: Mapping[date, int] = field(default_factory=dict)
    duties: tuple[Duty, ...] = ()

    @property
    def leave(self) -> Leave:
        """The absence as a row of leave.csv."""
        return Leave.model_validate(
            {"employee": self.employee, "kind": self.kind, "from_date": self.from_date, "to_date": self.to_date}
        )

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "employee": self.employee,
            "kind": self.kind,
            "from_date": self.from_date.isoformat(),
            "to_date": self.to_date.isoformat(),
            "lost": {day.isoformat(): minutes for day, minutes in sorted(self.lost.items())},
            "duties": [[d.day.isoformat(), d.shift, d.project, d.break_start] for d in self.duties],
        }

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> Absence:
        """Inverse of ``to_json``."""
        return Absence(
            data["employee"],
            data["kind"],
            date.fromisoformat(data["from_date"]),
            date.fromisoformat(data["to_date"]),
            {date.fromisoformat(day): int(minutes) for day, minutes in data["lost"].items()},
            tuple(Duty(data["employee"], date.fromisoformat(day), *rest) for day, *rest in data["duties"]),
        )


@dataclass(frozen=True)
class Change:
    """One changed person-day. ``notice_hours``: from being told to the earlier of both duties; ``band``: the notice band in
    hours (0 = longer notice than all bands); ``price``: cost units paid; ``consent``: why the person must agree (overtime,
    rest-day, emergency-only); ``replaces``: whose absence it makes up for.

    The order of replacement, as it stood: ``minutes_left`` of the month with overtime, ``changes_before`` this month,
    ``priority`` of the certificate, ``emergency_only``, ``nights_before``. ``free``: others certified and free that day,
    ``forbidden`` of them by a rule; ``passed``: the first of them in the fair order, and why not they.
    """

    employee: str
    team: str
    day: date
    kinds: tuple[str, ...]
    old: Duty | None
    new: Duty | None
    notice_hours: float
    band: int
    price: int
    consent: tuple[str, ...] = ()
    replaces: str = ""
    minutes_left: int = 0
    changes_before: int = 0
    priority: int = 0
    emergency_only: bool = False
    nights_before: int = 0
    free: int = 0
    forbidden: int = 0
    passed: tuple[Passed, ...] = ()

    @property
    def counted(self) -> bool:
        """Whether it counts towards the cap on changes."""
        return any(kind in COUNTED for kind in self.kinds)

    def to_json(self) -> dict[str, Any]:
        """Plain data; a duty is [shift, project, break start] or None."""
        plain = dict(vars(self))
        return {
            **plain,
            "day": self.day.isoformat(),
            "kinds": list(self.kinds),
            "old": _duty(self.old),
            "new": _duty(self.new),
            "notice_hours": round(self.notice_hours, 2),
            "consent": list(self.consent),
            "counted": self.counted,
            "passed": [one.to_json() for one in self.passed],
        }


@dataclass(frozen=True)
class CoverDay:
    """A project's day: agent-intervals required, missing before and after, and the service loss before and after (cost units)."""

    project: str
    day: date
    required: int
    missing_before: int
    missing_after: int
    loss_before: int
    loss_after: int


@dataclass(frozen=True)
class WeekAnswer:
    """``week``: the date that names the week; ``first``..``last``: its days in the month; ``begun``: days of it that had begun;
    costs of the month: ``cost_before`` when nothing is done, ``cost_after``, ``bound``; ``fixed``: what no change could touch."""

    month: str
    base: int
    week: date
    first: date
    last: date
    clipped: bool
    begun: tuple[date, ...]
    as_of: datetime
    teams: tuple[str, ...]
    max_changes: int | None
    cost_before: int
    cost_after: int
    bound: int | None
    fixed: int
    absences: tuple[Absence, ...]
    changes: tuple[Change, ...]
    cover: tuple[CoverDay, ...]
    new_forecast: bool = False

    @property
    def gap(self) -> float | None:
        """(cost - bound) / cost over the month's cost."""
        return None if self.bound is None else (self.cost_after - self.bound) / max(1, self.cost_after)

    @property
    def gap_of_part(self) -> float | None:
        """The same over what the adjustment could touch."""
        return None if self.bound is None else (self.cost_after - self.bound) / max(1, self.cost_after - self.fixed)

    @property
    def told(self) -> tuple[Change, ...]:
        """Changes people must be told: every one but those of a break alone."""
        return tuple(change for change in self.changes if change.kinds != ("break",))

    def by_kind(self) -> dict[str, int]:
        """Kind -> changed person-days."""
        return dict(sorted(Counter(kind for change in self.changes for kind in change.kinds).items()))

    def by_band(self) -> dict[int, tuple[int, int]]:
        """Notice band in hours (0 = longer than all) -> (priced changes, their price)."""
        found: dict[int, tuple[int, int]] = {}
        for change in sorted(self.told, key=lambda one: one.band or 1 << 30):
            count, price = found.get(change.band, (0, 0))
            found[change.band] = count + 1, price + change.price
        return found

    def by_person(self) -> dict[str, int]:
        """Employee -> changed days to be told, most first."""
        return dict(Counter(change.employee for change in self.told).most_common())

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "month": self.month,
            "base": self.base,
            "week": self.week.isoformat(),
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "clipped": self.clipped,
            "begun": [day.isoformat() for day in self.begun],
            "as_of": self.as_of.isoformat(),
            "teams": list(self.teams),
            "max_changes": self.max_changes,
            "new_forecast": self.new_forecast,
            "cost_before": self.cost_before,
            "cost_after": self.cost_after,
            "bound": self.bound,
            "cost_fixed": self.fixed,
            "gap": self.gap,
            "gap_of_part": self.gap_of_part,
            "changed": len(self.told),
            "break_moves": len(self.changes) - len(self.told),
            "people": len(self.by_person()),
            "consents": sum(bool(change.consent) for change in self.told),
            "by_kind": self.by_kind(),
            "by_band": {str(band): {"changes": n, "price": price} for band, (n, price) in self.by_band().items()},
            "by_person": self.by_person(),
            "absences": [absence.to_json() for absence in self.absences],
            "changes": [change.to_json() for change in self.changes],
            "cover": [
                {
                    "project": one.project,
                    "day": one.day.isoformat(),
                    "required": one.required,
                    "missing_before": one.missing_before,
                    "missing_after": one.missing_after,
                    "loss_before": one.loss_before,
                    "loss_after": one.loss_after,
                }
                for one in self.cover
            ],
        }


def _duty(duty: Duty | None) -> list[str | int | None] | None:
    return [duty.shift, duty.project, duty.break_start] if duty else None
