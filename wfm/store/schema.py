"""Tables of the store, and the triggers that make them append-only.

The triggers refuse UPDATE and DELETE (and, on SQLite, rows out of turn, which also shuts out INSERT OR REPLACE). They
protect from mistakes and from programs that share the database. They do not protect from somebody who may drop triggers
or edit the file: that is what the hash chain and a head hash kept elsewhere are for.
"""

from __future__ import annotations

from sqlalchemy import DDL, Column, Index, Integer, LargeBinary, MetaData, String, Table, Text, event, func

metadata = MetaData()

versions = Table(
    "versions",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("month", String(7), nullable=False, index=True),
    Column("layer", String(10), nullable=False),
    Column("base", Integer),
    Column("created_at", String(40), nullable=False),
    Column("author", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("roster", Text, nullable=False),
    Column("card", Text, nullable=False),
    Column("certificate", Text, nullable=False),
    Column("shortages", Text, nullable=False),
    Column("content_hash", String(64), nullable=False),
)
"""Published rosters; ``number`` runs over the whole workspace, ``base`` is the version of the same month it replaces."""

Index("versions_one_successor", versions.c.month, func.coalesce(versions.c.base, 0), unique=True)

audit_log = Table(
    "audit_log",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", String(40), nullable=False),
    Column("who", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("details", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)
"""Who did what, refusals included; each entry carries the hash of the one before."""

forecasts = Table(
    "forecasts",
    metadata,
    Column("month", String(7), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("created_at", String(40), nullable=False),
    Column("author", Text, nullable=False),
    Column("parameters", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("seal", String(64), nullable=False),
)
"""Forecasts as they were made; ``number`` counts within the month, ``content`` is the table as compressed CSV."""

books = Table(
    "books",
    metadata,
    Column("book", String(20), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", String(40), nullable=False),
    Column("who", Text, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("subject", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)
"""Books of entries that are only ever added (points, rewards, the day's decisions, call-ups); ``seq`` counts within the book,
each entry carries the hash of the one before in its book."""

OUT_OF_TURN = {
    "versions": (
        "NEW.number <> (SELECT COALESCE(MAX(number), 0) + 1 FROM versions) OR COALESCE(NEW.base, 0) <> "
        "(SELECT COALESCE(MAX(number), 0) FROM versions WHERE month = NEW.month)"
    ),
    "forecasts": "NEW.number <> (SELECT COALESCE(MAX(number), 0) + 1 FROM forecasts WHERE month = NEW.month)",
    "books": (
        "NEW.seq <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM books WHERE book = NEW.book) OR NEW.previous <> "
        "COALESCE((SELECT hash FROM books WHERE book = NEW.book ORDER BY seq DESC LIMIT 1), NEW.previous)"
    ),
    "audit_log": (
        "NEW.seq <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM audit_log) OR NEW.previous <> "
        "COALESCE((SELECT hash FROM audit_log ORDER BY seq DESC LIMIT 1), NEW.previous)"
    ),
}
"""Table -> condition of a new row that is not the next one."""

POSTGRES_REFUSE = """
CREATE OR REPLACE FUNCTION wfm_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'append only: %%', TG_TABLE_NAME; END $$
"""


def _sqlite_triggers(name: str) -> list[str]:
    statements = [
        f"CREATE TRIGGER {name}_no_{verb.lower()} BEFORE {verb} ON {name} BEGIN SELECT RAISE(ABORT, 'append only: {name}'); END"
        for verb in ("UPDATE", "DELETE")
    ]
    statements.append(
        f"CREATE TRIGGER {name}_in_turn BEFORE INSERT ON {name} WHEN {OUT_OF_TURN[name]} "
        f"BEGIN SELECT RAISE(ABORT, 'out of turn: {name}'); END"
    )
    return statements


def _postgres_triggers(name: str) -> list[str]:
    trigger = f"CREATE TRIGGER {name}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {name}"
    return [POSTGRES_REFUSE, f"{trigger} FOR EACH STATEMENT EXECUTE FUNCTION wfm_append_only()"]


for _table in (versions, forecasts, books, audit_log):
    for _dialect, _triggers in (("sqlite", _sqlite_triggers), ("postgresql", _postgres_triggers)):
        for _statement in _triggers(_table.name):
            _ddl: DDL = DDL(_statement)  # type: ignore[no-untyped-call]
            event.listen(_table, "after_create", _ddl.execute_if(dialect=_dialect))
