"""The supervisor's view: minutes at the desk agree with the engines', history belongs to the lines."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from wfm.data.roster import Duty
from wfm.roster.attendance import desk_slots
from wfm.roster.evaluate import evaluate
from wfm.roster.rules.base import Example
from wfm.roster.rules.example import world
from wfm.roster.rules.project_floor import ProjectFloor
from wfm.roster.rules.view import RosterView

MONDAY = date(2026, 8, 3)


@settings(max_examples=80, deadline=None)
@given(
    start=st.integers(0, 95).map(lambda quarter: f"{quarter // 4:02d}:{quarter % 4 * 15:02d}"),
    minutes=st.integers(60, 1200),
    pause=st.integers(0, 120),
    overlap=st.integers(0, 60),
    begins=st.integers(0, 600),
)
def test_minutes_at_the_desk(start: str, minutes: int, pause: int, overlap: int, begins: int) -> None:
    pause = min(pause, minutes - 1)
    overlap = min(overlap, minutes - pause)
    begins = max(overlap, min(begins, minutes - pause))
    columns = {"start": start, "minutes": minutes, "break_minutes": pause, "overlap_minutes": overlap}
    problem, plan = world(Example("", {"A": "X"}, shifts={"X": columns}))
    duty = Duty("A", MONDAY, "X", "P", begins)
    assert RosterView(problem, plan).desk_slots(duty) == desk_slots(problem.shifts["X"], begins, 30)


@settings(max_examples=60, deadline=None)
@given(
    start=st.integers(0, 95).map(lambda quarter: f"{quarter // 4:02d}:{quarter % 4 * 15:02d}"),
    minutes=st.integers(60, 1200),
    pause=st.integers(0, 120),
    overlap=st.integers(0, 60),
    line=st.sampled_from(["X|..", "|X.", "X|XX", "|.X"]),
)
def test_presence_is_the_evaluators(start: str, minutes: int, pause: int, overlap: int, line: str) -> None:
    columns = {"start": start, "minutes": minutes, "break_minutes": min(pause, minutes), "overlap_minutes": overlap}
    floor = {(day, slot): 1 for day in range(2) for slot in range(48)}
    rule = ProjectFloor()
    problem, plan = world(Example("", {"A": line}, shifts={"X": columns}, floor=floor), rule)
    force = problem.rules.force(rule.id)
    assert force is not None
    said = evaluate(list(rule.compile(problem, force)), problem, plan)
    assert sum(finding.cost for finding in rule.check(RosterView(problem, plan), force)) == said.cost


def test_history_is_part_of_the_line() -> None:
    problem, plan = world(Example("", {"A": "?N.D|DD..NN"}))
    view = RosterView(problem, plan)
    assert [view.shift_id("A", MONDAY + timedelta(days=k)) for k in range(-3, 2)] == ["N", "-", "D", "D", "D"]
    assert view.known("A", MONDAY - timedelta(days=3))
    assert not view.known("A", MONDAY - timedelta(days=4))
    assert not view.off("A", MONDAY - timedelta(days=4))
    assert list(view.runs("A")) == [
        (MONDAY - timedelta(days=1), MONDAY + timedelta(days=1), False),
        (MONDAY + timedelta(days=4), MONDAY + timedelta(days=5), True),
    ]
    assert list(view.rests("A")) == [(MONDAY + timedelta(days=2), MONDAY + timedelta(days=3), False)]


def test_weeks_and_weekends_of_the_centre() -> None:
    problem, plan = world(Example("", {"A": "." * 9}, start="2026-08-06", centre={"week_start": 6, "weekend_days": (4, 5)}))
    view = RosterView(problem, plan)
    assert [(week[0].isoformat(), week[-1].isoformat()) for week in view.weeks] == [
        ("2026-08-02", "2026-08-08"),
        ("2026-08-09", "2026-08-15"),
    ]
    assert [[day.isoformat() for day in weekend] for weekend in view.weekends] == [
        ["2026-08-07", "2026-08-08"],
        ["2026-08-14"],
    ]
