"""Granted awards become terms of a month: set in force, wishes served in award order, clashes set aside by name.

*Regular day*, *consecutive rest*: in force when the person's line stays legal with them; otherwise set aside, the rules that
exclude it named, so that a planner is never left without a roster because of a grant.

*Preferred order*: people choose one after the other, by the rank of their award. Each wish of the person (the heaviest first,
then by date) becomes a promise when their line stays legal with everything promised before (asked of the exact line model) and,
when the caps leave room for it (``rewards_caps``). A wish for every Monday, or every day, is a wish for each such day. Every
refusal is named. What a published version of the month has promised is kept as promised: nothing is added.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from wfm import words
from wfm.data.awards import Award, AwardKind, ServedWish
from wfm.data.tables import Employee, Preference, ShiftKind
from wfm.data.terms import BAN, Allow, Cover, PersonTerm, Together
from wfm.roster.engine.compile import Compiled, compile_problem
from wfm.roster.exact.choice import Choices
from wfm.roster.exact.clash import Key
from wfm.roster.problem import RosterProblem
from wfm.roster.rules.granted_awards import GrantedAwards, GrantedAwardsParams
from wfm.scenario.rewards_caps import TeamCaps, beyond_days

RULE = GrantedAwards()
Promised = Mapping[str, tuple[ServedWish, ...]]
"""Grant -> wishes that a published version of the month promised."""


@dataclass(frozen=True)
class SetAside:
    """A grant that no legal line of the person can keep: the rules that exclude it, and the days they speak of."""

    award: Award
    rules: tuple[str, ...]
    dates: tuple[date, ...] = ()

    def message(self, language: str = "en") -> str:
        """One sentence."""
        named = words.say("diagnose.comma", language).join(words.say(f"rules.{rule}_title", language) for rule in self.rules)
        when = ", ".join(day.isoformat() for day in self.dates) or "-"
        kind = words.say(f"rewards.kind_{self.award.kind}", language)
        values = {"employee": self.award.employee, "kind": kind, "grant": self.award.grant}
        return words.say("rewards.set_aside", language, **values, rules=named or "-", days=when)

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return {"award": self.award.to_json(), "rules": list(self.rules), "dates": [day.isoformat() for day in self.dates]}


@dataclass(frozen=True)
class RefusedWish:
    """A wish that preferred order could not turn into a promise. ``reason``: line (rules and days named), or a cap: cap (awarded
    days off in the team on that day), same (the same promise), nights (people kept off the nights), days (of the person)."""

    grant: str
    employee: str
    wish: ServedWish
    reason: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def message(self, language: str = "en") -> str:
        """One sentence."""
        said = f"{self.wish.wish} {self.wish.value}".strip()
        values = dict(self.values)
        if "rules" in values:
            named = (words.say(f"rules.{rule}_title", language) for rule in values["rules"])
            values["rules"] = words.say("diagnose.comma", language).join(named) or "-"
        return words.say(
            f"rewards.refused_{self.reason}", language, employee=self.employee, day=self.wish.day, wish=said, **values
        )

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        wish = [self.wish.day.isoformat(), self.wish.wish, self.wish.value]
        return {"grant": self.grant, "employee": self.employee, "wish": wish, "reason": self.reason, "values": dict(self.values)}


@dataclass(frozen=True)
class Placed:
    """Awards of a month: those in force (wishes served), those set aside, wishes refused."""

    in_force: tuple[Award, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    refused: tuple[RefusedWish, ...] = ()

    def parameters(self) -> dict[str, Any]:
        """What the run card keeps; nothing when no award touches the month."""
        if not self.in_force and not self.set_aside:
            return {}
        return {
            "awards": [award.to_json() for award in self.in_force],
            "awards_set_aside": [one.to_json() for one in self.set_aside],
            "wishes_refused": [one.to_json() for one in self.refused],
        }


def place_awards(problem: RosterProblem, awards: Iterable[Award], promised: Promised | None = None) -> Placed:
    """Which of ``awards`` are in force in ``problem`` (given without awards), with the wishes they serve."""
    horizon = problem.horizon
    touching = [a for a in awards if a.first <= horizon.end and a.last >= horizon.start and a.employee in problem.employee]
    if not touching:
        return Placed()
    return _Placing(problem, promised or {}).place(touching)


class _Placing:
    """Awards put on lines one after the other."""

    def __init__(self, problem: RosterProblem, promised: Promised) -> None:
        self.problem, self.promised = problem, promised
        self.compiled: Compiled = compile_problem(problem.with_awards(()))
        self.row = {person.employee: row for row, person in enumerate(problem.employees)}
        self.terms: defaultdict[str, list[PersonTerm]] = defaultdict(list)
        for term in self.compiled.terms:
            if not isinstance(term, Cover | Together):
                self.terms[term.employee].append(term)
        self.caps = TeamCaps(problem, self._works_nights)
        self.in_force: list[Award] = []
        self.set_aside: list[SetAside] = []
        self.refused: list[RefusedWish] = []

    def place(self, awards: Sequence[Award]) -> Placed:
        for award in sorted(awards, key=lambda a: (a.kind is AwardKind.PREFERRED_ORDER, a.rank, a.employee, a.grant)):
            if award.kind is AwardKind.PREFERRED_ORDER:
                self._serve(award)
            else:
                self._whole(award)
        return Placed(tuple(self.in_force), tuple(self.set_aside), tuple(self.refused))

    def _whole(self, award: Award) -> None:
        """Regular day or rest: all of it, or set aside."""
        terms = self._terms(award)
        choices = self._choices(award.employee, [terms])
        lacks = award.kind is AwardKind.REGULAR_DAY and not self._has_regular_shift(award)
        if lacks or (not choices.possible([0]) and choices.possible([])):
            rules, dates = self._named(choices.excluded_by([0]))
            self.set_aside.append(SetAside(award, ("shift-allowed",) if lacks else rules, dates))
            return
        self.terms[award.employee] += terms
        self.in_force.append(award)
        days = [day for day in self.problem.horizon.dates if award.first <= day <= award.last]
        self.caps.take_days(award.employee, days, off=award.kind is AwardKind.CONSECUTIVE_REST)

    def _has_regular_shift(self, award: Award) -> bool:
        """Whether the person may have a shift that the award allows on any of its days."""
        params = self._params(self.problem.employee[award.employee])
        if params is None:
            return True
        model, days = self.compiled.model, self.problem.horizon
        allowed = self.problem.shifts_where(*params.kinds)
        for number, day in enumerate(days.dates):
            cell = self.row[award.employee] * days.days + number
            codes = model.cand[model.cand_ptr[cell] : model.cand_ptr[cell + 1]]
            if award.first <= day <= award.last and any(self.compiled.codes[int(code)].shift in allowed for code in codes):
                return True
        return False

    def _works_nights(self, employee: str, day: date) -> bool:
        """Whether the person may have a night on that day."""
        model, nights = self.compiled.model, self.problem.shifts_where(ShiftKind.NIGHT)
        cell = self.row[employee] * self.problem.horizon.days + self.problem.horizon.index(day)
        codes = model.cand[model.cand_ptr[cell] : model.cand_ptr[cell + 1]]
        return any(self.compiled.codes[int(code)].shift in nights for code in codes)

    def _serve(self, award: Award) -> None:
        """Preferred order: wish by wish, each a promise if the line and the caps allow it."""
        known = award.grant in self.promised
        params = self._params(self.problem.employee[award.employee])
        asked: list[ServedWish] = []
        for wish in self.promised[award.grant] if known else self._wishes(award):
            stop = None if known or params is None else self.caps.stop(award.employee, wish, params)
            if stop is None:
                asked.append(wish)
            else:
                self.refused.append(RefusedWish(award.grant, award.employee, wish, *stop))
        served, refused = self._fitting(award, asked)
        cap = None if known or params is None else params.wish_days
        while cap is not None and (beyond := beyond_days(served, cap)):
            late = [wish for wish in asked if wish.day in beyond]
            self.refused += [RefusedWish(award.grant, award.employee, wish, "days", {"cap": cap}) for wish in late]
            asked = [wish for wish in asked if wish.day not in beyond]
            served, refused = self._fitting(award, asked)
        self.refused += refused
        for wish in served:
            self.terms[award.employee] += self._terms(replace(award, served=(wish,)))
            self.caps.take(award.employee, wish)
        self.in_force.append(replace(award, served=tuple(served)))

    def _fitting(self, award: Award, asked: Sequence[ServedWish]) -> tuple[list[ServedWish], list[RefusedWish]]:
        """The wishes that a legal line keeps, each beside all before it; the others with the rules that exclude them."""
        groups = {wish: terms for wish in asked if (terms := self._terms(replace(award, served=(wish,))))}
        wishes = list(groups)
        choices = self._choices(award.employee, list(groups.values()))
        served, refused = choices.one_after_the_other()
        found = []
        for number in refused:
            before = [other for other in served if other < number]
            rules, dates = self._named(choices.excluded_by([*before, number]))
            values = {"rules": list(rules), "days": ", ".join(day.isoformat() for day in dates) or "-"}
            found.append(RefusedWish(award.grant, award.employee, wishes[number], "line", values))
        return [wishes[number] for number in served], found

    def _wishes(self, award: Award) -> list[ServedWish]:
        """The person's wishes inside the award's days: heaviest first, dated before recurring, then by date; each once."""
        found: list[tuple[int, int, date, ServedWish]] = []
        for wish in self.problem.preferences.get(award.employee, ()):
            if not wish.hard:
                for day in self.problem.horizon.dates:
                    if award.first <= day <= award.last and _on(wish, day):
                        found.append((-wish.weight, wish.date is None, day, ServedWish(day, wish.wish, wish.value)))
        return list(dict.fromkeys(wish for *_, wish in sorted(found)))

    def _params(self, person: Employee) -> GrantedAwardsParams | None:
        force = self.problem.rules.force(RULE.id)
        return force.of(person) if force else None

    def _terms(self, award: Award) -> list[Allow]:
        """What the rule states for an award, as far as it bans."""
        force = self.problem.rules.force(RULE.id)
        if force is None:
            return []
        stated = RULE.compile(self.problem.with_awards((award,)), force)
        return [term for term in stated if isinstance(term, Allow) and term.price == BAN]

    def _choices(self, employee: str, groups: Sequence[Sequence[Allow]]) -> Choices:
        return Choices(self.compiled, self.row[employee], self.terms[employee], groups)

    def _named(self, core: Sequence[Key]) -> tuple[tuple[str, ...], tuple[date, ...]]:
        rules = tuple(dict.fromkeys(rule for rule, _ in core))
        days = sorted({day for _, day in core if day is not None})
        return rules, tuple(self.problem.horizon.dates[day] for day in days)


def _on(wish: Preference, day: date) -> bool:
    return day == wish.date if wish.date else wish.weekday in (None, day.isoweekday())
