"""The worked roster: versions, changes of the day, attendance reconciled."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from wfm.calendars import calendar_for
from wfm.data.day_changes import ChangeKind, DayChange
from wfm.data.imports.attendance import Attendance, Punch, Session, read_attendance
from wfm.data.result import Certificate
from wfm.data.roster import Duty, Roster, RunCard
from wfm.data.tables import Shift
from wfm.data.worked import Stretch, WorkedDay, WorkedRoster
from wfm.errors import InputError
from wfm.incentives.cutoff import Window, default_cutoff
from wfm.incentives.ledger import ClaimState
from wfm.scenario.attended import attended
from wfm.scenario.contributions import call_ups
from wfm.scenario.rewards_people import rest_window
from wfm.scenario.worked import day_changes, told_cells
from wfm.scenario.worked_minutes import stretches, worked_minutes
from wfm.store import BookEntry, PublishedVersion, Version
from wfm.timegrid import Horizon, month_horizon

DAY = date(2026, 8, 3)
WEEK = Horizon(DAY, 7)
SHANGHAI = ZoneInfo("Asia/Shanghai")
SHIFTS = {
    "D": Shift(shift="D", start="08:00", minutes=540, break_minutes=60, break_from=240, break_to=300, overlap_minutes=15),
    "N": Shift(shift="N", start="23:00", minutes=480, kind="night"),
    "S": Shift(shift="S", start="09:00", minutes=480, kind="study"),
}


def duty(shift: str = "D", who: str = "A", day: date = DAY) -> Duty:
    return Duty(who, day, shift, "P" if shift != "S" else "", 240 if shift == "D" else None)


def change(kind: ChangeKind, since: int, until: int, **more: Any) -> DayChange:
    return DayChange("A", DAY, kind, since, until, **more)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ((), [(480, 495, ""), (495, 720, "P"), (780, 1020, "P")]),
        ((change(ChangeKind.BREAK, 780, 840),), [(480, 495, ""), (495, 780, "P"), (840, 1020, "P")]),
        ((change(ChangeKind.ABSENT, 480, 1020),), []),
        ((change(ChangeKind.RELEASE, 900, 1020),), [(480, 495, ""), (495, 720, "P"), (780, 900, "P")]),
        ((change(ChangeKind.LEND, 780, 840, project="Q"),), [(480, 495, ""), (495, 720, "P"), (780, 840, "Q"), (840, 1020, "P")]),
        ((change(ChangeKind.OFF_PHONE, 780, 900),), [(480, 495, ""), (495, 720, "P"), (780, 900, ""), (900, 1020, "P")]),
        ((change(ChangeKind.EXTEND, 1020, 1080, project="P"),), [(480, 495, ""), (495, 720, "P"), (780, 1080, "P")]),
        (
            (change(ChangeKind.LEND, 700, 800, project="Q"),),
            [(480, 495, ""), (495, 700, "P"), (700, 720, "Q"), (780, 800, "Q"), (800, 1020, "P")],
        ),
    ],
)  # fmt: skip
def test_a_day_minute_by_minute(changes: Sequence[DayChange], expected: list[tuple[int, int, str]]) -> None:
    assert stretches(worked_minutes(duty(), changes, SHIFTS)) == tuple(Stretch(*row) for row in expected)


def test_a_call_in_is_the_whole_duty_with_its_shifts_break() -> None:
    called = change(ChangeKind.CALL_IN, 480, 1020, project="P", shift="D", agreed=True)
    assert sum(s.minutes for s in stretches(worked_minutes(None, (called,), SHIFTS))) == 480


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        (480, 1020, [(480, 495, ""), (495, 720, "P"), (780, 1020, "P")]),
        (540, 900, [(540, 720, "P"), (780, 900, "P")]),
        (480, 600, [(480, 495, ""), (495, 600, "P")]),
    ],
)
def test_a_call_in_on_the_roster_counts_from_arrival_to_stand_down(
    since: int, until: int, expected: list[tuple[int, int, str]]
) -> None:
    called = change(ChangeKind.CALL_IN, since, until, project="P", shift="D", agreed=True)
    assert stretches(worked_minutes(duty(), (called,), SHIFTS)) == tuple(Stretch(*row) for row in expected)


def test_study_is_work_away_from_the_phones() -> None:
    assert stretches(worked_minutes(duty("S"), (), SHIFTS)) == (Stretch(540, 1020, ""),)


def published(number: int, duties: Sequence[Duty], **parameters: Any) -> PublishedVersion:
    card = RunCard({}, parameters, {}, 1, "", "", "", 0, 0)
    version = Version(number, "2026-08", "week", None, "2026-08-01T02:00:00+00:00", "li", "r", card, "")
    return PublishedVersion(version, Roster(WEEK, tuple(duties)), card, Certificate(True, 0, 0, "", {}, ()), ())


def test_first_and_last_and_when_it_was_told() -> None:
    versions = [
        published(1, [duty(), duty(who="B"), duty(who="C")]),
        published(2, [duty("N"), duty(who="B"), duty(who="C")], told_at="2026-08-02T20:00"),
        published(3, [duty("N"), duty("S", who="C"), duty(who="D")], swap=True),
        published(4, [duty("N"), duty("S", who="C"), duty("N", who="D")]),
    ]
    cells = told_cells(versions, WEEK, SHANGHAI)
    shown = {
        who: (told.first and told.first.shift, told.last and told.last.shift, told.told_at) for (who, _), told in cells.items()
    }
    assert shown == {
        "A": ("D", "N", datetime(2026, 8, 2, 20)),
        "B": ("D", None, None),
        "C": ("D", "S", None),
        "D": (None, "N", datetime(2026, 8, 1, 10)),
    }


def entry(seq: int, *changes: DayChange, kind: str = "tweak", **content: Any) -> BookEntry:
    facts = {"changes": [one.to_json() for one in changes], **content}
    return BookEntry("day", seq, "2026-11-01T00:00:00+00:00", "li", kind, DAY.isoformat(), facts, "", "")


def test_only_what_was_agreed_takes_effect() -> None:
    asked = change(ChangeKind.EXTEND, 1020, 1080, consent=True)
    free = change(ChangeKind.BREAK, 780, 840)
    assert day_changes([entry(1, asked, free)], WEEK, SHANGHAI)[0] == {("A", DAY): (free,)}
    agreed = DayChange.from_json({**asked.to_json(), "agreed": True})
    found, told = day_changes([entry(1, asked, free), entry(2, agreed, as_of="2026-08-03T14:00")], WEEK, SHANGHAI)
    assert set(found["A", DAY]) == {free, agreed}
    assert told["A", DAY] == datetime(2026, 11, 1, 8)
    refused = DayChange.from_json({**free.to_json(), "agreed": False})
    assert day_changes([entry(1, free), entry(2, refused)], WEEK, SHANGHAI)[0] == {}


def test_a_change_that_cannot_be_read_is_named() -> None:
    with pytest.raises(InputError) as refused:
        day_changes(
            [BookEntry("day", 7, "2026-11-01", "li", "tweak", "x", {"changes": [{"employee": "A"}]}, "", "")], WEEK, SHANGHAI
        )
    assert refused.value.values["seq"] == 7


def test_steps_of_a_call_up_belong_to_its_activation() -> None:
    def step(seq: int, kind: str, **content: Any) -> BookEntry:
        return BookEntry("callups", seq, "2026-11-01", "li", kind, "E-1", content, "", "")

    book = [
        step(1, "activate", day="2026-08-05", level=2, drill=True, at="2026-08-04T10:00"),
        step(2, "reply", employee="A", answer="no", at="2026-08-04T11:00"),
        step(3, "arrive", employee="B", at="2026-08-05T07:55"),
        step(4, "stand-down", at="2026-08-05T20:00"),
    ]
    found = list(call_ups(book, WEEK))
    assert [(one.day, one.employee, one.step, one.accepted, one.level, one.drill) for one in found] == [
        (date(2026, 8, 5), "A", "reply", False, "2", True),
        (date(2026, 8, 5), "B", "arrive", True, "2", True),
    ]


def clock(text: str, day: date = DAY) -> datetime:
    hour, minute = map(int, text.split(":"))
    return datetime(day.year, day.month, day.day) + timedelta(hours=hour, minutes=minute)


def judged(
    punches: Sequence[str], sessions: Sequence[tuple[str, str]], shift: str = "D"
) -> tuple[list[tuple[int, int]], list[str]]:
    """Stretches (from, to) and kinds of differences of A's day; B is there all day so that both exports cover it."""
    worked = WorkedDay("A", DAY, duty(shift), duty(shift), stretches=stretches(worked_minutes(duty(shift), (), SHIFTS)))
    marks = [Punch("A", clock(text)) for text in punches] + [Punch("A", clock("8:00", DAY + timedelta(days=3)))]
    logs = [Session("A", clock(a), clock(b)) for a, b in sessions]
    days = (DAY, DAY + timedelta(days=4))
    roster, found = attended(WorkedRoster(WEEK, (worked,)), Attendance(tuple(marks), tuple(logs), days, days), SHIFTS)
    return [(s.from_minute, s.to_minute) for s in roster.days[0].stretches], [one.kind for one in found if one.day == DAY]


@pytest.mark.parametrize(
    ("punches", "sessions", "expected", "kinds"),
    [
        (["7:50", "17:03"], [("7:55", "17:00")], [(480, 495), (495, 720), (780, 1020)], []),
        (["8:40", "17:03"], [("8:45", "17:00")], [(520, 720), (780, 1020)], ["late"]),
        (["7:50", "16:00"], [("7:55", "15:55")], [(480, 495), (495, 720), (780, 960)], ["left_early"]),
        (["17:03"], [("7:55", "17:00")], [(480, 495), (495, 720), (780, 1020)], ["no_punch_arrival"]),
        (["7:50"], [("7:55", "16:58")], [(480, 495), (495, 720), (780, 1018)], ["no_punch_departure"]),
        (["7:50", "17:03"], [("9:00", "17:00")], [(540, 720), (780, 1020)], ["differ_arrival", "late"]),
        (["7:50", "18:30"], [("7:55", "18:28")], [(480, 495), (495, 720), (780, 1020)], ["not_agreed"]),
        ([], [], [], ["absent"]),
        (["7:50"], [], [(480, 495), (495, 720), (780, 1020)], ["no_departure"]),
    ],
)
def test_attendance_by_the_stated_rule(
    punches: list[str], sessions: list[tuple[str, str]], expected: list[tuple[int, int]], kinds: list[str]
) -> None:
    assert judged(punches, sessions) == (expected, kinds)


def test_a_night_ends_on_the_next_day() -> None:
    assert judged(["22:50", "31:05"], [("22:55", "31:00")], "N") == ([(1380, 1860)], [])


@pytest.mark.data
def test_real_forms_of_attendance_are_read_whole() -> None:
    """Counts from the truth beside the files."""
    folder = Path(os.environ["WFM_DATA"]) / "messy"
    found = read_attendance(next(folder.glob("05_*.csv")), next(folder.glob("05b_*.csv")))
    assert len(found.punches) == 838
    assert len({punch.employee for punch in found.punches}) == 63
    assert len(found.sessions) == 534
    assert len({session.employee for session in found.sessions}) == 57
    assert sum((s.end - s.start).total_seconds() for s in found.sessions if s.end) == 11_361_609
    assert sum(s.end is not None and s.end.date() > s.start.date() for s in found.sessions) == 83
    assert sum(finding.kind == "session_open" for finding in found.findings) == 5
    counts = {f.kind: f.values["count"] for f in found.findings if "count" in f.values}
    assert counts["punch_repeated"] + counts["punch_double"] == 12 + 34


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("工号,时间\n", "imports.no_attendance_heads"),
        ("工号,打卡日期,打卡时间\n001,2026-08-03,quarter past\n", "imports.attendance_unread"),
        ("工号,打卡日期,打卡时间\n001,2026-08-03,25:75\n", "imports.attendance_unread"),
        ("工号,打卡日期,打卡时间\n,2026-08-03,08:00\n", "imports.attendance_unread"),
    ],
)
def test_attendance_that_cannot_be_read_is_refused_with_its_place(tmp_path: Path, text: str, key: str) -> None:
    file = tmp_path / "punches.csv"
    file.write_text(text.replace("工号,时间\n", "a,b\n"), encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read_attendance(file)
    assert refused.value.key == key
    if key.endswith("unread"):
        assert refused.value.values["where"] == "row 2"


def test_clocks_past_midnight_and_ids_with_zeros(tmp_path: Path) -> None:
    file = tmp_path / "punches.csv"
    file.write_text("工号,打卡日期,打卡时间\n'00123,2026/8/3,次日08:05\n00123,2026-08-03,24:42\n", encoding="gbk")
    assert read_attendance(file).punches == (
        Punch("00123", datetime(2026, 8, 4, 0, 42)),
        Punch("00123", datetime(2026, 8, 4, 8, 5)),
    )


def test_the_cut_off_of_a_month() -> None:
    assert default_cutoff("2026-09") == date(2026, 8, 10)
    assert default_cutoff("2027-01") == date(2026, 12, 10)
    window = Window(date(2026, 7, 10), date(2026, 8, 10), ("2026-07",))

    def claim(posted: str, period: str = "2026-07") -> ClaimState:
        return ClaimState(1, "A", "z", {"points": 1, "period": period}, posted_on=posted)

    assert window.holds(claim("2026-08-10T23:59"))
    assert not window.holds(claim("2026-08-11T00:00"))
    assert not window.holds(claim("2026-07-10T12:00"))
    assert not window.holds(claim("2026-08-01", "2026-08"))
    assert window.waits(claim("2026-08-11"))


def test_rest_over_a_holiday_reaches_over_the_months_edge() -> None:
    own = [(date(2026, 8, 31), "statutory", "x"), (date(2026, 9, 1), "statutory", "x"), (date(2026, 9, 2), "holiday", "x")]
    calendar = calendar_for("CN", own)
    assert rest_window(calendar, month_horizon("2026-08"), 3) == (date(2026, 8, 31), date(2026, 9, 2))
    assert rest_window(calendar_for("CN"), month_horizon("2026-08"), 3) is None
    assert rest_window(calendar_for("CN"), month_horizon("2026-09"), 3) == (date(2026, 9, 25), date(2026, 9, 27))
    assert rest_window(calendar_for("CN"), month_horizon("2026-10"), 3) == (date(2026, 10, 1), date(2026, 10, 3))
