"""Validity: does every value have a form and size it can have?"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from wfm.data.gate.base import Finder, Hit, InputRule, found_in_reading
from wfm.data.gate.scope import M, Scope, place_of
from wfm.data.reading import Dimension, Level, Place, faults
from wfm.data.tables import (
    Adjustment,
    Contract,
    Employee,
    Event,
    HistoryNote,
    Leave,
    OffPhoneWork,
    Preference,
    Project,
    Shift,
    ShiftKind,
    Shrinkage,
    Skill,
    Weather,
)
from wfm.timegrid import minutes_of

KINDS = ", ".join(kind.value for kind in ShiftKind)


def reversed_pair(model: type[M], first: str, last: str) -> Finder:
    """Rows of ``model`` whose ``first`` lies after ``last`` (both given)."""

    def find(scope: Scope) -> Iterator[Hit]:
        for place, row in scope.rows(model):
            low, high = getattr(row, first), getattr(row, last)
            if low is not None and high is not None and low > high:
                yield Hit(place, last, high, {"first": low})

    return find


def row_by_row(model: type[M], column: str, broken: Callable[[M], bool]) -> Finder:
    """Rows of ``model`` for which ``broken`` holds, with the value of ``column``."""

    def find(scope: Scope) -> Iterator[Hit]:
        for place, row in scope.rows(model):
            if broken(row):
                yield Hit(place, column, getattr(row, column))

    return find


def off_grid(scope: Scope) -> Iterator[Hit]:
    """History that starts between two interval starts."""
    interval = scope.centre.interval_minutes
    frame = scope.calls
    off = (frame["minute"] % interval != 0) | (frame["start"].dt.second != 0)
    for line in frame[off].to_dict("records"):
        place = place_of(line)
        yield Hit(place, "start", line["start"], {"interval": interval})


def shift_off_grid(scope: Scope) -> Iterator[Hit]:
    """Shifts that start or end between two interval starts: cover of the cut interval is not counted in full."""
    interval = scope.centre.interval_minutes
    for place, shift in scope.rows(Shift):
        hours, minutes = map(int, shift.start.split(":"))
        if (hours * 60 + minutes) % interval or shift.minutes % interval:
            yield Hit(place, "start", shift.start, {"minutes": shift.minutes, "interval": interval})


def weekend_days(scope: Scope) -> Iterator[Hit]:
    """Weekend days are numbers from 0 to 6."""
    for day in scope.centre.weekend_days:
        if not 0 <= day <= 6:
            yield Hit(Place("wfm.yaml"), "weekend_days", day)


def unknown_kind(scope: Scope) -> Iterator[Hit]:
    """Shift kinds of a contract that do not exist."""
    for place, contract in scope.rows(Contract):
        for kind in contract.shift_kinds.split(";") if contract.shift_kinds else []:
            if kind not in set(ShiftKind):
                yield Hit(place, "shift_kinds", kind, {"known": KINDS})


def unknown_wished_kind(scope: Scope) -> Iterator[Hit]:
    """Wishes for a shift kind that does not exist."""
    for place, wish in scope.rows(Preference):
        if wish.wish in ("kind", "avoid-kind") and wish.value not in set(ShiftKind):
            yield Hit(place, "value", wish.value, {"known": KINDS})


def _break_beyond_end(shift: Shift) -> bool:
    return shift.break_minutes > 0 and shift.break_to + shift.break_minutes > shift.minutes


def _no_working_time(shift: Shift) -> bool:
    return shift.break_minutes + shift.overlap_minutes >= shift.minutes


def _ends_before_it_begins(row: Shrinkage | Adjustment) -> bool:
    return minutes_of(row.from_time) >= minutes_of(row.to_time)


_V, _R = Dimension.VALIDITY, Level.REFUSE
RULES: tuple[InputRule, ...] = (
    *found_in_reading(*(fault for fault in faults.READER_FAULTS if fault.dimension is _V)),
    InputRule("V-30", _V, _R, "leave", ("from_date", "to_date"), reversed_pair(Leave, "from_date", "to_date")),
    InputRule("V-31", _V, _R, "events", ("from_date", "to_date"), reversed_pair(Event, "from_date", "to_date")),
    InputRule("V-32", _V, _R, "skills", ("valid_from", "valid_to"), reversed_pair(Skill, "valid_from", "valid_to")),
    InputRule("V-33", _V, _R, "employees", ("hired_on", "leaves_on"), reversed_pair(Employee, "hired_on", "leaves_on")),
    InputRule("V-34", _V, _R, "shifts", ("break_from", "break_to"), reversed_pair(Shift, "break_from", "break_to")),
    InputRule("V-35", _V, _R, "shifts", ("break_to", "minutes"), row_by_row(Shift, "break_to", _break_beyond_end)),
    InputRule("V-36", _V, _R, "shifts", ("break_minutes",), row_by_row(Shift, "break_minutes", _no_working_time)),
    InputRule("V-37", _V, _R, "projects", ("opens", "closes"), row_by_row(Project, "closes", lambda p: p.opens == p.closes)),
    InputRule("V-38", _V, _R, "history", ("start",), off_grid),
    InputRule("V-39", _V, _R, "weather", ("temperature_min",), reversed_pair(Weather, "temperature_min", "temperature_max")),
    InputRule("V-40", _V, _R, "", ("weekend_days",), weekend_days),
    InputRule("V-41", _V, Level.WARN, "shifts", ("start", "minutes"), shift_off_grid),
    InputRule("V-42", _V, _R, "contracts", ("shift_kinds",), unknown_kind),
    InputRule("V-43", _V, _R, "preferences", ("value",), unknown_wished_kind),
    InputRule("V-44", _V, _R, "shrinkage", ("from_time", "to_time"), row_by_row(Shrinkage, "to_time", _ends_before_it_begins)),
    InputRule("V-45", _V, _R, "history_notes", ("from_date", "to_date"), reversed_pair(HistoryNote, "from_date", "to_date")),
    InputRule("V-46", _V, _R, "projects", ("like",), row_by_row(Project, "like", lambda one: one.like == one.project)),
    InputRule("V-47", _V, _R, "adjustments", ("from_date", "to_date"), reversed_pair(Adjustment, "from_date", "to_date")),
    InputRule("V-49", _V, _R, "offphone", ("from_date", "deadline"), reversed_pair(OffPhoneWork, "from_date", "deadline")),
    InputRule("V-48", _V, _R, "adjustments", ("from_time", "to_time"), row_by_row(Adjustment, "to_time", _ends_before_it_begins)),
)
