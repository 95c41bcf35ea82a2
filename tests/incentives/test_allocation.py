"""Allocation: order of rows and names mean nothing, more points never give less, quotas and caps hold, reasons are true."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from wfm.data.shipped import shipped_points_rules, shipped_rewards
from wfm.data.tables import Reward
from wfm.incentives.allocation import AWARDED, Candidate, Decision, allocate, cut_to, employer_cap, in_order

MONTH = date(2026, 9, 1)
KINDS = ("regular-day", "preferred-order", "consecutive-rest")


def reward(kind: str, quota: int, team_cap: int, percent: int, per_year: int, least: int) -> Reward:
    days = 3 if kind == "consecutive-rest" else 0
    return Reward(
        reward=kind, kind=kind, name=kind, min_points=least, quota=quota, team_cap=team_cap, employer_percent=percent,
        per_year=per_year, days=days )  # fmt: skip


SMALL = st.integers(0, 2)
PERCENT = st.sampled_from([0, 25, 50])
REWARDS = st.tuples(
    *(st.builds(reward, st.just(kind), st.integers(0, 4), SMALL, PERCENT, SMALL, st.integers(0, 4)) for kind in KINDS)
)
PERSON = st.tuples(
    st.sampled_from("XYZ"), st.sampled_from(["", "agency"]), st.integers(0, 8), st.lists(st.sampled_from(KINDS), max_size=2)
)


def people(rows: list[tuple[str, str, int, list[str]]]) -> list[Candidate]:
    found = []
    for number, (team, employer, points, had) in enumerate(rows):
        received = {kind: (date(2026, 1 + number % 8, 1),) for kind in had}
        turn = {kind: days[-1] for kind, days in received.items()}
        front = {KINDS[number % 3]: 1} if number % 5 == 4 else {}
        found.append(Candidate(f"{number:03d}", team, employer, points, {}, received, turn, front))
    return found


def awarded(decisions: tuple[Decision, ...]) -> dict[str, str]:
    return {one.employee: one.reward for one in decisions if one.outcome == AWARDED}


@given(REWARDS, st.lists(PERSON, max_size=14))
def test_within_quotas_and_caps(catalogue: tuple[Reward, ...], rows: list[tuple[str, str, int, list[str]]]) -> None:
    candidates = {one.employee: one for one in people(rows)}
    decisions = allocate(catalogue, candidates.values(), MONTH)
    assert len(decisions) == len(catalogue) * len(rows)
    assert max(Counter(one.employee for one in decisions if one.outcome == AWARDED).values(), default=0) <= 1
    for kind in catalogue:
        given = [candidates[one.employee] for one in decisions if one.reward == kind.reward and one.outcome == AWARDED]
        assert len(given) <= kind.quota
        assert all(one.points >= kind.min_points or kind.reward in one.priority for one in given)
        assert not kind.team_cap or max(Counter(one.team for one in given).values(), default=0) <= kind.team_cap
        cap = employer_cap(kind)
        assert not cap or max(Counter(one.employer for one in given).values(), default=0) <= cap
        assert not kind.per_year or all(len(one.received.get(kind.reward, ())) < kind.per_year for one in given)


@given(REWARDS, st.lists(PERSON, max_size=12), st.integers(0, 99))
def test_order_of_rows_does_not_matter(
    catalogue: tuple[Reward, ...], rows: list[tuple[str, str, int, list[str]]], seed: int
) -> None:
    candidates = people(rows)
    shuffled = candidates[:]
    random.Random(seed).shuffle(shuffled)
    assert allocate(catalogue, candidates, MONTH) == allocate(catalogue, shuffled, MONTH)


@given(REWARDS, st.lists(PERSON, max_size=10), st.integers(1, 10**6))
def test_names_do_not_matter_but_to_settle_ties(
    catalogue: tuple[Reward, ...], rows: list[tuple[str, str, int, list[str]]], salt: int
) -> None:
    candidates = [replace(one, points=10 + number) for number, one in enumerate(people(rows))]
    renamed = [replace(one, employee=f"{salt}-{one.employee}") for one in candidates]
    after = {name.split("-")[1]: kind for name, kind in awarded(allocate(catalogue, renamed, MONTH)).items()}
    assert after == awarded(allocate(catalogue, candidates, MONTH))


@given(REWARDS, st.lists(PERSON, min_size=1, max_size=12), st.data())
def test_more_points_never_give_less(
    catalogue: tuple[Reward, ...], rows: list[tuple[str, str, int, list[str]]], data: st.DataObject
) -> None:
    """The kind awarded is the same or stands earlier in the catalogue, also after the cut to what the roster bears."""
    candidates = people(rows)
    number = data.draw(st.integers(0, len(candidates) - 1))
    keep = data.draw(st.integers(0, 12))
    raised = candidates[:]
    raised[number] = replace(candidates[number], points=candidates[number].points + data.draw(st.integers(1, 9)))
    order = [one.reward for one in catalogue] + [None]
    name = candidates[number].employee
    before, after = (awarded(allocate(catalogue, one, MONTH)).get(name) for one in (candidates, raised))
    assert order.index(after) <= order.index(before)
    before, after = (awarded(cut_to(allocate(catalogue, one, MONTH), keep)).get(name) for one in (candidates, raised))
    assert after is not None or before is None


@given(REWARDS, st.lists(PERSON, min_size=1, max_size=12), st.data())
def test_the_missing_points_would_have_been_enough(
    catalogue: tuple[Reward, ...], rows: list[tuple[str, str, int, list[str]]], data: st.DataObject
) -> None:
    candidates = people(rows)
    lacking = [one for one in allocate(catalogue, candidates, MONTH) if one.missing is not None and one.outcome != "points"]
    if not lacking:
        return
    one = data.draw(st.sampled_from(lacking))
    assert one.missing is not None
    assert one.missing > 0
    raised = [replace(c, points=c.points + one.missing) if c.employee == one.employee else c for c in candidates]
    found = next(d for d in allocate(catalogue, raised, MONTH) if (d.employee, d.reward) == (one.employee, one.reward))
    assert found.outcome != one.outcome


def test_equals_take_turns_then_the_hash() -> None:
    catalogue = [reward("regular-day", 1, 0, 0, 0, 1)]
    never, long_ago, lately = (Candidate(name, points=5, turn=turn) for name, turn in (
        ("c", {}), ("b", {"regular-day": date(2024, 1, 1)}), ("a", {"regular-day": date(2026, 1, 1)})
    ))  # fmt: skip
    assert awarded(allocate(catalogue, [lately, long_ago, never], MONTH)) == {"c": "regular-day"}
    assert awarded(allocate(catalogue, [lately, long_ago], MONTH)) == {"b": "regular-day"}
    alike = [Candidate(name, points=5) for name in "abcdef"]
    assert allocate(catalogue, alike, MONTH) == allocate(catalogue, alike[::-1], MONTH)
    assert len({next(iter(awarded(allocate(catalogue, alike, date(2026, m, 1))))) for m in range(1, 13)}) > 1


def test_protected_people_use_no_quota() -> None:
    catalogue = [reward("regular-day", 1, 0, 0, 0, 1)]
    protected = Candidate("p", points=99, stops={"regular-day": ("protected", {"until": "2026-12-31"})})
    decisions = allocate(catalogue, [protected, Candidate("q", points=1)], MONTH)
    assert {one.employee: one.outcome for one in decisions} == {"p": "protected", "q": AWARDED}


def test_the_cut_takes_the_lowest_ranks_first() -> None:
    catalogue = [reward("regular-day", 2, 0, 0, 0, 1), reward("consecutive-rest", 2, 0, 0, 0, 1)]
    decisions = allocate(
        catalogue, [Candidate(name, points=points) for name, points in zip("abcd", (9, 8, 7, 6), strict=True)], MONTH
    )
    assert [one.employee for one in in_order(decisions)] == ["a", "b", "c", "d"]
    assert set(awarded(cut_to(decisions, 3))) == {"a", "b", "c"}
    assert awarded(cut_to(decisions, 0)) == {}


def test_the_shipped_tables_have_their_size_and_their_guard() -> None:
    rules = shipped_points_rules()
    assert {rule.points_class for rule in rules} == {"conduct", "quality", "team"}
    assert len({rule.item for rule in rules}) >= 27
    assert len({rule.sub_item for rule in rules}) == len(rules) > 60
    assert all(rule.name_zh and rule.item_name_zh and rule.evidence and rule.evidence_zh for rule in rules)
    assert [rule for rule in rules if rule.handling_time]
    assert all(rule.quality_condition and rule.quality_condition_zh for rule in rules if rule.handling_time)
    assert not [rule for rule in rules if "handling time" in rule.name.lower() and not rule.handling_time]
    rewards = shipped_rewards()
    assert len(rewards) >= 11
    assert [one.kind for one in rewards if one.rostered] == list(KINDS)
    assert all(one.name_zh and one.about_zh for one in rewards)
