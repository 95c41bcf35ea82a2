"""The real centre through the simulation: January-May 1999 within 10 %, every staffed hour of the day within 20 %."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

pytestmark = pytest.mark.data
SEEDS = 3


@pytest.fixture(scope="module")
def script() -> Iterator[ModuleType]:
    folder = str(Path(__file__).parents[2] / "benchmarks")
    sys.path.insert(0, folder)
    yield importlib.import_module("bank_replay")
    sys.path.remove(folder)


@pytest.fixture(scope="module")
def found(script: ModuleType) -> tuple[object, object, dict[str, np.ndarray]]:
    """The records, the inferred desk, and the replay with every caller's own patience."""
    data = script.bank()
    duty = script.infer(data)
    return data, duty, script.mean_replay(data, duty, own_patience=True, seeds=SEEDS)


def test_the_centre_is_reproduced(script: ModuleType, found: tuple) -> None:
    data, _, simulated = found
    recorded = data.found.tally(data.found.window(3600.0))
    everything = np.ones(len(data.starts), dtype=bool)
    total, hours = script.worst(script.deviations(recorded, simulated, data, everything))
    assert total < 0.10
    assert hours < 0.20


def test_months_that_were_not_looked_at_are_reproduced_too(script: ModuleType, found: tuple) -> None:
    data, _, simulated = found
    recorded = data.found.tally(data.found.window(3600.0))
    total, _ = script.worst(script.deviations(recorded, simulated, data, np.asarray(data.starts >= script.SPRING)))
    assert total < 0.10


def test_the_law_alone_does_it_outside_five_hours_of_failure(script: ModuleType, found: tuple) -> None:
    """Patience drawn for everybody, nothing known of the single caller."""
    data, duty, _ = found
    recorded = data.found.tally(data.found.window(3600.0))
    simulated = script.mean_replay(data, duty, own_patience=False, seeds=SEEDS)
    total, _ = script.worst(script.deviations(recorded, simulated, data, data.normal))
    assert total < 0.10
    assert (~data.normal).sum() == 5


def test_one_agent_in_ten_fewer_is_not_this_centre(script: ModuleType, found: tuple) -> None:
    """The comparison has teeth: without a tenth of the sessions the replay is far off."""
    data, duty, _ = found
    kept = np.random.default_rng(1).random(duty.seat.size) > 0.1
    thinned = type(duty)(duty.seat[kept], duty.start[kept], duty.end[kept], duty.seats, duty.pauses)
    recorded = data.found.tally(data.found.window(3600.0))
    simulated = script.mean_replay(data, thinned, own_patience=True, seeds=1)
    total, _ = script.worst(script.deviations(recorded, simulated, data, np.ones(len(data.starts), dtype=bool)))
    assert total > 0.15
