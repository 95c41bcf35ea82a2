"""What a shift leader changes on the day: shifts stay, minutes of them move. Minutes count from midnight of ``day``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

DAY_BOOK = "day"
"""Book of the store that holds the day's decisions: entries of kind ``tweak``, subject = the date, content
``{"changes": [DayChange as JSON, ...], ...}``."""


class ChangeKind(StrEnum):
    """What happens to a person on the day."""

    ABSENT = "absent"
    """Does not come; from .. to is the duty lost."""
    BREAK = "break"
    """The break moves to from .. to."""
    LEND = "lend"
    """Sits at another project's desk from .. to."""
    OFF_PHONE = "off-phone"
    """Off-phone work is done from .. to instead of when it was planned."""
    TAKE_CALLS = "take-calls"
    """Off-phone work is interrupted: at the desk of ``project`` from .. to."""
    EXTEND = "extend"
    """Stays longer (or comes earlier): from .. to lies outside the duty."""
    CALL_IN = "call-in"
    """Comes on a day off: from .. to is the whole new duty."""
    RELEASE = "release"
    """Goes home early: from .. to is no longer worked."""


@dataclass(frozen=True, order=True, slots=True)
class DayChange:
    """One change for one person. ``project``: the desk concerned ("" = none). ``consent``: the person must agree;
    ``agreed``: whether they did (None = not asked yet). ``shift``: the shift of a call-in."""

    employee: str
    day: date
    kind: ChangeKind
    from_minute: int
    to_minute: int
    project: str = ""
    shift: str = ""
    consent: bool = False
    agreed: bool | None = None
    reason: str = ""

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "employee": self.employee,
            "day": self.day.isoformat(),
            "kind": str(self.kind),
            "from_minute": self.from_minute,
            "to_minute": self.to_minute,
            "project": self.project,
            "shift": self.shift,
            "consent": self.consent,
            "agreed": self.agreed,
            "reason": self.reason,
        }

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> DayChange:
        """Inverse of ``to_json``."""
        return DayChange(**{**data, "day": date.fromisoformat(data["day"]), "kind": ChangeKind(data["kind"])})
