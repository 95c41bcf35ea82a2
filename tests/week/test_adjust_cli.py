"""``wfm adjust`` on a folder, as a team lead runs it; wrong input answered with file, row and column."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from week_cli import run

from wfm.data.diff import diff
from wfm.data.gate import GateRefusal
from wfm.data.serial import load_result
from wfm.data.tables import Leave
from wfm.errors import ConflictError, InputError, UsageError, WfmError
from wfm.roster.audit import audit
from wfm.roster.engine.search import Limit
from wfm.roster.solve import Options
from wfm.scenario.in_force import changes_so_far, problem_of
from wfm.scenario.month import open_month
from wfm.scenario.week import Week, adjust_week, publish_week
from wfm.store import Store, publish_draft

WEEK = "2026-08-10"
AS_OF = "2026-08-07T12:00"
QUICK = Options(Limit(moves=60_000), seed=1)


def absences(folder: Path, *rows: tuple[str, str, str, str], head: str = "employee,kind,from_date,to_date") -> Path:
    path = folder.parent / "absences.csv"
    path.write_text("\n".join([head, *(",".join(row) for row in rows)]) + "\n", encoding="utf-8")
    return path


def on_duty(folder: Path, day: str) -> Iterator[str]:
    """Employees who work on ``day`` in version 1."""
    roster = Store.open(folder).load(1).roster
    yield from sorted(duty.employee for duty in roster.duties if duty.day == date.fromisoformat(day))


def adjusted(folder: Path, **changes: object) -> Week:
    values: dict[str, object] = {"as_of": datetime.fromisoformat(AS_OF), "options": QUICK, **changes}
    return adjust_week(folder, date.fromisoformat(str(values.pop("week", WEEK))), **values)  # type: ignore[arg-type]


def test_a_week_is_adjusted_published_and_audited(centre: Path) -> None:
    gone = next(on_duty(centre, WEEK))
    path = absences(centre, (gone, "sick", "2026-08-10", "2026-08-12"))
    command = ("adjust", "-w", centre, "--week", WEEK, "--absences", path, "--as-of", AS_OF, "--work-limit", 60_000, "-q")
    result = run(*command, "--publish", "--reason", "absences", "--as", "Li Na", "--lang", "en")
    assert result.exit_code == 0, result.output
    assert "Published version 2" in result.stdout
    assert "1 person absent" in result.stdout
    answer = json.loads((centre / "results" / f"adjust-{WEEK}.json").read_text(encoding="utf-8"))
    assert answer["cost_fixed"] <= answer["bound"] <= answer["cost_after"] <= answer["cost_before"]
    version = Store.open(centre).load(2)
    assert (version.version.layer, version.version.base, version.card.parameters["told_at"]) == ("week", 1, AS_OF)
    paid = sum(change["price"] for change in answer["changes"])
    assert paid == version.card.price_of_changes == version.certificate.rules["keep-published"][2] > 0
    assert f"cost {version.card.cost} (roster {version.card.cost - paid}, changes {paid}), bound" in result.stdout
    assert not any(
        duty.employee == gone and "2026-08-10" <= duty.day.isoformat() <= "2026-08-12" for duty in version.roster.duties
    )
    assert run("audit", "-w", centre, "--month", "2026-08", "--version", 2).exit_code == 0
    assert run("audit", "-w", centre, "--month", "2026-08", "--version", 1).exit_code == 0
    page = (centre / "results" / f"adjust-{WEEK}.html").read_text(encoding="utf-8")
    assert gone in page
    assert "https://" not in page.replace("https://www.w3.org", "")


def test_the_list_of_those_to_be_told_has_every_change_once(centre: Path) -> None:
    everybody = tuple((name, "sick", WEEK, "2026-08-14") for name in list(on_duty(centre, WEEK))[:4])
    path = absences(centre, *everybody)
    result = run(
        "adjust", "-w", centre, "--week", WEEK, "--absences", path, "--as-of", AS_OF, "--work-limit", 60_000, "-q", "--json"
    )
    assert result.exit_code == 0, result.output
    answer = json.loads(result.stdout)
    with (centre / "results" / f"tell-{WEEK}.csv").open(encoding="utf-8-sig") as file:
        told = [(row["employee"], row["date"]) for row in csv.DictReader(file)]
    changes = [(one["employee"], one["day"]) for one in answer["changes"] if one["kinds"] != ["break"]]
    assert sorted(told) == sorted(changes)
    assert len(told) == answer["changed"] > 0
    assert sum(one["changes"] for one in answer["by_band"].values()) == len(told)


def test_others_teams_and_days_begun_stay(centre: Path) -> None:
    team = open_month(centre, "2026-08").workspace.employees[0].team
    week = adjusted(centre, teams=(team,), as_of=datetime(2026, 8, 11, 9))
    members = {person.employee for person in week.opened.workspace.employees if person.team == team}
    for change in diff(Store.open(centre).load(1).roster, week.result.roster).changes:
        assert change.employee in members
        assert date(2026, 8, 12) <= change.day <= date(2026, 8, 16)
    assert week.answer.begun == (date(2026, 8, 10), date(2026, 8, 11))


def test_a_week_across_the_month_is_clipped_and_said(centre: Path) -> None:
    result = run("adjust", "-w", centre, "--week", "2026-08-31", "--as-of", AS_OF, "--work-limit", 20_000, "-q", "--lang", "en")
    assert result.exit_code == 0, result.output
    assert "Week 2026-08-31 to 2026-08-31" in result.stdout
    assert "crosses the month's edge" in result.stdout


def test_the_draft_is_published_in_the_week_layer(centre: Path) -> None:
    adjusted(centre)
    version = publish_draft(Store.open(centre), centre / "results", "2026-08", author="Li Na", reason="week")
    assert (version.layer, version.base) == ("week", 1)


def test_who_publishes_second_gets_both_differences(centre: Path) -> None:
    gone = list(on_duty(centre, WEEK))
    first = adjusted(centre, absences=absences(centre, (gone[0], "sick", WEEK, WEEK)))
    second = adjusted(centre, absences=absences(centre, (gone[1], "sick", WEEK, WEEK)))
    publish_week(first, author="a", reason="first")
    with pytest.raises(ConflictError) as refused:
        publish_week(second, author="b", reason="second")
    assert refused.value.values["theirs"] != refused.value.values["yours"]


def test_the_next_adjustment_knows_the_absence_and_the_changes(centre: Path) -> None:
    gone = list(on_duty(centre, "2026-08-12"))[:3]
    path = absences(centre, *((name, "sick", "2026-08-12", "2026-08-14") for name in gone))
    week = adjusted(centre, absences=path)
    publish_week(week, author="a", reason="first")
    store = Store.open(centre)
    before = changes_so_far(store, "2026-08", 2)
    assert before == Counter(change.employee for change in week.answer.changes if change.counted)
    away = {(name, date(2026, 8, day)) for name in gone for day in (12, 13, 14)}
    assert not away & {(change.employee, change.day) for change in week.answer.changes}
    again = adjusted(centre)
    assert not any(
        duty.employee in gone and date(2026, 8, 12) <= duty.day <= date(2026, 8, 14) for duty in again.result.roster.duties
    )
    assert again.problem.policy is not None
    assert again.problem.policy.before == before
    publish_week(again, author="a", reason="second")
    opened, stored = open_month(centre, "2026-08"), store.load(3)
    assert audit(problem_of(opened, stored.card), stored.roster, stored.card.cost).passed


def test_a_newer_forecast_is_staffed_for_its_days_only(centre: Path) -> None:
    with (centre / "results" / "forecast.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    hot = [{**row, "calls": str(float(row["calls"]) * 1.5)} for row in rows if "2026-08-10" <= row["start"][:10] <= "2026-08-16"]
    path = centre.parent / "hot.csv"
    with path.open("w", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(hot[0]))
        writer.writeheader()
        writer.writerows(hot)
    old = open_month(centre, "2026-08").demand
    week = adjusted(centre, forecast=path)
    new = week.problem.demand
    assert (new.requirement[:9] == old.requirement[:9]).all()
    assert (new.requirement[16:] == old.requirement[16:]).all()
    assert new.requirement[9:16].sum() > old.requirement[9:16].sum()
    assert (new.curve(3, 20, 0) == old.curve(3, 20, 0)).all()
    assert open_month(centre, "2026-08").demand.sha256() == old.sha256()
    publish_week(week, author="a", reason="hot")
    assert open_month(centre, "2026-08").demand.sha256() == new.sha256()
    assert run("audit", "-w", centre, "--month", "2026-08", "--version", 2).exit_code == 0


def test_leave_entered_since_counts_as_absence(centre: Path) -> None:
    gone = next(on_duty(centre, "2026-08-13"))
    with (centre / "leave.csv").open("a", encoding="utf-8") as file:
        file.write(f"{gone},annual,2026-08-13,2026-08-13\n")
    week = adjusted(centre)
    assert [(one.employee, one.from_date) for one in week.answer.absences] == [(gone, date(2026, 8, 13))]
    assert week.result.roster.duty(gone, date(2026, 8, 13)) is None


SPOILED = {
    "unknown employee": (("nobody", "sick", WEEK, WEEK), "K-04", "employee"),
    "unknown kind": (("000001", "tired", WEEK, WEEK), "V-", "kind"),
    "no date": (("000001", "sick", "soon", WEEK), "V-", "from_date"),
    "reversed": (("000001", "sick", "2026-08-12", "2026-08-11"), "V-30", ""),
    "outside the week": (("000001", "sick", "2026-08-20", "2026-08-21"), "week-days", "from_date"),
    "lost zeros": (("1", "sick", WEEK, WEEK), "", "employee"),
    "empty": (("", "sick", WEEK, WEEK), "C-", "employee"),
}


@pytest.mark.parametrize("name", SPOILED)
def test_spoiled_absences_are_refused_at_their_cell(centre: Path, name: str) -> None:
    row, rule, column = SPOILED[name]
    with pytest.raises(GateRefusal) as refused:
        adjusted(centre, absences=absences(centre, ("000002", "sick", WEEK, WEEK), row))
    issue = refused.value.issues[0]
    assert (issue.file, issue.row) == ("absences.csv", 3)
    assert issue.rule.startswith(rule)
    assert not column or issue.column == column
    assert not (centre / "results" / f"adjust-{WEEK}.json").exists()


def test_two_rows_for_one_day_are_refused(centre: Path) -> None:
    rows = ("000002", "sick", WEEK, "2026-08-12"), ("000002", "unpaid", "2026-08-12", "2026-08-13")
    with pytest.raises(GateRefusal) as refused:
        adjusted(centre, absences=absences(centre, *rows))
    assert [issue.rule for issue in refused.value.issues] == ["week-overlap"]


def test_a_missing_column_is_refused(centre: Path) -> None:
    with pytest.raises(GateRefusal) as refused:
        adjusted(centre, absences=absences(centre, ("000002", "sick", WEEK), head="employee,kind,from_date"))
    assert refused.value.issues[0].column == "to_date"


@pytest.mark.parametrize(
    ("changes", "error", "words"),
    [
        ({"teams": ("moon",)}, UsageError, "moon"),
        ({"teams": ("moon",), "as_of": datetime(2026, 8, 16, 8)}, UsageError, "moon"),
        ({"week": "2026-09-07"}, WfmError, "2026-09"),
        ({"as_of": datetime(2026, 8, 16, 8)}, UsageError, "begun"),
        ({"absences": Path("nowhere.csv")}, UsageError, "nowhere.csv"),
        ({"forecast": Path("nowhere.csv")}, UsageError, "nowhere.csv"),
        ({"absences": Path("nowhere.csv"), "as_of": datetime(2026, 8, 16, 8)}, UsageError, "nowhere.csv"),
        ({"forecast": Path("nowhere.csv"), "as_of": datetime(2026, 8, 16, 8)}, UsageError, "nowhere.csv"),
    ],
)
def test_wrong_options_are_answered(centre: Path, changes: dict[str, object], error: type[WfmError], words: str) -> None:
    with pytest.raises(error) as refused:
        adjusted(centre, **changes)
    assert words in refused.value.message("en")
    assert refused.value.message("zh") != refused.value.message("en")


def test_a_forecast_of_other_days_or_projects_is_refused(centre: Path) -> None:
    head, *rows = (centre / "results" / "forecast.csv").read_text(encoding="utf-8").splitlines()
    path = centre.parent / "other.csv"
    path.write_text("\n".join([head, *(row for row in rows if "2026-08-20" in row)]), encoding="utf-8")
    with pytest.raises(InputError, match="no row between"):
        adjusted(centre, forecast=path)
    here = next(row for row in rows if "2026-08-12T12" in row)
    path.write_text("\n".join([head, "moon" + here[here.index(",") :]]), encoding="utf-8")
    with pytest.raises(InputError, match="moon"):
        adjusted(centre, forecast=path)


def test_wrong_words_on_the_command_line(centre: Path) -> None:
    assert isinstance(run("adjust", "-w", centre, "--week", "monday").exception, UsageError)
    assert isinstance(run("adjust", "-w", centre, "--week", WEEK, "--as-of", "noon").exception, UsageError)
    assert isinstance(run("adjust", "-w", centre, "--week", WEEK, "--publish").exception, UsageError)
    assert run("adjust", "-w", centre, "--week", WEEK, "--max-changes", "-1").exit_code == 2


def test_no_change_allowed_publishes_a_legal_roster(centre: Path) -> None:
    gone = next(on_duty(centre, WEEK))
    week = adjusted(centre, absences=absences(centre, (gone, "sick", WEEK, WEEK)), max_changes=0)
    assert not any(change.counted for change in week.answer.changes)
    assert load_result(centre / "results" / "draft-2026-08.json").certificate.passed


def test_an_absence_is_a_row_of_leave(centre: Path) -> None:
    gone = next(on_duty(centre, WEEK))
    week = adjusted(centre, absences=absences(centre, (gone, "sick", "2026-08-08", "2026-08-11")))
    assert week.answer.absences[0].leave == Leave(
        employee=gone, kind="sick", from_date=date(2026, 8, 10), to_date=date(2026, 8, 11)
    )
