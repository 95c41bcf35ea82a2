"""Call history and hand-made requirements."""

from __future__ import annotations

from datetime import datetime

from wfm.data.tables.base import Row, column


class HistoryRow(Row):
    """Calls of a project in an interval. An absent row is missing or closed, never zero."""

    project: str = column("project id", min_length=1)
    start: datetime = column("start of the interval; local time unless it carries an offset")
    calls: float | None = column("calls offered to agents; empty = not recorded", default=None, unit="calls", ge=0)
    answered: float | None = column("calls answered", default=None, unit="calls", ge=0)
    abandoned: float | None = column("calls abandoned in the queue", default=None, unit="calls", ge=0)
    aht_seconds: float | None = column("mean handling time of answered calls", default=None, unit="s", ge=0)


class Requirement(Row):
    """Agents required by hand instead of by forecast, per interval or per named shift."""

    project: str = column("project id", min_length=1)
    start: datetime | None = column("start of the interval", default=None)
    date: str = column("date, for a requirement by shift", default="")
    shift: str = column("shift id, for a requirement by shift", default="")
    agents: int = column("agents required", unit="agents", ge=0)
    missing_price: int = column("price per missing agent", default=10, unit="cost units", ge=0)
    spare_price: int = column("price per spare agent", default=0, unit="cost units", ge=0)
