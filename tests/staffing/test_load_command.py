"""``wfm staff`` with --load, --as-of and a shrinkage table: what is said, and what is refused."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from wfm.cli.common import set_language
from wfm.cli.main import cli
from wfm.data.demand import Forecast
from wfm.data.gate import open_workspace
from wfm.data.workspace import Workspace
from wfm.forecast import read_forecast, write_forecast
from wfm.scenario.library import create
from wfm.staffing import load_demand, read_staffing, staff
from wfm.timegrid import interval_starts, month_horizon

MONTH = "2026-08"
SHRINKAGE = "project,weekdays,from_time,to_time,planned,unplanned\nhotline,2,14:00,15:00,0.2,\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small utility without history, with a steep forecast of long calls and a shrinkage table."""
    target = tmp_path_factory.mktemp("load") / "utility"
    create("utility", target, agents=40, seed=3)
    shutil.rmtree(target / "history")
    (target / "shrinkage.csv").write_text(SHRINKAGE, encoding="utf-8")
    space = open_workspace(target)
    starts = interval_starts(month_horizon(MONTH), space.centre.interval_minutes, space.centre.timezone)
    calls = 2.0 + 4.0 * abs(12 - abs(starts.hour - 12))
    frames = [pd.DataFrame({"project": project.project, "start": starts, "calls": calls}) for project in space.projects]
    frame = pd.concat(frames, ignore_index=True).assign(calls_p10=1.0, calls_p50=2.0, calls_p90=3.0, aht_seconds=700.0)
    write_forecast(Forecast(frame, busy_day={}), space.results / "forecast.csv")
    return target


def run(folder: Path, *arguments: str) -> Result:
    try:
        return CliRunner().invoke(cli, ["staff", "-w", str(folder), "--month", MONTH, "-q", *arguments])
    finally:
        set_language("en")


def opened(folder: Path) -> tuple[Workspace, Forecast]:
    space = open_workspace(folder)
    return space, read_forecast(space.results / "forecast.csv", space.centre.timezone)


def test_load_and_day_reach_the_function_and_the_files(folder: Path) -> None:
    result = run(folder, "--load", "leaving", "--as-of", "2026-08-01", "--lang", "en")
    assert result.exit_code == 0, result.output
    space, given = opened(folder)
    frame, _ = staff(space, given, month_horizon(MONTH), load="leaving", as_of=date(2026, 8, 1))
    stored = read_staffing(space.results / "staffing.csv", space.centre.timezone)
    assert stored["agents"].tolist() == frame["agents"].tolist()
    assert stored["agents_mol"].tolist() == frame["agents_mol"].tolist()
    made = load_demand(space.results / "curves.npz").made_with
    assert (made["load"], made["as_of"]) == ("leaving", "2026-08-01")
    assert "those who leave finish the call in hand" in result.stdout
    assert "Absence seen from 2026-08-01" in result.stdout
    assert "hotline: of the required agent-hours" in result.stdout


def test_the_summary_says_where_the_load_matters_in_both_languages(folder: Path) -> None:
    assert "hotline: calls still in hand change" in run(folder, "--lang", "en").stdout
    assert "hotline：把未结束的通话计入后" in run(folder, "--lang", "zh").stdout
    told = json.loads(run(folder, "--json").stdout)
    change = next(project["load_change"] for project in told["projects"] if project["project"] == "hotline")
    space, given = opened(folder)
    frame, _ = staff(space, given, month_horizon(MONTH))
    rows = frame[(frame["project"] == "hotline") & (frame["bound_by"] != "closed")]
    steps = rows["agents_mol"] - rows["agents_stationary"]
    assert (change["intervals"], change["of"]) == ((steps != 0).sum(), len(rows))
    assert (change["rise"], change["fall"]) == (max(0, steps.max()), min(0, steps.min()))


@pytest.mark.parametrize("wrong", [("--load", "peak"), ("--as-of", "tomorrow"), ("--as-of", "2026-13-01")])
def test_wrong_options_are_usage_errors(folder: Path, wrong: tuple[str, str]) -> None:
    result = run(folder, *wrong)
    assert result.exit_code == 2
    assert wrong[1] in result.output
