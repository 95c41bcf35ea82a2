"""Wishes: days off, days of work, shifts and kinds wanted or not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import assert_never

from pydantic import Field

from wfm.data.roster import Duty, Finding
from wfm.data.tables import OFF, Preference
from wfm.data.terms import BAN, Allow, Term
from wfm.roster.problem import RosterProblem
from wfm.roster.rules.base import Example, InForce, Rule, RuleParams
from wfm.roster.rules.stating import available
from wfm.roster.rules.view import RosterView


class WishesParams(RuleParams):
    """Weights are in preferences.csv."""

    scale: int = Field(default=1, ge=0, description="every wish's weight is multiplied by this; 0 = only hard wishes count")


class Wishes(Rule[WishesParams]):
    """Allow terms price what was not wished, per day.

    A wish holds on its date, else on its weekday, else every day; never on leave. ``off`` and ``work`` speak of having a
    duty; ``shift`` and ``kind`` of which duty it is when there is one (a day off refuses them not; add ``work`` to ask for
    the duty itself); ``avoid-...`` of which it is not.
    """

    id = "wishes"
    Params = WishesParams
    unit = "days"
    examples = (
        Example("a day off wished and had", {"A": "D.DD..."}, wishes=({"employee": "A", "wish": "off", "day": 1},)),
        Example("a day off refused", {"A": "DDDD..."}, cost=20, wishes=({"employee": "A", "wish": "off", "day": 1},)),
        Example("a promise broken", {"A": "DDDD..."}, hard=1, wishes=({"employee": "A", "wish": "off", "day": 1, "hard": True},)),
        Example(
            "Wednesdays off",
            {"A": "DDDD...DDD...."},
            cost=30,
            wishes=({"employee": "A", "wish": "off", "weekday": 3, "weight": 15},),
        ),
        Example(
            "work wished on a day", {"A": "......."}, cost=10, wishes=({"employee": "A", "wish": "work", "day": 0, "weight": 10},)
        ),
        Example(
            "early shifts wished: evenings refuse it, days off do not",
            {"A": "DE.E..."},
            cost=40,
            wishes=({"employee": "A", "wish": "shift", "value": "D"},),
        ),
        Example(
            "nights avoided",
            {"A": "DNN...."},
            cost=6,
            wishes=({"employee": "A", "wish": "avoid-kind", "value": "night", "weight": 3},),
        ),
        Example(
            "a shift avoided on one day only",
            {"A": "EE....."},
            cost=20,
            wishes=({"employee": "A", "wish": "avoid-shift", "value": "E", "day": 0},),
        ),
        Example(
            "evenings wished on Fridays",
            {"A": "DDDDD.."},
            cost=20,
            wishes=({"employee": "A", "wish": "kind", "value": "evening", "weekday": 5},),
        ),
        Example(
            "work wished during leave",
            {"A": "......."},
            leave=(("A", 0, 6, "annual"),),
            wishes=({"employee": "A", "wish": "work"},),
        ),
        Example(
            "wishes switched off, promises kept",
            {"A": "DD....."},
            params={"scale": 0},
            hard=1,
            wishes=({"employee": "A", "wish": "off", "day": 0}, {"employee": "A", "wish": "off", "day": 1, "hard": True}),
        ),
    )

    def compile(self, problem: RosterProblem, force: InForce[WishesParams]) -> Iterator[Term]:
        for person, params in force.each(problem.employees):
            wished = problem.preferences.get(person.employee, ())
            if not wished:
                continue
            free = available(problem, person)
            for wish in wished:
                price = BAN if wish.hard else wish.weight * params.scale
                days = tuple(k for k, day in enumerate(problem.horizon.dates) if free[k] and _on(wish, day))
                refused = _refused(problem, wish)
                if price and days and refused:
                    yield Allow(self.id, person.employee, days, price, refused)

    def check(self, view: RosterView, force: InForce[WishesParams]) -> Iterator[Finding]:
        for person, params in force.each(view.people):
            wished = view.problem.preferences.get(person.employee, ())
            away = view.away(person) if wished else frozenset()
            for wish in wished:
                cost = 0 if wish.hard else wish.weight * params.scale
                for day, duty in view.line(person.employee):
                    if wish.date is not None:
                        meant = wish.date == day
                    else:
                        meant = wish.weekday is None or wish.weekday == day.isoweekday()
                    if meant and day not in away and not _granted(view, wish, duty) and (wish.hard or cost):
                        values = {"wish": f"{wish.wish} {wish.value}".strip(), "shift": duty.shift if duty else OFF}
                        yield Finding(self.id, wish.hard, 1, cost, person.employee, (day,), values)


def _on(wish: Preference, day: date) -> bool:
    """Whether the wish speaks of ``day``."""
    return day == wish.date if wish.date else wish.weekday in (None, day.isoweekday())


def _refused(problem: RosterProblem, wish: Preference) -> frozenset[str]:
    """What a day may not be for the wish to be granted."""
    match wish.wish:
        case "off":
            return problem.working
        case "work":
            return frozenset({OFF})
        case "shift":
            return problem.working - {wish.value}
        case "avoid-shift":
            return frozenset({wish.value})
        case "kind":
            return problem.working - problem.shifts_where(wish.value)
        case "avoid-kind":
            return problem.shifts_where(wish.value)
        case _:
            assert_never(wish.wish)


def _granted(view: RosterView, wish: Preference, duty: Duty | None) -> bool:
    if duty is None:
        return wish.wish != "work"
    if wish.wish in ("off", "work"):
        return wish.wish == "work"
    is_it = wish.value == (duty.shift if wish.wish.endswith("shift") else view.shift(duty).kind.value)
    return is_it != wish.wish.startswith("avoid")
