"""One person's line as literals: which code and which shift on which day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from ortools.sat.python import cp_model

from wfm.data.tables import OFF
from wfm.data.terms import ShiftSet
from wfm.roster.attendance import Code
from wfm.roster.exact.build import Build, Lit


class Line:
    """``codes[day]``: literal of every code possible that day; ``shifts[day]``: literal of every shift possible."""

    def __init__(self, build: Build, book: Sequence[Code], days: int) -> None:
        self.build = build
        self.book = book
        self.codes: list[Mapping[int, Lit]] = [{} for _ in range(days)]
        self.shifts: list[Mapping[str, Lit]] = [{} for _ in range(days)]
        self.known: dict[tuple[int, ShiftSet], Lit] = {}

    def fix(self, day: int, code: int) -> None:
        """The day keeps ``code``."""
        self.codes[day] = {code: self.build.true}
        self.shifts[day] = {self.book[code].shift: self.build.true}

    def free(self, day: int, candidates: Sequence[int], start: int) -> None:
        """The day takes exactly one of ``candidates`` (none: no line exists); ``start``: its code in the start roster."""
        if not candidates:
            self.build.require(False)
            self.fix(day, 0)
            return
        codes = {code: self.build.flag(code == start) for code in candidates}
        by_shift: defaultdict[str, list[Lit]] = defaultdict(list)
        for code, literal in codes.items():
            by_shift[self.book[code].shift].append(literal)
        self.codes[day] = codes
        self.shifts[day] = {shift: self._one_of(literals) for shift, literals in by_shift.items()}
        self.build.cp.add_exactly_one(self.shifts[day].values())

    def _one_of(self, literals: list[Lit]) -> Lit:
        """A literal equal to the sum of literals of which at most one is true."""
        if len(literals) == 1:
            return literals[0]
        found = self.build.flag(self.build.total(literals) > 0)
        self.build.require(cp_model.LinearExpr.sum(literals) == found)
        return found

    def inside(self, day: int, shifts: ShiftSet) -> Lit:
        """Whether the day's shift (OFF for none) is one of ``shifts``."""
        possible = self.shifts[day]
        named = frozenset(shift for shift in possible if shift in shifts)
        if not named:
            return self.build.false
        if len(named) == len(possible):
            return self.build.true
        others = [literal for shift, literal in possible.items() if shift not in named]
        if len(others) == 1:
            return ~others[0]
        if (day, named) not in self.known:
            self.known[day, named] = self._one_of([possible[shift] for shift in possible if shift in named])
        return self.known[day, named]

    def on(self, day: int, shifts: ShiftSet | None, projects: frozenset[str] | None) -> list[Lit]:
        """Literals of the day's duties that match, as an ``Allow`` term reads them; at most one is true."""
        if projects is None:
            return [y for shift, y in self.shifts[day].items() if (shift != OFF if shifts is None else shift in shifts)]
        return [
            literal
            for code, literal in self.codes[day].items()
            if self.book[code].project in projects
            and (self.book[code].shift != OFF if shifts is None else self.book[code].shift in shifts)
        ]
