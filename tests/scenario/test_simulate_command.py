"""``wfm simulate`` on a workspace: its files, both languages, wrong input answered."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from wfm.cli.common import set_language
from wfm.cli.main import cli
from wfm.data.demand import Forecast
from wfm.data.gate import open_workspace
from wfm.data.result import Certificate, PlanResult
from wfm.data.roster import Duty, Roster, RunCard
from wfm.data.serial import draft_path, roster_hash, save_result
from wfm.errors import InputError, UsageError, WfmError
from wfm.forecast import write_forecast
from wfm.scenario.library import create
from wfm.store import Store
from wfm.timegrid import interval_starts, month_horizon

MONTH = "2026-08"
WEEK = "2026-08-03..2026-08-05"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The utility scenario with a plain forecast and a draft in which everybody works the first shift of the list."""
    target = tmp_path_factory.mktemp("simulate") / "utility"
    create("utility", target, agents=40, seed=3)
    for file in (target / "history").iterdir():  # two weeks are enough here, and read faster
        head, *rows = file.read_text(encoding="utf-8").splitlines()
        file.write_text("\n".join([head, *(row for row in rows if ",2026-07-1" in row)]) + "\n", encoding="utf-8")
    space = open_workspace(target)
    horizon = month_horizon(MONTH)
    starts = interval_starts(horizon, space.centre.interval_minutes, space.centre.timezone)
    frames = [pd.DataFrame({"project": project.project, "start": starts, "calls": 4.0}) for project in space.projects]
    frame = pd.concat(frames, ignore_index=True).assign(calls_p10=2.0, calls_p50=4.0, calls_p90=6.0, aht_seconds=210.0)
    write_forecast(Forecast(frame, busy_day={project.project: 0.1 for project in space.projects}), space.results / "forecast.csv")
    shift = next(shift for shift in space.shifts if shift.covers and shift.break_minutes and not shift.projects)
    main = {skill.employee: skill.project for skill in space.skills if skill.priority == 1}
    duties = [
        Duty(person, day, shift.shift, project, shift.break_from) for person, project in main.items() for day in horizon.dates
    ]
    roster = Roster(horizon, tuple(duties))
    card = RunCard({}, {}, {}, seed=1, limit="", status="legal", stopped="", cost=0, bound=None)
    certificate = Certificate(True, 0, None, roster_hash(roster), {}, ())
    result = PlanResult(roster, card, certificate)
    save_result(draft_path(space.results, MONTH), result)
    Store.open(space.path, space.centre.database).publish(result, author="a", reason="b", base=None)
    return target


def run(folder: Path, *arguments: str, month: str = MONTH) -> Result:
    always = ("-w", str(folder), "--month", month, "--days", WEEK, "--replications", "2", "--workers", "1", "-q")
    try:
        return CliRunner().invoke(cli, ["simulate", *arguments, *always], catch_exceptions=False)
    finally:
        set_language("en")


def test_files_and_text_say_the_same(folder: Path, tmp_path: Path) -> None:
    out, page = tmp_path / "week.csv", tmp_path / "week.html"
    found = run(folder, "--out", str(out), "--html", str(page), "--lang", "en")
    assert found.exit_code == 0, found.output
    kept = json.loads((folder / "results" / f"simulation-{MONTH}.json").read_text(encoding="utf-8"))
    assert kept["card"]["seed"] == 1
    assert kept["card"]["inputs"]["roster"]
    frame = pd.read_csv(out)
    offered = frame[frame.routing == "dedicated"].offered.sum()
    assert offered == pytest.approx(kept["simulated"]["dedicated"]["offered"][-1], abs=0.5)
    assert list(frame.columns[:8]) == [
        "project",
        "start",
        "routing",
        "offered",
        "answered",
        "in_time",
        "abandoned",
        "mean_wait_seconds",
    ]
    assert {"agents", "predicted_within", "predicted_abandonment"} <= set(frame.columns)
    share = 100 * kept["simulated"]["dedicated"]["within"][-1][0]
    assert f"{share:.1f}%" in found.stdout
    assert f"{share:.1f} %" in page.read_text(encoding="utf-8")
    for project in kept["projects"]:
        assert f"\n{project}\n" in found.stdout
    assert "Pooling reserve" in found.stdout


def test_json_and_chinese(folder: Path) -> None:
    told = json.loads(run(folder, "--json", "--routing", "dedicated", "--no-explain").stdout)
    assert list(told["simulated"]) == ["dedicated"]
    assert told["effects"] == []
    assert "pooling" not in told
    chinese = run(folder, "--lang", "zh").stdout
    assert "共享储备" in chinese
    assert "草稿" in chinese


def test_a_version_and_a_file_give_what_the_draft_gives(folder: Path, tmp_path: Path) -> None:
    draft = json.loads(run(folder, "--json", "--no-explain").stdout)
    published = json.loads(run(folder, "--json", "--no-explain", "--version", "1").stdout)
    roster = json.loads(draft_path(folder / "results", MONTH).read_text(encoding="utf-8"))["roster"]
    file = tmp_path / "mine.json"
    file.write_text(json.dumps(roster), encoding="utf-8")
    plain = json.loads(run(folder, str(file), "--json", "--no-explain").stdout)
    assert draft["simulated"] == published["simulated"] == plain["simulated"]
    assert [each["card"]["roster"] for each in (draft, published, plain)] == ["draft", "version 1", "mine.json"]


@pytest.mark.parametrize(
    ("arguments", "kind", "said"),
    [
        (("--version", "9"), UsageError, "9"),
        (("--days", "2026-08-30..2026-09-02"), UsageError, "2026-09-02"),
        (("--days", "2026-08-09..2026-08-03"), UsageError, "2026-08-09"),
        (("--days", "monday"), UsageError, "monday"),
        (("--handling", "empirical"), UsageError, "fits.json"),
    ],
)
def test_wrong_choices_are_named(folder: Path, arguments: tuple[str, ...], kind: type[WfmError], said: str) -> None:
    given = ["simulate", "-w", str(folder), "--month", MONTH, "--replications", "2", "-q", *arguments]
    with pytest.raises(kind) as refused:
        CliRunner().invoke(cli, given, catch_exceptions=False)
    for language in ("en", "zh"):
        assert said in refused.value.message(language)


def test_no_replications_is_a_usage_error(folder: Path) -> None:
    given = ["simulate", "-w", str(folder), "--month", MONTH, "--replications", "0"]
    assert CliRunner().invoke(cli, given).exit_code == 2


def test_rosters_of_other_months_and_no_rosters_are_refused(folder: Path, tmp_path: Path) -> None:
    other, nothing = tmp_path / "other.json", tmp_path / "nothing.json"
    other.write_text(json.dumps(Roster(month_horizon("2026-07"), ()).to_json()), encoding="utf-8")
    nothing.write_text('{"a": 1}', encoding="utf-8")
    with pytest.raises(UsageError) as wrong_month:
        run(folder, str(other))
    assert "2026-07" in wrong_month.value.message("en")
    with pytest.raises(InputError):
        run(folder, str(nothing))
    with pytest.raises(UsageError):
        run(folder, str(other), "--version", "1")


def test_a_draft_that_is_missing_is_named(folder: Path) -> None:
    draft = draft_path(folder / "results", MONTH)
    kept = draft.read_bytes()
    draft.unlink()
    try:
        with pytest.raises(UsageError) as missing:
            run(folder)
        assert draft.name in missing.value.message("en")
    finally:
        draft.write_bytes(kept)


def test_bad_cells_of_a_replay_are_named(folder: Path, tmp_path: Path) -> None:
    calls = tmp_path / "calls.csv"
    head = "project,arrival,outcome,wait_seconds,handling_seconds\n"
    project = open_workspace(folder).projects[0].project
    calls.write_text(f"{head}{project},2026-08-03 10:00:00,answered,-5,60\n", encoding="utf-8")
    with pytest.raises(InputError) as refused:
        run(folder, "--replay", str(calls))
    assert "wait_seconds" in refused.value.message("en")
    assert "-5" in refused.value.message("zh")
    calls.write_text(f"{head}{project},2026-08-03 10:00:00,answered,5,60\n", encoding="utf-8")
    told = json.loads(run(folder, "--replay", str(calls), "--json", "--no-explain").stdout)
    assert told["simulated"]["dedicated"]["offered"][-1] == 1
    assert told["card"]["replay"] == "calls.csv"
    assert date.fromisoformat(told["days"][0]) == date(2026, 8, 3)
