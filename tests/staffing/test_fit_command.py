"""``wfm fit``: what it prints, writes and refuses; fits.json read back."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner, Result

from wfm.cli.common import set_language
from wfm.cli.main import cli
from wfm.data.calls import CallRefusal
from wfm.errors import InputError, UsageError
from wfm.staffing.fits import fit_calls, load_fits, save_fits


@pytest.fixture(autouse=True)
def _english() -> None:
    set_language("en")


@pytest.fixture
def centre(tmp_path: Path) -> Path:
    (tmp_path / "wfm.yaml").write_text("name: x\ntimezone: Asia/Shanghai\n", encoding="utf-8")
    _calls().to_csv(tmp_path / "calls.csv", index=False)
    return tmp_path


def _calls() -> pd.DataFrame:
    """Two projects: in ``ev`` 300 of 2,000 callers hang up, in ``quiet`` nobody does and no handling time is recorded."""
    draw = np.random.default_rng(7)
    patience, answer = draw.exponential(300.0, 2000), draw.exponential(60.0, 2000).round()
    lost = patience < answer
    ev = pd.DataFrame(
        {
            "project": "ev",
            "arrival": [f"2026-08-03T{8 + k % 3:02d}:{k % 60:02d}:00" for k in range(2000)],
            "outcome": np.where(lost, "abandoned", "answered"),
            "wait_seconds": np.where(lost, patience.round(1), answer),
            "handling_seconds": np.where(lost, np.nan, draw.lognormal(5.0, 0.8, 2000).round(1)),
            "agent": "",
        }
    )
    quiet = ev.head(20).assign(project="quiet", outcome="answered", handling_seconds=np.nan)
    return pd.concat([ev, quiet])


def _run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, [str(argument) for argument in arguments], catch_exceptions=False)


def test_the_table_and_the_laws(centre: Path) -> None:
    found = _run("fit", "-w", centre)
    assert found.exit_code == 0
    ev = next(line for line in found.stdout.splitlines() if line.startswith("ev"))
    assert "patience_seconds=" in ev
    assert "handling_cv=" in ev
    assert "quiet: nobody hung up" in found.stdout
    assert "20 of 20 answered calls have no handling time" in found.stdout
    laws = load_fits(centre / "results" / "fits.json")
    assert list(laws) == ["ev"]
    handling, patience = laws["ev"]
    assert handling.kind == patience.kind == "empirical"
    assert patience.mean == pytest.approx(300.0, rel=0.2)
    assert handling.mean == pytest.approx(np.exp(5 + 0.32), rel=0.1)


def test_json_is_plain_and_complete(centre: Path) -> None:
    found = json.loads(_run("fit", "-w", centre, "--json", "--by-hour").stdout)
    assert found["calls"] == 2020
    names = [(one["project"], one["hour"]) for one in found["fits"]]
    assert names == [("ev", None), ("ev", 8), ("ev", 9), ("ev", 10), ("quiet", None), ("quiet", 8), ("quiet", 9), ("quiet", 10)]
    hours = [one for one in found["fits"] if one["project"] == "ev" and one["hour"] is not None]
    assert sum(one["calls"] for one in hours) == 2000
    quiet = found["fits"][4]
    assert quiet["patience_mean"] is None
    assert quiet["sets"] == {"patience_seconds": None, "handling_cv": None}
    assert load_fits(centre / "results" / "fits.json").keys() == {"ev"}


def test_both_languages_and_a_named_file(centre: Path, tmp_path: Path) -> None:
    _calls().to_csv(tmp_path / "other.csv.gz", index=False)
    found = _run("fit", tmp_path / "other.csv.gz", "-w", centre, "--lang", "zh", "-q")
    assert "平均耐心秒" in found.stdout
    assert found.stderr == ""


def test_projects_unknown_to_the_workspace_are_said(centre: Path) -> None:
    (centre / "projects.csv").write_text("project\nev\n", encoding="utf-8")
    assert "not in projects.csv: quiet" in _run("fit", "-w", centre).stdout


def test_bad_input_is_answered(centre: Path) -> None:
    with pytest.raises(InputError, match="no rows"):
        fit_calls(_calls().head(0))
    with pytest.raises(UsageError, match="wfm fit"):
        load_fits(centre / "results" / "fits.json")
    (centre / "bad.json").write_text('{"fits": [1]}', encoding="utf-8")
    with pytest.raises(InputError, match="does not hold fits"):
        load_fits(centre / "bad.json")
    (centre / "calls.csv").write_text("project,arrival,outcome,wait_seconds\nev,2026-08-03,answered,x\n", encoding="utf-8")
    with pytest.raises(CallRefusal, match=r"row 2 \[V-02\] 'x' in wait_seconds"):
        _run("fit", "-w", centre)


def test_laws_survive_the_file(tmp_path: Path) -> None:
    frame = _calls().assign(arrival=lambda rows: pd.to_datetime(rows["arrival"]).dt.tz_localize("Asia/Shanghai"))
    fits = fit_calls(frame)
    save_fits(fits, tmp_path / "fits.json", {"calls.csv": "0"})
    assert load_fits(tmp_path / "fits.json")["ev"] == (fits[0].handling.empirical, fits[0].patience.empirical)
