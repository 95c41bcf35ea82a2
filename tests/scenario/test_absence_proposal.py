"""``wfm forecast-absence``: rosters of the past in, a proposal that shrinkage.csv takes out, no file of the user touched."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from wfm.cli.main import cli
from wfm.data.gate import open_workspace
from wfm.scenario import library
from wfm.scenario.absence import propose_shrinkage, write_proposal

FIRST, DAYS = date(2026, 3, 2), 120


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A ready workspace with four months of rosters before July; one duty in thirty is missed ill, of some one in twelve."""
    place = tmp_path / "centre"
    library.create("utility", place, agents=60, seed=7)
    made = open_workspace(place, needs=("employees", "shifts"))
    people, shift = [person.employee for person in made.employees], made.shifts[0].shift
    days = [FIRST + timedelta(days=k) for k in range(DAYS)]
    lines = [f"{name},{day},{shift if day.weekday() < 5 else '-'}" for name in people for day in days]
    (place / "previous.csv").write_text("employee,date,shift\n" + "\n".join(lines) + "\n", encoding="utf-8")
    sick = [f"{name},sick,{day},{day}" for name, day in _ill(people, days)]
    first = f"{people[0]},annual,{FIRST - timedelta(days=1)},{FIRST - timedelta(days=1)}"
    (place / "leave.csv").write_text("employee,kind,from_date,to_date\n" + "\n".join([first, *sick]) + "\n", encoding="utf-8")
    return place


def _ill(people: list[str], days: list[date]) -> Iterator[tuple[str, date]]:
    for p, name in enumerate(people):
        every = 12 if p < 15 else 30
        yield from ((name, day) for k, day in enumerate(day for day in days if day.weekday() < 5) if (k + 7 * p) % every == 0)


def test_the_proposal_is_a_shrinkage_table(folder: Path) -> None:
    made = propose_shrinkage(open_workspace(folder, needs=("employees",)), "2026-07")
    assert made.forecast.past == pytest.approx((15 / 12 + 45 / 30) / 60, rel=0.1)
    assert {row.weekdays for row in made.rows if not row.project} == set("1234567")
    write_proposal(made, folder / "shrinkage.csv")
    taken = open_workspace(folder, needs=("employees",)).shrinkage
    assert taken == made.rows
    facts = json.loads((folder / "shrinkage.json").read_text(encoding="utf-8"))
    assert facts["low"] < facts["share"] < facts["high"]


def test_the_command_writes_to_results_only(folder: Path) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*.csv")}
    run = CliRunner().invoke(cli, ["forecast-absence", "-w", str(folder), "--month", "2026-07", "--lang", "en"])
    assert run.exit_code == 0, run.output
    assert "80 % between" in run.output
    assert (folder / "results" / "shrinkage-2026-07.csv").is_file()
    assert {path: path.read_bytes() for path in before} == before
    refused = CliRunner().invoke(
        cli, ["forecast-absence", "-w", str(folder), "--month", "2026-07", "--out", str(folder / "shrinkage.csv")]
    )
    assert refused.exit_code != 0
    assert not (folder / "shrinkage.csv").exists()
