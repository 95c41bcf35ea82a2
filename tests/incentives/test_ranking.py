"""Rankings: comparable across groups, in whole numbers, monotone in one's own points; coverage and concentration."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wfm.incentives.ranking import PRIOR_MINUTES, Person, normalised, pseudonym, ranked, spread

PEOPLE = st.lists(
    st.tuples(st.sampled_from("PQ"), st.integers(0, 50), st.integers(0, 12_000)), min_size=1, max_size=12
).map(lambda rows: [Person(f"{n:03d}", *row) for n, row in enumerate(rows)])  # fmt: skip


def test_the_usual_rate_of_one_group_is_a_thousand() -> None:
    people = [Person(name, "P", 10, 9600) for name in "abc"]
    assert normalised(people) == {"a": 1000, "b": 1000, "c": 1000}


def test_the_formula_by_hand() -> None:
    """Two groups of one: yardstick of P = (30 + 48000 m) / (6000 + 48000) with m = 40 / 12000."""
    people = [Person("a", "P", 30, 6000), Person("b", "Q", 10, 6000)]
    yardstick = (30 + PRIOR_MINUTES * 40 / 12000) / (6000 + PRIOR_MINUTES)
    assert normalised(people)["a"] == int(1000 * (30 / 6000) / yardstick)


def test_the_same_work_counts_more_where_it_is_rarer() -> None:
    busy = [Person(f"p{k}", "P", 100, 9600) for k in range(20)]
    calm = [Person(f"q{k}", "Q", 10, 9600) for k in range(20)]
    scores = normalised([*busy, *calm, Person("x", "P", 100, 9600), Person("y", "Q", 100, 9600)])
    assert scores["y"] > 2 * scores["x"]


@given(PEOPLE, st.integers(0, 11), st.integers(1, 30))
def test_more_points_never_lower_ones_own_score(people: list[Person], who: int, more: int) -> None:
    who %= len(people)
    raised = [replace(one, points=one.points + more) if k == who else one for k, one in enumerate(people)]
    name = people[who].employee
    assert normalised(raised)[name] >= normalised(people)[name]


@given(PEOPLE)
def test_order_of_rows_does_not_matter_and_equals_share_a_place(people: list[Person]) -> None:
    found = ranked(people)
    assert found == ranked(people[::-1])
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    for first, then in pairwise(found):
        assert (first.place == then.place) == (first.score == then.score)
    assert {one.person.employee for one in found} == {one.employee for one in people if one.points}


@pytest.mark.parametrize(
    ("points", "gini"), [([4, 4, 4, 4], 0.0), ([0, 0, 0, 8], 0.75), ([1, 3], 0.25), ([0, 0], None), ([-3, 5], 0.5)]
)
def test_gini_against_values_by_hand(points: list[int], gini: float | None) -> None:
    found = spread({str(k): value for k, value in enumerate(points)})
    assert found.gini == gini
    assert found.with_points == sum(value > 0 for value in points)


def test_pseudonyms_are_stable_within_a_period_and_differ_between_periods() -> None:
    assert pseudonym("007", "centre 2026-08") == pseudonym("007", "centre 2026-08") != pseudonym("007", "centre 2026-09")
    assert "007" not in pseudonym("007", "centre 2026-08")
