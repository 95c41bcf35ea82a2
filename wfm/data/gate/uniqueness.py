"""Uniqueness: is everything there once?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping

from wfm.data.gate.base import Finder, Hit, InputRule, found_in_reading
from wfm.data.gate.scope import M, Scope, place_of
from wfm.data.reading import Dimension, Level, Place, faults
from wfm.data.tables import TABLES, Adjustment, Employee, Event, HistoryNote, Leave, OffPhoneWork, Project, Shift, Shrinkage


def key_twice(scope: Scope) -> Iterator[Hit]:
    """Two rows of a table with one key."""
    for table in TABLES:
        seen: dict[tuple[object, ...], Place] = {}
        for place, row in scope.rows(table.row):
            key = tuple(getattr(row, name) for name in table.key)
            if key in seen:
                shown = ", ".join(str(part) for part in key if part not in (None, ""))
                yield Hit(place, table.key[0], shown, {"first": seen[key].row})
            seen.setdefault(key, place)


def history_conflict(scope: Scope) -> Iterator[Hit]:
    """One interval of a project with different numbers."""
    frame = scope.calls
    again = frame[frame.duplicated(["project", "start"])]
    first = frame.drop_duplicates(["project", "start"]).set_index(["project", "start"])["row"]
    for line in again.to_dict("records"):
        other = first.loc[(line["project"], line["start"])]
        yield Hit(place_of(line), "start", line["start"], {"project": line["project"], "first": other})


def same_word(model: type[M], column: str, group: Callable[[M], Hashable | None]) -> Finder:
    """Rows of ``model`` that share ``group`` (None = not compared) with an earlier row."""

    def find(scope: Scope) -> Iterator[Hit]:
        seen: dict[Hashable, Place] = {}
        for place, row in scope.rows(model):
            word = group(row)
            if word is not None and word in seen:
                yield Hit(place, column, getattr(row, column), {"first": seen[word].row})
            elif word is not None:
                seen[word] = place

    return find


def overlapping(model: type[Leave] | type[Event] | type[HistoryNote], column: str) -> Finder:
    """Rows of one person or project whose dates overlap (rows with one key are another rule's)."""

    def find(scope: Scope) -> Iterator[Hit]:
        spans: dict[str, list[tuple[object, object, Place]]] = defaultdict(list)
        for place, row in scope.rows(model):
            name = str(getattr(row, column))
            for first, last, other in spans[name]:
                if row.from_date <= last and first <= row.to_date and first != row.from_date:  # type: ignore[operator]
                    yield Hit(place, "from_date", row.from_date, {"name": name, "first": other.row})
                    break
            spans[name].append((row.from_date, row.to_date, place))

    return find


def override_twice(scope: Scope) -> Iterator[Hit]:
    """Two overrides of one rule for one target."""
    seen: set[tuple[str, ...]] = set()
    for k, one in enumerate(scope.reading.workspace.rules.overrides):
        target = (one.rule, one.contract, one.team, one.employee)
        if target in seen:
            place = scope.reading.rules.place(("overrides", str(k)))
            yield Hit(place, "overrides", one.rule, {"name": one.contract or one.team or one.employee})
        seen.add(target)


def shrinkage_overlaps(scope: Scope) -> Iterator[Hit]:
    """Two rows of shrinkage of one rank (project or all, weekdays or every day) that share an hour of a weekday."""
    seen: dict[tuple[str, bool], list[tuple[Shrinkage, Place]]] = defaultdict(list)
    for place, row in scope.rows(Shrinkage):
        others = seen[(row.project, bool(row.weekdays))]
        for other, first in others:
            if _share_an_hour(row, other):
                yield Hit(place, "from_time", row.from_time, {"first": first.row})
                break
        others.append((row, place))


def adjustments_overlap(scope: Scope) -> Iterator[Hit]:
    """Two adjustments of a project that share an hour of a day: both apply."""
    seen: dict[str, list[tuple[Adjustment, Place]]] = defaultdict(list)
    for place, row in scope.rows(Adjustment):
        for other, first in seen[row.project]:
            days = row.from_date <= other.to_date and other.from_date <= row.to_date
            if days and row.from_time < other.to_time and other.from_time < row.to_time:
                yield Hit(place, "from_date", row.from_date, {"name": row.project, "first": first.row})
                break
        seen[row.project].append((row, place))


def off_phone_overlaps(scope: Scope) -> Iterator[Hit]:
    """Two rows of off-phone work on one shift that share a day and may share a person."""
    teams = {person.employee: person.team for _, person in scope.rows(Employee)}
    seen: dict[str, list[tuple[OffPhoneWork, Place]]] = defaultdict(list)
    for place, row in scope.rows(OffPhoneWork):
        for other, first in seen[row.shift]:
            if row.from_date <= other.deadline and other.from_date <= row.deadline and _share_a_person(row, other, teams):
                yield Hit(place, "shift", row.shift, {"first": first.row, "name": row.task})
                break
        seen[row.shift].append((row, place))


def _share_a_person(row: OffPhoneWork, other: OffPhoneWork, teams: Mapping[str, str]) -> bool:
    if row.employee and other.employee:
        return row.employee == other.employee
    theirs = [teams.get(one.employee, "") if one.employee else one.team for one in (row, other)]
    return theirs[0] == theirs[1] or any(not one.employee and not one.team for one in (row, other))


def _share_an_hour(row: Shrinkage, other: Shrinkage) -> bool:
    """Whether both speak of some minute; rows with one key are another rule's, and so are reversed times."""
    if (row.weekdays, row.from_time, row.to_time) == (other.weekdays, other.from_time, other.to_time):
        return False
    days = not row.weekdays or bool(set(row.weekdays) & set(other.weekdays))
    return days and row.from_time < other.to_time and other.from_time < row.to_time


_U = Dimension.UNIQUENESS
RULES: tuple[InputRule, ...] = (
    InputRule("U-01", _U, Level.REFUSE, "", (), key_twice),
    *found_in_reading(faults.SAME_COLUMN_TWICE),
    InputRule("U-03", _U, Level.REFUSE, "history", ("project", "start"), history_conflict),
    *found_in_reading(faults.REPEATED_HISTORY_ROW, faults.TABLE_TWICE, faults.YAML_KEY_TWICE),
    InputRule("U-07", _U, Level.WARN, "leave", ("from_date", "to_date"), overlapping(Leave, "employee")),
    InputRule("U-08", _U, Level.WARN, "shifts", ("code",), same_word(Shift, "code", lambda shift: shift.code or None)),
    InputRule("U-09", _U, Level.WARN, "projects", ("name",), same_word(Project, "name", lambda one: one.name or None)),
    InputRule(
        "U-10", _U, Level.NOTE, "employees", ("name",),
        same_word(Employee, "name", lambda one: (one.team, one.name) if one.name else None),
    ),
    InputRule("U-11", _U, Level.REFUSE, "", ("overrides",), override_twice),
    InputRule("U-12", _U, Level.NOTE, "events", ("from_date", "to_date"), overlapping(Event, "project")),
    InputRule("U-13", _U, Level.REFUSE, "shrinkage", ("weekdays", "from_time", "to_time"), shrinkage_overlaps),
    InputRule("U-14", _U, Level.REFUSE, "history_notes", ("from_date", "to_date"), overlapping(HistoryNote, "project")),
    InputRule("U-16", _U, Level.REFUSE, "offphone", ("shift", "from_date", "deadline"), off_phone_overlaps),
    InputRule("U-15", _U, Level.NOTE, "adjustments", ("from_date", "to_date"), adjustments_overlap),
)  # fmt: skip
