"""What planners know better than the forecast."""

from __future__ import annotations

import datetime as dt

from wfm.data.tables.base import Row, column


class Adjustment(Row):
    """A planner's change of the forecast: a layer on top of it, never an edit. Rows apply in the order of the file; either
    `percent` or `calls` is given. `wfm adjust-forecast` adds and removes rows."""

    project: str = column("project id", min_length=1)
    from_date: dt.date = column("first day")
    to_date: dt.date = column("last day (included)")
    from_time: str = column("from this time of day, HH:MM", default="00:00")
    to_time: str = column("to this time of day, HH:MM; 24:00 = midnight", default="24:00")
    percent: float | None = column(
        "change of the calls of every interval, 10 = 10 % more", default=None, unit="%", ge=-100, le=1000
    )
    calls: float | None = column(
        "calls added to each day (negative = fewer), spread as the forecast spreads them over these hours",
        default=None,
        unit="calls",
    )
    who: str = column("who decided it", min_length=1)
    why: str = column("why, in a few words", min_length=1)
