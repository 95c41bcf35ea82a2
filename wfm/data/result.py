"""What planning hands on: roster, run card, findings, certificate, shortages. Reports read these and compute nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from wfm.data.roster import Finding, Roster, RunCard


@dataclass(frozen=True)
class Certificate:
    """Outcome of the independent audit of one roster.

    ``rules``: every rule checked -> (number of hard findings, number of priced findings, cost units).
    ``cost``: cost recomputed by the checks; ``claimed``: the solver's; they must be equal. ``roster_hash``: SHA-256 of
    the roster's JSON.
    """

    legal: bool
    cost: int
    claimed: int | None
    roster_hash: str
    rules: Mapping[str, tuple[int, int, int]]
    findings: tuple[Finding, ...]

    @property
    def passed(self) -> bool:
        """Legal, and its cost agrees with the solver's (when one was claimed)."""
        return self.legal and self.claimed in (None, self.cost)


@dataclass(frozen=True)
class Helper:
    """Somebody who could help with a shortage: certified, not yet on duty that day; ``reason`` is a key of the catalogue
    (``roster.helper_free``, ``roster.helper_emergency_only``, ...); ``minutes_left``: hours left in the month."""

    employee: str
    reason: str
    minutes_left: int


@dataclass(frozen=True)
class Shortage:
    """A stretch of intervals of one project and day with fewer agents than required.

    ``from_slot`` .. ``to_slot`` (excluded) of the day; ``required`` and ``present`` are the largest requirement and the
    cover beside it; ``missing`` sums missing agent-intervals over the stretch.
    """

    project: str
    day: date
    from_slot: int
    to_slot: int
    required: int
    present: int
    missing: int
    helpers: tuple[Helper, ...] = ()


@dataclass(frozen=True)
class PlanResult:
    """A planned roster with everything a reader may ask about it."""

    roster: Roster
    card: RunCard
    certificate: Certificate
    shortages: tuple[Shortage, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings of the audit: prices paid, and hard breaches when there are any."""
        return self.certificate.findings
