"""Awards as the roster sees them: what somebody was promised for a stretch of days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

REWARD_BOOK = "rewards"
"""Book of the store that holds allocations, reviews, appeals and grants."""


class AwardKind(StrEnum):
    """The named emergency-contribution awards that become terms of a roster."""

    REGULAR_DAY = "regular-day"
    PREFERRED_ORDER = "preferred-order"
    CONSECUTIVE_REST = "consecutive-rest"


@dataclass(frozen=True, order=True, slots=True)
class ServedWish:
    """A wish that became a promise on ``day``. ``wish`` and ``value`` as in preferences.csv: off, work, shift, avoid-shift,
    kind, avoid-kind, and the shift or kind."""

    day: date
    wish: str
    value: str = ""


@dataclass(frozen=True, order=True, slots=True)
class Award:
    """A granted award in force from ``first`` to ``last`` (both included). ``grant``: its entry in the book of rewards;
    ``rank``: place in the order in which choices are served, 1 first (0 where order does not matter); ``served``: the wishes
    that preferred order turned into promises."""

    grant: str
    employee: str
    kind: AwardKind
    first: date
    last: date
    rank: int = 0
    served: tuple[ServedWish, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "grant": self.grant,
            "employee": self.employee,
            "kind": str(self.kind),
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "rank": self.rank,
            "served": [[wish.day.isoformat(), wish.wish, wish.value] for wish in self.served],
        }

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> Award:
        """Inverse of ``to_json``; KeyError, TypeError or ValueError for other data."""
        served = tuple(ServedWish(date.fromisoformat(day), wish, value) for day, wish, value in data.get("served", ()))
        first, last = date.fromisoformat(data["first"]), date.fromisoformat(data["last"])
        kind = AwardKind(data["kind"])
        return Award(str(data["grant"]), str(data["employee"]), kind, first, last, int(data.get("rank", 0)), served)
