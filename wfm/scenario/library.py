"""Ready scenarios: complete workspaces by name, the same bytes for the same seed.

>>> create("utility", Path("centre"), agents=120, seed=7)  # doctest: +SKIP
"""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from wfm.errors import UsageError
from wfm.scenario import bank, utility
from wfm.scenario.folder import Files, fingerprint, read_files, write_folder
from wfm.timegrid import month_horizon

SEED = 7
"""Seed when none is given."""


@dataclass(frozen=True)
class Scenario:
    """One ready case. ``build(agents, seed, month)`` gives its files; months are ``YYYY-MM``, first and last included."""

    name: str
    build: Callable[[int, int, str], Files]
    default_agents: int
    fewest_agents: int
    most_agents: int
    default_month: str
    first_month: str
    last_month: str


@dataclass(frozen=True)
class Frozen:
    """A utility workspace that never changes: size, seed and the fingerprint of its files."""

    name: str
    agents: int
    seed: int
    sha256: str


SCENARIOS = {
    entry.name: entry
    for entry in (
        Scenario("bank-1999", bank.files, 40, 20, 200, "1999-06", "1999-06", "1999-06"),
        Scenario("utility", utility.files, 60, 40, 10_000, "2026-08", "2025-01", "2026-12"),
    )
}

FROZEN: tuple[Frozen, ...] = (
    Frozen("utility-60", 60, 7, "2cfeb2f5f32c268137dc8ba023f65465472ab97c7513fc618a1efb530ddc3b01"),
    Frozen("utility-120", 120, 7, "22c4e197f3e7a71e503d496486b1300ef1152ca77588fd4f0bd65e191a4ed31a"),
    Frozen("utility-300", 300, 7, "461f29148e42dcb17c6491d8ef055d26426ed4e8630667e3609e82a2f4339532"),
    Frozen("utility-1000", 1000, 7, "b092716287784eef2207795eb4c3860ef651a258b3bc592b630cb08b222555d2"),
    Frozen("utility-3000", 3000, 7, "9dafa5caad3c13c531640ef0090ae2eb0c3be200d994905a508b1d3e12ec35d1"),
)
"""The yardstick for solvers: five utility instances of August 2026."""


def names() -> tuple[str, ...]:
    """Names that ``create`` knows."""
    return tuple(SCENARIOS)


def scenario(name: str) -> Scenario:
    """The scenario called ``name``; raises UsageError, naming close matches, when there is none."""
    if name in SCENARIOS:
        return SCENARIOS[name]
    close = difflib.get_close_matches(name, SCENARIOS, n=2, cutoff=0.5)
    raise UsageError("scenario.unknown", value=name, known=", ".join(close or SCENARIOS))


def default_month(name: str) -> str:
    """The month (``YYYY-MM``) a scenario is made for: its history ends the day before."""
    return scenario(name).default_month


def files(name: str, *, agents: int | None = None, seed: int | None = None, month: str | None = None) -> Files:
    """What ``create`` would write: file name -> text.

    Raises UsageError for an unknown name, a number of agents or a month the scenario cannot make, a negative seed.
    """
    entry = scenario(name)
    agents = entry.default_agents if agents is None else agents
    seed = SEED if seed is None else seed
    month = entry.default_month if month is None else month
    if not entry.fewest_agents <= agents <= entry.most_agents:
        raise UsageError("scenario.bad_agents", value=agents, name=name, low=entry.fewest_agents, high=entry.most_agents)
    if seed < 0:
        raise UsageError("scenario.bad_seed", value=seed)
    month_horizon(month)
    if not entry.first_month <= month <= entry.last_month:
        raise UsageError("scenario.bad_month", value=month, name=name, low=entry.first_month, high=entry.last_month)
    return entry.build(agents, seed, month)


def create(name: str, target: Path, *, agents: int | None = None, seed: int | None = None, month: str | None = None) -> Path:
    """Write the workspace of scenario ``name`` into ``target`` (new or empty) and return it.

    ``agents``, ``seed``, ``month``: the scenario's own when None. Same arguments, same bytes. Raises UsageError as
    ``files`` does, and when ``target`` holds something.
    """
    return write_folder(target, files(name, agents=agents, seed=seed, month=month))


def frozen(name: str) -> Frozen:
    """The frozen instance called ``name`` (``utility-60`` ... ``utility-3000``)."""
    for entry in FROZEN:
        if entry.name == name:
            return entry
    raise UsageError("scenario.unknown", value=name, known=", ".join(entry.name for entry in FROZEN))


def is_frozen(folder: Path) -> Frozen | None:
    """The frozen instance that ``folder`` holds unchanged, or None."""
    found = fingerprint(read_files(folder))
    return next((entry for entry in FROZEN if entry.sha256 == found), None)
