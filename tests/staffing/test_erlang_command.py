"""``wfm erlang``: text in both languages, JSON, files of cases, exit codes."""

from __future__ import annotations

import csv
import json
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from wfm.cli.common import set_language
from wfm.cli.main import cli, main
from wfm.staffing import Case, calculate

CASE = ("--calls", "350", "--interval", "30", "--aht", "210", "--target", "0.8", "--threshold", "20")


def run(*arguments: str) -> str:
    try:
        result = CliRunner().invoke(cli, ["erlang", *arguments], catch_exceptions=False)
    finally:
        set_language("en")
    assert result.exit_code == 0, result.output
    return result.stdout


def test_json_is_the_twin() -> None:
    shown = json.loads(run(*CASE, "--max-occupancy", "0.85", "--json"))
    assert shown == calculate([Case(calls=350, aht=210, target=0.8, max_occupancy=0.85)])[0].to_json()
    assert shown["load"] == pytest.approx(350 * 210 / 1800)


def test_text_shows_the_answer_and_its_neighbours() -> None:
    text = run(*CASE, "--shrinkage", "0.3", "--blocking", "0.01", "--utilisation", "0.8", "--attendance", "0.95")
    answer = calculate([Case(calls=350, aht=210, target=0.8)])[0]
    lines = text.splitlines()
    assert lines[0] == "load 40.83 Erlang"
    assert f"{answer.fewest} (bound by service)" in lines[1]
    marked = [line for line in lines if line.startswith(">")]
    assert len(marked) == 1
    assert marked[0].split()[1] == str(answer.fewest)
    for point in answer.around:
        assert any(line.lstrip("> ").startswith(f"{point.agents} ") and f"{point.within:.1%}" in line for line in lines)
    assert "seat formula" in text
    assert "54 seats" in text


def test_text_in_chinese() -> None:
    text = run(*CASE, "--lang", "zh", "--utilisation", "0.8")
    for term in ("爱尔兰", "20秒接通率", "占用率", "话务量", "平均处理时长", "工时利用率", "出勤率"):
        assert term in text


def test_a_queue_without_end_is_said() -> None:
    assert "for ever" in run("--calls", "100", "--aht", "180", "--agents", "8", "--blocking", "0.01")
    assert "breaks these targets" in run("--calls", "10", "--aht", "180", "--max-wait", "90", "--patience", "60")


def test_a_file_of_cases_goes_to_a_file_or_to_the_screen(tmp_path: Path) -> None:
    cases, out = tmp_path / "cases.csv", tmp_path / "answers.csv"
    cases.write_text("name,calls,aht\nmorning,350,210\nnight,12,180\n", encoding="utf-8")
    shown = run("--csv", str(cases), "--target", "0.8")
    assert run("--csv", str(cases), "--target", "0.8", "--out", str(out)) == ""
    assert out.read_text(encoding="utf-8") == shown
    rows = list(csv.DictReader(shown.splitlines()))
    found = calculate([Case(calls=350, aht=210, target=0.8), Case(calls=12, aht=180, target=0.8)])
    assert [(row["name"], int(row["fewest"])) for row in rows] == [("morning", found[0].fewest), ("night", found[1].fewest)]
    assert [float(row["within"]) for row in rows] == [pytest.approx(one.point.within, rel=1e-5) for one in found]
    plain = json.loads(run("--csv", str(cases), "--target", "0.8", "--json"))
    assert [one["case"]["name"] for one in plain] == ["morning", "night"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--calls", "-5", "--aht", "200", "--target", "0.8"), "--calls is '-5'"),
        (("--calls", "5", "--aht", "0", "--target", "0.8"), "handling time above 0"),
        (("--calls", "5", "--aht", "200", "--target", "1"), "--target is '1'"),
        (("--calls", "5", "--aht", "200", "--target", "0.8", "--patience", "0"), "--patience is '0'"),
        (("--calls", "nan", "--aht", "200", "--target", "0.8"), "--calls is 'nan'"),
        (("--calls", "many", "--aht", "200", "--target", "0.8"), "'many'"),
        (("--calls", "5", "--aht", "200"), "nothing is asked"),
        (("--aht", "200"), "--calls and --aht"),
        (("--calls", "5", "--aht", "200", "--target", "0.8", "--out", "x.csv"), "--csv"),
        (("--csv", "no-such-file.csv"), "no-such-file.csv"),
    ],
)
def test_wrong_input_gets_an_answer_and_exit_code_2(
    arguments: tuple[str, ...],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["wfm", "erlang", *arguments])
    with pytest.raises(SystemExit) as done:
        main()
    shown = capsys.readouterr()
    assert done.value.code == 2
    assert said in shown.err
    assert shown.out == ""


def test_the_page_shows_what_the_command_prints() -> None:
    page = (Path(__file__).parents[2] / "docs" / "erlang.md").read_text(encoding="utf-8")
    block = page.split("```text\n$ ", 1)[1].split("\n```", 1)[0]
    command, _, printed = block.partition("\n")
    assert run(*shlex.split(command)[2:]) == printed + "\n"
    for line in re.findall(r"^\| ([\d,]+) \| (\d+) \| (\d+) \| ([\d.]+%) \| (\d+) \((\w+)\) \| (\d+) \|$", page, re.MULTILINE):
        calls = float(line[0].replace(",", ""))
        found = calculate(
            [Case(calls=calls, aht=210, target=0.8, max_occupancy=0.85, patience=300, utilisation=0.8, attendance=0.95)]
        )[0]
        assert found.seats is not None
        assert found.seats_difference is not None
        ours = found.seats.seats - found.seats_difference
        shown = (found.seats.seats, found.seats.desk, f"{found.seats_within:.1%}", found.fewest, found.bound_by, ours)
        assert line[1:] == tuple(str(part) for part in shown)
