"""Stores to test: SQLite always; PostgreSQL too when WFM_TEST_POSTGRES names a server's URL (its tables are dropped)."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from wfm.store import Store
from wfm.store.schema import metadata

POSTGRES = os.environ.get("WFM_TEST_POSTGRES", "")
SERVERS = [
    "",
    pytest.param(POSTGRES, id="postgresql", marks=pytest.mark.skipif(not POSTGRES, reason="WFM_TEST_POSTGRES is not set")),
]


@pytest.fixture(params=SERVERS)
def url(request: pytest.FixtureRequest) -> str:
    """Database URL; empty = the SQLite file of the workspace."""
    if request.param:
        metadata.drop_all(create_engine(request.param, poolclass=NullPool))
    return str(request.param)


@pytest.fixture
def store(tmp_path: Path, url: str) -> Store:
    """An empty store."""
    return Store.open(tmp_path, url)


@pytest.fixture
def meddle(tmp_path: Path, url: str) -> Callable[..., None]:
    """Runs SQL statements behind the store's back."""

    def run(*statements: str) -> None:
        engine = create_engine(url or f"sqlite:///{tmp_path / 'wfm.db'}", poolclass=NullPool)
        with engine.begin() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)

    return run
