"""Refused peak and judging commands leave the folder as it was: no forecast of the asked month takes its place."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner
from peak_world import MONTH

from wfm.cli.main import cli
from wfm.errors import InputError, UsageError
from wfm.scenario.month import open_month
from wfm.scenario.refused import MADE, leaves_results
from wfm.scenario.simulated_month import simulate_month

NEXT = "2026-09"
STRANGER = "name: mine\ntitle: Mine\nmonth: 2026-09\ndemand: {project: nowhere, from: 2026-09-02, to: 2026-09-02, factor: 2}\n"
REFUSED: tuple[tuple[str, ...], ...] = (
    ("scenario", "run", "storm-surge", "--month", NEXT, "-q"),
    ("scenario", "run", "mine.yaml", "-q"),
    ("scenario", "run", "shorter-calls", "--version", "9", "-q"),
    ("ready", "--date", "2026-09-09", "--scenario", "storm-surge", "-q"),
    ("ready", "--date", "2026-08-12", "--month", NEXT, "--scenario", "storm-surge", "-q"),
    ("simulate", "--month", NEXT, "-q"),
    ("simulate", "--month", NEXT, "--version", "1", "-q"),
    ("pool", "--month", NEXT, "--date", "2026-08-12"),
    ("pool", "--month", NEXT, "--version", "1"),
    ("diagnose", "--month", "2026-13"),
    ("echelon", "activate", "--level", "1", "--date", "2026-09-09", "--project", "hotline", "--trigger", "storm",
     "--as", "Nobody", "--as-of", "2026-09-08T08:00", "-q"),
)  # fmt: skip


def contents(folder: Path) -> dict[str, tuple[str, int]]:
    """Every file below ``folder`` but the database by its hash and time of change."""
    files = (file for file in sorted(folder.rglob("*")) if file.is_file() and file.name != "wfm.db")
    return {str(file): (sha256(file.read_bytes()).hexdigest(), file.stat().st_mtime_ns) for file in files}


@pytest.mark.parametrize("command", REFUSED, ids=lambda command: " ".join(command[:4]))
def test_a_refusal_writes_nothing(own_folder: Path, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    (own_folder.parent / "mine.yaml").write_text(STRANGER, encoding="utf-8")
    monkeypatch.chdir(own_folder.parent)
    before = contents(own_folder)
    result = CliRunner().invoke(cli, [*command, "-w", str(own_folder), "--lang", "en"])
    assert isinstance(result.exception, UsageError), (result.output, result.exception)
    assert contents(own_folder) == before


def fail(*_: object, **__: object) -> None:
    raise InputError("simulate.no_calls", horizon=NEXT)


@pytest.mark.parametrize("asked", ["diagnose", "simulate"])
def test_a_failure_after_the_forecast_was_made_leaves_nothing(
    own_folder: Path, monkeypatch: pytest.MonkeyPatch, asked: str
) -> None:
    """The staffing of the new forecast is refused, or the simulation of the newly opened month."""
    before = contents(own_folder)
    if asked == "diagnose":
        monkeypatch.setattr("wfm.scenario.month.placed_awards", fail)
        refused: Callable[[], object] = lambda: open_month(own_folder, NEXT)  # noqa: E731
    else:
        (own_folder / "results" / "forecast.csv").unlink()
        (own_folder / "results" / "curves.npz").unlink()
        (own_folder / "wfm.db").unlink()
        before = contents(own_folder)
        monkeypatch.setattr("wfm.scenario.simulated_month.simulate_roster", fail)
        refused = lambda: simulate_month(own_folder, MONTH)  # noqa: E731
    with pytest.raises(InputError):
        refused()
    assert contents(own_folder) == before


def stopped(folder: Path, error: BaseException, *written: str) -> None:
    """Write files into results/, then fail."""
    with leaves_results(folder):
        (folder / "results").mkdir(exist_ok=True)
        for name in written:
            (folder / "results" / name).write_text("newer", encoding="utf-8")
        raise error


def test_what_succeeds_stays_and_what_fails_goes(tmp_path: Path) -> None:
    results = tmp_path / "results"
    with leaves_results(tmp_path):
        results.mkdir()
        (results / "forecast.csv").write_text("new", encoding="utf-8")
    assert (results / "forecast.csv").read_text(encoding="utf-8") == "new"
    told = (results / "forecast.csv").stat().st_mtime_ns
    with pytest.raises(KeyboardInterrupt):
        stopped(tmp_path, KeyboardInterrupt(), *MADE, "mine.txt")
    assert sorted(file.name for file in results.iterdir()) == ["forecast.csv", "mine.txt"]
    assert (results / "forecast.csv").read_text(encoding="utf-8") == "new"
    assert (results / "forecast.csv").stat().st_mtime_ns == told


def test_a_folder_of_results_that_was_not_there_goes(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="refused"):
        stopped(tmp_path, ValueError("refused"), "curves.npz")
    assert not (tmp_path / "results").exists()
