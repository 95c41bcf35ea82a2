"""Which hard rules of one person exclude each other: assumptions without an objective, shrunk until nothing is spare."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from ortools.sat.python import cp_model

from wfm.data.terms import BAN, Allow, Follow, PersonTerm, Run, Sum, Touch
from wfm.data.terms import Sequence as Reading
from wfm.roster.engine.compile import Compiled
from wfm.roster.exact.build import Build, Lit
from wfm.roster.exact.line import Line
from wfm.roster.exact.terms import post, post_allow

Key = tuple[str, int | None]
"""A reason: rule id, and the day (index) when the rule speaks about that day alone."""

LIMIT = 60.0
"""CP-SAT's deterministic time for one question about one line; such questions take thousandths of it."""


def is_hard(term: PersonTerm) -> bool:
    """Whether a line can break ``term``."""
    match term:
        case Allow() | Follow():
            return term.price == BAN
        case Run() | Sum() | Touch():
            return term.band.hard_min is not None or term.band.hard_max is not None
        case Reading():
            return any(price == BAN for steps in term.automaton.step for _, price in steps.values())


class Reasons:
    """The hard terms of one person, each reason with a literal that puts it in force. ``terms``: those of row ``row``."""

    def __init__(self, compiled: Compiled, row: int, terms: Iterable[PersonTerm]) -> None:
        self.build = Build()
        problem = compiled.problem
        days = problem.horizon.days
        self.line = Line(self.build, compiled.codes, days)
        duties = {(code.shift, code.project): number for number, code in reversed(list(enumerate(compiled.codes)))}
        for day in range(days):
            self.line.free(day, sorted(duties.values()), 0)
        last = problem.previous_shift(problem.employees[row].employee, problem.horizon.start - timedelta(days=1))
        self.guards: dict[Key, Lit] = {}
        for term in terms:
            if not is_hard(term):
                continue
            if isinstance(term, Allow) and len(term.days) < days:
                for day in term.days:
                    post_allow(self.build, self.line, term, day, guard=self._guard((term.rule, day)), priced=False)
            else:
                post(self.build, self.line, term, last, guard=self._guard((term.rule, None)), priced=False)

    def _guard(self, key: Key) -> Lit:
        if key not in self.guards:
            self.guards[key] = self.build.flag(True)
        return self.guards[key]

    def refuted(self, keys: Sequence[Key]) -> tuple[Key, ...] | None:
        """Reasons among ``keys`` that already exclude every line; None when a line exists (or nothing was proven)."""
        self.build.cp.clear_assumptions()
        self.build.cp.add_assumptions([self.guards[key] for key in keys])
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.max_deterministic_time = LIMIT
        if solver.solve(self.build.cp) != cp_model.INFEASIBLE:
            return None
        named = set(solver.sufficient_assumptions_for_infeasibility())
        core = tuple(key for key in keys if self.guards[key].index in named)
        return core or tuple(keys)

    def clash(self, keys: Sequence[Key]) -> tuple[Key, ...] | None:
        """A smallest set of reasons among ``keys`` (no part of it excludes every line); None when a line exists.

        Reasons that come later in ``keys`` are given up first.
        """
        core = self.refuted(keys)
        if core is None:
            return None
        for key in reversed(core):
            rest = tuple(other for other in core if other != key)
            smaller = self.refuted(rest) if key in core else None
            if smaller is not None:
                core = smaller
        return core if self.refuted(core) is not None else None


def clashes(compiled: Compiled, row: int, terms: Sequence[PersonTerm], most: int = 5) -> list[tuple[Key, ...]]:
    """Smallest sets of reasons for which person ``row`` has no legal line; empty when there is one.

    After a set is found its reasons about single days are given up to look for another, at most ``most`` times.
    """
    reasons = Reasons(compiled, row, terms)
    keys = list(reasons.guards)
    found: list[tuple[Key, ...]] = []
    while len(found) < most:
        core = reasons.clash(keys)
        if core is None:
            break
        found.append(core)
        dated = {key for key in core if key[1] is not None}
        if not dated:
            break
        keys = [key for key in keys if key not in dated]
    return found
