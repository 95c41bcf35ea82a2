"""The roster and what travels with it: duties, run card, findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from wfm.timegrid import Horizon


@dataclass(frozen=True, order=True, slots=True)
class Duty:
    """The atom of planning: a person's working day. ``break_start``: minutes after the shift's start; None = no break.
    ``project`` is empty for off-phone shifts."""

    employee: str
    day: date
    shift: str
    project: str = ""
    break_start: int | None = None


@dataclass(frozen=True)
class Roster:
    """All lines of a horizon; a (person, day) without duty is a day off."""

    horizon: Horizon
    duties: tuple[Duty, ...]

    @cached_property
    def by_cell(self) -> Mapping[tuple[str, date], Duty]:
        """(employee, day) -> duty."""
        return {(duty.employee, duty.day): duty for duty in self.duties}

    def duty(self, employee: str, day: date) -> Duty | None:
        """The duty of ``employee`` on ``day``; None = off."""
        return self.by_cell.get((employee, day))

    def to_json(self) -> dict[str, Any]:
        """Plain data, duties sorted: same roster, same bytes."""
        return {
            "start": self.horizon.start.isoformat(),
            "days": self.horizon.days,
            "duties": [
                [d.employee, d.day.isoformat(), d.shift, d.project, d.break_start] for d in sorted(self.duties, key=_order)
            ],
        }

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> Roster:
        """Inverse of ``to_json``."""
        horizon = Horizon(date.fromisoformat(data["start"]), int(data["days"]))
        duties = tuple(Duty(e, date.fromisoformat(day), s, p, b) for e, day, s, p, b in data["duties"])
        return Roster(horizon, duties)


def _order(duty: Duty) -> tuple[str, date]:
    return duty.employee, duty.day


@dataclass(frozen=True)
class Finding:
    """A rule broken or a price paid, in the rule's own unit.

    ``hard``: the roster may not leave the system. ``cost``: cost units (0 for hard findings). ``employee`` is empty for
    findings about a project or team. ``values`` fill the rule's sentence in the catalogue (``rules.<id>_breach``).
    """

    rule: str
    hard: bool
    amount: int
    cost: int
    employee: str = ""
    days: tuple[date, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)


PRICE_OF_CHANGES = "price_of_changes"
"""Name among a run card's parameters."""


@dataclass(frozen=True)
class RunCard:
    """What produced a result; enough to repeat it."""

    inputs: Mapping[str, str]
    parameters: Mapping[str, Any]
    versions: Mapping[str, str]
    seed: int
    limit: str
    status: str
    stopped: str
    cost: int
    bound: int | None
    moves: int = 0
    seconds: float = 0.0
    notes: tuple[str, ...] = ()

    @property
    def gap(self) -> float | None:
        """(cost - bound) / cost; None without a bound."""
        if self.bound is None:
            return None
        return 0.0 if self.cost == 0 else (self.cost - self.bound) / self.cost

    @property
    def price_of_changes(self) -> int:
        """What of the cost is paid for changing the version before: an adjusted week's. Versions made over it pay it no more."""
        return int(self.parameters.get(PRICE_OF_CHANGES, 0))

    @property
    def roster_cost(self) -> int:
        """The cost of the roster itself."""
        return self.cost - self.price_of_changes


def total_cost(findings: Iterable[Finding]) -> int:
    """Sum of the prices paid."""
    return sum(finding.cost for finding in findings)
