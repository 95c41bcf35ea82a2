"""Children that post points and grant rewards until they are killed; imported by name in a fork server."""

from __future__ import annotations

import os
import signal
from datetime import date
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from wfm.incentives.allocation import AWARDED, Decision
from wfm.incentives.ledger import POINTS_BOOK, replay
from wfm.incentives.ledger_moves import Draft, claim_entries, post_entries, review_entries
from wfm.incentives.rewards_book import Proposal, replay_rewards
from wfm.incentives.rewards_moves import allocate_entries, grant_entries
from wfm.incentives.rewards_moves import review_entries as review_rewards_entries
from wfm.store import Store

NOW = "2026-09-01T09:00"
PEOPLE = 30


def open_claims(store: Store, batch: int) -> None:
    """A batch of claims, approved."""
    day = date(2026, 8, 3)
    drafts = [Draft(f"{n:03d}", 5, "item", "W01a", "2026-08", f"{batch}:{n}", ((day, 5),)) for n in range(PEOPLE)]
    store.write_book(POINTS_BOOK, lambda e: claim_entries(replay(e), drafts, {}, NOW)[0], action="claim", author="zhao")

    def review(entries: Any) -> Any:
        ledger = replay(entries)
        waiting = [claim.seq for claim in ledger.claims.values() if claim.state == "claimed"]
        return review_entries(ledger, waiting, "approve", "seen", "qian", NOW)

    store.write_book(POINTS_BOOK, review, action="review", author="qian")


def post_all(store: Store) -> int:
    """Post every approved claim; returns how many."""

    def post(entries: Any) -> Any:
        ledger = replay(entries)
        return post_entries(ledger, [c.seq for c in ledger.claims.values() if c.state == "approved"], NOW)

    return len(store.write_book(POINTS_BOOK, post, action="post", author="zhao"))


def open_proposals(store: Store, month: str) -> None:
    """An allocation of ``month``, approved."""
    decisions = [Decision(f"{n:03d}", "bonus", "recorded", 5, n + 1, AWARDED).to_json() for n in range(PEOPLE)]
    content = {"month": month, "decisions": decisions, "replaces": None, "cutoff": "2026-08-10"}
    store.write_book("rewards", lambda e: allocate_entries(replay_rewards(e), content), action="allocate", author="sun")
    store.write_book(
        "rewards",
        lambda e: review_rewards_entries(replay_rewards(e), month, [], "approve", "fine", "qian", NOW, {}),
        action="review",
        author="qian",
    )


def grant_all(store: Store, month: str) -> int:
    """Grant every approved proposal of ``month``; returns how many."""

    def terms(proposal: Proposal) -> dict[str, Any]:
        return {"first": f"{month}-01", "last": f"{month}-02", "cost": 0, "name": proposal.reward}

    def grant(entries: Any) -> Any:
        return grant_entries(replay_rewards(entries), month, [], terms, "as reviewed", "zhao", NOW, {}, {}, {}, {})

    return len(store.write_book("rewards", grant, action="grant", author="zhao"))


def die_at_statement(folder: Path, url: str, what: str, statement: int) -> None:
    """Post or grant, and kill this process before SQL statement number ``statement`` (the one past the last is COMMIT)."""
    store = Store.open(folder, url)
    seen = 0

    def count(*_: object) -> None:
        nonlocal seen
        seen += 1
        if seen == statement:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", count)
    event.listen(Engine, "commit", count)
    if what == "post":
        post_all(store)
    else:
        grant_all(store, "2026-09")


def work_for_ever(folder: Path, url: str, started: Connection, batch: int) -> None:
    """Claim, review, post, allocate, review and grant, batch after batch, saying when the first begins."""
    store = Store.open(folder, url)
    started.send(batch)
    while True:
        batch += 1
        open_claims(store, batch)
        post_all(store)
        month = f"{3000 + batch}-09"
        if month not in replay_rewards(store.book("rewards")).current:
            open_proposals(store, month)
            grant_all(store, month)
        started.send(batch)
