"""``wfm.yaml``: the centre and its defaults."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from wfm.data.tables.base import Row, column
from wfm.data.tables.day import DaySettings


class Defaults(Row):
    """Service defaults for projects that name none."""

    target: float = column("share of offered calls answered within the threshold", default=0.8, unit="share", gt=0, lt=1)
    threshold_seconds: float = column("answer threshold", default=20, unit="s", ge=0)
    max_occupancy: float = column("highest share of time agents may spend on calls", default=0.85, unit="share", gt=0, le=1)
    patience_seconds: float = column("mean time a caller waits before hanging up", default=180, unit="s", gt=0)
    max_abandonment: float | None = column(
        "highest share of callers who hang up; empty = no such target", default=None, unit="share", gt=0, lt=1
    )
    max_mean_wait_seconds: float | None = column(
        "highest mean wait of offered calls; empty = no such target", default=None, unit="s", gt=0
    )
    handling_cv: float = column(
        "coefficient of variation of handling times (1 = as spread as exponential), for simulation", default=1.0, ge=0, le=10
    )
    unplanned_shrinkage: float = column(
        "share of rostered desk time lost to unplanned absence", default=0.08, unit="share", ge=0, lt=0.9
    )
    known_absence_days: int = column(
        "days before a day in which its unplanned absence becomes known, for wfm staff --as-of; 0 = never ahead",
        default=14,
        unit="days",
        ge=0,
    )
    same_day_absence: float = column(
        "part of the unplanned absence that shows only on the day itself", default=0.5, unit="share", ge=0, le=1
    )
    aht_seconds: float = column("handling time where history has none", default=240, unit="s", gt=0)
    lost_call_price: int = column("price of one lost call", default=10, unit="cost units", ge=0)
    occupancy_price: int = column(
        "price of an interval-agent missing to keep occupancy under its cap", default=4, unit="cost units", ge=0
    )
    floor_price: int = column(
        "price of a seat missing under a project's floor, per interval", default=500, unit="cost units", ge=0
    )


class SolverLimits(Row):
    """Limits of ``wfm plan`` when no option is given."""

    time_seconds: float = column("wall-clock limit", default=60, unit="s", gt=0)
    seed: int = column("seed of the search", default=1, ge=0)
    gap: float = column("stop when the proven gap is at most this", default=0.0, unit="share", ge=0, lt=1)
    threads: int = column("threads of the search", default=2, ge=1, le=64)


class Centre(Row):
    """The centre: one per workspace."""

    name: str = column("the centre's name", min_length=1)
    timezone: str = column("IANA time zone; naive times are read in it", default="Asia/Shanghai")
    interval_minutes: Literal[5, 10, 15, 20, 30, 60] = column("length of an interval", default=30, unit="min")
    language: Literal["en", "zh"] = column("language of messages and reports", default="en")
    country: str = column("country of the holiday calendar (ISO 3166 alpha-2)", default="CN", pattern=r"^[A-Z]{2}$")
    week_start: int = column("first day of the centre's week, 0 Monday ... 6 Sunday", default=0, ge=0, le=6)
    weekend_days: tuple[int, ...] = column("weekend days, 0 Monday ... 6 Sunday", default=(5, 6))
    pack: str = column("rule pack: cn, eu or neutral", default="neutral")
    synthetic: str = column("what in this workspace is generated, shown on every report; empty = nothing", default="")
    defaults: Defaults = Field(default_factory=Defaults, description="service defaults")
    solver: SolverLimits = Field(default_factory=SolverLimits, description="solver limits")
    day: DaySettings = Field(default_factory=DaySettings, description="limits and prices of the day's changes")
    database: str = column("database URL; empty = a SQLite file in the workspace", default="")
