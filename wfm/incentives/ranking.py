"""One list across specialties: points made comparable, places, coverage, concentration. Whole numbers decide every place.

*Score* of a person in a period: 1000 x (own points per hour worked) / (yardstick of the own group), where the yardstick is the
group's mean rate shrunk towards the centre's:

    yardstick = (P_g + k m) / (H_g + k),   m = P / H

with points P_g and hours H_g of the group (people of one main project; of one team where people have none), P and H of the
centre, and k = 800 hours, five months of full-time work. 1000 = as much per hour as is usual at the own desk. A small group is
thus judged mostly by the centre's mean, a large one by its own: the empirical-Bayes estimate of a rate (Efron and Morris 1975,
"Data analysis using Stein's estimator", JASA 70). Hours below a floor count as the floor, so that a single day cannot lead
the list. More points of one's own never lower one's score.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

PRIOR_MINUTES = 800 * 60
"""k: weight of the centre's mean in a group's yardstick."""
PER_100_HOURS = 100 * 60
FLOOR_MINUTES = 20 * 60
"""Fewest minutes worked that a rate is taken over in a week; four times as many in a month."""


@dataclass(frozen=True)
class Person:
    """Somebody on the list: points of the period, minutes worked in it, the group whose yardstick holds."""

    employee: str
    group: str
    points: int
    minutes: int


@dataclass(frozen=True)
class Ranked:
    """A place. People with equal scores share it. ``score``: 1000 = usual at the own desk; it is ``factor`` times the points,
    rounded down. ``usual``: the yardstick of the group, points per 100 hours."""

    place: int
    person: Person
    score: int
    usual: float = 0.0
    factor: float = 0.0


@dataclass(frozen=True)
class Spread:
    """How points spread over people: ``people`` in all, ``with_points`` of them with any; ``gini``: 0 = all equal, 1 = one
    person has all; None when nobody has any."""

    people: int
    with_points: int
    gini: float | None

    @property
    def coverage(self) -> float:
        """Share of people with any points."""
        return self.with_points / self.people if self.people else 0.0


def ranked(people: Sequence[Person], floor_minutes: int = FLOOR_MINUTES) -> tuple[Ranked, ...]:
    """The list, best first; people without points are not on it. The order of ``people`` does not matter."""
    scores, usual = normalised(people, floor_minutes), yardsticks(people, floor_minutes)
    placed = sorted((one for one in people if one.points > 0), key=lambda one: (-scores[one.employee], stable(one.employee)))
    found: list[Ranked] = []
    for number, one in enumerate(placed, 1):
        same = bool(found) and found[-1].score == scores[one.employee]
        place = found[-1].place if same else number
        found.append(Ranked(place, one, scores[one.employee], usual[one.group], factor_of(one, usual[one.group], floor_minutes)))
    return tuple(found)


def yardsticks(people: Sequence[Person], floor_minutes: int = FLOOR_MINUTES) -> dict[str, float]:
    """Group -> its yardstick, points per 100 hours."""
    points, minutes = _sums(people, floor_minutes)
    all_points, all_minutes = sum(points.values()), sum(minutes.values())
    mean = all_points / all_minutes if all_minutes else 0.0
    return {group: PER_100_HOURS * (points[group] + PRIOR_MINUTES * mean) / (minutes[group] + PRIOR_MINUTES) for group in minutes}


def factor_of(one: Person, usual: float, floor_minutes: int = FLOOR_MINUTES) -> float:
    """What a point of this person is worth in score: 1000 / (points usual in the hours that count for them)."""
    expected = usual * max(one.minutes, floor_minutes) / PER_100_HOURS
    return 1000 / expected if expected else 0.0


def _sums(people: Sequence[Person], floor_minutes: int) -> tuple[dict[str, int], dict[str, int]]:
    """Points and minutes of each group."""
    points: defaultdict[str, int] = defaultdict(int)
    minutes: defaultdict[str, int] = defaultdict(int)
    for one in people:
        points[one.group] += max(0, one.points)
        minutes[one.group] += max(one.minutes, floor_minutes)
    return points, minutes


def normalised(people: Sequence[Person], floor_minutes: int = FLOOR_MINUTES) -> dict[str, int]:
    """Employee -> score, rounded down; 0 for people without points."""
    points, minutes = _sums(people, floor_minutes)
    all_points, all_minutes = sum(points.values()), sum(minutes.values())
    scores = {}
    for one in people:
        own = max(one.minutes, floor_minutes)
        above = 1000 * max(0, one.points) * all_minutes * (minutes[one.group] + PRIOR_MINUTES)
        below = own * (points[one.group] * all_minutes + PRIOR_MINUTES * all_points)
        scores[one.employee] = above // below if below else 0
    return scores


def spread(points: Mapping[str, int]) -> Spread:
    """Coverage and concentration of points over everybody; negative points count as none."""
    values = sorted(max(0, value) for value in points.values())
    total, people = sum(values), len(values)
    if not total:
        return Spread(people, 0, None)
    weighted = sum((2 * rank - people - 1) * value for rank, value in enumerate(values, 1))
    return Spread(people, sum(value > 0 for value in values), round(weighted / (people * total), 4))


def stable(text: str) -> str:
    """A sign that orders ties without regard to the order of rows."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def pseudonym(employee: str, salt: str) -> str:
    """A name for a list on the wall: the same person has the same within one ``salt`` (centre and period). It hides an id from
    a glance; whoever knows all ids can work it out."""
    return "#" + stable(f"{salt}\n{employee}")[:6]
