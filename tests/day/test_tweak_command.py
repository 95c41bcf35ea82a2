"""``wfm tweak`` on a small published centre: proposal, acceptance, answers, and every wrong input answered."""

from __future__ import annotations

import csv
import json
import os
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from day_centre import DAY, FILES, MONTH, make_centre, so_far

from wfm.cli.main import cli
from wfm.data.day_changes import DAY_BOOK, DayChange
from wfm.errors import ConflictError, WfmError
from wfm.roster.audit import audit
from wfm.scenario.day import tweak_day
from wfm.scenario.day_accept import accept
from wfm.scenario.in_force import standing_problem
from wfm.scenario.month import open_month
from wfm.store import Store

TEN = f"{DAY}T10:00"
GONE = ("--absent", "001", "--absent", "003", "--absent", "005")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_centre(tmp_path_factory.mktemp("centre") / "small")


@pytest.fixture
def centre(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "small"))


def run(centre: Path, *words: str) -> Result:
    return CliRunner().invoke(cli, ["tweak", "-w", str(centre), "--date", str(DAY), "--as-of", TEN, "-q", *words])


def told(centre: Path, *words: str) -> dict[str, object]:
    result = run(centre, "--json", *words)
    assert result.exit_code == 0, result.output + str(result.exception)
    found: dict[str, object] = json.loads(result.stdout)
    return found


def test_a_proposal_writes_three_files_and_stores_nothing(centre: Path) -> None:
    before = Store.open(centre).head()
    found = told(centre, *GONE)
    assert found["loss_after"] < found["loss_before"]  # type: ignore[operator]
    assert found["bound"] <= found["cost"]  # type: ignore[operator]
    assert found["changes"]
    assert Store.open(centre).head() == before
    assert Store.open(centre).book(DAY_BOOK) == []
    saved = json.loads((centre / "results" / f"tweak-{DAY}.json").read_text(encoding="utf-8"))
    assert saved["changes"] == found["changes"]
    with (centre / "results" / f"messages-{DAY}.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    people = {change["employee"] for change in saved["changes"]}
    assert {(row["recipient"], row["language"]) for row in rows if row["to"] == "person"} == {
        (name, language) for name in people for language in ("en", "zh")
    }
    assert {row["recipient"] for row in rows if row["to"] == "lender"} == {lent["project"] for lent in saved["lenders"]}
    page = (centre / "results" / f"tweak-{DAY}.html").read_text(encoding="utf-8")
    assert "<svg" in page
    assert all(name in page for name in people)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_text_for_people(centre: Path, language: str) -> None:
    result = run(centre, *GONE, "--lang", language)
    assert result.exit_code == 0
    assert ("proposal" in result.output) == (language == "en")


def test_accepted_absences_become_a_version_and_the_book_says_who_and_why(centre: Path) -> None:
    found = told(centre, *GONE, "--accept", "--as", "Li Na", "--reason", "call-outs")
    store = Store.open(centre)
    latest = store.latest(MONTH)
    assert latest is not None
    assert (latest.layer, latest.base, latest.author, latest.reason) == ("day", 1, "Li Na", "call-outs")
    version = store.load(latest.number)
    assert version.card.parameters["told_at"] == TEN
    assert all(version.roster.duty(name, DAY) is None for name in ("001", "003", "005"))
    (entry,) = store.book(DAY_BOOK)
    assert (entry.kind, entry.subject, entry.who, entry.content["reason"]) == ("tweak", str(DAY), "Li Na", "call-outs")
    changes = [DayChange.from_json(row) for row in entry.content["changes"]]
    assert {change.employee for change in changes if change.kind == "absent"} == {"001", "003", "005"}
    assert all(not change.consent or change.agreed for change in changes)
    assert len(entry.content["asked"]) == found["accepted"]["asked"]  # type: ignore[index]
    assert store.verify().ok
    assert audit(standing_problem(open_month(centre, MONTH), version.card), version.roster, version.card.cost).passed
    audited = CliRunner().invoke(cli, ["audit", "-w", str(centre), "--month", MONTH, "--version", str(latest.number)])
    assert audited.exit_code == 0, audited.output


def test_absent_people_keep_their_hours(centre: Path) -> None:
    told(centre, "--absent", "001", "--accept", "--as", "Li Na", "--reason", "ill")
    version = Store.open(centre).load(2)
    opened = open_month(centre, MONTH)
    problem = opened.problem()
    person = problem.employee["001"]
    credited = standing_problem(opened, version.card).credited_minutes(person) - problem.credited_minutes(person)
    duty = Store.open(centre).load(1).roster.duty("001", DAY)
    assert duty is not None
    assert credited == problem.shifts[duty.shift].paid_minutes


def test_answers_take_effect_or_are_never_asked_again(centre: Path) -> None:
    first = told(centre, *GONE, "--accept", "--as", "Li Na", "--reason", "call-outs")
    asked = sorted({change["employee"] for change in first["changes"] if change["consent"]})  # type: ignore[attr-defined, index]
    assert len(asked) >= 2, "the centre is made so that people are asked"
    yes, no = asked[0], asked[1]
    second = told(centre, "--agree", yes, "--decline", no, "--as", "Li Na")
    assert no in second["declined"]  # type: ignore[operator]
    assert all(change["employee"] != no or not change["consent"] for change in second["changes"])  # type: ignore[attr-defined, index]
    entries = Store.open(centre).book(DAY_BOOK)
    assert [entry.kind for entry in entries] == ["tweak", "answer", "tweak"]
    (agreed,) = entries[-1].content["changes"]
    assert (agreed["employee"], agreed["agreed"]) == (yes, True)
    if agreed["kind"] == "call-in":
        latest = Store.open(centre).latest(MONTH)
        assert latest is not None
        assert Store.open(centre).load(latest.number).roster.duty(yes, DAY) is not None
    assert shown(run(centre, "--agree", no).exception) == (2, f"Nothing was asked of {no} for {DAY} (waiting for an answer: -).")


def test_a_yes_given_on_the_phone_counts_at_once(centre: Path) -> None:
    proposal = told(centre, *GONE)
    asked = next(change["employee"] for change in proposal["changes"] if change["consent"])  # type: ignore[attr-defined, index]
    done = told(centre, *GONE, "--accept", "--agree", asked, "--as", "Li Na", "--reason", "call-outs")
    (entry,) = Store.open(centre).book(DAY_BOOK)
    assert [row["employee"] for row in entry.content["changes"] if row["consent"]] == [asked]
    assert done["accepted"]["asked"] == len(entry.content["asked"])  # type: ignore[index]


def test_loans_wait_for_the_lenders_lead(centre: Path) -> None:
    only = ("--no-extend", "--no-call-in")
    gone = ("--absent", "007", "--absent", "008", *only)
    proposal = told(centre, *gone)
    (lender,) = proposal["lenders"]  # type: ignore[misc]
    assert lender["project"] == "sales"
    assert lender["agents"] <= lender["cap"] == 2
    told(centre, *gone, "--accept", "--as", "Li Na", "--reason", "call-outs")
    (entry,) = Store.open(centre).book(DAY_BOOK)
    assert {row["kind"] for row in entry.content["asked"]} == {"lend"}
    told(centre, "--lender-agrees", "sales", "--as", "Zhou", *only)
    last = Store.open(centre).book(DAY_BOOK)[-1]
    assert {row["kind"] for row in last.content["changes"]} == {"lend"}
    closed = told(centre, "--lender-declines", "sales", "--as", "Zhou", *only)
    assert closed["lenders"] == []


def test_a_no_of_the_lead_takes_the_question_back(centre: Path) -> None:
    only = ("--no-extend", "--no-call-in")
    told(centre, "--absent", "007", "--absent", "008", *only, "--accept", "--as", "Li Na", "--reason", "call-outs")
    after = told(centre, "--lender-declines", "sales", "--as", "Zhou", *only)
    assert after["waiting"] == []
    assert all(change["home"] != "sales" for change in after["changes"] if change["kind"] == "lend")  # type: ignore[attr-defined, index]


def test_more_calls_than_expected_change_the_rest_of_the_day(centre: Path, tmp_path: Path) -> None:
    calm = told(centre)
    busy = told(centre, "--calls-so-far", str(so_far(tmp_path / "today.csv", 10)))
    assert [row["now"] > row["before"] for row in busy["forecast"]] == [True, True]  # type: ignore[attr-defined, index]
    assert busy["loss_before"] > calm["loss_before"]  # type: ignore[operator]
    quiet = told(centre, "--calls-so-far", str(so_far(tmp_path / "today.csv", 10, 0.5)))
    assert quiet["loss_before"] < calm["loss_before"]  # type: ignore[operator]


def test_somebody_decided_meanwhile(centre: Path) -> None:
    first = tweak_day(centre, DAY, as_of=TEN, absent=("001",))
    second = tweak_day(centre, DAY, as_of=TEN, absent=("003",))
    accept(first, author="Li Na", reason="a")
    with pytest.raises(ConflictError) as refused:
        accept(second, author="Zhou", reason="b")
    assert refused.value.key == "store.conflict"
    assert Store.open(centre).entries()[-1].outcome == "refused"
    assert len(Store.open(centre).book(DAY_BOOK)) == 1


def test_absences_from_a_file_and_part_of_a_duty(centre: Path, tmp_path: Path) -> None:
    file = tmp_path / "absences.csv"
    file.write_text("employee,from_time,kind\n001,,sick\n003,14:00,unpaid\n", encoding="utf-8")
    found = told(centre, "--absences", str(file), "--accept", "--as", "Li Na", "--reason", "ill")
    assert {(row["employee"], row["from"], row["to"]) for row in found["absent"]} == {  # type: ignore[attr-defined, index]
        ("001", "08:00", "17:00"),
        ("003", "14:00", "17:00"),
    }
    roster = Store.open(centre).load(2).roster
    assert roster.duty("001", DAY) is None
    assert roster.duty("003", DAY) is not None, "the part worked stays in the roster"


WRONG_OPTIONS = {
    "a day that is none": (("--date", "12 August"), 2, "no date"),
    "a month that is not published": (("--date", "2026-09-02", "--as-of", "2026-09-02T10:00"), 2, "published"),
    "a moment of another day": (("--as-of", "2026-08-11T10:00"), 2, "not on"),
    "no time": (("--as-of", "ten"), 2, "no local time"),
    "an unknown person": (("--absent", "0001"), 2, "no employee"),
    "somebody off duty": (("--absent", "012"), 2, "no duty"),
    "named twice": (("--absent", "001", "--absent", "001"), 2, "twice"),
    "a yes and a no at once": (("--agree", "001", "--decline", "001"), 2, "A yes and a no at once: 001"),
    "an answer nobody asked for": (("--agree", "001"), 2, "Nothing was asked"),
    "an unknown person says no": (("--decline", "0001"), 2, "no employee"),
    "an unknown lender": (("--lender-agrees", "fault"), 2, "no project"),
    "accepted without a reason": (("--accept",), 2, "reason"),
    "a file that is not there": (("--absences", "nowhere.csv"), 2, "no file"),
}


def shown(error: BaseException | None) -> tuple[int, str]:
    assert isinstance(error, WfmError), error
    assert error.message("zh")
    return error.exit_code, error.message()


@pytest.mark.parametrize("name", WRONG_OPTIONS)
def test_wrong_options_are_answered(made: Path, name: str) -> None:
    words, code, text = WRONG_OPTIONS[name]
    found, message = shown(run(made, *words).exception)
    assert (found, text in message) == (code, True), message


WRONG_ROWS = {
    "unknown": ("employee\n0001\n", "row 2, column employee: '0001'"),
    "off duty": ("employee\n001\n012\n", "row 3, column employee: '012'"),
    "twice": ("employee\n001\n001\n", "row 3, column employee: '001'"),
    "clock": ("employee,from_time\n001,25:00\n", "row 2, column from_time: '25:00'"),
    "outside": ("employee,from_time\n001,18:00\n", "row 2, column employee: '001'"),
    "kind": ("employee,kind\n001,flu\n", "row 2, column kind: 'flu'"),
    "columns": ("name\n001\n", "row 1"),
}


@pytest.mark.parametrize("name", WRONG_ROWS)
def test_wrong_rows_of_absences_are_answered(made: Path, tmp_path: Path, name: str) -> None:
    text, place = WRONG_ROWS[name]
    file = tmp_path / "absences.csv"
    file.write_text(text, encoding="utf-8")
    code, message = shown(run(made, "--absences", str(file)).exception)
    assert code == 1
    assert str(file) in message
    assert place in message


WRONG_CALLS = {
    "another day": ("sales,2026-08-11T09:00,5", "row 2, column start"),
    "an unknown project": ("sale,2026-08-12T09:00,5", "row 2, column project: 'sale'"),
    "a negative number": ("sales,2026-08-12T09:00,-5", "row 2, column calls: '-5'"),
    "an interval twice": ("sales,2026-08-12T09:00,5\nsales,2026-08-12T09:00,6", "row 3, column start"),
    "an interval that is not over": ("sales,2026-08-12T10:00,5", "row 2, column start"),
}


@pytest.mark.parametrize("name", WRONG_CALLS)
def test_wrong_calls_are_answered(made: Path, tmp_path: Path, name: str) -> None:
    rows, place = WRONG_CALLS[name]
    file = tmp_path / "today.csv"
    file.write_text("project,start,calls\n" + rows + "\n", encoding="utf-8")
    code, message = shown(run(made, "--calls-so-far", str(file)).exception)
    assert code == 1
    assert place in message


def test_absent_on_record_or_gone_home(centre: Path) -> None:
    told(centre, "--absent", "001", "--accept", "--as", "Li Na", "--reason", "ill")
    assert shown(run(centre, "--absent", "001").exception)[1].count("already") == 1
    late = CliRunner().invoke(
        cli, ["tweak", "-w", str(centre), "--date", str(DAY), "--as-of", f"{DAY}T18:00", "-q", "--absent", "003"]
    )
    assert "over already" in shown(late.exception)[1]


def test_nothing_is_decided_for_a_time_before_the_last_decision(centre: Path) -> None:
    told(centre, "--absent", "001", "--accept", "--as", "Li Na", "--reason", "ill")
    early = CliRunner().invoke(
        cli,
        ["tweak", "-w", str(centre), "--date", str(DAY), "--as-of", f"{DAY}T09:00", "-q", "--absent", "003", "--accept",
         "--as", "Li Na", "--reason", "ill"],
    )  # fmt: skip
    assert isinstance(early.exception, WfmError)
    assert early.exception.key == "tweak_accept.earlier"
    assert TEN in early.exception.message()


def test_calls_so_far_are_remembered(centre: Path, tmp_path: Path) -> None:
    file = str(so_far(tmp_path / "today.csv", 9))
    given = told(centre, "--calls-so-far", file)
    assert (given["calls_so_far"]["until"], given["calls_so_far"]["remembered"]) == ("09:00", False)  # type: ignore[index]
    again = told(centre, *GONE, "--accept", "--as", "Li Na", "--reason", "call-outs")
    assert again["calls_so_far"]["remembered"] is True  # type: ignore[index]
    assert again["forecast"] == given["forecast"]
    (entry,) = Store.open(centre).book(DAY_BOOK)
    assert entry.content["calls_so_far"]["sha256"] == again["calls_so_far"]["sha256"]  # type: ignore[index]
    text = run(centre).stdout
    assert "Calls so far as given earlier, until 09:00" in text
    assert "--forget-calls" in text


def test_newer_calls_replace_those_remembered_and_older_ones_are_refused(centre: Path, tmp_path: Path) -> None:
    told(centre, "--calls-so-far", str(so_far(tmp_path / "nine.csv", 9)))
    newer = told(centre, "--calls-so-far", str(so_far(tmp_path / "ten.csv", 10)))
    assert told(centre)["forecast"] == newer["forecast"]
    older = str(so_far(tmp_path / "eight.csv", 9, 0.5))
    code, message = shown(run(centre, "--calls-so-far", older).exception)
    assert code == 1
    assert "ends at 09:00, but calls until 10:00" in message
    assert told(centre)["forecast"] == newer["forecast"]
    replaced = told(centre, "--calls-so-far", older, "--forget-calls")
    assert replaced["forecast"] != newer["forecast"]
    assert told(centre)["forecast"] == replaced["forecast"]
    assert told(centre, "--forget-calls")["forecast"] == []
    assert told(centre)["calls_so_far"] is None


def test_an_earlier_moment_knows_only_the_calls_until_then(centre: Path, tmp_path: Path) -> None:
    told(centre, "--calls-so-far", str(so_far(tmp_path / "ten.csv", 10)))
    words = ["tweak", "-w", str(centre), "--date", str(DAY), "-q", "--json", "--as-of"]
    early = json.loads(CliRunner().invoke(cli, [*words, f"{DAY}T09:10"]).stdout)
    assert early["calls_so_far"]["until"] == "09:00"
    assert json.loads(CliRunner().invoke(cli, [*words, f"{DAY}T07:00"]).stdout)["calls_so_far"] is None


def test_unknown_people_are_answered_with_what_is_known(centre: Path) -> None:
    code, message = shown(run(centre, "--absent", "999").exception)
    assert code == 2
    assert message.startswith("--absent: '999' is no employee.")
    assert "-," not in message
    assert "alike" not in message
    _, message = shown(run(centre, "--absent", "0012").exception)
    assert "(alike: 012" in message


def test_off_phone_work_is_made_up_told_and_kept_in_the_book(centre: Path, tmp_path: Path) -> None:
    """010 studies and is pulled to the phones; what the evening can spare goes into the same work, the rest is owed."""
    rows = "task,name,shift,days,from_date,deadline\nscripts,Scripts,T,5,2026-08-03,2026-08-28\n"
    dear = FILES["wfm.yaml"] + "  off_phone_hour_price: 60\n  make_up_hour_price: 0\n"
    for name, text in (("offphone.csv", rows), ("wfm.yaml", dear)):
        (centre / name).write_text(text, encoding="utf-8")
        os.utime(centre / name, (0, 0))  # older than the forecast, which stays good
    only = ("--no-extend", "--no-call-in", "--calls-so-far", str(so_far(tmp_path / "today.csv", 10, 0.7)))
    absent = [word for name in ("001", "003", "005", "007") for word in ("--absent", name)]
    found = told(centre, *absent, *only, "--accept", "--as", "Li Na", "--reason", "ill")
    (owed,) = found["off_phone"]  # type: ignore[misc]
    assert (owed["employee"], owed["work"], owed["deadline"]) == ("010", "scripts", "2026-08-28")
    assert owed["taken"] == owed["made_up"] + owed["owed"]
    assert min(owed["made_up"], owed["owed"]) > 0
    made = [change for change in found["changes"] if change["kind"] == "off-phone"]  # type: ignore[attr-defined]
    assert {change["employee"] for change in made} == set(owed["helpers"])
    assert sum(change["to_minute"] - change["from_minute"] for change in made) >= owed["made_up"]
    assert found["price_of_work_owed"] == owed["owed"]  # 60 an hour
    (entry,) = Store.open(centre).book(DAY_BOOK)
    assert entry.content["off_phone"] == [owed]
    page = (centre / "results" / f"tweak-{DAY}.html").read_text(encoding="utf-8")
    assert f"Off-phone work of 010 (Scripts): {owed['taken']} min taken" in page
    with (centre / "results" / f"messages-{DAY}.csv").open(encoding="utf-8-sig") as file:
        texts = {row["recipient"]: row["text"] for row in csv.DictReader(file) if row["language"] == "en"}
    assert "your off-phone work is put off" in texts["010"]
    assert f"{owed['owed']} min of it remain to be done by 2026-08-28" in texts["010"]
    assert all("off-phone work: Scripts" in texts[name] for name in owed["helpers"])
    again = told(centre)
    assert again["off_phone"][0]["taken"] == owed["taken"]  # type: ignore[index]
