"""Objections and their answers: whose they are, once for each decision, in time; what follows from an upheld one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from reward_book import MONTH, Book
from test_allocation import reward

from wfm.errors import UsageError
from wfm.incentives.allocation import AWARDED, Candidate, allocate
from wfm.incentives.consultation import consult_entries, lacking, on_record, require
from wfm.store import NewEntry

CATALOGUE = [reward("regular-day", 1, 0, 0, 0, 1)]
THREE = [Candidate(name, points=points) for name, points in (("a", 9), ("b", 8), ("c", 0))]
KEY = ("b", "regular-day")


@pytest.fixture
def book() -> Book:
    found = Book(CATALOGUE, THREE)
    found.allocate()
    return found


def refused(act: Any) -> str:
    with pytest.raises(UsageError) as found:
        act()
    return str(found.value.key).removeprefix("rewards.")


def test_an_appeal_is_the_persons_own_or_says_how_they_asked(book: Book) -> None:
    assert refused(lambda: book.appeal(*KEY, who="c")) == "not_ones_own"
    book.appeal(*KEY, who="c", behalf="asked by phone")
    assert book.state.appeals[2].behalf == "asked by phone"


@pytest.mark.parametrize(("at", "key"), [("2026-08-27", ""), ("2026-08-28", "too_late"), ("2026-08-19", "too_early")])
def test_an_appeal_comes_within_its_days(book: Book, at: str, key: str) -> None:
    if key:
        assert refused(lambda: book.appeal(*KEY, at=at, days=7)) == key
    else:
        assert book.appeal(*KEY, at=at, days=7)


def test_a_review_opens_the_days_anew(book: Book) -> None:
    book.review(("a", "regular-day"), decision="reject", at="2026-08-26T10:00")
    assert book.appeal("a", "regular-day", at="2026-09-02", days=7)
    assert refused(lambda: book.appeal(*KEY, at="2026-09-02", days=7)) == "too_late"


def test_one_appeal_for_each_decision(book: Book) -> None:
    first = book.appeal(*KEY)
    assert refused(lambda: book.appeal(*KEY)) == "appeal_open"
    book.answer(first, "deny")
    assert refused(lambda: book.appeal(*KEY)) == "appealed_already"
    assert refused(lambda: book.answer(first, "uphold")) == "answered"
    book.allocate(at="2026-08-21T09:00")
    assert book.appeal(*KEY, at="2026-08-21T10:00")


def test_what_is_held_declined_or_unknown_is_not_appealed(book: Book) -> None:
    assert refused(lambda: book.appeal("a", "regular-day")) == "nothing_to_appeal"
    assert refused(lambda: book.appeal("nobody", "regular-day")) == "not_decided"
    book.decline(("a", "regular-day"))
    assert refused(lambda: book.appeal("a", "regular-day")) == "declined_by_oneself"


@pytest.mark.parametrize(("who", "key"), [("b", "own_appeal"), ("sun", "own_decision"), ("SUN ", "own_decision")])
def test_who_may_not_answer(book: Book, who: str, key: str) -> None:
    number = book.appeal(*KEY)
    assert refused(lambda: book.answer(number, "deny", who)) == key


def test_upheld_and_proposed_stays_proposed_when_allocated_anew(book: Book) -> None:
    book.answer(book.appeal(*KEY), "uphold")
    assert book.held() == {"a": "regular-day", "b": "regular-day"}
    book.review(KEY, who="qian")
    book.allocate()
    proposal = book.state.current[MONTH].proposals[KEY]
    assert (proposal.state, proposal.by_appeal, proposal.proposer) == ("proposed", 2, "zheng")


def test_upheld_and_allocated_anew_stops_everything_until_it_is(book: Book) -> None:
    book.answer(book.appeal(*KEY), "uphold", consequence="reallocate")
    assert refused(lambda: book.review(("a", "regular-day"))) == "redo_first"
    book.review(("a", "regular-day"), decision="return")
    book.allocate()
    book.review(("a", "regular-day"))
    book.grant(("a", "regular-day"))
    number = book.appeal(*KEY)
    assert refused(lambda: book.answer(number, "uphold", consequence="reallocate")) == "cannot_reallocate"
    book.answer(number, "uphold", consequence="next-month")
    assert book.state.priorities("2026-10") == {"b": {"regular-day": number}}


def test_an_appeal_about_an_allocation_since_replaced_can_still_be_answered(book: Book) -> None:
    number = book.appeal(*KEY)
    book.catalogue = [reward("preferred-order", 1, 0, 0, 0, 1)]
    book.allocate()
    assert refused(lambda: book.answer(number, "uphold")) == "cannot_propose"
    book.answer(number, "uphold", consequence="reallocate")
    assert book.state.current[MONTH].redo is None


def test_a_consequence_belongs_to_an_upheld_appeal(book: Book) -> None:
    number = book.appeal(*KEY)
    for decision, consequence in (("deny", "propose"), ("uphold", "cake")):
        assert refused(lambda d=decision, c=consequence: book.answer(number, d, consequence=c)) == "bad_consequence"


def test_priority_holds_for_the_next_allocation_only(book: Book) -> None:
    number = book.appeal("c", "regular-day")
    book.answer(number, "uphold", consequence="next-month")
    owed = book.state.priorities("2026-10")
    assert book.state.priorities(MONTH) == {}
    people = [replace(one, priority=owed.get(one.employee, {})) for one in THREE]
    first = next(one for one in allocate(CATALOGUE, people, date(2026, 10, 1)) if one.outcome == AWARDED)
    assert (first.employee, first.place, first.values) == ("c", 1, {"appeal": number})
    book.candidates = people
    book.allocate(month="2026-10")
    assert book.state.priorities("2026-11") == {}


CONSULTED = {"consulted": ["union"], "held_on": date(2026, 7, 10), "summary": "explained", "as_of": "2026-08-01"}


def consult(**more: Any) -> list[NewEntry]:
    given = {"objections": (), "outcome": "", "known_on": None, **CONSULTED, **more}
    return consult_entries({"points": "p1", "rewards": "r1"}, **given)


@pytest.mark.parametrize(
    ("more", "key"),
    [
        ({"consulted": [" "]}, "nobody_consulted"),
        ({"summary": " "}, "no_summary"),
        ({"objections": ["too few"]}, "no_outcome"),
        ({"held_on": date(2026, 8, 2)}, "consulted_later"),
        ({"known_on": date(2026, 7, 9)}, "known_before"),
    ],
)
def test_a_consultation_says_who_what_and_when(more: dict[str, Any], key: str) -> None:
    assert refused(lambda: consult(**more)) == key


def test_rules_without_a_consultation_are_named_or_refused() -> None:
    book = Book(CATALOGUE, THREE)
    book.allocate(rules_version="p1", catalogue_version="r2")
    allocation = book.state.current[MONTH]
    assert require(book.state, allocation, "warn") == []
    assert refused(lambda: require(book.state, allocation, "refuse")) == "not_consulted"
    number = book.add(consult(), "qian")
    assert lacking(book.state, {"points": "p1", "rewards": "r2"}) == {"rewards": "r2"}
    assert on_record(book.state, {"points": "p1"}) == [number]
    assert refused(lambda: require(book.state, allocation, "refuse")) == "not_consulted"
    book.allocate(rules_version="p1", catalogue_version="r1")
    assert require(book.state, book.state.current[MONTH], "refuse") == [number]
