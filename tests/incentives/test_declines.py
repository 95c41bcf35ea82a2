"""Awards declined: nobody else loses, at most one gains, within quota and caps; spent points return; who may, and until when."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reward_book import MONTH, Book
from test_allocation import PERSON, REWARDS, people, reward

from wfm.data.tables import Reward
from wfm.errors import UsageError
from wfm.incentives.allocation import Candidate, employer_cap

ONE = [reward("regular-day", 1, 0, 0, 0, 1).model_copy(update={"cost": 30})]
THREE = [Candidate(name, points=points) for name, points in (("a", 9), ("b", 8), ("c", 7))]


@given(REWARDS, st.lists(PERSON, min_size=2, max_size=14), st.data())
def test_a_decline_never_harms_anybody_else(
    catalogue: tuple[Reward, ...], rows: list[tuple[str, str, int, list[str]]], data: st.DataObject
) -> None:
    """However many decline, one after the other."""
    candidates = people(rows)
    book = Book(catalogue, candidates)
    book.allocate()
    stated = {one.reward: one for one in catalogue}
    for _ in range(3):
        before = book.held()
        if not before:
            return
        leaver = data.draw(st.sampled_from(sorted(before)))
        following = book.decline((leaver, before[leaver]))
        after = book.held()
        assert leaver not in after
        gained = after.keys() - before.keys()
        assert gained == ({following} if following else set())
        assert all(after[name] == kind for name, kind in before.items() if name != leaver)
        for kind in stated.values():
            holders = [name for name, held in after.items() if held == kind.reward]
            teams = Counter(team for name in holders if (team := book.groups[name][0]))
            employers = Counter(book.groups[name][1] for name in holders)
            assert len(holders) <= kind.quota
            assert not kind.team_cap or max(teams.values(), default=0) <= kind.team_cap
            assert not employer_cap(kind) or max(employers.values(), default=0) <= employer_cap(kind)


@given(REWARDS, st.lists(PERSON, min_size=2, max_size=12), st.randoms())
def test_the_order_of_people_does_not_matter_for_who_is_next(
    catalogue: tuple[Reward, ...], rows: list[tuple[str, str, int, list[str]]], random: st.randoms
) -> None:
    candidates = people(rows)
    shuffled = candidates[:]
    random.shuffle(shuffled)
    found = []
    for one in (candidates, shuffled):
        book = Book(catalogue, one)
        book.allocate()
        held = book.held()
        found.append(book.decline((min(held), held[min(held)])) if held else "")
    assert found[0] == found[1]


def test_the_next_in_line_is_proposed_reviewed_and_granted_like_any_other() -> None:
    book = Book(ONE, THREE)
    book.allocate()
    book.review(("a", "regular-day"))
    book.grant(("a", "regular-day"))
    assert book.spent == {"a": 30}
    assert book.decline(("a", "regular-day")) == "b"
    assert book.spent == {}
    assert book.entries[-1].content["returned"] == 30
    proposals = book.state.current[MONTH].proposals
    assert [proposals[name, "regular-day"].state for name in "ab"] == ["declined", "proposed"]
    assert [one.employee for one in book.state.standing()] == []
    with pytest.raises(UsageError) as refused:
        book.review(("b", "regular-day"), who="sun")
    assert refused.value.key == "rewards.own_allocation"
    book.review(("b", "regular-day"))
    book.grant(("b", "regular-day"))
    assert book.held() == {"b": "regular-day"}
    assert book.decline(("b", "regular-day")) == "c"
    assert book.decline(("c", "regular-day")) == ""


def test_whoever_holds_another_award_is_not_next() -> None:
    catalogue = [reward("regular-day", 1, 0, 0, 0, 1), reward("preferred-order", 1, 0, 0, 0, 1)]
    book = Book(catalogue, THREE)
    book.allocate()
    assert book.held() == {"a": "regular-day", "b": "preferred-order"}
    assert book.decline(("a", "regular-day")) == "c"


@pytest.mark.parametrize(
    ("who", "at", "behalf", "key"),
    [
        ("zhao", "2026-08-20", "", "not_ones_own"),
        ("b", "2026-08-20", "she asked me", "decline_gains"),
        ("a", "2026-09-01", "", "in_effect"),
        ("a", "2026-08-31", "", ""),
        ("zhao", "2026-08-20", "by phone", ""),
    ],
)
def test_who_may_decline_and_until_when(who: str, at: str, behalf: str, key: str) -> None:
    book = Book(ONE, THREE)
    book.allocate()
    if not key:
        assert book.decline(("a", "regular-day"), who, at, behalf) == "b"
        return
    with pytest.raises(UsageError) as refused:
        book.decline(("a", "regular-day"), who, at, behalf)
    assert refused.value.key == f"rewards.{key}"
    assert book.held() == {"a": "regular-day"}


def test_a_decline_is_made_once_and_about_something_held() -> None:
    book = Book(ONE, THREE)
    book.allocate()
    book.decline(("a", "regular-day"))
    for name, key in (("a", "not_declinable"), ("c", "not_proposed")):
        with pytest.raises(UsageError) as refused:
            book.decline((name, "regular-day"))
        assert refused.value.key == f"rewards.{key}"
