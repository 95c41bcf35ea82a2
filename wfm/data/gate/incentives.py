"""Points and rewards: claims that name what exists, handling time only beside quality, awards that can be given."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from wfm.data.gate.base import Hit, InputRule
from wfm.data.gate.scope import Scope
from wfm.data.reading import Dimension, Level
from wfm.data.reading.columns import nearest
from wfm.data.shipped import points_rules_of
from wfm.data.tables import Claim, Employee, PointsRule, Reward


def claim_of_unknown_item(scope: Scope) -> Iterator[Hit]:
    """Claims for a sub-item that the points table in force does not hold."""
    known = [rule.sub_item for rule in points_rules_of(scope.reading.workspace)]
    for place, claim in scope.rows(Claim):
        if claim.sub_item not in known:
            yield Hit(place, "sub_item", claim.sub_item, {"maybe": nearest(claim.sub_item, known)})


def claim_outside_employment(scope: Scope) -> Iterator[Hit]:
    """Claims for a day on which the person was not employed."""
    people = {person.employee: person for _, person in scope.rows(Employee)}
    for place, claim in scope.rows(Claim):
        person = people.get(claim.employee)
        if person is not None and not _employed(person, claim.date):
            yield Hit(place, "date", claim.date.isoformat(), {"employee": claim.employee})


def handling_time_alone(scope: Scope) -> Iterator[Hit]:
    """Items of handling time that name no quality: short calls alone are never rewarded."""
    for place, rule in scope.rows(PointsRule):
        if rule.handling_time and not rule.quality_condition:
            yield Hit(place, "quality_condition", rule.sub_item)


def item_with_two_names(scope: Scope) -> Iterator[Hit]:
    """Sub-items of one item that disagree on its class or name."""
    first: dict[str, PointsRule] = {}
    for place, rule in scope.rows(PointsRule):
        known = first.setdefault(rule.item, rule)
        if (known.points_class, known.item_name) != (rule.points_class, rule.item_name):
            yield Hit(place, "item", rule.item, {"known": f"{known.points_class}, {known.item_name}"})


def rest_without_days(scope: Scope) -> Iterator[Hit]:
    """Consecutive rest of fewer than two days."""
    for place, reward in scope.rows(Reward):
        if reward.kind == "consecutive-rest" and reward.days < 2:
            yield Hit(place, "days", reward.days, {"reward": reward.reward})


def named_award_twice(scope: Scope) -> Iterator[Hit]:
    """A named award that stands in the catalogue twice: its quota would be unclear."""
    seen: set[str] = set()
    for place, reward in scope.rows(Reward):
        if reward.rostered and reward.kind in seen:
            yield Hit(place, "kind", reward.kind)
        seen.add(reward.kind)


def award_with_a_cost(scope: Scope) -> Iterator[Hit]:
    """Named awards that cost points: they are given for contribution, not bought, unless the centre means it."""
    for place, reward in scope.rows(Reward):
        if reward.rostered and reward.cost:
            yield Hit(place, "cost", reward.cost, {"reward": reward.reward})


def _employed(person: Employee, day: date) -> bool:
    return (person.hired_on is None or day >= person.hired_on) and (person.leaves_on is None or day <= person.leaves_on)


RULES: tuple[InputRule, ...] = (
    InputRule("K-61", Dimension.CONSISTENCY, Level.REFUSE, "claims", ("sub_item",), claim_of_unknown_item),
    InputRule("K-62", Dimension.CONSISTENCY, Level.REFUSE, "claims", ("date",), claim_outside_employment),
    InputRule("K-63", Dimension.CONSISTENCY, Level.REFUSE, "points_rules", ("quality_condition",), handling_time_alone),
    InputRule("K-64", Dimension.CONSISTENCY, Level.REFUSE, "points_rules", ("item",), item_with_two_names),
    InputRule("K-65", Dimension.CONSISTENCY, Level.REFUSE, "rewards", ("days",), rest_without_days),
    InputRule("K-66", Dimension.CONSISTENCY, Level.REFUSE, "rewards", ("kind",), named_award_twice),
    InputRule("K-67", Dimension.CONSISTENCY, Level.WARN, "rewards", ("cost",), award_with_a_cost),
)
"""Rules on the tables of points and rewards; the employee of a claim is judged with all other references (K-60)."""
