"""Echelons against the people: units that exist, members of levels that exist and of a unit that the level calls."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from wfm.data.gate.base import Hit, InputRule
from wfm.data.gate.scope import Scope
from wfm.data.reading import Dimension, Level
from wfm.data.reading.columns import nearest
from wfm.data.tables import Echelon, EchelonMember, Employee


def unknown_unit(scope: Scope) -> Iterator[Hit]:
    """A unit that is neither team nor employer of anybody."""
    units = {unit for _, person in scope.rows(Employee) for unit in (person.team, person.employer) if unit}
    for place, row in scope.rows(Echelon) if units else ():
        if row.unit not in units:
            yield Hit(place, "unit", row.unit, {"maybe": nearest(row.unit, units)})


def member_of_no_level(scope: Scope) -> Iterator[Hit]:
    """A member of a level that echelons does not have."""
    levels = {row.level for _, row in scope.rows(Echelon)}
    for place, member in scope.rows(EchelonMember):
        if member.level not in levels:
            yield Hit(place, "level", member.level, {"known": ", ".join(map(str, sorted(levels))) or "-"})


def member_of_no_unit(scope: Scope) -> Iterator[Hit]:
    """A member whose team and employer have no part in the level: nobody could call the person."""
    units: dict[int, set[str]] = defaultdict(set)
    for _, row in scope.rows(Echelon):
        units[row.level].add(row.unit)
    people = {person.employee: person for _, person in scope.rows(Employee)}
    for place, member in scope.rows(EchelonMember):
        person = people.get(member.employee)
        if person is not None and units[member.level] and not {person.team, person.employer} & units[member.level]:
            yield Hit(place, "employee", member.employee, {"level": member.level})


ECHELON_RULES = (
    InputRule("K-71", Dimension.CONSISTENCY, Level.REFUSE, "echelons", ("unit",), unknown_unit),
    InputRule("K-72", Dimension.CONSISTENCY, Level.REFUSE, "echelon_members", ("level",), member_of_no_level),
    InputRule("K-73", Dimension.CONSISTENCY, Level.REFUSE, "echelon_members", ("employee",), member_of_no_unit),
)
