"""Adjusting a published roster: little changes, nothing outside, prices exact, the audit agrees."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from week_worlds import SMALL, START, away, desk, policy, published, task

from wfm.data.diff import diff
from wfm.data.serial import result_to_json
from wfm.data.week import COUNTED
from wfm.errors import InfeasibleError, UsageError
from wfm.roster.adjust import Adjusted, adjust_roster, start_of
from wfm.roster.audit import audit
from wfm.roster.changes import changes_of, cover_days
from wfm.roster.engine.search import Limit
from wfm.roster.engine.totals import Totals
from wfm.roster.problem import RosterProblem
from wfm.roster.progress import Progress

WEEK = tuple(START + timedelta(days=k) for k in range(7, 14))


def moved(problem: RosterProblem, adjusted: Adjusted) -> dict[str, int]:
    """Employee -> changed days that count."""
    found: dict[str, int] = {}
    for change in diff(start_of(problem), adjusted.result.roster).changes:
        found[change.employee] = found.get(change.employee, 0) + any(kind in COUNTED for kind in change.kinds)
    return found


def test_an_absence_is_made_up_for_and_nothing_outside_moves() -> None:
    gone = away("000", 7, 13)
    problem = task((gone,))
    adjusted = adjust_roster(problem, SMALL)
    card = adjusted.result.card
    assert adjusted.result.certificate.passed
    assert card.bound is not None
    assert adjusted.fixed <= card.bound <= card.cost <= adjusted.certificate_before.cost == card.parameters["cost_before"]
    assert card.cost < adjusted.certificate_before.cost
    for change in diff(published(), adjusted.result.roster).changes:
        assert change.day in WEEK
    assert not any(duty.employee == "000" and duty.day in WEEK for duty in adjusted.result.roster.duties)


@settings(max_examples=12)
@given(
    st.integers(0, 3),
    st.sampled_from((None, frozenset({"001", "003", "005", "007"}))),
    st.sets(st.sampled_from(("000", "002", "003")), max_size=2),
    st.integers(0, 5),
)
def test_caps_teams_prices_and_cost_hold(most: int, people: frozenset[str] | None, gone: set[str], seed: int) -> None:
    absences = tuple(away(name, 8, 11) for name in sorted(gone))
    problem = task(absences, max_changes=most, people=people)
    adjusted = adjust_roster(problem, replace(SMALL, seed=seed, bound=False))
    result = adjusted.result
    assert result.certificate.passed
    assert result.card.cost == audit(problem, result.roster).cost
    assert all(count <= most for count in moved(problem, adjusted).values())
    cells = diff(start_of(problem), result.roster).changes
    assert all(change.day in WEEK and (people is None or change.employee in people) for change in cells)
    changes = changes_of(problem, adjusted, absences)
    assert sum(change.price for change in changes) == result.certificate.rules["keep-published"][2]
    assert {(one.employee, one.day) for one in changes} == {(one.employee, one.day) for one in cells}


def test_same_seed_same_roster_under_a_work_limit() -> None:
    problem = task((away("001", 7, 9),))
    first, second = adjust_roster(problem, SMALL), adjust_roster(problem, replace(SMALL, threads=1))
    assert result_to_json(first.result) == result_to_json(second.result)


def test_with_no_change_allowed_only_projects_and_breaks_move() -> None:
    problem = task((away("000", 7, 13),), max_changes=0)
    adjusted = adjust_roster(problem, SMALL)
    assert not any(moved(problem, adjusted).values())


def test_the_price_grows_as_the_notice_shrinks() -> None:
    """The same change paid on the eve and a fortnight ahead."""
    problem, result = task(), adjust_roster(task((away("000", 7, 13),)), SMALL).result
    late = replace(problem, policy=policy(as_of=policy().as_of + timedelta(days=3)))
    early = replace(problem, policy=policy(as_of=policy().as_of - timedelta(days=30)))
    paid = [audit(one, result.roster).rules["keep-published"][2] for one in (early, problem, late)]
    assert paid[0] < paid[1] < paid[2]


def test_who_was_changed_before_is_spared() -> None:
    gone = (away("000", 7, 13),)
    first = adjust_roster(task(gone), SMALL)
    busy = {name for name, count in moved(task(gone), first).items() if count}
    assert busy
    spared = adjust_roster(task(gone, before=dict.fromkeys(busy, 50)), SMALL)
    again = {name for name, count in moved(task(gone), spared).items() if count}
    assert again != busy


def test_changes_say_who_was_passed_over_and_cover_is_counted() -> None:
    gone = (away("000", 7, 13), away("001", 7, 13))
    problem = task(gone)
    adjusted = adjust_roster(problem, SMALL)
    changes = changes_of(problem, adjusted, gone)
    called = [change for change in changes if change.old is None]
    assert called
    assert any(change.replaces in ("000", "001") for change in changes)
    for change in called:
        assert change.forbidden <= change.free
        assert len(change.passed) == min(3, change.free)
        assert ("rest-day" in change.consent) == (change.notice_hours < 168)
    assert any("rest-day" in change.consent for change in called)
    cover = cover_days(problem, adjusted, WEEK)
    assert sum(one.missing_after for one in cover) < sum(one.missing_before for one in cover)
    assert {one.required for one in cover if one.project == "P"} == {3 * 22}


@pytest.mark.parametrize("seed", range(1, 7))
def test_an_adjusted_week_is_not_worse_than_doing_nothing(seed: int) -> None:
    """Adjusted again from what was found, with little work: nothing or something better, never a unit worse."""
    first = adjust_roster(task((away("000", 7, 13),)), SMALL)
    again = replace(task((away("000", 7, 13),)), base=first.result.roster)
    second = adjust_roster(again, replace(SMALL, limit=Limit(moves=2000), seed=seed))
    assert second.result.card.cost <= second.certificate_before.cost
    if second.result.card.cost == second.certificate_before.cost:
        assert second.result.roster == second.before


def test_the_published_roster_stays_when_it_is_best() -> None:
    calm = replace(task(), policy=policy(as_of=policy().as_of + timedelta(days=3)))
    adjusted = adjust_roster(calm, SMALL)
    assert adjusted.result.card.cost <= adjusted.certificate_before.cost


class Impatient(Progress):
    """Presses Ctrl-C at the third line of progress."""

    steps = 0

    def step(self, best: Totals, bound: int | None, force: bool = False) -> None:
        self.steps += 1
        if self.steps == 3:
            raise KeyboardInterrupt


@pytest.mark.parametrize("limit", [Limit(moves=4_000_000), Limit(seconds=60.0)])
def test_ctrl_c_hands_over_the_best_legal_roster(limit: Limit) -> None:
    adjusted = adjust_roster(task((away("000", 7, 13),)), replace(SMALL, limit=limit), progress=Impatient())
    assert adjusted.result.card.stopped == "interrupted"
    assert adjusted.result.certificate.passed
    assert adjusted.result.card.cost <= adjusted.certificate_before.cost


def test_nothing_published_or_nothing_open_is_said() -> None:
    with pytest.raises(UsageError, match="published"):
        adjust_roster(desk(), SMALL)
    with pytest.raises(UsageError, match="adjusted"):
        adjust_roster(task(people=frozenset()), SMALL)


def test_a_line_that_may_not_change_and_is_illegal_is_named() -> None:
    absent = away("002", 0, 13)
    problem = task((absent,), people=frozenset({"001"}))
    broken = replace(problem, policy=replace(problem.policy or policy(), absent=frozenset()))
    with pytest.raises(InfeasibleError, match="002"):
        adjust_roster(broken, SMALL)


def test_credited_absence_counts_the_minutes_of_the_duties_lost() -> None:
    gone = away("000", 7, 13)
    problem = task((gone,))
    person = problem.employee["000"]
    worked = sum(480 for duty in gone.duties)
    assert problem.credited_minutes(person) == worked == sum(gone.lost.values())
