"""Consultations of the staff about the rules of points and rewards, as a record: who was asked, when, about which version.

China's Labour Contract Law, article 4, asks an employer to discuss rules that bear directly on workers' vital interests
(pay, working time, rest, ...) with the workers' congress or all workers, to settle them with the union or the workers'
representatives on an equal footing, and to make them known. This record does not show that the law was kept; it shows what was
written down, and whether a version in force has nothing on record.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from wfm.errors import UsageError
from wfm.incentives.rewards_state import Allocation, RewardsState
from wfm.store import NewEntry

POINTS, REWARDS = "points", "rewards"
Versions = Mapping[str, str]
"""Which rules (points, rewards) -> their version."""


def consult_entries(
    versions: Versions,
    consulted: Sequence[str],
    held_on: date,
    summary: str,
    objections: Sequence[str],
    outcome: str,
    known_on: date | None,
    as_of: str,
) -> list[NewEntry]:
    """A consultation held. ``consulted``: bodies or people; ``outcome``: what came of the objections; ``known_on``: day on which
    the rules were made known. Raises UsageError: nobody named, no summary, objections without an outcome, days out of order."""
    bodies = [text.strip() for text in consulted if text.strip()]
    said = [text.strip() for text in objections if text.strip()]
    if not bodies:
        raise UsageError("rewards.nobody_consulted")
    if not summary.strip():
        raise UsageError("rewards.no_summary")
    if said and not outcome.strip():
        raise UsageError("rewards.no_outcome", count=len(said))
    if held_on.isoformat() > as_of[:10]:
        raise UsageError("rewards.consulted_later", held=held_on, today=as_of[:10])
    if known_on is not None and known_on < held_on:
        raise UsageError("rewards.known_before", held=held_on, known=known_on)
    content = {
        "versions": dict(versions),
        "consulted": bodies,
        "held_on": held_on.isoformat(),
        "summary": summary.strip(),
        "objections": said,
        "outcome": outcome.strip(),
        "known_on": known_on.isoformat() if known_on else None,
        "as_of": as_of,
    }
    return [NewEntry("consult", "rules", content)]


def versions_of(allocation: Allocation) -> dict[str, str]:
    """The versions of the rules that an allocation was made by."""
    stated = {POINTS: allocation.content.get("rules_version"), REWARDS: allocation.content.get("catalogue_version")}
    return {name: str(version) for name, version in stated.items() if version}


def on_record(state: RewardsState, versions: Versions) -> list[int]:
    """Consultations that speak of any of ``versions``, oldest first."""
    return [seq for seq, one in state.consultations.items() if set(one["versions"].items()) & set(versions.items())]


def lacking(state: RewardsState, versions: Versions) -> dict[str, str]:
    """Those of ``versions`` that no consultation speaks of."""
    known = {pair for one in state.consultations.values() for pair in one["versions"].items()}
    return {name: version for name, version in versions.items() if (name, version) not in known}


def require(state: RewardsState, allocation: Allocation, policy: str) -> list[int]:
    """Consultations on record about the rules of ``allocation``; UsageError when some are lacking and ``policy`` is refuse."""
    versions = versions_of(allocation)
    missing = lacking(state, versions)
    if missing and policy == "refuse":
        raise UsageError("rewards.not_consulted", versions=", ".join(f"{name} {version}" for name, version in missing.items()))
    return on_record(state, versions)
