"""Time at the desk that is lost, by hour and weekday."""

from __future__ import annotations

from wfm.data.tables.base import Row, column


class Shrinkage(Row):
    """Share of rostered desk time that is lost in these hours of these weekdays: unplanned (sickness, lateness) and planned
    inside the duty (training, meetings) that the roster does not hold. A row that names a project wins over one for all, then
    one that names weekdays over one for every day; where no row speaks the project's unplanned_shrinkage holds."""

    project: str = column("project id; empty = all projects", default="")
    weekdays: str = column(
        "weekdays, 1 Monday ... 7 Sunday, such as 12345; empty = every day", default="", pattern=r"^[1-7]{0,7}$"
    )
    from_time: str = column("from this time of day, HH:MM", default="00:00")
    to_time: str = column("to this time of day, HH:MM; 24:00 = midnight", default="24:00")
    planned: float | None = column(
        "off the desk as planned: training, meetings; empty = as without this row", default=None, unit="share", ge=0, lt=0.9
    )
    unplanned: float | None = column("unplanned absence; empty = as without this row", default=None, unit="share", ge=0, lt=0.9)
