"""Dates: calendar entries, events, weather, and what the planner says about days of history."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from wfm.data.tables.base import Row, column


class CalendarDay(Row):
    """A date the centre's own calendar changes or names; it wins over the built-in calendar."""

    date: dt.date = column("the day")
    kind: Literal["holiday", "statutory", "makeup", "special"] = column(
        "holiday = public day off, statutory = one paid at the highest multiple, makeup = weekend declared a working day, "
        "special = a day with a name only"
    )
    name: str = column("name of the day, such as spring-festival", min_length=1)


class Event(Row):
    """A campaign or planned outage known ahead."""

    project: str = column("project id", min_length=1)
    from_date: dt.date = column("first day")
    to_date: dt.date = column("last day (included)")
    name: str = column("name of the event", min_length=1)
    uplift: float = column("expected change of calls, 0.3 = 30 % more", default=0.0, unit="share", gt=-1, le=10)
    kind: Literal["campaign", "outage", "billing", "other"] | None = column(
        "campaign, outage (planned), billing or other: events of a kind learn from each other; empty = by name only",
        default=None,
        rare=True,
    )


class HistoryNote(Row):
    """The planner's answer about days of history that look like a gap or an outlier."""

    project: str = column("project id", min_length=1)
    from_date: dt.date = column("first day")
    to_date: dt.date = column("last day (included)")
    verdict: Literal["real", "gap"] = column(
        "real = these calls happened, use them as they are; gap = not recorded, leave them out"
    )
    reason: str = column("why, for those who come later", default="")


class Weather(Row):
    """Weather of a day."""

    date: dt.date = column("the day")
    temperature_max: float = column("highest temperature", unit="°C", ge=-60, le=60)
    temperature_min: float | None = column("lowest temperature", default=None, unit="°C", ge=-60, le=60)
