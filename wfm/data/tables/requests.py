"""What is fixed or wished before planning: leave, wishes, locked cells, the previous roster."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import model_validator

from wfm.data.tables.base import Row, column

LEAVE_KINDS: dict[str, bool] = {
    "annual": True,
    "sick": True,
    "maternity": True,
    "statutory": True,
    "compensatory": False,
    "unpaid": False,
    "other": False,
}
"""Leave kind -> whether its working days count as worked hours."""
UNPLANNED_LEAVE = frozenset({"sick", "other"})
"""Kinds of leave that unplanned absence turns into once it is known."""


class Leave(Row):
    """An absence known before planning: no duty on these days."""

    employee: str = column("employee id", min_length=1)
    kind: Literal["annual", "sick", "maternity", "statutory", "compensatory", "unpaid", "other"] = column("kind of leave")
    from_date: dt.date = column("first day")
    to_date: dt.date = column("last day (included)")

    @property
    def credited(self) -> bool:
        """Whether working days of this leave count as worked hours."""
        return LEAVE_KINDS[self.kind]


class Preference(Row):
    """A wish. A hard wish is a commitment made to the person."""

    employee: str = column("employee id", min_length=1)
    wish: Literal["off", "work", "shift", "avoid-shift", "kind", "avoid-kind"] = column("what is wished")
    date: dt.date | None = column("the day; empty = every day (or every such weekday)", default=None)
    weekday: int | None = column("1 Monday ... 7 Sunday, when no date is given", default=None, ge=1, le=7)
    value: str = column("shift id or kind the wish is about", default="")
    weight: int = column("price when not granted, per day", default=20, unit="cost units", ge=0)
    hard: bool = column("must be granted", default=False)

    @model_validator(mode="after")
    def _names_what_it_needs(self) -> Preference:
        if self.wish not in ("off", "work") and not self.value:
            raise ValueError(f"a wish '{self.wish}' needs a shift or kind in column value")
        return self


class Lock(Row):
    """A cell fixed by hand: the next solve keeps it."""

    employee: str = column("employee id", min_length=1)
    date: dt.date = column("the day")
    shift: str = column("shift id, or - for a day off", min_length=1)
    project: str = column("project id; empty = any", default="")


class PreviousDuty(Row):
    """A cell of the roster before the month: rest, runs and counts cross the edge."""

    employee: str = column("employee id", min_length=1)
    date: dt.date = column("the day")
    shift: str = column("shift id, or - for a day off", min_length=1)
    project: str = column("project id", default="")
