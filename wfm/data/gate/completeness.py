"""Completeness: is everything there that planning needs?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import pandas as pd

from wfm.data.gate.base import Hit, InputRule, found_in_reading
from wfm.data.gate.scope import Scope, open_grid, place_of
from wfm.data.reading import Dimension, Level, Place, faults
from wfm.data.tables import Adjustment, Employee, PreviousDuty, Project, Requirement, Shift, Shrinkage, Skill

DAYS_BEFORE = 7
"""Days of the previous roster that rest, runs and weekly rules look back on."""


def missing_table(scope: Scope) -> Iterator[Hit]:
    """A table the command needs has no file."""
    for name in sorted(scope.needs):
        if not scope.has(name) and name not in scope.reading.unreadable:
            yield Hit(Place(f"{name}.csv"), value=name)


def empty_table(scope: Scope) -> Iterator[Hit]:
    """A needed table has a head and no row."""
    for name in sorted(scope.needs):
        if scope.has(name) and scope.reading.tables[name].total == 0:
            yield Hit(scope.file(name), value=name)


def person_without_certificate(scope: Scope) -> Iterator[Hit]:
    """An employee with no certificate at all; silent while skills are missing."""
    holders = scope.ids("skills")
    if holders:
        for place, person in scope.rows(Employee):
            if person.employee not in holders:
                yield Hit(place, "employee", person.employee)


def previous_too_short(scope: Scope) -> Iterator[Hit]:
    """People whose previous roster misses some of the seven days before the month."""
    first = scope.horizon.start
    wanted = {first - timedelta(days=k) for k in range(1, DAYS_BEFORE + 1)}
    known: dict[str, int] = {}
    for _, duty in scope.rows(PreviousDuty):
        known[duty.employee] = known.get(duty.employee, 0) + (duty.date in wanted)
    people = [
        (place, person)
        for place, person in scope.rows(Employee)
        if (person.hired_on is None or person.hired_on <= min(wanted)) and known.get(person.employee, 0) < len(wanted)
    ]
    for place, person in people if known else ():
        lacking = len(wanted) - known.get(person.employee, 0)
        values = {"first": min(wanted), "last": max(wanted), "days": lacking}
        yield Hit(place, "employee", person.employee, values)


def no_previous(scope: Scope) -> Iterator[Hit]:
    """No previous roster at all."""
    if scope.rows(Employee) and not scope.rows(PreviousDuty):
        yield Hit(scope.file("previous"))


def project_without_demand(scope: Scope) -> Iterator[Hit]:
    """A project with neither history nor requirements."""
    known = {*scope.ids("history"), *scope.ids("requirements")}
    if scope.has("history") or scope.has("requirements"):
        for place, project in scope.rows(Project):
            if project.project not in known:
                yield Hit(place, "project", project.project)


def history_gaps(scope: Scope) -> Iterator[Hit]:
    """Open intervals missing on ordinary days that have others; one finding per project, at its first gap."""
    frames = dict(tuple(scope.calls.groupby("project"))) if scope.has("history") else {}
    holidays = scope.day_totals.loc[scope.day_totals["holiday"], "day"].unique() if frames else []
    for _, project in scope.rows(Project):
        frame = frames.get(project.project)
        if frame is None or project.opens == project.closes:
            continue
        grid = open_grid(project)
        wanted = grid[:, :: scope.centre.interval_minutes].sum(axis=1)
        days = frame[grid[frame["weekday"], frame["minute"]]].groupby("day")
        found = days[["weekday", "file", "row"]].first().assign(size=days["minute"].nunique())
        found["lack"] = wanted[found["weekday"]] - found["size"]
        yield from _gap(project.project, found[~found.index.isin(holidays)].iloc[1:-1])


def _gap(project: str, days: pd.DataFrame) -> Iterator[Hit]:
    short = days[days["lack"] > 0]
    if len(short):
        first = short.index[0]
        values = {"days": len(short), "day": f"{first:%Y-%m-%d}"}
        yield Hit(place_of(short.iloc[0].to_dict()), "start", project, values, int(short["lack"].sum()))


def missing_days(scope: Scope) -> Iterator[Hit]:
    """Whole open days, holidays aside, without a row between a project's first and last; one finding per project."""
    totals = scope.day_totals
    for _, project in scope.rows(Project):
        own = totals[totals["project"] == project.project]
        if own.empty:
            continue
        days = pd.date_range(own["day"].iloc[0], own["day"].iloc[-1])
        open_days = days[[_ordinary_day(scope, project, day.date()) for day in days]]
        lost = open_days.difference(pd.DatetimeIndex(own["day"]))
        if len(lost):
            before = own[own["day"] < lost[0]].iloc[-1]
            values = {"day": f"{lost[0]:%Y-%m-%d}"}
            yield Hit(place_of(before.to_dict()), "start", project.project, values, len(lost))


def _ordinary_day(scope: Scope, project: Project, day: date) -> bool:
    return str(day.weekday() + 1) in project.open_days and scope.calendar.holiday(day) is None


def uncovered_hours(scope: Scope) -> Iterator[Hit]:
    """Opening hours of a project during which no shift allowed for it is running (breaks aside)."""
    interval = scope.centre.interval_minutes
    shifts = [shift for _, shift in scope.rows(Shift) if shift.covers]
    for place, project in scope.rows(Project) if shifts else ():
        running: set[int] = set()
        for shift in shifts:
            if not shift.projects or project.project in shift.projects.split(";"):
                running |= _running(shift)
        bare = sorted(set(np.flatnonzero(open_grid(project)[:, ::interval].sum(axis=0)) * interval) - running)
        if bare:
            clock = f"{bare[0] // 60:02d}:{bare[0] % 60:02d}"
            yield Hit(place, "opens", project.project, {"clock": clock}, len(bare))


def _running(shift: Shift) -> set[int]:
    hours, minutes = map(int, shift.start.split(":"))
    start = hours * 60 + minutes + shift.overlap_minutes
    return {minute % 1440 for minute in range(start, hours * 60 + minutes + shift.minutes)}


def project_without_people(scope: Scope) -> Iterator[Hit]:
    """A project for which nobody is certified beyond emergencies."""
    planned = {skill.project for _, skill in scope.rows(Skill) if not skill.emergency_only}
    if scope.rows(Skill):
        for place, project in scope.rows(Project):
            if project.project not in planned:
                yield Hit(place, "project", project.project)


def no_handling_time(scope: Scope) -> Iterator[Hit]:
    """A project whose history never records a handling time: the default is used."""
    known = scope.reading.history.groupby("project")["aht_seconds"].count()
    for _, project in scope.rows(Project):
        if project.project in known.index and known[project.project] == 0:
            place = scope.ids("history")[project.project]
            yield Hit(place, "aht_seconds", project.project, {"default": scope.centre.defaults.aht_seconds})


def calls_not_recorded(scope: Scope) -> Iterator[Hit]:
    """Rows without a number of calls: missing, not zero; one finding per project."""
    history = scope.reading.history
    for project, rows in history[history["calls"].isna()].groupby("project"):
        yield Hit(place_of(rows.iloc[0].to_dict()), "calls", project, count=len(rows))


def requirement_without_time(scope: Scope) -> Iterator[Hit]:
    """A requirement that names neither an interval nor a shift on a date."""
    for place, need in scope.rows(Requirement):
        if need.start is None and not (need.date and need.shift):
            yield Hit(place, "start", need.project)


def rotation_without_anchor(scope: Scope) -> Iterator[Hit]:
    """A rotation pattern without a date on which it begins."""
    for place, person in scope.rows(Employee):
        if person.rotation and person.rotation_anchor is None:
            yield Hit(place, "rotation_anchor", person.rotation)


def no_leader(scope: Scope) -> Iterator[Hit]:
    """Nobody in the centre may lead a shift."""
    people = scope.rows(Employee)
    if people and not any(person.leader for _, person in people):
        yield Hit(scope.file("employees"), "leader")


def shrinkage_without_share(scope: Scope) -> Iterator[Hit]:
    """A row of shrinkage that gives neither a planned nor an unplanned share."""
    for place, row in scope.rows(Shrinkage):
        if row.planned is None and row.unplanned is None:
            yield Hit(place, "planned", row.project)


def adjustment_without_size(scope: Scope) -> Iterator[Hit]:
    """An adjustment that gives neither percent nor calls, or both."""
    for place, row in scope.rows(Adjustment):
        if (row.percent is None) == (row.calls is None):
            yield Hit(place, "percent", row.project)


_C = Dimension.COMPLETENESS
RULES: tuple[InputRule, ...] = (
    InputRule("C-01", _C, Level.REFUSE, "", (), missing_table),
    *found_in_reading(faults.MISSING_COLUMN, faults.EMPTY_CELL),
    InputRule("C-04", _C, Level.REFUSE, "", (), empty_table),
    *found_in_reading(faults.NO_SETTINGS, faults.WISH_WITHOUT_VALUE, faults.FORMULA_WITHOUT_RESULT),
    InputRule("C-08", _C, Level.WARN, "employees", ("employee",), person_without_certificate),
    InputRule("C-09", _C, Level.WARN, "employees", ("employee",), previous_too_short, month=True),
    InputRule("C-10", _C, Level.WARN, "projects", ("project",), project_without_demand),
    InputRule("C-11", _C, Level.WARN, "history", ("start",), history_gaps),
    InputRule("C-12", _C, Level.WARN, "history", ("start",), missing_days),
    InputRule("C-13", _C, Level.WARN, "projects", ("opens", "closes"), uncovered_hours),
    InputRule("C-14", _C, Level.WARN, "projects", ("project",), project_without_people),
    InputRule("C-15", _C, Level.NOTE, "history", ("aht_seconds",), no_handling_time),
    InputRule("C-16", _C, Level.WARN, "history", ("calls",), calls_not_recorded),
    InputRule("C-17", _C, Level.REFUSE, "requirements", ("start", "date", "shift"), requirement_without_time),
    InputRule("C-18", _C, Level.WARN, "employees", ("rotation_anchor",), rotation_without_anchor),
    InputRule("C-19", _C, Level.NOTE, "employees", ("leader",), no_leader),
    InputRule("C-20", _C, Level.WARN, "", (), no_previous),
    InputRule("C-21", _C, Level.REFUSE, "shrinkage", ("planned", "unplanned"), shrinkage_without_share),
    InputRule("C-22", _C, Level.REFUSE, "adjustments", ("percent", "calls"), adjustment_without_size),
)
