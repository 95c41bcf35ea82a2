"""How much awards promise: days of one person, the same wish in a team, people kept off the nights; every cut named."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest

from wfm.roster.rules.base import Example
from wfm.roster.rules.example import world
from wfm.roster.rules.granted_awards import GrantedAwards, GrantedAwardsParams
from wfm.scenario.rewards_fulfilment import AwardKept
from wfm.scenario.rewards_terms import Placed, place_awards

START = date(2026, 8, 3)
FOUR = ("A", "B", "C", "D")


def placed(
    wishes: list[Mapping[str, Any]],
    days: int = 28,
    people: tuple[str, ...] = ("A",),
    kinds: Mapping[str, str] | None = None,
    **params: Any,
) -> Placed:
    """Each of ``people`` holds preferred order (or the kind in ``kinds``) for all days, ranks in their order; one team."""
    awards = [
        {"employee": name, "kind": (kinds or {}).get(name, "preferred-order"), "first": 0, "last": days - 1, "rank": rank}
        for rank, name in enumerate(people, 1)
    ]
    teams = {name: {"team": "T"} for name in FOUR}
    lines = dict.fromkeys(FOUR, "." * days)
    example = Example("caps", lines, people=teams, wishes=tuple(wishes), awards=tuple(awards), params=params)
    problem, _ = world(example, GrantedAwards())
    return place_awards(problem.with_awards(()), problem.awards)


def served(found: Placed) -> dict[str, list[int]]:
    """Employee -> days promised, counted from 0."""
    return {award.employee: [(wish.day - START).days for wish in award.served] for award in found.in_force}


@pytest.mark.parametrize(("cap", "kept"), [(10, 10), (3, 3), (0, 0), (31, 28)])
def test_a_recurring_wish_does_not_fill_the_month(cap: int, kept: int) -> None:
    wish = {"employee": "A", "wish": "avoid-kind", "value": "evening", "weight": 5}
    found = placed([wish], wish_days=cap)
    assert served(found)["A"] == list(range(kept))
    assert [(one.reason, one.values) for one in found.refused] == [("days", {"cap": cap})] * (28 - kept)
    assert all("evening" in one.message(language) for one in found.refused for language in ("en", "zh"))


def test_days_of_one_wish_and_reason_are_told_together() -> None:
    found = placed([{"employee": "A", "wish": "avoid-kind", "value": "evening"}], wish_days=3)
    kept = AwardKept(found.in_force[0], "kept", refused=tuple(one.to_json() for one in found.refused))
    ((days, wish, reason, values),) = kept.refusals
    assert (len(days), days[0], wish, reason, values) == (25, "2026-08-06", "avoid-kind evening", "days", {"cap": 3})


def test_the_cap_is_ten_days_unless_said_otherwise() -> None:
    found = placed([{"employee": "A", "wish": "avoid-kind", "value": "evening"}])
    assert len(served(found)["A"]) == GrantedAwardsParams().wish_days == 10


def test_the_heaviest_wishes_are_kept_and_a_day_counts_once() -> None:
    daily = {"employee": "A", "wish": "avoid-kind", "value": "evening", "weight": 1}
    late = {"employee": "A", "wish": "off", "day": 20, "weight": 9}
    assert served(placed([daily, late], wish_days=3))["A"] == [20, 0, 1, 20]


@pytest.mark.parametrize(("percent", "kept"), [(25, 1), (26, 2), (50, 2), (100, 4), (0, 1)])
def test_one_day_promises_the_same_wish_to_a_share_of_the_team(percent: int, kept: int) -> None:
    wishes = [{"employee": name, "wish": "shift", "value": "E", "day": 2} for name in FOUR]
    found = placed(wishes, days=7, people=FOUR, team_same_percent=percent)
    assert [name for name, days in served(found).items() if days] == list(FOUR[:kept])
    reasons = {one.reason for one in found.refused}
    assert reasons <= {"same", "nights"}
    assert len(found.refused) == len(FOUR) - kept


def test_no_night_is_starved_by_wishes_of_different_words() -> None:
    """A shift, another kind, a kind avoided, a day off: each keeps its person off that night."""
    wishes = [
        {"employee": "A", "wish": "shift", "value": "E", "day": 2},
        {"employee": "B", "wish": "kind", "value": "day", "day": 2},
        {"employee": "C", "wish": "avoid-kind", "value": "night", "day": 2},
        {"employee": "D", "wish": "off", "day": 2},
    ]
    found = placed(wishes, days=7, people=FOUR, team_same_percent=50)
    assert [name for name, days in served(found).items() if days] == ["A", "B"]
    assert [(one.employee, one.reason, one.values) for one in found.refused] == [
        (name, "nights", {"cap": 2, "team": "T"}) for name in ("C", "D")
    ]
    assert len([days for days in served(placed(wishes, days=7, people=FOUR, team_same_percent=100)).values() if days]) == 4


def test_regular_days_and_rest_count_among_those_off_the_nights() -> None:
    wishes = [{"employee": name, "wish": "avoid-kind", "value": "night", "day": 2} for name in ("B", "C")]
    kinds = {"A": "consecutive-rest"}
    found = placed(wishes, days=7, people=("A", "B", "C"), kinds=kinds, team_same_percent=50)
    assert [name for name, days in served(found).items() if days] == ["B"]
    assert [one.employee for one in found.refused] == ["C"]


def test_what_was_promised_in_a_published_version_stays() -> None:
    wish = {"employee": "A", "wish": "avoid-kind", "value": "evening"}
    example = Example(
        "kept",
        {"A": "." * 14},
        wishes=(wish,),
        awards=({"employee": "A", "kind": "preferred-order", "first": 0, "last": 13, "rank": 1},),
        params={"wish_days": 2},
    )
    problem, _ = world(example, GrantedAwards())
    before = world(Example(**{**vars(example), "params": {"wish_days": 14}}), GrantedAwards())[0]
    generous = place_awards(before.with_awards(()), before.awards).in_force[0]
    again = place_awards(problem.with_awards(()), problem.awards, {generous.grant: generous.served})
    assert [wish.day for wish in again.in_force[0].served] == [START + timedelta(days=k) for k in range(14)]
