"""A published roster is judged by the demand it was planned for, whatever stands in results/ since."""

from __future__ import annotations

from pathlib import Path

import pytest

from wfm.data.files import write_bytes
from wfm.errors import InputError
from wfm.roster.audit import audit
from wfm.roster.engine.search import Limit
from wfm.roster.solve import Options
from wfm.scenario import library
from wfm.scenario.in_force import problem_of
from wfm.scenario.kept_demand import FOLDER
from wfm.scenario.month import open_month, plan_month, stored_result
from wfm.store import Store, publish_draft


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small department whose August is published."""
    folder = library.create("utility", tmp_path_factory.mktemp("kept") / "centre", agents=40)
    plan_month(folder, "2026-08", Options(Limit(moves=400_000), bound=False))
    publish_draft(Store.open(folder), folder / "results", "2026-08", author="li", reason="r")
    return folder


def test_another_month_in_results_changes_nothing(folder: Path) -> None:
    before = open_month(folder, "2026-08").demand.sha256()
    said: list[str] = []
    assert open_month(folder, "2026-09", planning=True).horizon.days == 30
    opened = open_month(folder, "2026-08", say=said.append)
    assert opened.demand.sha256() == before
    assert "version of 2026-08 in force" in said[0]
    stored = stored_result(opened, 1)
    assert audit(problem_of(opened, stored.card), stored.roster, stored.card.cost).passed


def test_planning_does_not_take_the_kept_demand(folder: Path) -> None:
    open_month(folder, "2026-09", planning=True)
    said: list[str] = []
    open_month(folder, "2026-08", say=said.append, planning=True)
    assert "in force" not in said[0]


def test_a_changed_file_is_named(folder: Path) -> None:
    opened = open_month(folder, "2026-08")
    other = open_month(folder, "2026-09", planning=True)
    (kept,) = (folder / "results" / FOLDER).glob("*.npz")
    content = kept.read_bytes()
    write_bytes(kept, (folder / "results" / "curves.npz").read_bytes())
    assert other.demand.sha256() != opened.demand.sha256()
    with pytest.raises(InputError) as refused:
        problem_of(opened, stored_result(opened, 1).card)
    assert kept.name in refused.value.message()
    write_bytes(kept, content)
