"""Timeliness: does the data reach up to, and speak of, the month to plan?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date

from wfm.data.gate.base import Finder, Hit, InputRule
from wfm.data.gate.scope import M, Scope, place_of
from wfm.data.reading import Dimension, Level
from wfm.data.tables import Employee, Leave, Lock, Preference, PreviousDuty, Requirement, Skill, Weather
from wfm.timegrid import Horizon

STALE_DAYS = 62
"""History that ends longer before the month makes a forecast of two months and more."""
SHORTEST_DAYS = 56
"""Fewer days than eight weeks say little about weekdays."""


def dated(model: type[M], column: str, told: Callable[[M, Horizon], bool]) -> Finder:
    """Rows of ``model`` for which ``told(row, month)`` holds, with the value of ``column``."""

    def find(scope: Scope) -> Iterator[Hit]:
        for place, row in scope.rows(model):
            if told(row, scope.horizon):
                yield Hit(place, column, getattr(row, column), {"month": _month(scope)})

    return find


def history_ends(scope: Scope) -> Iterator[tuple[str, date, date, Hit]]:
    """Project, first and last day of its history, and a hit at its last row."""
    totals = scope.day_totals
    for project, days in totals.groupby("project"):
        first, last = days["day"].iloc[0].date(), days["day"].iloc[-1].date()
        values = {"first": first, "month": _month(scope) if scope.month else ""}
        hit = Hit(place_of(days.iloc[-1].to_dict()), "start", last, values | {"project": project})
        yield str(project), first, last, hit


def stale_history(scope: Scope) -> Iterator[Hit]:
    """History that ends long before the month."""
    for _, _, last, hit in history_ends(scope):
        if (scope.horizon.start - last).days > STALE_DAYS:
            yield hit


def short_history(scope: Scope) -> Iterator[Hit]:
    """History of less than eight weeks."""
    for _, first, last, hit in history_ends(scope):
        if (last - first).days + 1 < SHORTEST_DAYS:
            yield hit


def history_in_month(scope: Scope) -> Iterator[Hit]:
    """History that reaches into the month to plan."""
    for _, _, last, hit in history_ends(scope):
        if last >= scope.horizon.start:
            yield hit


def all_expired(scope: Scope) -> Iterator[Hit]:
    """People all of whose certificates end before the month."""
    last: dict[str, list[date | None]] = defaultdict(list)
    for _, skill in scope.rows(Skill):
        last[skill.employee].append(skill.valid_to)
    for place, person in scope.rows(Employee):
        ends = [end for end in last[person.employee] if end is not None]
        if ends and len(ends) == len(last[person.employee]) and max(ends) < scope.horizon.start:
            yield Hit(place, "employee", person.employee, {"last": max(ends), "month": _month(scope)})


def month_without_calendar(scope: Scope) -> Iterator[Hit]:
    """No official holidays are known for the year of the month, and the centre's calendar names none."""
    yield from _without_calendar(scope, {scope.horizon.start.year})


def history_without_calendar(scope: Scope) -> Iterator[Hit]:
    """Years of history without official holidays."""
    if scope.has("history") and len(scope.reading.history):
        starts = scope.reading.history["start"]
        yield from _without_calendar(scope, set(starts.dt.year.unique().tolist()))


def _without_calendar(scope: Scope, years: set[int]) -> Iterator[Hit]:
    for year in sorted(years):
        if not scope.calendar.covers(year):
            yield Hit(scope.file("calendar"), "country", scope.centre.country, {"year": year})


def no_requirement_in_month(scope: Scope) -> Iterator[Hit]:
    """Requirements exist, none of them in the month."""
    rows = scope.rows(Requirement)
    days = {need.date or (need.start.date().isoformat() if need.start else "") for _, need in rows}
    if rows and not any(day.startswith(_month(scope)) for day in days):
        yield Hit(scope.file("requirements"), "start", max(days), {"month": _month(scope)})


def no_weather_in_month(scope: Scope) -> Iterator[Hit]:
    """Weather is given, but not for the month."""
    rows = scope.rows(Weather)
    if rows and not any(day.date in scope.horizon for _, day in rows):
        last = max(day.date for _, day in rows)
        yield Hit(scope.file("weather"), "date", last, {"month": _month(scope)})


def _month(scope: Scope) -> str:
    return f"{scope.horizon.start:%Y-%m}"


def _expires(skill: Skill, month: Horizon) -> bool:
    return skill.valid_to is not None and month.start <= skill.valid_to < month.end


def _wish_outside(wish: Preference, month: Horizon) -> bool:
    return wish.date is not None and wish.date not in month


def _leave_past(leave: Leave, month: Horizon) -> bool:
    return leave.to_date < month.start


def _leaves(person: Employee, month: Horizon) -> bool:
    return person.leaves_on is not None and person.leaves_on < month.end


def _joins(person: Employee, month: Horizon) -> bool:
    return person.hired_on is not None and person.hired_on > month.start


def _protection_ends(person: Employee, month: Horizon) -> bool:
    return person.no_nights_until is not None and month.start <= person.no_nights_until < month.end


_T, _W, _N = Dimension.TIMELINESS, Level.WARN, Level.NOTE
RULES: tuple[InputRule, ...] = (
    InputRule("T-01", _T, _W, "history", ("start",), stale_history, month=True),
    InputRule("T-02", _T, _W, "skills", ("valid_to",), dated(Skill, "valid_to", _expires), month=True),
    InputRule("T-03", _T, _W, "employees", ("employee",), all_expired, month=True),
    InputRule("T-04", _T, _W, "preferences", ("date",), dated(Preference, "date", _wish_outside), month=True),
    InputRule("T-05", _T, Level.REFUSE, "", ("country",), month_without_calendar, month=True),
    InputRule("T-06", _T, _N, "leave", ("to_date",), dated(Leave, "to_date", _leave_past), month=True),
    InputRule("T-07", _T, _W, "locks", ("date",), dated(Lock, "date", lambda one, month: one.date not in month), month=True),
    InputRule("T-08", _T, _W, "requirements", ("start", "date"), no_requirement_in_month, month=True),
    InputRule("T-09", _T, _W, "history", ("start",), short_history),
    InputRule("T-10", _T, _W, "history", ("start",), history_in_month, month=True),
    InputRule("T-11", _T, _N, "employees", ("leaves_on",), dated(Employee, "leaves_on", _leaves), month=True),
    InputRule("T-12", _T, _N, "employees", ("hired_on",), dated(Employee, "hired_on", _joins), month=True),
    InputRule("T-13", _T, _W, "history", ("start",), history_without_calendar),
    InputRule("T-14", _T, _W, "previous", ("date",), dated(PreviousDuty, "date", lambda d, m: d.date >= m.start), month=True),
    InputRule(
        "T-15", _T, _N, "employees", ("no_nights_until",), dated(Employee, "no_nights_until", _protection_ends), month=True
    ),
    InputRule("T-16", _T, _N, "weather", ("date",), no_weather_in_month, month=True),
)
