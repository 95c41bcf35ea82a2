"""The day's audit: a legal answer passes, each fault is found and named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from day_worlds import EASY, change, day_task, missing, truth

from wfm import words
from wfm.data.day_changes import ChangeKind, DayChange
from wfm.data.roster import Duty
from wfm.data.tables import RuleSettings
from wfm.roster.day.check import check_day
from wfm.roster.day.off_phone import owed_by, owed_price
from wfm.roster.day.task import Claim, DayTask

CURVES = {(slot, "P"): missing(2) for slot in range(16, 30)}
GATE = RuleSettings(rules={"weekends-off": None, "monthly-hours": None, "shift-leader": None, "senior-on-night": None})
LEND, BREAK, EXTEND, CALL = ChangeKind.LEND, ChangeKind.BREAK, ChangeKind.EXTEND, ChangeKind.CALL_IN


def keys(task: DayTask, changes: list[DayChange], duties: tuple[Duty, ...] = ()) -> set[str]:
    return {finding.key.removeprefix("tweak.") for finding in check_day(task, truth(task, changes, duties))}


def desk(**fields: object) -> DayTask:
    return day_task({"A": "D", "B": "d", "C": ".", "S": "S"}, CURVES, as_of="08:00", **fields)  # type: ignore[arg-type]


def called(task: DayTask, since: int = 660, shift: str = "E") -> tuple[list[DayChange], tuple[Duty, ...]]:
    made = change(task, "C", CALL, since, since + 270, project="P", shift=shift)
    return [made], (Duty("C", task.day, shift, "P", 90),)


def test_what_is_legal_passes() -> None:
    task = desk()
    assert keys(task, []) == set()
    assert keys(task, [change(task, "A", LEND, 480, 570, project="Q"), change(task, "A", BREAK, 600, 630)]) == set()
    assert keys(task, [change(task, "A", EXTEND, 750, 810, project="P")]) == set()
    assert keys(task, [change(task, "S", ChangeKind.TAKE_CALLS, 480, 600, project="Q")]) == set()
    assert keys(task, *called(task)) == set()


OFF, TAKE = ChangeKind.OFF_PHONE, ChangeKind.TAKE_CALLS
WORK = ({"task": "t", "shift": "S", "days": 9, "first": 0, "last": 0},)


def test_off_phone_work_is_made_up_by_its_own_people() -> None:
    task = desk(offphone=WORK)
    made = [change(task, "S", TAKE, 480, 570, project="Q"), change(task, "A", OFF, 630, 720, shift="S")]
    assert keys(task, made) == set()
    team = {"S": {"team": "red"}, "A": {"team": "blue"}}
    other = desk(offphone=({**WORK[0], "team": "red"},), people=team)
    for wrong in (
        desk(),
        desk(offphone=({**WORK[0], "employee": "S"},)),
        other,
        desk(offphone=({**WORK[0], "first": 1, "last": 4},)),
    ):
        assert keys(wrong, [change(wrong, "A", OFF, 630, 720, shift="S")]) & {"bad_make_up_work", "bad_no_duty"}
    assert keys(task, [change(task, "A", OFF, 630, 660, shift="S")]) == {"bad_make_up_length"}
    assert keys(task, [change(task, "A", OFF, 630, 700, shift="S")]) == {"bad_make_up_length"}
    assert keys(task, [change(task, "A", OFF, 720, 780, shift="S")]) == {"bad_make_up_outside"}
    assert keys(task, [change(task, "A", OFF, 540, 630, shift="S")]) == {"bad_overlap"}
    assert keys(task, [change(task, "S", OFF, 630, 720, shift="S")]) == {"bad_make_up_work"}


@pytest.mark.parametrize(("minutes", "owed"), [(0, 4), (60, 2), (90, 1), (120, 0)])
def test_what_nobody_makes_up_is_owed_and_priced(minutes: int, owed: int) -> None:
    """S gives two hours to the phones; A does ``minutes`` of the study; each half hour left costs half the hour's price."""
    task = desk(offphone=WORK)
    made = [change(task, "S", TAKE, 480, 600, project="Q")]
    made += [change(task, "A", OFF, 630, 630 + minutes, shift="S")] if minutes else []
    price = EASY.take_calls_price + EASY.off_phone_hour_price * owed // 2
    price += (EASY.make_up_price + minutes // 30) if minutes else 0
    claim = truth(task, made)
    assert claim.price == price
    assert owed_price(task, made) == EASY.off_phone_hour_price * owed // 2
    assert sum(one.owed for one in owed_by(task, made)) == 30 * owed
    later = replace(task, as_of=600, standing=tuple(made))
    assert truth(later, [change(later, "B", BREAK, 600, 630)]).price == EASY.move_break_price
    assert owed_price(later, []) == 0


def test_absent_helpers_make_nothing_up() -> None:
    task = desk(offphone=WORK)
    made = [change(task, "S", TAKE, 480, 600, project="Q"), change(task, "A", OFF, 630, 750, shift="S")]
    left = replace(task, as_of=600, standing=(*made, change(task, "A", ChangeKind.ABSENT, 690, 750)))
    (one,) = owed_by(left, [])
    assert (one.taken, one.made_up, one.owed, one.helpers) == (120, 60, 60, ("A",))
    claim = truth(left, [change(left, "B", OFF, 630, 690, shift="S")])
    hour = EASY.make_up_price + 2 - EASY.off_phone_hour_price
    assert claim.price == hour == owed_price(left, claim.changes) + EASY.make_up_price + 2


Fault = Callable[[DayTask], list[DayChange]]
FAULTS: dict[str, tuple[Fault, set[str]]] = {
    "a stretch of half an hour": (lambda t: [change(t, "A", LEND, 480, 510, project="Q")], {"bad_short_block"}),
    "a stretch past the duty": (lambda t: [change(t, "A", LEND, 720, 810, project="Q")], {"bad_outside"}),
    "a stretch before the duty": (lambda t: [change(t, "A", LEND, 420, 540, project="Q")], {"bad_outside", "bad_time"}),
    "two desks at once": (
        lambda t: [change(t, "A", LEND, 630, 720, project="Q"), change(t, "A", LEND, 690, 750, project="Q")],
        {"bad_overlap"},
    ),
    "a stretch over the break": (lambda t: [change(t, "A", LEND, 540, 660, project="Q")], {"bad_overlap"}),
    "a break outside its window": (lambda t: [change(t, "A", BREAK, 660, 690)], {"bad_break_window"}),
    "a break cut short": (lambda t: [change(t, "A", BREAK, 600, 615)], {"bad_break_length"}),
    "no certificate": (lambda t: [change(t, "A", LEND, 480, 570, project="R")], {"bad_certificate"}),
    "lent to the own desk": (lambda t: [change(t, "A", LEND, 480, 570, project="P")], {"bad_certificate"}),
    "off-phone work as a loan": (lambda t: [change(t, "S", LEND, 480, 600, project="Q")], {"bad_lender"}),
    "an extension with a gap": (lambda t: [change(t, "A", EXTEND, 780, 810, project="P")], {"bad_extension"}),
    "an extension too long": (lambda t: [change(t, "A", EXTEND, 750, 840, project="P")], {"bad_extension"}),
    "an extension without consent": (
        lambda t: [replace(change(t, "A", EXTEND, 750, 810, project="P"), consent=False)],
        {"bad_consent"},
    ),
    "early leave when not offered": (lambda t: [change(t, "A", ChangeKind.RELEASE, 660, 750)], {"bad_release"}),
    "absence is no proposal": (lambda t: [change(t, "A", ChangeKind.ABSENT, 480, 750)], {"bad_kind"}),
    "somebody unknown": (lambda t: [change(t, "X", LEND, 480, 570, project="Q")], {"bad_person"}),
    "somebody off duty lent": (lambda t: [change(t, "C", LEND, 480, 570, project="Q")], {"bad_no_duty"}),
    "another day": (
        lambda t: [replace(change(t, "A", LEND, 480, 570, project="Q"), day=t.day.replace(day=9))],
        {"bad_time"},
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_found(name: str) -> None:
    made, found = FAULTS[name]
    task = desk()
    changes = made(task)
    if changes[0].employee == "X":
        claim = Claim(np.zeros(0), 0, 0, tuple(changes))
        assert {finding.key.removeprefix("tweak.") for finding in check_day(task, claim)} == found
    else:
        claim = replace(truth(task, []), changes=tuple(changes))
        assert {finding.key.removeprefix("tweak.") for finding in check_day(task, claim)} == found


def test_nothing_before_the_moment_moves() -> None:
    task = replace(desk(), as_of=510)
    assert keys(task, [change(task, "A", LEND, 510, 570, project="Q")]) == set()
    assert keys(task, [change(task, "A", LEND, 480, 570, project="Q")]) == {"bad_time"}
    begun = replace(desk(), as_of=580)
    assert keys(begun, [change(begun, "A", BREAK, 600, 630)]) == {"bad_break_begun"}


def test_time_to_hear_of_it() -> None:
    task = desk(settings=EASY.model_copy(update={"lead_minutes": 15}))
    assert keys(task, [change(task, "A", LEND, 480, 570, project="Q")]) == {"bad_time"}


def test_the_energy_gate() -> None:
    low = desk(people={"S": {"energy_value": 89.9}, "A": {"energy_value": 90}})
    assert keys(low, [change(low, "S", ChangeKind.TAKE_CALLS, 480, 600, project="Q")]) == {"bad_gate"}
    assert keys(low, [change(low, "A", LEND, 480, 570, project="Q")]) == set()


def test_certificates_have_dates() -> None:
    rows = tuple({"employee": name, "project": "P"} for name in "ABCS")
    over = (*rows, {"employee": "A", "project": "Q", "valid_to": "2026-08-02"})
    last = (*rows, {"employee": "A", "project": "Q", "valid_to": "2026-08-03"})
    spare = (*rows, {"employee": "A", "project": "Q", "emergency_only": True})
    for skills, expected in ((over, {"bad_certificate"}), (last, set()), (spare, set())):
        task = desk(skills=skills)
        claim = [change(task, "A", LEND, 480, 570, project="Q")]
        assert keys(task, claim) == expected


def test_the_lending_cap_counts_those_lent_before() -> None:
    task = day_task({"A": "D", "B": "D"}, CURVES, cap=1)
    both = [change(task, "A", LEND, 480, 570, project="Q"), change(task, "B", LEND, 540, 630, project="Q")]
    moved = [change(task, "B", BREAK, 630, 660)]
    assert keys(task, [both[0], both[1], *moved]) == {"bad_cap"}
    told = replace(task, standing=(both[0],))
    assert keys(told, [both[1], *moved]) == {"bad_cap"}
    assert keys(told, [change(task, "B", LEND, 600, 690, project="Q"), change(task, "B", BREAK, 570, 600)]) != {"bad_cap"}


def test_who_was_told_something_is_left_alone() -> None:
    task = desk()
    told = replace(task, standing=(change(task, "A", LEND, 480, 570, project="Q"),))
    assert "bad_told_before" in keys(told, [change(task, "A", EXTEND, 750, 810, project="P")])


def test_who_said_no_is_not_asked_again() -> None:
    task = replace(desk(), declined=frozenset({"A", "C"}))
    assert keys(task, [change(task, "A", EXTEND, 750, 810, project="P")]) == {"bad_declined"}
    assert keys(task, *called(task)) == {"bad_declined"}
    assert keys(task, [change(task, "A", LEND, 480, 570, project="Q")]) == set()


def test_a_lead_who_lends_nobody() -> None:
    task = replace(desk(), closed=frozenset({"P"}))
    assert keys(task, [change(task, "A", LEND, 480, 570, project="Q")]) == {"bad_lender"}


@pytest.mark.parametrize(("hours", "broken"), [(19.0, False), (19.5, True)])
def test_rest_before_tomorrows_duty(hours: float, broken: bool) -> None:
    """D ends 12:30; an hour more, and tomorrow's D at 08:00 is 18.5 h away; half an hour more, 19."""
    rules = RuleSettings(rules={**PLAIN_RULES, "min-rest": {"hours": hours}})
    task = day_task({"A": "DD"}, CURVES, rules=rules)
    found = keys(task, [change(task, "A", EXTEND, 750, 780, project="P")])
    assert found == ({"bad_rest"} if broken else set())


PLAIN_RULES = dict(GATE.rules)


@pytest.mark.parametrize(("since", "broken"), [(630, False), (600, True)])
def test_rest_since_yesterday_counts_its_extension(since: int, broken: bool) -> None:
    """E ends 15:30 yesterday, 16:30 with its extension; 18 h later it is 10:30."""
    rules = RuleSettings(rules={**PLAIN_RULES, "min-rest": {"hours": 18}})
    task = day_task({"A": "EE"}, CURVES, on=1, as_of="06:00", rules=rules)
    yesterday = DayChange("A", task.problem.horizon.start, EXTEND, 930, 990, "P", consent=True, agreed=True)
    task = replace(task, history=(yesterday,))
    found = keys(task, [change(task, "A", EXTEND, since, 660, project="P")])
    assert found == ({"bad_rest"} if broken else set())


@pytest.mark.parametrize(("cap", "broken"), [(60, False), (59, True)])
def test_overtime_of_the_month(cap: int, broken: bool) -> None:
    contract = {"month_minutes": 480, "max_overtime_minutes": cap}
    task = day_task({"A": "DD"}, CURVES, contract=contract)
    history = (DayChange("A", task.problem.horizon.dates[1], EXTEND, 750, 750, "P"),)
    found = keys(replace(task, history=history), [change(task, "A", EXTEND, 750, 810, project="P")])
    assert found == ({"bad_overtime"} if broken else set())


def test_overtime_counts_extensions_of_other_days() -> None:
    task = day_task({"A": "DD"}, CURVES, contract={"month_minutes": 480, "max_overtime_minutes": 60})
    other = DayChange("A", task.problem.horizon.dates[1], EXTEND, 750, 780, "P", consent=True, agreed=True)
    assert keys(replace(task, history=(other,)), [change(task, "A", EXTEND, 750, 810, project="P")]) == {"bad_overtime"}
    assert keys(replace(task, history=(other,)), [change(task, "A", EXTEND, 750, 780, project="P")]) == set()


def test_protected_people_are_not_asked_to_stay() -> None:
    for column in ("no_nights_until", "no_overtime_until"):
        task = desk(people={"A": {column: "2026-08-03"}})
        assert keys(task, [change(task, "A", EXTEND, 750, 810, project="P")]) == {"bad_protected"}
        task = desk(people={"A": {column: "2026-08-02"}})
        assert keys(task, [change(task, "A", EXTEND, 750, 810, project="P")]) == set()


def test_call_ins_obey_the_month() -> None:
    runs = RuleSettings(rules={**PLAIN_RULES, "max-consecutive-days": {"days": 2}})
    task = day_task({"A": "D", "B": "d", "C": "DD.", "S": "S"}, CURVES, on=2, rules=runs)
    assert keys(task, *called(task)) == {"bad_rule"}
    task = day_task({"A": "D", "B": "d", "C": ".D.", "S": "S"}, CURVES, on=2, rules=runs)
    assert keys(task, *called(task)) == set()
    away = desk(leave=(("C", 0, 0, "annual"),))
    assert keys(away, *called(away)) == {"bad_rule"}
    soon = replace(desk(), as_of=640)
    assert keys(soon, *called(soon)) == {"bad_call_in"}


@pytest.mark.parametrize("wrong", ["cover", "loss", "price"])
def test_wrong_figures_are_found(wrong: str) -> None:
    task = desk()
    claim = truth(task, [change(task, "A", EXTEND, 750, 810, project="P")])
    broken = {
        "cover": replace(claim, cover=claim.cover + 1),
        "loss": replace(claim, loss=claim.loss - 1),
        "price": replace(claim, price=claim.price - 1),
    }[wrong]
    assert {finding.key for finding in check_day(task, broken)} == {f"tweak.bad_{wrong}"}


def test_every_finding_has_words() -> None:
    task = desk()
    for made, _ in FAULTS.values():
        for finding in check_day(task, replace(truth(task, []), changes=tuple(made(task)))):
            assert all(finding.message(language) for language in words.LANGUAGES)
