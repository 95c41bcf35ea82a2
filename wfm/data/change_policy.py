"""What may change in a published roster, and since when people know of it: what a week's adjustment hands to the rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True)
class ChangePolicy:
    """``as_of``: local time at which changed people are told; ``days``: the days that may change; ``people``: who may change
    (None = everybody); ``max_changes``: most changed days per person (None = no cap); ``before``: employee -> changed days
    in earlier versions of the month; ``absent``: (employee, day) on which nobody can come, which no rule of changes judges.
    """

    as_of: datetime
    days: frozenset[date]
    people: frozenset[str] | None = None
    max_changes: int | None = None
    before: Mapping[str, int] = field(default_factory=dict)
    absent: frozenset[tuple[str, date]] = frozenset()

    def open(self, employee: str, day: date) -> bool:
        """Whether the cell may change."""
        return day in self.days and (self.people is None or employee in self.people) and (employee, day) not in self.absent
