"""Choices of one person tried on their line: does a legal line keep these further bans too, and if not, what excludes it?"""

from __future__ import annotations

from collections.abc import Sequence

from wfm.data.terms import Allow, PersonTerm
from wfm.roster.engine.compile import Compiled
from wfm.roster.exact.clash import Key, Reasons
from wfm.roster.exact.terms import post_allow


class Choices:
    """The hard terms of person ``row`` (``terms``), and ``asked``: one group of banning Allow terms for each choice."""

    def __init__(self, compiled: Compiled, row: int, terms: Sequence[PersonTerm], asked: Sequence[Sequence[Allow]]) -> None:
        self.reasons = Reasons(compiled, row, terms)
        self.always: tuple[Key, ...] = tuple(self.reasons.guards)
        self.keys: list[Key] = []
        for number, group in enumerate(asked):
            guard = self.reasons.build.flag(True)
            key = (f"choice-{number}", None)
            self.reasons.guards[key] = guard
            self.keys.append(key)
            for term in group:
                for day in term.days:
                    post_allow(self.reasons.build, self.reasons.line, term, day, guard=guard, priced=False)

    def possible(self, chosen: Sequence[int]) -> bool:
        """Whether a legal line keeps the choices of these numbers."""
        return self.reasons.refuted([*self.always, *(self.keys[number] for number in chosen)]) is None

    def excluded_by(self, chosen: Sequence[int]) -> tuple[Key, ...]:
        """A smallest set of reasons why not, the choices left out; empty when a legal line keeps them all."""
        core = self.reasons.clash([*(self.keys[number] for number in chosen), *self.always]) or ()
        return tuple(key for key in core if key not in self.keys)

    def one_after_the_other(self) -> tuple[list[int], list[int]]:
        """Choices served in their order, each if a legal line keeps it beside all served before: (served, refused).

        The longest stretch that can be served as a whole is found by bisection, which gives what asking one by one would:
        whatever a line keeps, it keeps of every part.
        """
        served: list[int] = []
        refused: list[int] = []
        waiting = list(range(len(self.keys)))
        while waiting:
            whole = self._longest(served, waiting)
            served += waiting[:whole]
            refused += waiting[whole : whole + 1]
            waiting = waiting[whole + 1 :]
        return served, refused

    def _longest(self, served: Sequence[int], waiting: Sequence[int]) -> int:
        """How many of ``waiting``, from the first on, a legal line keeps beside ``served``."""
        if self.possible([*served, *waiting]):
            return len(waiting)
        low, high = 0, len(waiting)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self.possible([*served, *waiting[:middle]]) else (low, middle)
        return low
