"""CSV, iCalendar and JSON, character by character where it matters."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from icalendar import Calendar
from report_sample import sample

from wfm.data.roster import Duty, Roster
from wfm.data.serial import result_from_json
from wfm.errors import UsageError
from wfm.report.flat import result_json, roster_csv
from wfm.report.ics import duty_uid, person_ics, write_ics_folder
from wfm.timegrid import Horizon

STAMP = datetime(2026, 7, 18, 9, 30, tzinfo=UTC)


def test_csv_exactly() -> None:
    workspace, result, _, _ = sample()
    day = date(2026, 8, 1)
    duties = (
        Duty("0002", day, "N23", "ev-charging", 240),
        Duty("0001", day, "STU"),
        Duty("0001", date(2026, 8, 2), "E07", "digital", 180),
    )
    text = roster_csv(workspace, replace(result.roster, duties=duties))
    assert text == (
        "employee,date,shift,project,start,end\n"
        "0001,2026-08-01,STU,,2026-08-01T09:00+08:00,2026-08-01T17:00+08:00\n"
        "0001,2026-08-02,E07,digital,2026-08-02T07:00+08:00,2026-08-02T15:30+08:00\n"
        "0002,2026-08-01,N23,ev-charging,2026-08-01T23:00+08:00,2026-08-02T08:00+08:00\n"
    )
    assert roster_csv(workspace, replace(result.roster, duties=duties), bom=True) == "\ufeff" + text


def test_csv_of_one_person() -> None:
    workspace, result, _, _ = sample()
    rows = list(csv.DictReader(io.StringIO(roster_csv(workspace, result.roster, employee="0003"))))
    assert {row["employee"] for row in rows} == {"0003"}
    assert len(rows) == sum(duty.employee == "0003" for duty in result.roster.duties)
    with pytest.raises(UsageError):
        roster_csv(workspace, result.roster, employee="nobody")


def test_csv_carries_no_formulas() -> None:
    workspace, result, _, _ = sample()
    evil = "=HYPERLINK(1)"
    project = workspace.projects[0].model_copy(update={"project": evil})
    duty = Duty("@sum", date(2026, 8, 1), "E07", evil, None)
    text = roster_csv(replace(workspace, projects=(project,)), replace(result.roster, duties=(duty,)))
    assert text.splitlines()[1].startswith("'@sum,2026-08-01,E07,'=HYPERLINK(1),")


def test_clock_change_shows_in_the_offsets() -> None:
    workspace, _, _, _ = sample()
    paris = replace(workspace, centre=workspace.centre.model_copy(update={"timezone": "Europe/Paris"}))
    roster = Roster(Horizon(date(2026, 10, 24), 2), (Duty("0001", date(2026, 10, 24), "N23", "digital", 240),))
    assert roster_csv(paris, roster).endswith("2026-10-24T23:00+02:00,2026-10-25T08:00+01:00\n")


def test_calendar_parses_back() -> None:
    workspace, result, _, _ = sample()
    content = person_ics(workspace, result.roster, "0002", stamp=STAMP, sequence=3, language="en")
    calendar = Calendar.from_ical(content)
    events = list(calendar.walk("VEVENT"))
    duties = sorted(duty for duty in result.roster.duties if duty.employee == "0002")
    shifts = {shift.shift: shift for shift in workspace.shifts}
    assert len(events) == len(duties)
    for event, duty in zip(events, duties, strict=True):
        start, end = event.decoded("dtstart"), event.decoded("dtend")
        assert start.date() == duty.day
        assert end - start == timedelta(minutes=shifts[duty.shift].minutes)
        assert start.utcoffset() == timedelta(hours=8)
        assert str(event["uid"]) == duty_uid(workspace.centre.name, duty)
        assert event["sequence"] == 3
    assert [str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")] == ["Asia/Shanghai"]
    assert b"DTSTART;TZID=Asia/Shanghai:20260801T110000\r\n" in content


def test_uids_survive_a_change_of_shift_and_differ_between_people() -> None:
    day = date(2026, 8, 1)
    uids = {duty_uid("c", Duty("1", day, shift, project)) for shift in "DE" for project in "pq"}
    assert len(uids) == 1
    assert duty_uid("c", Duty("2", day, "D")) not in uids
    assert duty_uid("d", Duty("1", day, "D")) not in uids


def test_same_roster_same_bytes() -> None:
    workspace, result, _, _ = sample()
    once, twice = (person_ics(workspace, result.roster, "0001", stamp=STAMP) for _ in range(2))
    assert once == twice


def test_folder_has_a_file_a_person_and_stays_inside(tmp_path: Path) -> None:
    workspace, result, _, _ = sample(3)
    names = ("../evil", "a/b", "A_B")
    people = tuple(p.model_copy(update={"employee": name}) for p, name in zip(workspace.employees, names, strict=True))
    written = write_ics_folder(replace(workspace, employees=people), result.roster, tmp_path / "out", stamp=STAMP)
    assert [path.name for path in written] == ["___evil.ics", "a_b.ics", "A_B_.ics"]
    assert {path.parent for path in written} == {tmp_path / "out"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out"]


def test_json_is_canonical() -> None:
    _, result, _, _ = sample()
    text = result_json(result)
    assert result_from_json(json.loads(text)).roster.to_json() == result.roster.to_json()
    shuffled = replace(result, roster=replace(result.roster, duties=result.roster.duties[::-1]))
    assert result_json(shuffled) == text
