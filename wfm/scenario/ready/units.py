"""How far each unit of an echelon level can fill its quota, and what keeps the others of the unit away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from wfm import words
from wfm.data.candidates import Passed
from wfm.data.roster import Roster
from wfm.data.tables import Echelon, Employee
from wfm.roster.candidate import certificate_of
from wfm.roster.problem import RosterProblem
from wfm.scenario.echelon.choose import Choice
from wfm.scenario.echelon.quota import EchelonQuota
from wfm.scenario.whatif.outcome import Situation


@dataclass(frozen=True)
class UnitShare:
    """A row of echelons.csv on the day. ``used``: places that open activations have taken; ``named``: who could be called, in
    order; ``people``: of the unit, only members where the level has members; ``away``: reason -> people, of those not named,
    worded for each language, where the quota stays open."""

    level: int
    unit: str
    quota: int
    used: int
    named: tuple[str, ...]
    lead_hours: float
    may_activate: str
    people: int
    away: tuple[tuple[Mapping[str, str], int], ...] = ()

    @property
    def open(self) -> int:
        """Places that stay empty."""
        return max(0, self.quota - self.used - len(self.named))

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "level": self.level, "unit": self.unit, "quota": self.quota, "used": self.used, "named": list(self.named),
            "open": self.open, "lead_hours": self.lead_hours, "may_activate": self.may_activate, "people": self.people,
            "away": [{"why": dict(why), "people": count} for why, count in self.away],
        }  # fmt: skip


def unit_shares(
    situation: Situation,
    roster: Roster,
    day: date,
    projects: Sequence[str],
    rows: Sequence[Echelon],
    choice: Choice,
    used: Mapping[tuple[int, str], int],
    engaged: set[str],
) -> tuple[UnitShare, ...]:
    """One per row of a level, in the order of the file. ``roster``: before the level is activated; ``choice``: whom it calls;
    ``used`` and ``engaged``: places and people of open activations."""
    quota = EchelonQuota(situation.workspace, (row.level for row in rows))
    taken = {str(row["employee"]): str(row["unit"]) for row in choice.called}
    found = []
    for row in rows:
        people = [person for person in situation.workspace.employees if row in quota.rows_of(person.employee)]
        named = tuple(name for name, unit in taken.items() if unit == row.unit)
        places = used.get((row.level, row.unit), 0)
        share = UnitShare(row.level, row.unit, row.quota, places, named, row.lead_hours, row.may_activate, len(people))
        if share.open:
            others = [person for person in people if person.employee not in named]
            reasons = Counter(_why(situation.problem, roster, day, projects, o, choice.passed, engaged, taken) for o in others)
            worded = [(_worded(situation.problem, reason), count) for reason, count in reasons.most_common()]
            share = replace(share, away=tuple(worded))
        found.append(share)
    return tuple(found)


def _why(
    problem: RosterProblem,
    roster: Roster,
    day: date,
    projects: Sequence[str],
    person: Employee,
    passed: Mapping[str, Passed],
    engaged: set[str],
    taken: Mapping[str, str],
) -> str:
    """Why somebody of the unit does not fill its quota: a key of the catalogue under ``ready_levels``, or ``rule:ID``."""
    name = person.employee
    if not problem.employed(person, day):
        return "away_not_employed"
    if name in taken:
        return "away_other_unit"
    if name in engaged:
        return "away_called"
    if (name, day) in roster.by_cell:
        return "away_on_duty"
    if problem.on_leave(name, day) is not None:
        return "away_leave"
    if all(certificate_of(problem, name, project, day) is None for project in projects):
        return "away_certificate"
    if name in passed:
        rules = passed[name].rules
        return f"rule:{rules[0]}" if rules else f"away_{passed[name].reason}"
    return "away_shift"


def _worded(problem: RosterProblem, reason: str) -> Mapping[str, str]:
    kind, _, rule = reason.partition(":")
    if rule:
        titles = {one.id: one for one, _ in problem.rules}
        return {language: titles[rule].title(language) if rule in titles else rule for language in words.LANGUAGES}
    return {language: words.say(f"ready_levels.{kind}", language) for language in words.LANGUAGES}
