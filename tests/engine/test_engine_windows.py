"""A roster improved window by window stays legal, never gets worse, and comes out the same for the same seed."""

from __future__ import annotations

import numpy as np
import pytest
from engine_worlds import mixed

from wfm.roster.engine import windows
from wfm.roster.engine.compile import Compiled
from wfm.roster.engine.search import Found, Limit, search
from wfm.roster.engine.totals import Totals, totals
from wfm.roster.engine.windows import improve
from wfm.roster.solve import _shared, starting_codes


def searched(seed: int, moves: int = 1500) -> tuple[Compiled, Found]:
    compiled = mixed(seed)
    return compiled, search(compiled, starting_codes(compiled), Limit(moves=moves), seed, threads=1)


def improved(compiled: Compiled, found: Found, seed: int, moves: int = 100_000) -> Found:
    return improve(compiled, found, Limit(moves=moves), seed, threads=lambda: 1)


@pytest.mark.parametrize("seed", range(10))
def test_never_worse_and_told_as_it_is(seed: int) -> None:
    compiled, found = searched(seed)
    better = improved(compiled, found, seed)
    assert better.totals == totals(compiled.model, compiled.state(better.codes))
    before, after = found.totals, better.totals
    assert (after.hard, after.short, after.cost) <= (before.hard, before.short, before.cost)
    assert better.moves > found.moves


@pytest.mark.parametrize("seed", range(4))
def test_same_seed_same_roster(seed: int) -> None:
    compiled, found = searched(seed)
    one, two = improved(compiled, found, seed), improve(compiled, found, Limit(moves=100_000), seed, threads=lambda: 2)
    assert (one.codes == two.codes).all()


def test_windows_find_what_a_short_search_left() -> None:
    gains = []
    for seed in range(10):
        compiled, found = searched(seed, 300)
        gains.append(found.totals.cost - improved(compiled, found, seed).totals.cost if found.totals.legal else 0)
    assert sum(gains) > 0


def test_it_stops_when_told_to() -> None:
    compiled, found = searched(1)
    seen: list[Totals] = []
    stopped = improve(
        compiled,
        found,
        Limit(moves=10_000_000),
        1,
        threads=lambda: 1,
        told=lambda now: seen.append(now),
        stop=lambda _: len(seen) >= 3,
    )
    assert len(seen) == 3
    assert stopped.stopped == ("gap" if stopped.totals.legal else found.stopped)


def test_every_day_gets_its_window(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(windows, "DAYS", 3)
    monkeypatch.setattr(windows, "STRIDE", 2)
    compiled, found = searched(2)
    run = windows._Windows(compiled, found, 1)
    firsts = run.firsts()
    days = found.codes.shape[1]
    covered = np.zeros(days, np.bool_)
    for _ in range(days):
        first = next(firsts)
        assert 0 <= first <= max(0, days - 3)
        covered[first : first + 3] = True
        if covered.all():
            break
    assert covered.all()


def test_a_large_centre_gets_windows_a_small_one_does_not() -> None:
    assert _shared(Limit(moves=1000), 120) == (Limit(moves=1000), None)
    assert _shared(Limit(moves=1000), 1000) == (Limit(moves=350), Limit(moves=650))
    assert _shared(Limit(seconds=100), 200) == (Limit(seconds=35), Limit(seconds=65))
