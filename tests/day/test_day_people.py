"""Who is chosen, who is left alone: fairness, order of call-ins, law seen by the model, what a second question changes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from day_worlds import EASY, PLAIN, change, day_task, missing
from hypothesis import given
from hypothesis import strategies as st

from wfm import words
from wfm.data.day_changes import ChangeKind, DayChange
from wfm.data.roster import Roster
from wfm.data.tables import RuleSettings
from wfm.roster.day.callins import hindrance
from wfm.roster.day.law import Law
from wfm.roster.day.solve import solve_day
from wfm.roster.day.task import DayTask
from wfm.words import LANGUAGES

LEND, EXTEND, CALL = ChangeKind.LEND, ChangeKind.EXTEND, ChangeKind.CALL_IN
SHORT_Q = {(slot, "Q"): missing(1, 60) for slot in range(16, 19)}
LATE_P = {(25, "P"): missing(1, 90), (26, "P"): missing(1, 90)}
CHEAP = EASY.model_copy(update={"call_in_price": 5, "call_in_hour_price": 2})
LATER_P = {(slot, "P"): missing(1, 60) for slot in range(22, 25)}


def kinds(task: DayTask) -> dict[str, set[ChangeKind]]:
    found: dict[str, set[ChangeKind]] = {}
    for made in solve_day(task).claim.changes:
        found.setdefault(made.employee, set()).add(made.kind)
    return found


def test_whoever_was_moved_least_this_month_is_moved() -> None:
    task = day_task({"A": "DD", "B": "DD", "C": "DD"}, SHORT_Q, on=1, extend=False, call_in=False)
    assert set(kinds(task)) == {"A"}
    first = task.problem.horizon.dates[0]
    moved = DayChange("A", first, LEND, 480, 570, "Q"), DayChange("B", first, LEND, 480, 570, "Q")
    assert set(kinds(replace(task, history=moved))) == {"C"}
    last_month = tuple(replace(one, day=first.replace(month=7)) for one in moved)
    assert set(kinds(replace(task, history=last_month))) == {"A"}


def test_the_order_of_names_in_files_does_not_matter() -> None:
    lines = {"A": "D", "B": "D", "C": "d"}
    task = day_task(lines, {**SHORT_Q, **LATE_P})
    turned = replace(task.problem, employees=tuple(reversed(task.problem.employees)))
    other = replace(task, problem=turned, roster=Roster(task.roster.horizon, tuple(reversed(task.roster.duties))))
    assert solve_day(task).claim.changes == solve_day(other).claim.changes


def test_call_ins_go_to_people_with_hours_left_first() -> None:
    task = day_task({"A": "D.D", "B": "D.."}, LATER_P, on=1, settings=CHEAP, extend=False)
    problem = replace(task.problem, contracts={"full": task.problem.contracts["full"].model_copy(update={"month_minutes": 480})})
    answer = solve_day(replace(task, problem=problem))
    assert [made.employee for made in answer.claim.changes if made.kind is CALL] == ["B"]


def test_fewest_call_ins_so_far_first_and_the_reason_is_told() -> None:
    task = day_task({"A": "D.", "B": "D."}, LATER_P, on=1, settings=CHEAP, extend=False)
    first = solve_day(task)
    assert [made.employee for made in first.claim.changes] == ["A"]
    before = DayChange("A", task.problem.horizon.dates[0], CALL, 480, 750, "P", "D", True, True)
    second = solve_day(replace(task, history=(before,)))
    assert [made.employee for made in second.claim.changes] == ["B"]
    assert second.call_ins[0].standing.asked_before == 0


def test_who_comes_before_but_cannot_is_named_with_the_rule() -> None:
    rested = {"A": "..N.", "B": "...."}
    task = day_task(rested, LATER_P, on=3, settings=CHEAP, extend=False)
    answer = solve_day(task)
    assert [made.employee for made in answer.claim.changes] == ["B"]
    declined = solve_day(replace(day_task({"A": ".", "B": "."}, LATER_P, settings=CHEAP, extend=False), declined=frozenset("A")))
    (reason,) = declined.call_ins
    assert (reason.employee, [(other.employee, other.reason) for other in reason.passed_over]) == (
        "B",
        [("A", "declined")],
    )


@pytest.mark.parametrize(
    ("lines", "as_of", "shift", "expected"),
    [
        ({"A": "..."}, "07:30", "D", None),
        ({"A": "..."}, "07:31", "D", ("notice", {"earliest": "08:01", "begins": "08:00"})),
        ({"A": "N.."}, "07:00", "D", ("rest", {"until": "19:00", "begins": "08:00"})),
        ({"A": "..D"}, "07:00", "N", ("rest_next", {"until": "21:00", "ends": "08:00 (+1)"})),
    ],
)
def test_what_book_and_clock_say_against_a_call_in(
    lines: dict[str, str], as_of: str, shift: str, expected: tuple[str, dict[str, str]] | None
) -> None:
    """Half an hour to come; eleven hours of rest after a night that ends at eight and before a duty that begins at eight."""
    task = day_task(lines, {}, on=1, as_of=as_of)
    person = task.problem.employee["A"]
    found = hindrance(task, Law(task), person, task.problem.shifts[shift])
    assert found == expected
    for language in LANGUAGES:
        assert found is None or "{" not in words.say(f"candidate.{found[0]}", language, **found[1])


def test_hours_that_are_used_up_are_told() -> None:
    contract = {"month_minutes": 480, "max_overtime_minutes": 0}
    task = day_task({"A": "D."}, {}, on=1, as_of="07:00", contract=contract, rules=RuleSettings(rules={"overtime-cap": {}}))
    found = hindrance(task, Law(task), task.problem.employee["A"], task.problem.shifts["E"])
    assert found is None
    tight = replace(task.problem, contracts={"full": task.problem.contracts["full"].model_copy(update={"month_minutes": 479})})
    tight_task = replace(task, problem=tight)
    found = hindrance(tight_task, Law(tight_task), tight.employee["A"], tight.shifts["E"])
    assert found == ("hours", {"left": "3.983", "needed": "4"})


def test_declining_finds_somebody_else_and_never_the_same_again() -> None:
    task = day_task({"A": "D", "B": "D"}, LATE_P, call_in=False)
    assert kinds(task) == {"A": {EXTEND}}
    assert kinds(replace(task, declined=frozenset({"A"}))) == {"B": {EXTEND}}
    assert kinds(replace(task, declined=frozenset({"A", "B"}))) == {}


def test_what_was_decided_stays_and_is_counted() -> None:
    task = day_task({"A": "D", "B": "D"}, LATE_P, call_in=False)
    first = solve_day(task)
    again = solve_day(replace(task, standing=first.claim.changes))
    assert again.claim.changes == ()
    assert again.claim.loss_before == first.claim.loss


def test_levers_can_be_taken_away() -> None:
    task = day_task({"A": "D", "C": "."}, {**LATE_P, **LATER_P}, settings=CHEAP)
    assert CALL in {kind for found in kinds(task).values() for kind in found}
    assert EXTEND not in {kind for found in kinds(replace(task, extend=False)).values() for kind in found}
    assert kinds(replace(task, extend=False, call_in=False)) == {}


@pytest.mark.parametrize(("energy", "taken"), [(89.9, False), (90.0, True)])
def test_study_is_interrupted_only_above_the_gate(energy: float, taken: bool) -> None:
    task = day_task({"S": "S"}, SHORT_Q, people={"S": {"energy_value": energy}}, extend=False, call_in=False)
    assert kinds(task) == ({"S": {ChangeKind.TAKE_CALLS}} if taken else {})


def test_emergency_certificates_cost_more_and_come_last() -> None:
    rows = [{"employee": name, "project": "P"} for name in "AB"]
    rows += [{"employee": "A", "project": "Q", "emergency_only": True}, {"employee": "B", "project": "Q", "priority": 2}]
    task = day_task({"A": "D", "B": "D"}, SHORT_Q, skills=tuple(rows), extend=False, call_in=False)
    assert set(kinds(task)) == {"B"}
    gone = DayChange("B", task.day, ChangeKind.ABSENT, 480, 750, "P")
    assert set(kinds(replace(task, standing=(gone,)))) == {"A"}


def test_early_leave_is_voluntary_and_off_by_default() -> None:
    task = day_task({"A": "D"}, {(16, "P"): missing(1)}, extend=False, call_in=False)
    assert kinds(task) == {}
    released = solve_day(replace(task, release=True))
    assert [made.kind for made in released.claim.changes] == [ChangeKind.RELEASE]
    assert all(made.consent for made in released.claim.changes)
    assert released.bound == released.cost < 0


@pytest.mark.parametrize("beyond", [True, False])
def test_the_planned_hours_give_way_only_where_the_centre_says_so(beyond: bool) -> None:
    rules = RuleSettings(rules={**PLAIN.rules, "monthly-hours": {"hard_over_hours": 0, "settle_carry": False}})
    centre, contract = {"day": {"beyond_planned_hours": beyond}}, {"month_minutes": 240, "max_overtime_minutes": 240}
    fields = {"settings": CHEAP, "extend": False, "rules": rules, "centre": centre}
    task = day_task({"A": "D."}, LATER_P, on=1, contract=contract, **fields)
    assert kinds(task) == ({"A": {CALL}} if beyond else {})
    capped = day_task({"A": "D."}, LATER_P, on=1, contract={**contract, "max_overtime_minutes": 239}, **fields)
    assert kinds(capped) == {}, "the overtime cap always holds"


SIGNS = st.sampled_from(["D", "d", "E", "e", "S", "."])
NEEDS = st.dictionaries(
    st.tuples(st.integers(14, 32), st.sampled_from("PQ")), st.lists(st.integers(1, 40), min_size=1, max_size=4), max_size=14
)


def _curve(steps: list[int]) -> list[int]:
    total = [0]
    for step in sorted(steps):
        total.append(total[-1] + step)
    return list(reversed(total))


@given(
    signs=st.lists(SIGNS, min_size=1, max_size=5),
    needs=NEEDS,
    as_of=st.integers(7, 15),
    cap=st.sampled_from([None, 0, 1]),
    absent=st.booleans(),
)
def test_every_answer_is_legal_pays_for_itself_and_has_a_bound(
    signs: list[str], needs: dict[tuple[int, str], list[int]], as_of: int, cap: int | None, absent: bool
) -> None:
    """solve_day audits itself and raises otherwise; what it hands over never costs more than doing nothing."""
    lines = {f"{k}": sign for k, sign in enumerate(signs)}
    curves = {key: _curve(steps) for key, steps in needs.items()}
    task = day_task(lines, curves, as_of=f"{as_of:02d}:00", cap=cap, settings=CHEAP, release=absent)
    if absent and signs[0] != ".":
        task = replace(task, standing=(change(task, "0", ChangeKind.ABSENT, 480, 930),))
    answer = solve_day(task, seconds=10)
    assert answer.cost <= answer.claim.loss_before
    assert answer.bound is not None
    assert answer.bound <= answer.cost
    assert all(made.from_minute >= task.as_of for made in answer.claim.changes)
    assert solve_day(task, seconds=10).claim.changes == answer.claim.changes
