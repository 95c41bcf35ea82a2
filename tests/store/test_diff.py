"""Differences between rosters: applied they give the other roster, and their counts add up."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from store_worlds import HORIZON, ROSTERS, by_cell, calm, roster_of

from wfm.data.diff import diff, table
from wfm.data.roster import Roster
from wfm.data.serial import canonical
from wfm.data.tables import Shift
from wfm.errors import UsageError

SHIFTS = (
    Shift(shift="E", start="08:00", minutes=540, break_minutes=60),
    Shift(shift="L", start="14:00", minutes=480),
    Shift(shift="N", start="22:00", minutes=600),
)
PAID = {"E": 480, "L": 480, "N": 600}
FIRST, SECOND, THIRD = HORIZON.dates[:3]


@calm
@given(ROSTERS, ROSTERS)
def test_diff_applied_to_the_old_roster_gives_the_new(old: Roster, new: Roster) -> None:
    assert diff(old, new).apply(old).by_cell == new.by_cell
    assert diff(old, new).apply(old) == by_cell(new)


@calm
@given(ROSTERS)
def test_a_roster_does_not_differ_from_itself(roster: Roster) -> None:
    assert diff(roster, by_cell(roster)).changes == ()


@calm
@given(ROSTERS, ROSTERS)
def test_counts_add_up_and_changes_are_sorted(old: Roster, new: Roster) -> None:
    found = diff(old, new, SHIFTS)
    cells = [(change.employee, change.day) for change in found.changes]
    assert cells == sorted(set(cells))
    assert sum(found.per_person().values()) == sum(found.per_day().values()) == sum(found.per_team({}).values()) == len(cells)
    assert found.minutes == sum(PAID[duty.shift] for duty in new.duties) - sum(PAID[duty.shift] for duty in old.duties)


@calm
@given(ROSTERS, ROSTERS)
def test_the_way_back_swaps_added_and_removed(old: Roster, new: Roster) -> None:
    there, back = diff(old, new).per_kind(), diff(new, old).per_kind()
    assert (there["added"], there["removed"]) == (back["removed"], back["added"])
    assert [there[kind] for kind in ("shift", "project", "break")] == [back[kind] for kind in ("shift", "project", "break")]


@calm
@given(ROSTERS, ROSTERS)
def test_json_is_the_same_whatever_the_order_of_duties(old: Roster, new: Roster) -> None:
    again = diff(by_cell(old), by_cell(new)).to_json()
    assert canonical(diff(old, new).to_json()) == canonical(again)
    assert json.loads(canonical(again))["changed"] == len(again["changes"])


def test_each_kind_of_change_is_named() -> None:
    old = roster_of({("007", FIRST): ("E", "sales", 240), ("007", SECOND): ("E", "sales", 240), ("d", FIRST): ("E", "", None)})
    new = roster_of({("007", FIRST): ("N", "fault", 240), ("007", SECOND): ("E", "sales", 270), ("d", SECOND): ("E", "", None)})
    found = diff(old, new, SHIFTS)
    assert [(change.employee, change.day, change.kinds, change.minutes) for change in found.changes] == [
        ("007", FIRST, ("shift", "project"), 120),
        ("007", SECOND, ("break",), 0),
        ("d", FIRST, ("removed",), -480),
        ("d", SECOND, ("added",), 480),
    ]
    assert found.per_kind() == {"added": 1, "removed": 1, "shift": 1, "project": 1, "break": 1}
    assert found.per_team({"007": "A"}) == {"": 2, "A": 2}
    assert found.minutes == 120


def test_text_shows_before_and_after_in_both_languages() -> None:
    old = roster_of({("007", FIRST): ("E", "sales", 240), ("王芳", THIRD): ("E", "", None)})
    new = roster_of({("007", FIRST): ("L", "sales", 240)})
    found = diff(old, new, SHIFTS)
    assert found.text(teams={"007": "A"}) == "\n".join(
        [
            (
                "2 person-days differ (2 people, 2 days): 0 added, 1 removed, 1 with another shift, 0 with another project, "
                "0 with a moved break."
            ),
            "Paid minutes: -480",
            "By day: 2026-08-01 1, 2026-08-03 1",
            "By team: - 1, A 1",
            "",
            "employee  day         change   before        after",
            "007       2026-08-01  shift    E sales +240  L sales +240",
            "王芳      2026-08-03  removed  E             -",
        ]
    )
    assert "取消" in found.text("zh")
    assert found.text(limit=1).endswith("... and 1 more.")
    assert f"{found:zh}" == found.text("zh", limit=20)
    assert f"{found}" == found.text(limit=20)


def test_same_rosters_say_so() -> None:
    assert diff(roster_of({}), roster_of({})).text() == "The rosters are the same."


def test_minutes_are_unknown_without_the_shift() -> None:
    old, new = roster_of({}), roster_of({("d", date(2026, 8, 1)): ("X", "", None)})
    assert diff(old, new, SHIFTS).minutes is None
    assert "Paid minutes" not in diff(old, new, SHIFTS).text()


def test_a_diff_is_not_applied_to_another_roster() -> None:
    old = roster_of({("d", FIRST): ("E", "", None)})
    new = roster_of({("d", FIRST): ("L", "", None)})
    with pytest.raises(UsageError, match="d on 2026-08-01"):
        diff(old, new).apply(new)


def test_table_counts_chinese_characters_twice() -> None:
    assert table([["王", "x"], ["ab", "y"]]) == ["王  x", "ab  y"]
