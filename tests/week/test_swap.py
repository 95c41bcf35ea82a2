"""``wfm swap``: both lines audited, published together or refused with the rule named and logged."""

from __future__ import annotations

import json
from datetime import date, datetime
from itertools import combinations, product
from pathlib import Path

import pytest
from week_cli import run

from wfm.data.roster import Duty
from wfm.errors import InfeasibleError, UsageError
from wfm.scenario.month import open_month
from wfm.scenario.swap import exchanged, swap_duties
from wfm.store import Store

NOW = datetime(2026, 8, 7, 12)


def tried(folder: Path, *, legal: bool) -> tuple[Duty, Duty]:
    """Two duties of one day whose exchange is legal, or not."""
    opened, store = open_month(folder, "2026-08"), Store.open(folder)
    duties = [duty for duty in store.load(1).roster.duties if duty.day == date(2026, 8, 19)]
    for one, other in combinations(duties, 2):
        if (one.shift, one.project) == (other.shift, other.project):
            continue
        try:
            exchanged(opened, store, (one.employee, one.day), (other.employee, other.day), NOW)
        except InfeasibleError:
            if not legal:
                return one, other
            continue
        if legal:
            return one, other
    raise AssertionError("no such pair")


def test_a_legal_swap_is_published_with_both_lines(centre: Path) -> None:
    one, other = tried(centre, legal=True)
    words = (one.employee, one.day, other.employee, other.day, "--as-of", "2026-08-07T12:00", "--as", "Li Na", "--lang", "en")
    checked = run("swap", "-w", centre, *words, "--check")
    assert checked.exit_code == 0, checked.output
    assert "nothing was published" in checked.stdout
    assert len(Store.open(centre).versions()) == 1
    done = run("swap", "-w", centre, *words, "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["version"] == 2
    version = Store.open(centre).load(2)
    assert (version.version.layer, version.version.base) == ("week", 1)
    taken = version.roster.duty(other.employee, one.day)
    assert taken is not None
    assert (taken.shift, taken.project) == (one.shift, one.project)
    assert len(version.roster.duties) == len(Store.open(centre).load(1).roster.duties)
    assert run("audit", "-w", centre, "--month", "2026-08", "--version", 2).exit_code == 0


def test_what_a_week_paid_for_its_changes_is_told_apart(centre: Path) -> None:
    """A swap over an adjusted week: roster cost and price of changes of the version in force add up to what it cost."""
    gone = min(duty.employee for duty in Store.open(centre).load(1).roster.duties if duty.day == date(2026, 8, 10))
    path = centre.parent / "absences.csv"
    path.write_text(f"employee,kind,from_date,to_date\n{gone},sick,2026-08-10,2026-08-11\n", encoding="utf-8")
    adjust = (
        "adjust",
        "-w",
        centre,
        "--week",
        "2026-08-10",
        "--absences",
        path,
        "--as-of",
        "2026-08-07T12:00",
        "--work-limit",
        60_000,
    )
    assert run(*adjust, "-q", "--publish", "--reason", "ill").exit_code == 0
    week = Store.open(centre).load(2).card
    assert week.price_of_changes > 0
    one, other = tried(centre, legal=True)
    words = (one.employee, one.day, other.employee, other.day, "--as-of", "2026-08-07T12:00", "--as", "Li Na", "--lang", "en")
    told = json.loads(run("swap", "-w", centre, *words, "--check", "--json").stdout)
    assert told["price_of_changes_before"] == week.price_of_changes
    assert told["cost_before"] + week.price_of_changes == week.cost
    assert told["cost_after"] - told["cost_before"] == told["more"] == sum(told["by_rule"].values())
    text = run("swap", "-w", centre, *words).stdout
    assert f"Version 2 cost {week.cost}: {week.price_of_changes} of it paid for its changes" in text
    swapped = Store.open(centre).load(3).card
    assert (swapped.cost, swapped.price_of_changes) == (told["cost_after"], 0)


def test_a_refused_swap_names_the_rule_and_is_logged(centre: Path) -> None:
    one, other = tried(centre, legal=False)
    with pytest.raises(InfeasibleError) as refused:
        swap_duties(centre, one.employee, one.day, other.employee, other.day, as_of=NOW, author="Li Na")
    assert refused.value.values["rules"]
    assert one.employee in refused.value.message("en") or other.employee in refused.value.message("en")
    assert len(Store.open(centre).versions()) == 1
    last = Store.open(centre).entries()[-1]
    assert (last.action, last.outcome, last.who) == ("swap", "refused", "Li Na")
    assert last.details["rules"] == refused.value.values["rules"]


def test_duties_of_two_days_change_hands(centre: Path) -> None:
    """A gives Monday and takes B's Thursday: whoever would have two duties is refused before any rule is asked."""
    opened, store = open_month(centre, "2026-08"), Store.open(centre)
    roster = store.load(1).roster
    pairs = (
        (first, second)
        for first, second in product(roster.duties, roster.duties)
        if (first.shift, first.project) == (second.shift, second.project)
        and first.employee != second.employee
        and first.day != second.day
        and min(first.day, second.day) > NOW.date()
        and not roster.duty(first.employee, second.day)
        and not roster.duty(second.employee, first.day)
    )
    found = None
    for first, second in pairs:
        try:
            found = exchanged(opened, store, (first.employee, first.day), (second.employee, second.day), NOW)
            break
        except InfeasibleError:
            continue
    assert found is not None
    after = found.result.roster
    assert after.duty(found.gives.employee, found.gives.day) is None
    assert after.duty(found.takes.employee, found.takes.day) is None
    taken = after.duty(found.gives.employee, found.takes.day)
    assert taken is not None
    assert taken.shift == found.takes.shift


def test_what_is_not_there_is_said(centre: Path) -> None:
    roster = Store.open(centre).load(1).roster
    one = next(duty for duty in roster.duties if duty.day == date(2026, 8, 19))
    off = next(person for person in sorted({duty.employee for duty in roster.duties}) if roster.duty(person, one.day) is None)
    twice = next(
        (other, day)
        for other in sorted({duty.employee for duty in roster.duties} - {one.employee})
        for day in roster.horizon.dates
        if day != one.day and roster.duty(other, day) and roster.duty(other, one.day)
    )
    cases = (
        ((one.employee, one.day, off, one.day), NOW, "no duty"),
        ((one.employee, one.day, "nobody", one.day), NOW, "nobody"),
        ((one.employee, one.day, one.employee, date(2026, 8, 20)), NOW, "named twice"),
        ((one.employee, one.day, off, date(2026, 9, 2)), NOW, "2026-09-02"),
        ((one.employee, one.day, *twice), NOW, "already has a duty"),
    )
    opened, store = open_month(centre, "2026-08"), Store.open(centre)
    for (first, day, second, other), now, words in cases:
        with pytest.raises(UsageError, match=words):
            exchanged(opened, store, (first, day), (second, other), now)
    legal = tried(centre, legal=True)
    with pytest.raises(UsageError, match="begun"):
        exchanged(opened, store, (legal[0].employee, one.day), (legal[1].employee, one.day), datetime(2026, 8, 20))
    alike = next(
        (first, second)
        for day in roster.horizon.dates[19:]
        for first, second in combinations([duty for duty in roster.duties if duty.day == day], 2)
        if (first.shift, first.project) == (second.shift, second.project)
    )
    with pytest.raises(UsageError, match="nothing to swap"):
        exchanged(opened, store, (alike[0].employee, alike[0].day), (alike[1].employee, alike[1].day), NOW)
