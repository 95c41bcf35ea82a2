"""Posts and grants killed at any moment: the old state or the new one, never half of a batch, and the chain verifies."""

from __future__ import annotations

import time
from pathlib import Path
from random import Random

import pytest
from reward_crash import PEOPLE, die_at_statement, grant_all, open_claims, open_proposals, post_all, work_for_ever
from store_crash import context, run

from wfm.incentives.ledger import POINTS_BOOK, replay
from wfm.incentives.rewards_book import replay_rewards
from wfm.store import Store


def check_whole(folder: Path, url: str) -> tuple[int, int]:
    """Verify everything; returns the numbers of posts and of grants, each whole batches."""
    store = Store.open(folder, url)
    found = store.verify()
    assert found.ok, found.problems
    ledger = replay(store.book(POINTS_BOOK))
    assert ledger.faults == []
    grants = replay_rewards(store.book("rewards")).standing()
    assert len(ledger.posted) % PEOPLE == 0
    assert len(grants) % PEOPLE == 0
    assert sum(one.net for one in ledger.balances.values()) == 5 * len(ledger.posted)
    return len(ledger.posted), len(grants)


@pytest.mark.parametrize("what", ["post", "grant"])
def test_killed_before_each_statement(tmp_path: Path, url: str, what: str) -> None:
    store = Store.open(tmp_path, url)
    open_claims(store, 0)
    open_proposals(store, "2026-09")
    statement, killed = 1, True
    while killed:
        child = run(die_at_statement, tmp_path, url, what, statement)
        child.join(60)
        killed = child.exitcode == -9
        assert killed or child.exitcode == 0
        done = 0 if killed else PEOPLE
        assert check_whole(tmp_path, url) == ((done, 0) if what == "post" else (0, done))
        statement += 1
    assert statement > 5  # lock, reads, entries, log, commit were all reached


def kill_at_random(folder: Path, url: str, times: int, seed: int) -> tuple[int, int]:
    """Kill a child that posts and grants without pause ``times`` times; returns the posts and grants there are in the end."""
    random, before = Random(seed), (0, 0)
    for kill in range(times):
        started, sender = context().Pipe(duplex=False)
        child = run(work_for_ever, folder, url, sender, 1000 * kill)
        assert started.poll(60)
        started.recv()
        if kill % 2:
            assert started.poll(60)  # its first batch is granted: it dies in the next
        time.sleep(random.uniform(0, 0.15))
        child.kill()
        child.join(60)
        started.close()
        sender.close()
        now = check_whole(folder, url)
        assert now >= before
        before = now
    return before


def test_killed_at_random_moments(tmp_path: Path, url: str) -> None:
    kill_at_random(tmp_path, url, times=4, seed=3)


@pytest.mark.slow
def test_killed_at_many_random_moments(tmp_path: Path, url: str) -> None:
    posts, grants = kill_at_random(tmp_path, url, times=60, seed=4)
    assert posts > 0
    assert grants > 0


def test_of_two_who_post_one_wins(tmp_path: Path, url: str) -> None:
    """What is approved is posted once, however many post at a time: the second sees nothing left to post."""
    store = Store.open(tmp_path, url)
    open_claims(store, 0)
    assert post_all(store) == PEOPLE
    assert post_all(Store.open(tmp_path, url)) == 0
    open_proposals(store, "2026-09")
    assert grant_all(store, "2026-09") == PEOPLE
    assert check_whole(tmp_path, url) == (PEOPLE, PEOPLE)
