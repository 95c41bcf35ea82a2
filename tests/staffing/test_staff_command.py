"""``wfm staff``: the twin of ``staff`` and its files, in both languages."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from wfm import words
from wfm.cli.common import set_language
from wfm.cli.main import cli
from wfm.data.demand import Forecast
from wfm.data.gate import open_workspace
from wfm.errors import UsageError
from wfm.forecast import read_forecast, write_forecast
from wfm.scenario.library import create
from wfm.staffing import load_demand, read_staffing, staff
from wfm.timegrid import interval_starts, month_horizon

MONTH = "2026-08"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The utility scenario with a plain forecast beside it."""
    target = tmp_path_factory.mktemp("staff") / "utility"
    create("utility", target, agents=40, seed=3)
    space = open_workspace(target)
    starts = interval_starts(month_horizon(MONTH), space.centre.interval_minutes, space.centre.timezone)
    frames = [pd.DataFrame({"project": project.project, "start": starts, "calls": 12.0}) for project in space.projects]
    frame = pd.concat(frames, ignore_index=True).assign(calls_p10=8.0, calls_p50=12.0, calls_p90=17.0, aht_seconds=210.0)
    busy_day = {project.project: 0.12 for project in space.projects}
    write_forecast(Forecast(frame, busy_day=busy_day), space.results / "forecast.csv")
    return target


def run(*arguments: str) -> str:
    try:
        result = CliRunner().invoke(cli, ["staff", *arguments], catch_exceptions=False)
    finally:
        set_language("en")
    assert result.exit_code == 0, result.output
    return result.stdout


def test_command_writes_what_the_function_returns(folder: Path) -> None:
    text = run("-w", str(folder), "--month", MONTH, "-q", "--lang", "en")
    space = open_workspace(folder)
    timezone = space.centre.timezone
    frame, demand = staff(space, read_forecast(space.results / "forecast.csv", timezone), month_horizon(MONTH))
    stored = read_staffing(space.results / "staffing.csv", timezone)
    assert stored["agents"].tolist() == frame["agents"].tolist()
    assert (load_demand(space.results / "curves.npz").loss == demand.loss).all()
    lines = text.splitlines()
    for project in space.projects:
        assert any(line.startswith(f"{project.project}: ") for line in lines)
    assert "closed intervals" in text


def test_json_and_requirement_mode(folder: Path) -> None:
    told = json.loads(run("-w", str(folder), "--month", MONTH, "--json", "-q", "--mode", "requirement", "--missing-price", "6"))
    assert told["mode"] == "requirement"
    first = told["projects"][0]
    assert first["peak_agents"] > 0
    assert sum(first["bound_by"].values()) == pytest.approx(1.0)
    demand = load_demand(folder / "results" / "curves.npz")
    curve = demand.curve(0, 24, 0)
    assert curve[-2] == 6


def test_chinese(folder: Path) -> None:
    assert "坐席小时" in run("-w", str(folder), "--month", MONTH, "-q", "--lang", "zh")


def test_wrong_month_is_a_usage_error(folder: Path) -> None:
    with pytest.raises(UsageError):
        CliRunner().invoke(cli, ["staff", "-w", str(folder), "--month", "August"], catch_exceptions=False)


def test_every_text_of_the_area_fills_in_both_languages() -> None:
    """No placeholder of one language is missing in the other."""
    import string

    for key, texts in words.catalogue().items():
        if key.startswith("staffing."):
            names = [
                {field for _, field, _, _ in string.Formatter().parse(texts[language]) if field} for language in ("en", "zh")
            ]
            assert names[0] == names[1], key
