"""Employees, their certificates, their contracts."""

from __future__ import annotations

from datetime import date

from wfm.data.tables.base import Row, column


class Employee(Row):
    """A person. Ids are text: leading zeros are kept."""

    employee: str = column("employee id", min_length=1)
    name: str = column("name shown in rosters", default="")
    team: str = column("team (班组)", default="")
    site: str = column("site", default="")
    employer: str = column("employer; empty = the centre itself", default="")
    contract: str = column("contract id", min_length=1)
    grade: int | None = column("stars", default=None, ge=1, le=5)
    leader: bool = column("may lead a shift (值班长)", default=False)
    energy_value: float | None = column("performance score; under 90 leaves the phones to study", default=None, ge=0, le=100)
    hired_on: date | None = column("first working day", default=None)
    leaves_on: date | None = column("last working day", default=None)
    no_nights_until: date | None = column("protected from night and evening duty up to and including this date", default=None)
    no_overtime_until: date | None = column("protected from overtime up to and including this date", default=None)
    rotation: str = column("rotation pattern of the person's team, shift codes in day order; empty = free line", default="")
    rotation_anchor: date | None = column("a date on which the pattern stands at its first day", default=None)
    carry_minutes: int = column("hours balance carried in (worked above contract positive)", default=0, unit="min")
    nights_before: int = column("night duties counted before the month, for fairness", default=0, unit="duties", ge=0)
    weekends_before: int = column("weekends worked before the month, for fairness", default=0, unit="weekends", ge=0)


class Skill(Row):
    """A duty certificate of a person for a project."""

    employee: str = column("employee id", min_length=1)
    project: str = column("project id", min_length=1)
    proficiency: float = column("speed factor, 1 = average, higher is faster", default=1.0, gt=0, le=3)
    priority: int = column("1 = main project, 2 = second choice and so on", default=1, ge=1, le=9)
    emergency_only: bool = column("certified, but not to be planned on it in the month (备)", default=False)
    valid_from: date | None = column("first valid day", default=None)
    valid_to: date | None = column("last valid day", default=None)


class Contract(Row):
    """Terms that people share."""

    contract: str = column("contract id", min_length=1)
    name: str = column("name shown to people", default="")
    fte: float = column("share of a full-time contract", default=1.0, unit="share", gt=0, le=1)
    day_minutes: int = column("standard working day", default=480, unit="min", gt=0, le=1440)
    month_minutes: int | None = column(
        "contracted minutes a month; empty = working days of the calendar x day_minutes x fte",
        default=None,
        unit="min",
        ge=0,
    )
    max_overtime_minutes: int = column("overtime allowed in a month", default=0, unit="min", ge=0)
    shift_kinds: str = column("shift kinds allowed, separated by ;  (empty = all)", default="")
    max_days_per_week: int | None = column("most working days a week", default=None, unit="days", ge=0, le=7)
