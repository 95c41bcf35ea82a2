"""Who is proposed for which reward: contribution points within eligibility, quota and caps. Pure: no roster, no store.

For each kind of the catalogue, in its order, people stand in line: those first whom an upheld objection to an earlier month put
in front (they need no least points either), then by contribution points (more first), then by turn (who had
it longest ago, never first), then by a stable hash of month, reward and person. Each in turn is proposed unless something
stops them: not eligible, already holds one of this month's roster awards, had it often enough within twelve months, the quota
is used up, the team's or the employer's cap is reached.

*Monotone*: whoever has more points than before, all else equal, stands further in front; quota and caps are then less used, so
they still get that kind, or one that the catalogue ranks before it. The order of rows and people's names mean nothing beyond
the hash that settles ties.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from wfm.data.tables import Reward

AWARDED, PROTECTED, CUT = "awarded", "protected", "insolvent"


@dataclass(frozen=True)
class Candidate:
    """Somebody who may be rewarded. ``points``: contribution points that count for this month; ``stops``: reward -> why they are
    not eligible whatever their points (a key and values), absent = eligible; ``received``: reward -> days on which grants of it
    began; ``turn``: reward -> day of the last turn that counts for order, absent = never; ``priority``: reward -> the upheld
    appeal that puts them in front."""

    employee: str
    team: str = ""
    employer: str = ""
    points: int = 0
    stops: Mapping[str, tuple[str, Mapping[str, Any]]] = field(default_factory=dict)
    received: Mapping[str, tuple[date, ...]] = field(default_factory=dict)
    turn: Mapping[str, date] = field(default_factory=dict)
    priority: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Decision:
    """What the allocation says about a person and a reward. ``outcome``: awarded, protected, or why not (a key of the catalogue,
    ``rewards.why_<outcome>``); ``place`` in the line, 1 first; ``values``: what the sentence needs; ``missing``: points that
    would have been enough, None when more points would not do."""

    employee: str
    reward: str
    kind: str
    points: int
    place: int
    outcome: str
    missing: int | None = None
    values: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "employee": self.employee,
            "reward": self.reward,
            "kind": self.kind,
            "points": self.points,
            "place": self.place,
            "outcome": self.outcome,
            "missing": self.missing,
            "values": dict(self.values),
        }

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> Decision:
        """Inverse of ``to_json``."""
        return Decision(**data)


def allocate(catalogue: Sequence[Reward], candidates: Iterable[Candidate], month: date) -> tuple[Decision, ...]:
    """Decisions for every reward and person, reward by reward in the order of their lines. ``month``: its first day."""
    people = list(candidates)
    holding: set[str] = set()
    found: list[Decision] = []
    for reward in catalogue:
        decided = _Line(reward, people, month, frozenset(holding)).decide()
        found += decided
        if reward.rostered:
            holding |= {decision.employee for decision in decided if decision.outcome == AWARDED}
    return tuple(found)


class _Line:
    """One reward's line, served from the front."""

    def __init__(self, reward: Reward, people: Sequence[Candidate], month: date, holding: frozenset[str]) -> None:
        self.reward, self.month, self.holding = reward, month, holding
        self.line = sorted(people, key=self._key)
        self.given = 0
        self.teams: Counter[str] = Counter()
        self.employers: Counter[str] = Counter()

    def _key(self, one: Candidate) -> tuple[bool, int, date, str]:
        tie = hashlib.sha256(f"{self.month:%Y-%m}\n{self.reward.reward}\n{one.employee}".encode()).hexdigest()
        return self._appeal(one) is None, -one.points, one.turn.get(self.reward.reward, date.min), tie

    def decide(self) -> list[Decision]:
        decided = []
        for place, one in enumerate(self.line, 1):
            outcome, values = self._judge(one)
            if outcome == AWARDED:
                self.given += 1
                self.teams[one.team] += 1
                self.employers[one.employer] += 1
            decided.append(Decision(one.employee, self.reward.reward, self.reward.kind, one.points, place, outcome, None, values))
        return [replace(decision, missing=self._missing(decision, decided)) for decision in decided]

    def _judge(self, one: Candidate) -> tuple[str, Mapping[str, Any]]:
        reward = self.reward
        if reward.reward in one.stops:
            return one.stops[reward.reward]
        appeal = self._appeal(one)
        if appeal is None and one.points < reward.min_points:
            return "points", {"needed": reward.min_points}
        if reward.rostered and one.employee in self.holding:
            return "other_award", {}
        had = [day for day in one.received.get(reward.reward, ()) if _months_between(day, self.month) < 12]
        if reward.per_year and len(had) >= reward.per_year:
            return "per_year", {"cap": reward.per_year, "again": _again(sorted(had)[-reward.per_year])}
        if self.given >= reward.quota:
            return "quota", {"quota": reward.quota}
        if reward.team_cap and one.team and self.teams[one.team] >= reward.team_cap:
            return "team_cap", {"cap": reward.team_cap, "team": one.team}
        cap = employer_cap(reward)
        if cap and self.employers[one.employer] >= cap:
            return "employer_cap", {"cap": cap, "employer": one.employer or "-"}
        return AWARDED, {} if appeal is None else {"appeal": appeal}

    def _appeal(self, one: Candidate) -> int | None:
        """The upheld appeal that puts the person in front of this line; None without one."""
        return one.priority.get(self.reward.reward)

    def _missing(self, decision: Decision, decided: Sequence[Decision]) -> int | None:
        """Points that would have been enough: one more than the last of those who took what this person lacked; None when only
        people whom an appeal put in front did."""
        if decision.outcome == "points":
            return self.reward.min_points - decision.points
        if decision.outcome not in ("quota", "team_cap", "employer_cap"):
            return None
        by_name = {one.employee: one for one in self.line}
        own = by_name[decision.employee]
        rivals = [
            other.points
            for other in decided
            if other.outcome == AWARDED
            and "appeal" not in other.values
            and (decision.outcome != "team_cap" or by_name[other.employee].team == own.team)
            and (decision.outcome != "employer_cap" or by_name[other.employee].employer == own.employer)
        ]
        return min(rivals) + 1 - decision.points if rivals else None


def employer_cap(reward: Reward) -> int:
    """Most awards for one employer's people: its percentage of the quota, rounded up; 0 = no cap."""
    return -(-reward.quota * reward.employer_percent // 100)


def _months_between(earlier: date, later: date) -> int:
    return 12 * (later.year - earlier.year) + later.month - earlier.month


def _again(oldest: date) -> str:
    """The month from which a grant of twelve months ago no longer counts."""
    return f"{oldest.year + 1}-{oldest.month:02d}"


def in_order(decisions: Iterable[Decision]) -> list[Decision]:
    """The awarded decisions of roster awards in the order in which they are kept: those owed by an appeal, then most
    points first; between equals the line's place, then reward and person."""
    rostered = [one for one in decisions if one.outcome == AWARDED and one.kind != "recorded"]
    return sorted(rostered, key=lambda one: ("appeal" not in one.values, -one.points, one.place, one.reward, one.employee))


def cut_to(decisions: Sequence[Decision], keep: int) -> tuple[Decision, ...]:
    """The decisions with all but the first ``keep`` roster awards taken back, lowest rank first: what the roster can bear."""
    taken = {(one.employee, one.reward) for one in in_order(decisions)[keep:]}
    return tuple(
        replace(one, outcome=CUT, values={"kept": keep}) if (one.employee, one.reward) in taken else one for one in decisions
    )
