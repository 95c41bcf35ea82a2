"""Random streams: one per (seed, replication, purpose, what it is about), so that common random numbers stay common.

Nothing is drawn from a shared stream: another roster, routing, project or order of work changes no draw of the others.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from wfm.simulation.model import FloatArray

HashArray = npt.NDArray[np.uint64]

_SMALLEST = 2.0**-54
"""Uniform draws stay above zero, so that every quantile is finite."""


class Purpose(IntEnum):
    """What a stream is for; the numbers are part of every seeded result."""

    RATE = 1
    ARRIVAL = 2
    HANDLING = 3
    PATIENCE = 4
    ABSENCE = 5


def name_hash(name: str) -> int:
    """64 bits that stand for ``name`` on every machine (BLAKE2b)."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little")


def name_hashes(names: Iterable[str]) -> HashArray:
    """``name_hash`` of each name."""
    return np.fromiter((name_hash(name) for name in names), np.uint64)


def stream(seed: int, replication: int, purpose: Purpose, project: str, day: int) -> np.random.Generator:
    """The stream of one project's day; ``day``: ordinal of the date."""
    return np.random.Generator(
        np.random.Philox(np.random.SeedSequence((seed, replication, int(purpose), name_hash(project), day)))
    )


def uniforms(generator: np.random.Generator, count: int) -> FloatArray:
    """``count`` draws inside (0, 1); more of them begin with the same ones."""
    return np.maximum(generator.random(count), _SMALLEST)


def key_uniforms(seed: int, replication: int, purpose: Purpose, keys: HashArray) -> FloatArray:
    """One draw in [0, 1) for each key, whatever its neighbours: the key xor a salt of the replication, through the finaliser
    of SplitMix64 (Steele, Lea & Flood 2014) twice."""
    salts = np.random.SeedSequence((seed, replication, int(purpose))).generate_state(2, np.uint64)
    mixed = _mix(_mix(keys ^ salts[0]) + salts[1])
    return np.asarray((mixed >> np.uint64(11)).astype(np.float64) * 2.0**-53)


def _mix(bits: HashArray) -> HashArray:
    bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(bits ^ (bits >> np.uint64(31)))
