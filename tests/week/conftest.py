"""A ready workspace of 40 people with August published, made once and copied for each test."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from wfm.roster.engine.search import Limit
from wfm.roster.solve import Options
from wfm.scenario.library import create
from wfm.scenario.month import plan_month
from wfm.store import Store, publish_draft

MONTH = "2026-08"


@pytest.fixture(scope="session")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The month planned and published as version 1; two months of history are enough here."""
    path = create("utility", tmp_path_factory.mktemp("week") / "centre", agents=40, seed=7)
    for file in (path / "history").glob("*.csv"):
        head, *rows = file.read_text(encoding="utf-8").splitlines(keepends=True)
        recent = (row for row in rows if row.split(",")[1] >= "2026-06-01")
        file.write_text(head + "".join(recent), encoding="utf-8")
    plan_month(path, MONTH, Options(Limit(moves=1_500_000), seed=1, bound=False))
    publish_draft(Store.open(path), path / "results", MONTH, author="test", reason="first plan")
    return path


@pytest.fixture
def centre(planned: Path, tmp_path: Path) -> Path:
    """A copy of the planned workspace."""
    return Path(shutil.copytree(planned, tmp_path / "centre"))
