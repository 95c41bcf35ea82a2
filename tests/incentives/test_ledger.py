"""The points book: balances are sums, the cumulative balance never falls, four eyes, nothing twice, nothing edited."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wfm.errors import UsageError
from wfm.incentives.ledger import Ledger, replay
from wfm.incentives.ledger_moves import Draft, appeal_entries, claim_entries, correction, post_entries, review_entries
from wfm.store import BookEntry, NewEntry

NOW = "2026-09-01T09:00"
RULES: dict[str, Any] = {"item:W01a": {"most_per_month": 2}}


class Book:
    """A points book in memory."""

    def __init__(self) -> None:
        self.entries: list[BookEntry] = []

    @property
    def ledger(self) -> Ledger:
        return replay(self.entries)

    def add(self, new: Sequence[NewEntry], who: str) -> list[int]:
        before = len(self.entries)
        for entry in new:
            seq = len(self.entries) + 1
            self.entries.append(BookEntry("points", seq, "2026-11-01", who, entry.kind, entry.subject, entry.content, "", ""))
        return [entry.seq for entry in self.entries[before:]]

    def claim(self, *drafts: Draft, who: str = "zhao") -> list[int]:
        new, _ = claim_entries(self.ledger, drafts, RULES, NOW)
        return [seq for seq in self.add(new, who) if self.entries[seq - 1].kind == "claim"]

    def review(self, *claims: int, decision: str = "approve", who: str = "qian") -> None:
        self.add(review_entries(self.ledger, claims, decision, "seen", who, NOW, {"007": "Li Na"}), who)

    def post(self, *claims: int) -> None:
        self.add(post_entries(self.ledger, claims, NOW), "zhao")

    def posted(self, draft: Draft) -> int:
        (claim,) = self.claim(draft)
        self.review(claim)
        self.post(claim)
        return claim


def draft(employee: str = "007", points: int = 5, key: str = "k", name: str = "W01a", **extra: Any) -> Draft:
    day = date(2026, 8, 3)
    return Draft(employee, points, "item", name, "2026-08", key, ((day, points),), ({"text": "x"},), extra)


def test_nothing_counts_before_it_is_posted() -> None:
    book = Book()
    (claim,) = book.claim(draft())
    assert book.ledger.balance("007").net == 0
    book.review(claim)
    assert book.ledger.balance("007").net == 0
    book.post(claim)
    balance = book.ledger.balance("007")
    assert (balance.net, balance.cumulative, balance.redeemable) == (5, 5, 5)


@pytest.mark.parametrize(
    ("who", "key"),
    [
        ("zhao", "own_claim"),
        (" ZHAO ", "own_claim"),
        ("007", "own_points"),
        ("Li Na", "own_points"),
        ("lina", "own_points"),
    ],
)
def test_four_eyes(who: str, key: str) -> None:
    book = Book()
    (claim,) = book.claim(draft())
    with pytest.raises(UsageError) as refused:
        book.review(claim, who=who)
    assert refused.value.key == f"points.{key}"


@pytest.mark.parametrize("decision", ["return", "reject"])
def test_what_is_not_approved_is_never_posted(decision: str) -> None:
    book = Book()
    (claim,) = book.claim(draft())
    book.review(claim, decision=decision)
    for move in (book.post, book.review):
        with pytest.raises(UsageError):
            move(claim)
    assert book.ledger.balance("007").net == 0


@pytest.mark.parametrize("decision", ["return", "reject"])
def test_a_refused_claim_is_looked_at_again_once_by_somebody_else(decision: str) -> None:
    book = Book()
    (claim,) = book.claim(draft())
    book.review(claim, decision=decision)

    def appeal(who: str = "007", behalf: str = "") -> None:
        book.add(appeal_entries(book.ledger, claim, "the lead signed", who, NOW, {}, behalf), who)

    with pytest.raises(UsageError) as refused:
        appeal("008")
    assert refused.value.key == "rewards.not_ones_own"
    appeal("li", behalf="asked by phone")
    for who in ("qian", "li"):
        with pytest.raises(UsageError) as refused:
            book.review(claim, who=who)
        assert refused.value.key == "points.reviewed_before"
    book.review(claim, who="zheng", decision="reject")
    with pytest.raises(UsageError) as refused:
        appeal()
    assert refused.value.key == "points.appealed_already"
    assert book.ledger.faults == []


def test_a_second_review_that_approves_is_posted_once() -> None:
    book = Book()
    (claim,) = book.claim(draft())
    book.review(claim, decision="reject")
    book.add(appeal_entries(book.ledger, claim, "the lead signed", "007", NOW, {}), "007")
    assert book.claim(draft()) == []
    book.review(claim, who="zheng")
    book.post(claim)
    found = book.ledger.claims[claim]
    assert (found.state, found.reviewer, found.first_reviewer) == ("posted", "zheng", "qian")
    assert book.ledger.balance("007").net == 5


@pytest.mark.parametrize(("again", "key"), [(True, "stands_elsewhere"), (False, "not_refused")])
def test_what_stands_or_was_filed_again_is_not_appealed(again: bool, key: str) -> None:
    book = Book()
    (claim,) = book.claim(draft())
    if again:
        book.review(claim, decision="return")
        book.claim(draft())
    with pytest.raises(UsageError) as refused:
        appeal_entries(book.ledger, claim, "why", "007", NOW, {})
    assert refused.value.key == f"points.{key}"


def test_posted_twice_is_refused() -> None:
    book = Book()
    claim = book.posted(draft())
    with pytest.raises(UsageError) as refused:
        book.post(claim)
    assert refused.value.key == "points.not_approved"


def test_a_key_stands_once_and_may_come_back_after_a_return() -> None:
    book = Book()
    (claim,) = book.claim(draft())
    assert book.claim(draft()) == []
    book.review(claim, decision="return")
    assert len(book.claim(draft())) == 1


def test_an_item_counts_as_often_as_its_rule_allows() -> None:
    book = Book()
    assert len(book.claim(draft(key="a"), draft(key="b"), draft(key="c"))) == 2
    assert book.claim(draft(key="d", employee="008")) != []


def test_a_new_version_of_the_rules_is_announced_once() -> None:
    book = Book()
    book.claim(draft())
    book.claim(draft(key="b"))
    assert [entry.kind for entry in book.entries] == ["rules", "claim", "claim"]
    other = {**RULES, "item:W09z": {"most_per_month": 0}}
    new, _ = claim_entries(book.ledger, [draft(key="c", employee="009")], other, NOW)
    assert new[0].content["changes"] == {"added": ["item:W09z"], "removed": [], "changed": []}


def test_a_correction_lowers_what_may_be_spent_and_never_the_cumulative_balance() -> None:
    book = Book()
    claim = book.posted(draft(points=10))
    (undone,) = book.claim(correction(book.ledger, claim, 4, "counted twice"))
    book.review(undone)
    book.post(undone)
    balance = book.ledger.balance("007")
    assert (balance.net, balance.cumulative, balance.redeemable) == (6, 10, 6)
    book.posted(draft(points=3, key="later"))
    assert (book.ledger.balance("007").net, book.ledger.balance("007").cumulative) == (9, 10)
    book.posted(draft(points=3, key="more", name="W02a"))
    assert book.ledger.balance("007").cumulative == 12


def test_no_more_is_undone_than_was_posted() -> None:
    book = Book()
    claim = book.posted(draft(points=10))
    with pytest.raises(UsageError):
        correction(book.ledger, claim, 11, "too much")
    drafts = [correction(book.ledger, claim, 7, "a"), correction(book.ledger, claim, 7, "b")]
    first, second = (book.claim(one)[0] if k == 0 else None for k, one in enumerate(drafts))
    assert first is not None
    assert second is None
    book.review(first)
    book.post(first)
    with pytest.raises(UsageError):
        correction(book.ledger, claim, 4, "three are left")
    assert correction(book.ledger, claim, None, "the rest").points == -3


@pytest.mark.parametrize(
    ("kind", "content", "fault"),
    [
        ("post", {"claim": 2, "points": 5}, "post_state"),
        ("review", {"claim": 2, "decision": "approve"}, "four_eyes"),
        ("review", {"claim": 9, "decision": "approve"}, "review_state"),
        ("claim", {"points": -5, "key": "x", "name": "n"}, "negative"),
        ("claim", {"points": "5", "key": "x"}, "content"),
        ("gift", {}, "kind"),
        ("appeal", {"claim": 2, "text": "t"}, "appeal_state"),
        ("post", {}, "content"),
    ],
)
def test_what_the_rules_of_the_book_forbid_is_named_and_does_not_count(kind: str, content: dict[str, Any], fault: str) -> None:
    book = Book()
    book.claim(draft())
    book.add([NewEntry(kind, "007", content)], "zhao")
    assert [one.key for one in book.ledger.faults] == [fault]
    assert book.ledger.balance("007").net == 0


MOVES = st.lists(
    st.tuples(st.sampled_from(["claim", "approve", "reject", "post", "correct"]), st.integers(0, 5), st.integers(1, 9)),
    max_size=40,
)


@settings(max_examples=60)
@given(MOVES)
def test_balances_are_sums_and_the_cumulative_one_never_falls(moves: list[tuple[str, int, int]]) -> None:
    book, highest = Book(), dict[str, int]()
    for number, (what, whom, points) in enumerate(moves):
        claims = list(book.ledger.claims)
        target = claims[whom % len(claims)] if claims else 0
        try:
            if what == "claim":
                book.claim(draft(f"00{whom % 3}", points, f"k{number}", "W05b"))
            elif what in ("approve", "reject"):
                book.review(target, decision=what)
            elif what == "post":
                book.post(target)
            else:
                book.claim(correction(book.ledger, target, points, "wrong"))
        except UsageError:
            continue
        ledger = book.ledger
        assert ledger.faults == []
        for name, balance in ledger.balances.items():
            posts = [e.content["points"] for e in book.entries if e.kind == "post" and e.subject == name]
            assert balance.net == sum(posts) >= 0
            assert balance.cumulative == max(sum(posts[:k]) for k in range(len(posts) + 1))
            assert balance.cumulative >= highest.get(name, 0)
            highest[name] = balance.cumulative
