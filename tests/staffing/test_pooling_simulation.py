"""Random small centres: proven lower value <= simulated need <= dedicated assignment, and one team <= order-of-arrival routing.

The simulated need along a hiring order is the fewest people with whom some routing keeps every target. Simulation noise is
allowed for in the direction that could only blame the bounds.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import permutations

import numpy as np
import numpy.typing as npt
import pytest
from pooling_worlds import queues, shares, targets, traffic

from wfm.staffing.pooling import Order, Queues, pooled_need
from wfm.staffing.pooling_flow import assign, deficiency, project_sets

NOISE = 0.012
SURE = 0.008
"""Share by which a routing must keep all targets, in a second and longer run too, before it speaks against a bound."""


def world(rng: np.random.Generator) -> tuple[Queues, npt.NDArray[np.bool_]]:
    """Two or three projects, alike or not, and the skills of people in the order in which they are hired."""
    count = int(rng.integers(2, 4))
    load = np.exp(rng.uniform(np.log(0.6), np.log(7.0), count))
    aht = np.full(count, 180.0) if rng.random() < 0.5 else np.exp(rng.uniform(np.log(80), np.log(500), count))
    goals = [
        targets(
            float(rng.choice([0.7, 0.8, 0.9])) if mixed else 0.8,
            float(rng.choice([5.0, 20.0, 60.0])) if mixed else 20.0,
            float(rng.choice([60.0, 180.0, math.inf])),
        )
        for mixed in [bool(rng.random() < 0.5)] * count
    ]
    asked = queues(load.tolist(), aht.tolist(), goals)
    need = int(asked.requirement.sum())
    people = np.zeros((3 * need, count), dtype=np.bool_)
    first = rng.choice(count, 3 * need, p=asked.requirement[0] / need)
    people[np.arange(3 * need), first] = True
    people |= rng.random(people.shape) < rng.choice([0.15, 0.4, 0.8])
    return asked, people


def fewest(asked: Queues, people: npt.NDArray[np.bool_], order: Order) -> int:
    """Fewest people of the hiring order that the necessary side lets pass."""
    groups, number = np.unique(people, axis=0, return_inverse=True)
    sets = project_sets(groups)
    need = pooled_need(asked, sets.members, order)
    number = number.reshape(-1)
    for count in range(len(people) + 1):
        heads = np.bincount(number[:count], minlength=len(groups))
        if deficiency(need, heads[None], sets).missing[0] == 0:
            return count
    raise AssertionError("nobody can be enough")


def fewest_dedicated(asked: Queues, people: npt.NDArray[np.bool_]) -> tuple[int, list[list[int]]]:
    """Fewest people of the hiring order who can each sit in one queue, and where they sit."""
    for count in range(len(people) + 1):
        hired = people[:count].reshape(count, people.shape[1])
        found = assign(asked.requirement[0], np.ones(count, dtype=np.int64), hired)
        if found.missing == 0:
            return count, [list(map(int, row)) for row in found.flow]
    raise AssertionError("nobody can be enough")


def routings(people: npt.NDArray[np.bool_], *, by_arrival: bool) -> Iterator[list[list[int]]]:
    """Order of arrival; else every strict order of the projects, and a first choice of one's own before the others."""
    skills = people.astype(int)
    yield skills.tolist()
    if by_arrival:
        return
    projects = people.shape[1]
    for ranks in permutations(range(1, projects + 1)):
        yield (skills * np.array(ranks)).tolist()
    yield [[0 if not held else 1 if p == k % projects else 2 for p, held in enumerate(row)] for k, row in enumerate(people)]


def refuted(asked: Queues, people: npt.NDArray[np.bool_], seed: int, *, by_arrival: bool) -> list[list[int]] | None:
    """A routing with which these people keep every target after all."""
    goal = np.array([target.target for target in asked.targets])

    def keeps(seats: Sequence[Sequence[int]], counted: int, number: int) -> bool:
        return bool((shares(traffic(asked, counted, number), seats) >= goal + SURE).all())

    for seats in routings(people, by_arrival=by_arrival):
        if keeps(seats, 30_000, seed) and keeps(seats, 300_000, seed + 1):
            return seats
    return None


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(40))
def test_lower_at_most_simulated_at_most_upper(seed: int) -> None:
    asked, people = world(np.random.default_rng(seed))
    lower, team = fewest(asked, people, "any"), fewest(asked, people, "arrival")
    upper, placed = fewest_dedicated(asked, people)
    assert lower <= team <= upper
    assert refuted(asked, people[: lower - 1], seed, by_arrival=False) is None, "the proven lower value is too high"
    assert refuted(asked, people[: team - 1], seed, by_arrival=True) is None, "one team is too high"
    used = [row for row in placed if any(row)]
    goal = np.array([target.target for target in asked.targets])
    assert (shares(traffic(asked, 300_000, seed), used) >= goal - NOISE).all(), "the dedicated assignment is not enough"
