"""Awards as the roster sees them: what somebody was promised for a stretch of days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class AwardKind(StrEnum):
    """The named emergency-contribution awards that become terms of a roster."""

    REGULAR_DAY = "regular-day"
    PREFERRED_ORDER = "preferred-order"
    CONSECUTIVE_REST = "consecutive-rest"


@dataclass(frozen=True, order=True, slots=True)
class Award:
    """A granted award in force from ``first`` to ``last`` (both included). ``grant``: its entry in the book of rewards;
    ``rank``: place in the order in which choices are served, 1 first (0 where order does not matter)."""

    grant: str
    employee: str
    kind: AwardKind
    first: date
    last: date
    rank: int = 0
