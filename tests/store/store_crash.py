"""Child processes for the tests that kill and race publishers; imported by name in a fork server."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, ForkServerProcess
from multiprocessing.synchronize import Barrier
from pathlib import Path

from sqlalchemy import Engine, event
from store_tiny import result_of, tiny_roster

from wfm.data.diff import RosterDiff
from wfm.errors import ConflictError
from wfm.store import Store


def context() -> ForkServerContext:
    """Children forked from a clean process that has done the slow imports once."""
    found = multiprocessing.get_context("forkserver")
    found.set_forkserver_preload(["pytest", "wfm.store"])
    return found


def run(target: Callable[..., None], *args: object) -> ForkServerProcess:
    """A started child."""
    child = context().Process(target=target, args=args)
    child.start()
    return child


def die_at_statement(folder: Path, url: str, statement: int) -> None:
    """Publish the next version and kill this process before SQL statement number ``statement`` of the transaction (the
    one past the last stands for COMMIT)."""
    store = Store.open(folder, url)
    base = store.latest("2026-08")
    seen = 0

    def count(*_: object) -> None:
        nonlocal seen
        seen += 1
        if seen == statement:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", count)
    event.listen(Engine, "commit", count)
    store.publish(result_of(tiny_roster("L", people=30)), author="child", reason="r", base=base.number if base else None)


def publish_for_ever(folder: Path, url: str, acknowledged: Connection) -> None:
    """Publish version after version, saying each number once it is published."""
    store = Store.open(folder, url)
    latest = store.latest("2026-08")
    base = latest.number if latest else None
    while True:
        base = store.publish(result_of(tiny_roster(people=300)), author="child", reason="r", base=base).number
        acknowledged.send(base)


def race(folder: Path, url: str, name: str, base: int | None, start: Barrier, outcome: Connection) -> None:
    """Wait for the others, then publish over ``base``; say who won and who was refused with which differences."""
    store = Store.open(folder, url)
    start.wait(60)
    try:
        version = store.publish(result_of(tiny_roster(name)), author=name, reason="race", base=base)
        outcome.send(("published", version.number, 0))
    except ConflictError as error:
        theirs, yours = error.values["theirs"], error.values["yours"]
        assert isinstance(theirs, RosterDiff)
        assert isinstance(yours, RosterDiff)
        outcome.send(("refused", len(theirs.changes), len(yours.changes)))


def open_and_log(folder: Path, url: str, start: Barrier) -> None:
    """Open the store at the same moment as the others and write."""
    start.wait(60)
    Store.open(folder, url).log("open", "store", author="child")
