"""The three commands: first run infers and saves, later runs read, overlap is refused, nothing is lost."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import openpyxl
import pytest
import yaml
from click.testing import CliRunner, Result

from wfm.cli.main import cli
from wfm.errors import InputError, UsageError

EXPORT = "日期,时段,技能组,呼入量,接通量,放弃量,平均处理时长\n" + "".join(
    f"2026/8/1,0{h}:00-0{h}:30,甲组 ,1{h},1{h},0,00:03:00\n2026/8/1,0{h}:30-{h + 1:02d}:00,甲组,2,2,0,--\n" for h in range(8)
)


def _run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


@pytest.fixture
def centre(tmp_path: Path) -> Path:
    folder = tmp_path / "centre"
    folder.mkdir()
    (folder / "wfm.yaml").write_text("name: t\ntimezone: Asia/Shanghai\ninterval_minutes: 30\n", encoding="utf-8")
    return folder


@pytest.fixture
def export(tmp_path: Path) -> Path:
    file = tmp_path / "export.csv"
    file.write_bytes(EXPORT.encode("gbk"))
    return file


def _history(centre: Path) -> dict[str, list[str]]:
    return {file.name: file.read_text(encoding="utf-8").splitlines() for file in (centre / "history").glob("*.csv")}


def test_first_run_infers_reports_and_saves_the_profile(centre: Path, export: Path) -> None:
    refused = _run("import-history", export, "--profile", "acd", "-w", centre)
    assert isinstance(refused.exception, InputError)
    assert "甲组" in str(refused.exception)
    assert not (centre / "profiles").exists()
    done = _run("import-history", export, "--profile", "acd", "-w", centre, "--map", "甲组=甲")
    assert done.exit_code == 0, done.output
    assert "'呼入量' is read as offered" in done.output
    profile = yaml.safe_load((centre / "profiles" / "acd.yaml").read_text(encoding="utf-8"))
    assert profile["columns"]["answered"] == "接通量"
    assert profile["project_of_group"] == {"甲组": "甲"}
    history = _history(centre)["acd-2026-08-01-2026-08-01.csv"]
    assert history[0] == "project,start,calls,answered,abandoned,aht_seconds"
    assert history[1] == "甲,2026-08-01T00:00:00+08:00,10,10,0,180"
    assert history[2] == "甲,2026-08-01T00:30:00+08:00,2,2,0,"
    again = _run("import-history", export, "--profile", "acd", "-w", centre, "--replace")
    assert again.exit_code == 0
    assert "is read as" not in again.output


def test_overlap_is_refused_or_replaced_without_losing_other_rows(centre: Path, export: Path) -> None:
    (centre / "history").mkdir()
    old = "project,start,calls,note\n甲,2026-08-01 00:30,99,x\n甲,2026-07-31 00:30,98,y\n乙,2026-08-01 00:30,97,z\n"
    (centre / "history" / "old.csv").write_text(old, encoding="utf-8")
    refused = _run("import-history", export, "--profile", "acd", "-w", centre, "--map", "甲组=甲")
    assert isinstance(refused.exception, InputError)
    assert refused.exception.key == "imports.overlap"
    assert list(_history(centre)) == ["old.csv"]
    assert not (centre / "profiles").exists()
    done = _run("import-history", export, "--profile", "acd", "-w", centre, "--map", "甲组=甲", "--replace", "--json")
    assert json.loads(done.output)["replaced"] == 1
    assert _history(centre)["old.csv"] == ["project,start,calls,note", "甲,2026-07-31 00:30,98,y", "乙,2026-08-01 00:30,97,z"]


def test_dry_run_writes_nothing(centre: Path, export: Path) -> None:
    done = _run("import-history", export, "--profile", "acd", "-w", centre, "--map", "甲组=甲", "--dry-run")
    assert done.exit_code == 0
    assert [entry.name for entry in centre.iterdir()] == ["wfm.yaml"]


def test_unreadable_cells_stop_the_writing_unless_skipped(centre: Path, tmp_path: Path) -> None:
    file = tmp_path / "bad.csv"
    file.write_text(EXPORT.replace(",13,13,", ",1B,13,"), encoding="utf-8")
    arguments = ["import-history", file, "--profile", "acd", "-w", centre, "--map", "甲组=甲"]
    refused = _run(*arguments)
    assert refused.exit_code == 1
    assert "D8" in refused.output
    assert not (centre / "history").exists()
    skipped = _run(*arguments, "--skip-unreadable", "--lang", "zh")
    assert skipped.exit_code == 0
    assert "拒绝" in skipped.output
    assert "甲,2026-08-01T03:00:00+08:00,,13,0,180" in _history(centre)["acd-2026-08-01-2026-08-01.csv"]


@pytest.mark.parametrize("name", ["../evil", "", "a/b", ".hidden"])
def test_profile_names_are_file_names(centre: Path, export: Path, name: str) -> None:
    assert isinstance(_run("import-history", export, "--profile", name, "-w", centre).exception, UsageError)


@pytest.mark.parametrize("text", ["columns: {nonsense: x}", "columns: [", "- 1", "interval_minutes: soon", "color: red"])
def test_broken_profiles_are_refused(centre: Path, export: Path, text: str) -> None:
    (centre / "profiles").mkdir()
    (centre / "profiles" / "acd.yaml").write_text(text, encoding="utf-8")
    assert isinstance(_run("import-history", export, "--profile", "acd", "-w", centre).exception, InputError)


def _roster(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["工号", *range(1, 32)])
    sheet.append(["00101", *["早", "夜", "休", "年", "年"] * 6, "?"])
    book.save(tmp_path / "r.xlsx")
    return tmp_path / "r.xlsx"


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_roster_becomes_previous_and_other_rows_stay(centre: Path, tmp_path: Path) -> None:
    shifts = "shift,name,code,start,minutes,kind\nE8,早班,早,08:00,480,day\nN10,夜班,夜,22:00,600,night\n"
    (centre / "shifts.csv").write_text(shifts, encoding="utf-8")
    (centre / "previous.csv").write_text("employee,date,shift\n00101,2026-07-01,N10\n00101,2026-06-30,E8\n", encoding="utf-8")
    done = _run("import-roster", _roster(tmp_path), "--month", "2026-07", "-w", centre, "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.output)
    assert (told["rows"], told["replaced"], told["kept"]) == (30, 1, 1)
    assert told["leave"][0] == {"employee": "00101", "kind": "annual", "from_date": "2026-07-04", "to_date": "2026-07-05"}
    assert [finding["where"] for finding in told["findings"] if finding["kind"] == "unknown_code"] == ["Sheet!AF2"]
    rows = _rows(centre / "previous.csv")
    assert [row["shift"] for row in rows[:6]] == ["E8", "E8", "N10", "-", "-", "-"]
    assert rows[0]["date"] == "2026-06-30"


def test_codes_without_a_shift_are_refused_and_mapped_by_option_or_file(centre: Path, tmp_path: Path) -> None:
    (centre / "shifts.csv").write_text("shift,start,minutes\nS1,08:00,480\nS2,22:00,480\n", encoding="utf-8")
    file = _roster(tmp_path)
    refused = _run("import-roster", file, "--month", "2026-07", "-w", centre)
    assert isinstance(refused.exception, InputError)
    assert refused.exception.values["codes"] == "早, 夜"
    wrong = _run("import-roster", file, "--month", "2026-07", "-w", centre, "--map", "早=S9", "--map", "夜=S2")
    assert isinstance(wrong.exception, InputError)
    (centre / "profiles").mkdir()
    codes = {"codes": {"早": {"kind": "shift", "shift": "S1"}, "?": {"kind": "other"}}}
    (centre / "profiles" / "codes.yaml").write_text(yaml.safe_dump(codes, allow_unicode=True), encoding="utf-8")
    done = _run("import-roster", file, "--month", "2026-07", "-w", centre, "--map", "夜=S2")
    assert done.exit_code == 0, done.output
    assert [row["shift"] for row in _rows(centre / "previous.csv")[:3]] == ["S1", "S2", "-"]
    assert len(_rows(centre / "previous.csv")) == 31


def test_skills_are_written_for_the_people_of_the_matrix(centre: Path, tmp_path: Path) -> None:
    (centre / "projects.csv").write_text("project,name\nhot,热线\nev,充电\n", encoding="utf-8")
    (centre / "skills.csv").write_text("employee,project,proficiency\n0101,hot,1.2\n0999,ev,0.9\n", encoding="utf-8")
    file = tmp_path / "m.csv"
    file.write_text("工号,热线,充电,外包\n0101,主,备,√\n", encoding="utf-8")
    assert isinstance(_run("import-skills", file, "-w", centre).exception, InputError)
    done = _run("import-skills", file, "-w", centre, "--map", "外包=-")
    assert done.exit_code == 0, done.output
    rows = _rows(centre / "skills.csv")
    assert [(row["employee"], row["project"], row["priority"], row["emergency_only"]) for row in rows] == [
        ("0999", "ev", "", ""),
        ("0101", "ev", "3", "true"),
        ("0101", "hot", "1", "false"),
    ]
    assert rows[0]["proficiency"] == "0.9"


def test_what_was_written_is_a_valid_workspace_table(centre: Path, export: Path, tmp_path: Path) -> None:
    from wfm.data.reading import read_workspace

    (centre / "projects.csv").write_text("project\n甲\n", encoding="utf-8")
    (centre / "m.txt").write_text("工号,甲\n0101,备\n", encoding="utf-8")
    _run("import-history", export, "--profile", "acd", "-w", centre, "--map", "甲组=甲")
    _run("import-skills", centre / "m.txt", "-w", centre)
    _run("import-roster", _roster(tmp_path), "--month", "2026-07", "-w", centre)
    workspace, _ = read_workspace(centre)
    assert len(workspace.history) == 16
    assert workspace.history["calls"].sum() == sum(range(10, 18)) + 16
    assert [(skill.employee, skill.emergency_only) for skill in workspace.skills] == [("0101", True)]
    assert len(workspace.previous) == 30


@pytest.mark.parametrize("command", ["import-history", "import-roster", "import-skills"])
def test_bad_arguments_are_usage_errors(command: str, tmp_path: Path) -> None:
    extra = {"import-history": ["--profile", "p"], "import-roster": ["--month", "2026-07"]}.get(command, [])
    assert isinstance(_run(command, tmp_path / "no.xlsx", "-w", tmp_path, *extra).exception, UsageError)
    assert isinstance(_run(command, tmp_path / "no.xlsx", "-w", tmp_path / "nowhere", *extra).exception, UsageError)
    assert isinstance(_run(command, tmp_path / "no.xlsx", "-w", tmp_path, *extra, "--map", "x").exception, UsageError)
    assert "Example:" in _run(command, "--help").output
