"""Before the build: who has no legal line at all, which rules exclude each other there, on which dates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from wfm import words
from wfm.data.terms import Cover, PersonTerm, Together
from wfm.errors import InfeasibleError
from wfm.roster.engine.compile import Compiled, compile_problem
from wfm.roster.engine.search import Limit, search
from wfm.roster.engine.totals import short_people
from wfm.roster.problem import RosterProblem

MOVES = 3000
"""Moves of the short search for each person whose simplest line is illegal."""
NAMED = 20
"""Clashes named in one error message."""

SUGGESTIONS = (("locked-cells", "diagnose.unlock"), ("leave", "diagnose.move_leave"), ("wishes", "diagnose.soften_wish"))


@dataclass(frozen=True)
class Clash:
    """No line of ``employee`` keeps all of ``rules``; without any one of them one exists, as far as this clash goes.

    ``dates``: the days on which rules about single days take part (locks, leave, hard wishes, ...); empty when none does.
    ``suggestion``: key of the catalogue.
    """

    employee: str
    rules: tuple[str, ...]
    dates: tuple[date, ...]
    suggestion: str

    def message(self, language: str = "en") -> str:
        """One sentence: who, which rules, when, what to do."""
        key = "diagnose.breaks" if len(self.rules) == 1 else "diagnose.clashes"
        return words.say(
            key if self.dates else f"{key}_anywhere",
            language,
            employee=self.employee,
            rules=_listed(self.rules, language),
            dates=", ".join(day.isoformat() for day in self.dates),
            suggestion=self.advice(language),
        )

    def advice(self, language: str = "en") -> str:
        """What to change, one of several ways."""
        return words.say(self.suggestion, language, rules=_listed(self.rules, language))

    def to_json(self) -> dict[str, object]:
        """Plain data."""
        return {
            "employee": self.employee,
            "rules": list(self.rules),
            "dates": [day.isoformat() for day in self.dates],
            "message": self.message("en"),
        }


class ClashError(InfeasibleError):
    """People without a legal line; ``clashes`` name the rules and dates."""

    def __init__(self, clashes: Sequence[Clash]) -> None:
        people = {clash.employee for clash in clashes}
        super().__init__("diagnose.clash", people=len(people), clashes="\n".join(clash.message() for clash in clashes))
        self.clashes = tuple(clashes)

    def message(self, language: str = "en") -> str:
        lines = [clash.message(language) for clash in self.clashes[:NAMED]]
        if len(self.clashes) > NAMED:
            lines.append(words.say("diagnose.more", language, number=len(self.clashes) - NAMED))
        return words.say(self.key, language, people=self.values["people"], clashes="\n".join(lines))


def diagnose(problem: RosterProblem) -> list[Clash]:
    """Every person without a legal line, with the rules and dates that exclude it; empty when everybody has one."""
    return check_people(problem, compile_problem(problem))


def check_people(problem: RosterProblem, compiled: Compiled) -> list[Clash]:
    """``diagnose`` on a compiled problem: a quick pass over everybody, then CP-SAT without objective for the rest."""
    return clashes_of(problem, compiled, [int(row) for row in without_simple_line(compiled)])


def clashes_of(problem: RosterProblem, compiled: Compiled, rows: Sequence[int]) -> list[Clash]:
    """What keeps each person of ``rows`` from a legal line; nothing for those who have one."""
    if not len(rows):
        return []
    from wfm.roster.exact.clash import clashes

    of_person = _terms_of(compiled, {problem.employees[row].employee for row in rows})
    found = []
    for row in rows:
        name = problem.employees[row].employee
        for core in clashes(compiled, row, of_person[name]):
            found.append(_clash(problem, name, core))
    return found


def require_lines(problem: RosterProblem, compiled: Compiled) -> None:
    """Raises ``ClashError`` when somebody has no legal line."""
    found = check_people(problem, compiled)
    if found:
        raise ClashError(found)


def without_simple_line(compiled: Compiled) -> npt.NDArray[np.int64]:
    """Rows of people for whom neither the line with the fewest duties nor a short search gave a legal line."""
    start = fewest_duties(compiled)
    illegal = short_people(compiled.model, compiled.state(start))
    rows = np.flatnonzero(illegal)
    if len(rows):
        moves = MOVES * len(rows)
        closest = search(compiled, start, Limit(moves=moves), 1, threads=1, people=[int(row) for row in rows]).codes
        illegal = short_people(compiled.model, compiled.state(closest))
    return np.flatnonzero(illegal)


def fewest_duties(compiled: Compiled) -> npt.NDArray[np.int16]:
    """Codes [N, D]: off wherever that is allowed, else the first code that is (off where none is)."""
    model = compiled.model
    people, days, _ = model.allow_shift.shape
    first = np.zeros(people * days, np.int16)
    some = np.diff(model.cand_ptr) > 0
    first[some] = model.cand[model.cand_ptr[:-1][some]]
    return first.reshape(people, days)


def _terms_of(compiled: Compiled, people: Iterable[str]) -> dict[str, list[PersonTerm]]:
    wanted = set(people)
    found: defaultdict[str, list[PersonTerm]] = defaultdict(list)
    for term in compiled.terms:
        if not isinstance(term, Cover | Together) and term.employee in wanted:
            found[term.employee].append(term)
    return found


def _clash(problem: RosterProblem, name: str, core: Sequence[tuple[str, int | None]]) -> Clash:
    rules = tuple(dict.fromkeys(rule for rule, _ in core))
    dates = tuple(problem.horizon.dates[day] for day in sorted({day for _, day in core if day is not None}))
    suggestion = next((key for rule, key in SUGGESTIONS if rule in rules), "diagnose.relax")
    return Clash(name, rules, dates, suggestion)


def _listed(rules: Sequence[str], language: str) -> str:
    """Rule titles with their ids, as a list in the language."""
    names = [words.say("diagnose.rule", language, title=words.say(f"rules.{rule}_title", language), rule=rule) for rule in rules]
    if len(names) == 1:
        return names[0]
    comma, last = words.say("diagnose.comma", language), words.say("diagnose.and", language)
    return comma.join(names[:-1]) + last + names[-1]
