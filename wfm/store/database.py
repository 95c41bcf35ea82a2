"""One database, opened; every write is one transaction that no other writer can enter.

SQLite takes its write lock at the start (BEGIN IMMEDIATE), PostgreSQL an advisory lock, so what a writer reads stays true
until it commits. A process killed at any moment leaves the old state or the new one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, inspect, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from wfm.errors import UsageError
from wfm.store.schema import metadata

FILE = "wfm.db"
"""Name of the SQLite file in a workspace."""

WAIT_SECONDS = 60
"""How long a SQLite writer waits for another one."""

LOCK_ID = 0x77666D
"""PostgreSQL advisory lock of the writers."""

BEGIN_WRITE = {"sqlite": "BEGIN IMMEDIATE", "postgresql": f"SELECT pg_advisory_xact_lock({LOCK_ID})"}
BEGIN_READ = {"sqlite": "BEGIN", "postgresql": "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"}


def database_url(workspace: Path, url: str = "") -> URL:
    """The URL to open: ``url``, or the SQLite file of the workspace folder (beside a workbook).

    A relative SQLite path counts from that folder. UsageError for anything but SQLite files and PostgreSQL.
    """
    folder = workspace.parent if workspace.is_file() else workspace
    if not url:
        return URL.create("sqlite", database=str(folder / FILE))
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise UsageError("store.bad_url", url=url) from error
    dialect = parsed.get_backend_name()
    if dialect not in BEGIN_WRITE or (dialect == "sqlite" and parsed.database in (None, "", ":memory:")):
        raise UsageError("store.bad_url", url=parsed.render_as_string(hide_password=True))
    return parsed.set(database=str(folder / str(parsed.database))) if dialect == "sqlite" else parsed


class Database:
    """Transactions over an engine; failures of the database are UsageErrors that name it."""

    def __init__(self, url: URL) -> None:
        self.name = url.render_as_string(hide_password=True)
        with self._failures():
            self._engine = _engine(url)
            self._dialect = self._engine.dialect.name
            self._create_missing_tables()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A consistent view; nothing is written."""
        with self._transaction(BEGIN_READ) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Alone with the data until the block ends; an exception rolls everything back."""
        with self._transaction(BEGIN_WRITE) as connection:
            yield connection

    @contextmanager
    def _transaction(self, begin: dict[str, str]) -> Iterator[Connection]:
        with self._failures(), self._engine.begin() as connection:
            connection.exec_driver_sql(begin[self._dialect])
            yield connection

    @contextmanager
    def _failures(self) -> Iterator[None]:
        try:
            yield
        except (SQLAlchemyError, ModuleNotFoundError) as error:
            detail = str(getattr(error, "orig", None) or error)
            raise UsageError("store.database_failed", database=self.name, detail=detail) from error

    def _create_missing_tables(self) -> None:
        with self.reading() as connection:
            if not metadata.tables.keys() - set(inspect(connection).get_table_names()):
                return
        with self.writing() as connection:
            metadata.create_all(connection)


def _engine(url: URL) -> Engine:
    if url.get_backend_name() == "postgresql":
        return create_engine(url, poolclass=NullPool)
    if url.database and not Path(url.database).parent.is_dir():
        raise UsageError("store.no_folder", folder=Path(url.database).parent)
    options = {"timeout": WAIT_SECONDS, "isolation_level": None}
    return create_engine(url, poolclass=NullPool, connect_args=options)
