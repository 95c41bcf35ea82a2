"""forecast.csv and the command."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from wfm.cli.forecast import forecast as command
from wfm.data.workspace import Workspace
from wfm.errors import InputError, UsageError
from wfm.forecast import daily_totals, forecast, read_forecast, write_forecast
from wfm.timegrid import month_horizon

Make = Callable[..., pd.DataFrame]
Build = Callable[..., Workspace]
BERLIN = {"timezone": "Europe/Berlin", "country": "DE"}


def test_written_forecast_reads_back_with_its_offsets(tmp_path: Path, make_history: Make, make_workspace: Build) -> None:
    frame = make_history("007", date(2026, 7, 1), 92, lambda _: 700.0, timezone="Europe/Berlin", seed=1)
    made = forecast(make_workspace(frame, **BERLIN), month_horizon("2026-10"))
    path = tmp_path / "results" / "forecast.csv"
    write_forecast(made, path)
    text = path.read_text(encoding="utf-8")
    assert text.splitlines()[0] == "project,start,calls,calls_p10,calls_p50,calls_p90,aht_seconds"
    assert "007,2026-10-25T02:30:00+02:00," in text
    assert "007,2026-10-25T02:30:00+01:00," in text
    again = read_forecast(path, "Europe/Berlin")
    assert (again.frame["start"] == made.frame["start"]).all()
    assert str(again.frame["start"].dt.tz) == "Europe/Berlin"
    assert again.frame["calls"].to_numpy() == pytest.approx(made.frame["calls"].to_numpy(), abs=1e-4)
    assert (again.model, again.busy_day, again.notes) == (dict(made.model), dict(made.busy_day), made.notes)
    assert again.interval_spread == made.interval_spread
    assert again.handling_spread == made.handling_spread
    assert set(again.handling_spread) == set(again.busy_day)
    assert all(again.interval_spread[name] >= spread for name, spread in again.busy_day.items())
    before = path.read_bytes()
    write_forecast(again, path)
    assert path.read_bytes() == before


def test_hand_made_file_with_local_times(tmp_path: Path) -> None:
    path = tmp_path / "forecast.csv"
    header = "project,start,calls,calls_p10,calls_p50,calls_p90,aht_seconds\n"
    path.write_text(header + "p,2026-08-01 08:00,3,1,3,5,200\n", encoding="utf-8-sig")
    read = read_forecast(path, "Asia/Shanghai")
    assert read.frame["start"].iloc[0].isoformat() == "2026-08-01T08:00:00+08:00"
    assert read.busy_day == {}
    assert len(daily_totals(read)) == 1


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("p,2026-08-01 08:00,-3,1,3,5,200", "calls"),
        ("p,2026-08-01 08:00,3,1,3,5,", "aht_seconds"),
        ("p,soon,3,1,3,5,200", "start"),
        ("p,2026-10-25 02:30,3,1,3,5,200", "start"),  # twice that night in Berlin: which one?
    ],
)
def test_bad_cells_are_named(tmp_path: Path, row: str, column: str) -> None:
    path = tmp_path / "forecast.csv"
    header = "project,start,calls,calls_p10,calls_p50,calls_p90,aht_seconds\n"
    path.write_text(f"{header}p,2026-08-01 07:30,3,1,3,5,200\n{row}\n", encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read_forecast(path, "Europe/Berlin")
    assert (refused.value.values["row"], refused.value.values["column"]) == (3, column)


def test_missing_file_and_columns(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        read_forecast(tmp_path / "none.csv", "Asia/Shanghai")
    path = tmp_path / "forecast.csv"
    path.write_text("project,start\n", encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read_forecast(path, "Asia/Shanghai")
    assert "calls_p10" in refused.value.message("en")
    path.write_bytes(b"")
    with pytest.raises(InputError):
        read_forecast(path, "Asia/Shanghai")


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make_history: Make, make_workspace: Build) -> Workspace:
    """A workspace the command will be handed instead of reading a folder."""
    gate = pytest.importorskip("wfm.data.gate")
    frame = make_history("p", date(2026, 4, 1), 122, lambda day: 500.0 + 100 * (day.weekday() == 0), seed=3)
    built = make_workspace(frame)
    workspace = Workspace(**{**vars(built), "path": tmp_path})
    monkeypatch.setattr(gate, "open_workspace", lambda path, needs: workspace, raising=False)
    return workspace


def test_command_prints_a_table_and_writes_the_file(opened: Workspace) -> None:
    done = CliRunner().invoke(command, ["--month", "2026-08", "--lang", "en"], catch_exceptions=False)
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert lines[0].split()[:2] == ["project", "calls"]
    assert lines[1].split()[0] == "p"
    assert "backtest" in done.stdout
    assert "forecasting 1 projects" in done.stderr
    assert len(read_forecast(opened.results / "forecast.csv", "Asia/Shanghai").frame) == 31 * 48


def test_command_json_and_quiet(opened: Workspace, tmp_path: Path) -> None:
    out = tmp_path / "other.csv"
    arguments = ["--month", "2026-08", "--json", "-q", "--out", str(out)]
    done = CliRunner().invoke(command, arguments, catch_exceptions=False)
    assert done.stderr == ""
    data = json.loads(done.stdout)
    entry = data["projects"][0]
    assert entry["project"] == "p"
    assert date.fromisoformat(entry["busiest_day"]).weekday() == 0
    assert entry["busiest_day_p10_p90"][0] < entry["busiest_day_calls"] < entry["busiest_day_p10_p90"][1]
    assert entry["calls"] == pytest.approx(31 * 500 + 5 * 100, rel=0.03)
    assert entry["backtest"]["daily_wape"] < 0.1
    assert out.is_file()
    assert not (opened.results / "forecast.csv").exists()


def test_command_speaks_chinese(opened: Workspace) -> None:
    done = CliRunner().invoke(command, ["--month", "2026-08", "--lang", "zh"], catch_exceptions=False)
    assert done.stdout.startswith("项目")
    assert "已写入" in done.stderr
