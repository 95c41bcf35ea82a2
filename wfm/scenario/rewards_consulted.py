"""Consultations of the staff about the rules of points and rewards, written down, and what lacks one: ``wfm rewards consult``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from wfm import words
from wfm.incentives.consultation import POINTS, REWARDS, consult_entries, lacking, versions_of
from wfm.scenario.rewards import RewardsDesk
from wfm.store import BookEntry


@dataclass(frozen=True)
class Consulted:
    """``versions``: rules looked at (in force, or those of a month's allocation); ``lacking``: those without a consultation on
    record; ``record``: entry -> consultation; ``policy``: ignore, warn or refuse."""

    versions: Mapping[str, str]
    lacking: Mapping[str, str]
    record: Mapping[int, Mapping[str, Any]]
    policy: str

    def named(self, language: str = "en") -> str:
        """The rules that lack a consultation, with their versions."""
        said = (f"{words.say(f'rewards.rules_{name}', language)} {version}" for name, version in self.lacking.items())
        return words.say("diagnose.comma", language).join(said)

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        record = [{"entry": seq, **one} for seq, one in self.record.items()]
        return {"versions": dict(self.versions), "lacking": dict(self.lacking), "policy": self.policy, "record": record}


def consult_staff(
    path: Path,
    *,
    consulted: Sequence[str],
    held_on: date,
    summary: str,
    who: str,
    objections: Sequence[str] = (),
    outcome: str = "",
    known_on: date | None = None,
    as_of: datetime | None = None,
) -> BookEntry:
    """Write down a consultation about the rules in force: the twin of ``wfm rewards consult``.

    ``consulted``: bodies or people; ``objections`` and what came of them (``outcome``); ``known_on``: when the rules were made
    known to the staff. Raises UsageError.
    """
    desk = RewardsDesk(path, as_of)
    entries = consult_entries(desk.versions, consulted, held_on, summary, objections, outcome, known_on, desk.as_of)
    return desk.write("consult", who, lambda _: entries)[0]


def consultations_of(path: Path, month: str = "") -> Consulted:
    """The consultations on record, and whether the rules in force, or those ``month`` was allocated by, lack one."""
    desk = RewardsDesk(path)
    state = desk.state()
    versions = versions_of(state.allocation(month)) if month else desk.versions
    return Consulted(versions, lacking(state, versions), state.consultations, desk.policy.consultation)


def consultation_text(seq: int, one: Mapping[str, Any], language: str = "en") -> str:
    """A consultation in a sentence or two."""
    bodies = words.say("diagnose.comma", language).join(one["consulted"])
    versions = {name: one["versions"].get(name, "-") for name in (POINTS, REWARDS)}
    said = [words.say("rewards.consult_line", language, seq=seq, held=one["held_on"], who=one["who"], bodies=bodies, **versions)]
    said.append(str(one["summary"]))
    if one["objections"]:
        objections = words.say("diagnose.comma", language).join(one["objections"])
        said.append(words.say("rewards.consult_objections", language, objections=objections, outcome=one["outcome"]))
    if one["known_on"]:
        said.append(words.say("rewards.consult_known", language, day=one["known_on"]))
    return " ".join(said)
