"""Closing a month: figures by hand, files that keep what they held, nothing counted twice, a run cut short completed."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from wfm.cli.main import cli
from wfm.data.day_changes import DAY_BOOK, ChangeKind, DayChange
from wfm.data.reading import read_workspace
from wfm.data.result import Certificate, PlanResult
from wfm.data.roster import Duty, Roster, RunCard
from wfm.data.serial import roster_hash
from wfm.errors import UsageError
from wfm.scenario import closing, library
from wfm.scenario.closing import close_month
from wfm.store import Store
from wfm.timegrid import month_horizon

MONTH = "2026-08"
NIGHTS = (date(2026, 8, 7), date(2026, 8, 8))
"""A Friday night and a Saturday night: one weekend day."""


def publish(folder: Path, *duties: Duty) -> int:
    """Publish a roster of these duties over the version in force; its number."""
    roster = Roster(month_horizon(MONTH), duties)
    card = RunCard({}, {}, {}, 1, "-", "legal", "limit", 0, 0)
    certificate = Certificate(True, 0, 0, roster_hash(roster), {}, ())
    store = Store.open(folder)
    latest = store.latest(MONTH)
    base = latest.number if latest else None
    return store.publish(PlanResult(roster, card, certificate), author="li", reason="r", base=base).number


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return library.create("utility", tmp_path / "centre", agents=40)


@pytest.fixture
def person(folder: Path) -> str:
    """Somebody full time, there all month, without leave."""
    tables, _ = read_workspace(folder)
    away = {row.employee for row in tables.leave}
    first = date(2026, 8, 1)
    staying = (e for e in tables.employees if e.leaves_on is None and (e.hired_on or date(2020, 1, 1)) < first)
    return next(e.employee for e in staying if e.contract == "FT" and e.employee not in away)


def employee(folder: Path, name: str) -> dict[str, str]:
    text = (folder / "employees.csv").read_text(encoding="utf-8")
    return next(row for row in csv.DictReader(io.StringIO(text)) if row["employee"] == name)


def run(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(cli, ["close-month", "--month", MONTH, *words, "-w", str(folder)])


def nights(person: str) -> list[Duty]:
    return [Duty(person, day, "N2", "hotline", 240) for day in NIGHTS]


def test_figures_by_hand(folder: Path, person: str) -> None:
    """Two nights of 9 paid hours, August 2026 has 21 working days of 8 hours in China."""
    publish(folder, *nights(person))
    before = employee(folder, person)
    found = close_month(folder, MONTH, author="li", write=False)
    one = next(balance for balance in found.balances if balance.employee == person)
    assert (one.nights, one.weekends, one.worked, one.due, one.credited) == (2, 1, 2 * 540, 21 * 480, 0)
    assert one.columns == {
        "nights_before": int(before["nights_before"]) + 2,
        "weekends_before": int(before["weekends_before"]) + 1,
        "carry_minutes": int(before["carry_minutes"]) + 1080 - 10080,
    }
    assert employee(folder, person) == before
    assert Store.open(folder).book(closing.BOOK) == []


def note(folder: Path, person: str, kind: ChangeKind, since: int, until: int, day: date = NIGHTS[0], **more: object) -> None:
    """An entry of the day's book: one change."""
    change = DayChange(person, day, kind, since, until, **more)  # type: ignore[arg-type]
    entry = closing.NewEntry("tweak", day.isoformat(), {"changes": [change.to_json()], "as_of": f"{day}T20:00"})
    Store.open(folder).write_book(DAY_BOOK, lambda _: [entry], action="tweak", author="li")


def balance(folder: Path, person: str) -> closing.Balance:
    found = close_month(folder, MONTH, author="li", write=False)
    return next(one for one in found.balances if one.employee == person)


BEGIN, END = 22 * 60, 32 * 60
"""N2: 22:00 to 08:00, an hour's break four hours in."""


@pytest.mark.parametrize(
    ("kind", "since", "until", "more", "longer", "shorter"),
    [
        (ChangeKind.EXTEND, END, END + 60, {}, 60, 0),
        (ChangeKind.EXTEND, END, END + 60, {"consent": True, "agreed": True}, 60, 0),
        (ChangeKind.EXTEND, END, END + 60, {"consent": True}, 0, 0),
        (ChangeKind.EXTEND, END, END + 60, {"consent": True, "agreed": False}, 0, 0),
        (ChangeKind.RELEASE, END - 120, END, {}, 0, 120),
        (ChangeKind.RELEASE, BEGIN + 180, END, {}, 0, 360),
        (ChangeKind.ABSENT, END - 90, END, {}, 0, 90),
        (ChangeKind.BREAK, BEGIN + 300, BEGIN + 360, {}, 0, 0),
        (ChangeKind.LEND, BEGIN, BEGIN + 120, {"project": "echannel"}, 0, 0),
    ],
)
def test_what_the_day_made_longer_or_shorter_is_counted(
    folder: Path, person: str, kind: ChangeKind, since: int, until: int, more: dict[str, object], longer: int, shorter: int
) -> None:
    """Two nights of 540 paid minutes; a release over the break loses the paid minutes only: seven hours less the break's one."""
    publish(folder, *nights(person))
    note(folder, person, kind, since, until, **more)
    one = balance(folder, person)
    assert (one.longer, one.shorter, one.worked) == (longer, shorter, 1080 + longer - shorter)
    assert one.columns["carry_minutes"] - one.carry_before == one.worked - one.due
    assert (one.nights, one.weekends) == (2, 1)


def test_somebody_stood_down_early_is_credited_from_arrival_to_then(folder: Path, person: str) -> None:
    """The version holds the whole duty of a call-in; they were there from 23:00 to 02:30, its break from 02:00 not over."""
    publish(folder, *nights(person))
    note(folder, person, ChangeKind.CALL_IN, BEGIN + 60, BEGIN + 270, project="hotline", shift="N2", consent=True, agreed=True)
    one = balance(folder, person)
    assert (one.longer, one.shorter, one.worked) == (0, 360, 540 + 180)


def test_a_call_in_that_no_version_holds_is_worked_all_the_same(folder: Path, person: str) -> None:
    publish(folder, nights(person)[0])
    day = NIGHTS[1]
    note(folder, person, ChangeKind.CALL_IN, BEGIN, BEGIN + 180, day, project="hotline", shift="N2", consent=True, agreed=True)
    one = balance(folder, person)
    assert (one.worked, one.nights, one.weekends) == (540 + 180, 2, 1)
    cells = {
        row.date: row.shift for row in close_month(folder, MONTH, author="li", write=False).previous if row.employee == person
    }
    assert cells[day] == "N2"


def test_a_duty_nobody_came_to_is_not_handed_on(folder: Path, person: str) -> None:
    publish(folder, *nights(person))
    note(folder, person, ChangeKind.ABSENT, BEGIN, END)
    one = balance(folder, person)
    assert (one.worked, one.nights, one.longer, one.shorter) == (540, 1, 0, 0)


def test_the_command_says_what_the_day_changed(folder: Path, person: str) -> None:
    publish(folder, *nights(person))
    assert "duties longer" not in run(folder, "--dry-run").output
    note(folder, person, ChangeKind.EXTEND, END, END + 60)
    assert "duties longer by 1.0 h and shorter by 0.0 h, of 1 people" in run(folder, "--dry-run").output
    assert "延长 1.0 小时" in run(folder, "--dry-run", "--lang", "zh").output


def test_the_next_month_starts_from_it(folder: Path, person: str) -> None:
    publish(folder, *nights(person))
    untouched = {name: value for name, value in employee(folder, person).items() if name == "name" or name == "energy_value"}
    other_lines = (folder / "skills.csv").read_bytes()
    close_month(folder, MONTH, author="li")
    tables, issues = read_workspace(folder)
    assert not [issue for issue in issues if issue.file in ("employees.csv", "previous.csv")]
    cells = {row.date: row.shift for row in tables.previous if row.employee == person}
    assert len(cells) == 31
    assert {day for day, shift in cells.items() if shift == "N2"} == set(NIGHTS)
    assert set(cells.values()) == {"N2", "-"}
    assert untouched.items() <= employee(folder, person).items()
    assert (folder / "skills.csv").read_bytes() == other_lines
    assert Store.open(folder).verify().ok


def test_closing_again_counts_nothing_twice(folder: Path, person: str) -> None:
    publish(folder, *nights(person))
    before = int(employee(folder, person)["nights_before"])
    close_month(folder, MONTH, author="li")
    second = close_month(folder, MONTH, author="li")
    assert second.again
    assert int(employee(folder, person)["nights_before"]) == before + 2
    assert len(Store.open(folder).book(closing.BOOK)) == 1
    publish(folder, *nights(person)[:1])
    close_month(folder, MONTH, author="li")
    assert int(employee(folder, person)["nights_before"]) == before + 1
    assert [entry.content["version"] for entry in Store.open(folder).book(closing.BOOK)] == [1, 2]


def test_a_run_cut_short_is_completed(folder: Path, person: str, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(folder, *nights(person))
    before = int(employee(folder, person)["nights_before"])

    def killed(*_: object) -> Path:
        raise KeyboardInterrupt

    monkeypatch.setattr(closing, "write_employees", killed)
    with pytest.raises(KeyboardInterrupt):
        close_month(folder, MONTH, author="li")
    monkeypatch.undo()
    close_month(folder, MONTH, author="li")
    assert int(employee(folder, person)["nights_before"]) == before + 2


def test_an_older_month_stays_closed_once_a_later_one_is(folder: Path, person: str) -> None:
    publish(folder, *nights(person))
    entry = closing.NewEntry(closing.CLOSE, "2026-09", {"version": 9, "before": {}, "after": {}})
    Store.open(folder).write_book(closing.BOOK, lambda _: [entry], action="close-month", author="li")
    found = run(folder).exception
    assert isinstance(found, UsageError)
    assert "2026-09" in found.message()


def test_a_gbk_file_with_chinese_heads_keeps_its_form(folder: Path, person: str) -> None:
    publish(folder, *nights(person))
    path = folder / "employees.csv"
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
    keep = [k for k, name in enumerate(rows[0]) if name not in ("nights_before", "weekends_before", "carry_minutes")]
    rows = [[row[k] for k in keep] for row in rows]
    rows[0] = ["工号" if name == "employee" else name for name in rows[0]]
    path.write_bytes("".join(";".join(row) + "\n" for row in rows).encode("gb18030"))
    close_month(folder, MONTH, author="li")
    text = path.read_bytes().decode("gb18030")
    assert text.startswith("工号;")
    line = next(line for line in text.splitlines() if line.startswith(person)).split(";")
    head = text.splitlines()[0].split(";")
    assert line[head.index("nights_before")] == "2"
    assert [cell for cell, name in zip(line, head, strict=True) if name == "contract"] == ["FT"]


def test_the_command(folder: Path, person: str) -> None:
    refused = run(folder).exception
    assert isinstance(refused, UsageError)
    assert "Nothing is published" in refused.message()
    publish(folder, *nights(person))
    shown = run(folder, "--dry-run")
    assert shown.exit_code == 0, shown.output
    assert "40 people, 2 nights, 18 hours" in shown.output
    assert not Store.open(folder).book(closing.BOOK)
    data = json.loads(run(folder, "--json").output)
    assert (data["version"], len(data["people"]), len(data["files"])) == (1, 40, 2)
    zh = run(folder, "--lang", "zh")
    assert "此前已结转过" in zh.output
