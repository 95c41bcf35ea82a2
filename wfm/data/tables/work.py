"""Projects and shift templates."""

from __future__ import annotations

from enum import StrEnum

from wfm.data.tables.base import Row, column

OFF = "-"
"""The shift id of a day without duty, in rosters, previous.csv and rule classes."""


class ShiftKind(StrEnum):
    """What a shift is to the rules."""

    DAY = "day"
    EVENING = "evening"
    NIGHT = "night"
    REGULAR_DAY = "regular-day"
    SPLIT = "split"
    STUDY = "study"
    ON_CALL = "on-call"
    OFF_PHONE = "off-phone"


class Project(Row):
    """A client line of business with one queue."""

    project: str = column("project id", min_length=1)
    name: str = column("name shown to people", default="")
    opens: str = column("opening time, HH:MM", default="00:00")
    closes: str = column("closing time, HH:MM; 24:00 = midnight; earlier than opens = past midnight", default="24:00")
    open_days: str = column("weekdays open, 1 Monday ... 7 Sunday, such as 12345", default="1234567", pattern=r"^[1-7]{1,7}$")
    target: float | None = column("share answered within the threshold", default=None, unit="share", gt=0, lt=1)
    threshold_seconds: float | None = column("answer threshold", default=None, unit="s", ge=0)
    max_occupancy: float | None = column("occupancy cap", default=None, unit="share", gt=0, le=1)
    patience_seconds: float | None = column("mean patience of callers", default=None, unit="s", gt=0)
    unplanned_shrinkage: float | None = column("unplanned absence", default=None, unit="share", ge=0, lt=0.9)
    min_seats: int = column("fewest agents while open", default=0, unit="agents", ge=0)
    lending_cap: int | None = column("most agents lent to other projects at once", default=None, unit="agents", ge=0)
    lost_call_price: int | None = column("price of one lost call", default=None, unit="cost units", ge=0)
    deferrable: bool = column("work that may wait (call-backs, e-mail): spread over the open hours of its day", default=False)
    deadline_minutes: int | None = column(
        "deferrable work is done within this time of its arrival, closed hours not counted; empty = by the end of its day",
        default=None,
        unit="min",
        rare=True,
        gt=0,
    )
    max_abandonment: float | None = column(
        "highest share of callers who hang up", default=None, unit="share", rare=True, gt=0, lt=1
    )
    max_mean_wait_seconds: float | None = column("highest mean wait of offered calls", default=None, unit="s", rare=True, gt=0)
    handling_cv: float | None = column(
        "coefficient of variation of handling times, for simulation", default=None, rare=True, ge=0, le=10
    )
    like: str = column("project whose pattern is borrowed while this one has no history", default="", rare=True)
    expected_calls_per_day: float | None = column(
        "calls expected on a mean open day, used while there is no history", default=None, unit="calls", rare=True, gt=0
    )


class Shift(Row):
    """A shift template: a working day from ``start`` for ``minutes`` (span, unpaid break included)."""

    shift: str = column("shift id", min_length=1, pattern=r"^[^-]|^.{2,}$")
    name: str = column("name shown to people", default="")
    code: str = column("short sign in a roster cell, such as 早", default="")
    start: str = column("start, HH:MM")
    minutes: int = column("span from start to end, unpaid break included", unit="min", gt=0, le=1440)
    kind: ShiftKind = column("day, evening, night, regular-day, split, study, on-call or off-phone", default=ShiftKind.DAY)
    break_minutes: int = column("unpaid break inside the span", default=0, unit="min", ge=0)
    break_from: int = column("earliest start of the break after the shift's start", default=0, unit="min", ge=0)
    break_to: int = column("latest start of the break after the shift's start", default=0, unit="min", ge=0)
    overlap_minutes: int = column("paid handover or briefing at the start, not counted as cover", default=0, unit="min", ge=0)
    projects: str = column("projects allowed, separated by ;  (empty = all)", default="")
    teams: str = column("teams allowed, separated by ;  (empty = all)", default="")
    contracts: str = column("contracts allowed, separated by ;  (empty = all)", default="")

    @property
    def paid_minutes(self) -> int:
        """Working minutes of the shift: span without the unpaid break."""
        return self.minutes - self.break_minutes

    @property
    def covers(self) -> bool:
        """Whether people on it sit at the phones."""
        return self.kind not in (ShiftKind.STUDY, ShiftKind.ON_CALL, ShiftKind.OFF_PHONE)
