"""Forecast versions and their accuracy, through the commands and the store."""

from __future__ import annotations

import json
import sqlite3
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from wfm.cli.main import cli
from wfm.errors import WfmError
from wfm.store import Store

MONTH = "2026-03"
HEAD = "project,start,calls,answered,abandoned,aht_seconds\n"


def rows(first: date, days: int, calls: float) -> str:
    day_list = [first + timedelta(days=k) for k in range(days)]
    drawn = np.random.default_rng(1).poisson(calls, (days, 8))
    return "".join(
        f"a,{day}T{9 + hour:02d}:00,{drawn[k, hour]},{drawn[k, hour]},0,200\n"
        for k, day in enumerate(day_list)
        for hour in range(8)
    )


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "wfm.yaml").write_text("name: W\ntimezone: Asia/Shanghai\ninterval_minutes: 60\ncountry: CN\n")
    (tmp_path / "projects.csv").write_text("project,opens,closes\na,09:00,17:00\n")
    (tmp_path / "history").mkdir()
    (tmp_path / "history" / "old.csv").write_text(HEAD + rows(date(2026, 1, 1), 59, 20))
    return tmp_path


def run(workspace: Path, *words: str) -> Result:
    return CliRunner().invoke(cli, [*words, "-w", str(workspace)])


def done(workspace: Path, *words: str) -> str:
    found = run(workspace, *words)
    assert found.exit_code == 0, found.output
    return found.stdout


ADD = ("adjust-forecast", "--project", "a", "--from", "2026-03-02", "--to", "2026-03-31", "--percent", "50", "--why", "mailing")


def test_versions_adjustments_and_accuracy(workspace: Path) -> None:
    assert json.loads(done(workspace, "forecast", "--month", MONTH, "--json"))["version"] == 1
    assert json.loads(done(workspace, "forecast", "--month", MONTH, "--json"))["version"] == 1, "nothing differs"
    assert json.loads(done(workspace, *ADD, "--as", "Li Na", "--json"))["added"] == 1
    assert json.loads(done(workspace, "forecast", "--month", MONTH, "--as", "Wu", "--json"))["version"] == 2
    done(workspace, "adjust-forecast", "--remove", "1")
    assert json.loads(done(workspace, "adjust-forecast", "--list", "--json"))["adjustments"] == []
    nothing = run(workspace, "accuracy", "--month", MONTH)
    assert isinstance(nothing.exception, WfmError)
    assert nothing.exception.key == "accuracy.nothing_came"
    (workspace / "history" / "new.csv").write_text(HEAD + rows(date(2026, 3, 1), 14, 30))
    found = json.loads(done(workspace, "accuracy", "--month", MONTH, "--versions", "1", "2", "--json"))
    first, second = found["versions"]
    assert found["best"] == 2
    assert second["author"] == "Wu"
    assert second["until"] == "2026-03-14"
    assert second["history_until"] == {"a": "2026-02-28"}
    assert first["all"]["daily"] == first["all"]["model_daily"] == second["all"]["model_daily"]
    assert second["all"]["daily"] < 0.5 * second["all"]["model_daily"]
    assert second["all"]["days"] == 14
    assert any("Li Na" in note for day in second["worst_days"] for note in day["notes"])
    assert not any("Li Na" in note for day in first["worst_days"] for note in day["notes"])
    text = done(workspace, "accuracy", "--month", MONTH, "--lang", "zh")
    assert "第 2 版" in text
    assert Store.open(workspace).verify().ok
    actions = [entry.action for entry in Store.open(workspace).entries()]
    assert actions == ["forecast", "adjust-forecast", "forecast", "adjust-forecast"]


def test_a_version_cannot_be_changed_and_a_forced_change_is_found(workspace: Path) -> None:
    done(workspace, "forecast", "--month", MONTH)
    database = sqlite3.connect(workspace / "wfm.db")
    for statement in ("UPDATE forecasts SET author = 'x'", "DELETE FROM forecasts"):
        with pytest.raises(sqlite3.DatabaseError, match="append only"):
            database.execute(statement)
    database.execute("DROP TRIGGER forecasts_no_update")
    database.execute("UPDATE forecasts SET author = 'x'")
    database.commit()
    database.close()
    store = Store.open(workspace)
    assert [problem.key for problem in store.verify().problems] == ["store.forecast_seal"]
    with pytest.raises(WfmError, match="not as it was stored"):
        store.load_forecast(MONTH, 1)


def test_an_older_database_is_upgraded_in_place(workspace: Path) -> None:
    Store.open(workspace).log("old", "entry", author="x")
    database = sqlite3.connect(workspace / "wfm.db")
    database.execute("DROP TABLE forecasts")
    database.commit()
    database.close()
    done(workspace, "forecast", "--month", MONTH)
    store = Store.open(workspace)
    assert [version.number for version in store.forecasts()] == [1]
    assert store.verify().ok


@pytest.mark.parametrize(
    ("words", "key"),
    [
        (("accuracy", "--month", MONTH), "accuracy.no_versions"),
        ((*ADD[:1], "--list", "--remove", "1"), "adjust.one_action"),
        ((*ADD[:3], "--from", "2026-03-02"), "adjust.needs"),
        ((*ADD[:1], "--remove", "1"), "adjust.no_row"),
        ((*ADD, "--calls", "5"), "adjust.one_size"),
        ((*ADD, "--project", "b"), "adjust.unknown_project"),
        ((*ADD, "--to", "2026-03-01"), "adjust.bad_value"),
        ((*ADD, "--percent", "-101"), "adjust.bad_value"),
        ((*ADD, "--why", " "), "adjust.bad_value"),
        ((*ADD, "--from-time", "12:00", "--to-time", "12:00"), "adjust.bad_value"),
    ],
)
def test_wrong_input_is_answered(workspace: Path, words: tuple[str, ...], key: str) -> None:
    found = run(workspace, *words)
    assert isinstance(found.exception, WfmError)
    assert found.exception.key == key
    assert all(found.exception.message(language) for language in ("en", "zh"))
    assert not (workspace / "adjustments.csv").exists()


def test_the_same_adjustment_twice_is_refused(workspace: Path) -> None:
    done(workspace, *ADD, "--as", "x")
    again = run(workspace, *ADD, "--as", "x")
    assert isinstance(again.exception, WfmError)
    assert again.exception.key == "adjust.twice"
