"""Publishers killed at any moment and publishers at the same time: the old state or the new one, never half."""

from __future__ import annotations

import time
from pathlib import Path
from random import Random

import pytest
from store_crash import context, die_at_statement, open_and_log, publish_for_ever, race, run
from store_tiny import result_of, tiny_roster

from wfm.store import Store


def check_whole(folder: Path, url: str) -> int:
    """Verify everything and return the number of versions."""
    store = Store.open(folder, url)
    found = store.verify()
    assert found.ok, found.problems
    numbers = [version.number for version in store.versions()]
    assert numbers == list(range(1, len(numbers) + 1))
    assert all(store.load(number).roster.duties for number in numbers[-2:])
    published = [entry for entry in store.entries() if entry.action == "publish" and entry.outcome == "done"]
    assert len(published) == len(numbers)
    return len(numbers)


def test_killed_before_each_statement_of_a_publication(tmp_path: Path, url: str) -> None:
    store = Store.open(tmp_path, url)
    store.publish(result_of(tiny_roster()), author="li", reason="r", base=None)
    statement, killed = 1, True
    while killed:
        child = run(die_at_statement, tmp_path, url, statement)
        child.join(60)
        killed = child.exitcode == -9
        assert killed or child.exitcode == 0
        assert check_whole(tmp_path, url) == (1 if killed else 2)
        statement += 1
    assert statement > 6  # lock, reads, version, last entry, entry, commit were all reached


def kill_at_random(folder: Path, url: str, times: int, seed: int) -> int:
    """Kill a child that publishes without pause ``times`` times; returns the number of versions there are in the end."""
    random, before = Random(seed), 0
    for _ in range(times):
        acknowledged, sender = context().Pipe(duplex=False)
        child = run(publish_for_ever, folder, url, sender)
        assert acknowledged.poll(60)
        time.sleep(random.uniform(0, 0.05))
        child.kill()
        child.join(60)
        while acknowledged.poll():
            before = acknowledged.recv()
        acknowledged.close()
        sender.close()
        whole = check_whole(folder, url)
        assert whole in (before, before + 1)
        before = whole
    return before


def test_killed_at_random_moments(tmp_path: Path, url: str) -> None:
    assert kill_at_random(tmp_path, url, times=5, seed=1) >= 5


@pytest.mark.slow
def test_killed_at_many_random_moments(tmp_path: Path, url: str) -> None:
    assert kill_at_random(tmp_path, url, times=60, seed=2) >= 60


@pytest.mark.parametrize("rivals", [2, 4])
def test_of_several_publishers_one_wins(tmp_path: Path, url: str, rivals: int) -> None:
    names = [f"S{k}" for k in range(rivals)]
    store = Store.open(tmp_path, url)
    base = None
    for _ in range(3):
        start, (outcomes, sender) = context().Barrier(rivals), context().Pipe(duplex=False)
        children = [run(race, tmp_path, url, name, base, start, sender) for name in names]
        for child in children:
            child.join(60)
        assert [child.exitcode for child in children] == [0] * rivals
        said = sorted(outcomes.recv() for _ in names)
        assert [verb for verb, *_ in said] == ["published"] + ["refused"] * (rivals - 1)
        assert all(theirs + yours >= 6 for _, theirs, yours in said[1:])
        base = said[0][1]
        refused = [
            entry for entry in store.entries() if entry.outcome == "refused" and entry.details["error"] == "store.conflict"
        ]
        assert len(refused) == base * (rivals - 1)
        assert check_whole(tmp_path, url) == base


def test_two_processes_may_open_a_new_store_at_once(tmp_path: Path, url: str) -> None:
    rivals = 4
    start = context().Barrier(rivals)
    children = [run(open_and_log, tmp_path, url, start) for _ in range(rivals)]
    for child in children:
        child.join(60)
    assert [child.exitcode for child in children] == [0] * rivals
    assert len(Store.open(tmp_path, url).entries()) == rivals
