"""The book of rewards replayed: allocations, reviews, appeals, answers, grants, withdrawals.

Entries (book ``rewards``), each only ever added:

``allocate`` who is proposed for a month and why not the others; content: month, as_of, cutoff, since, decisions, solvency, ...
``review``   content: allocation, employee, reward, decision (approve, return, reject), reason, as_of
``appeal``   somebody objects; content: allocation, month, reward, text, as_of; ``who`` may act for the person
``answer``   content: appeal, decision (uphold, deny), reason, as_of; upheld = proposed by appeal, and reviewed like any other
``grant``    content: allocation, reward, kind, first, last, rank, cost, confirmed_by, reason, as_of
``withdraw`` content: grant, reason, as_of

A proposal goes proposed -> approved -> granted (or returned, rejected); nothing takes effect unreviewed. Whoever allocated, and
whom it is for, may not review; whom it is for may not grant; while an appeal about a month's reward is unanswered nobody is
granted it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from wfm.data.awards import Award, AwardKind
from wfm.data.tables import NAMED_AWARDS
from wfm.incentives.allocation import AWARDED, Decision
from wfm.store import BookEntry

Key = tuple[str, str]
"""Employee and reward."""


@dataclass
class Proposal:
    """A person proposed for a reward. ``state``: proposed, approved, returned, rejected, granted or withdrawn; ``by_appeal``:
    the appeal that brought it; ``proposer``: who allocated, or who upheld the appeal."""

    employee: str
    reward: str
    kind: str
    points: int
    place: int
    proposer: str
    state: str = "proposed"
    reviewer: str = ""
    reason: str = ""
    by_appeal: int | None = None
    grant: int | None = None


@dataclass
class Appeal:
    """An objection; ``decision`` is empty until it is answered."""

    seq: int
    employee: str
    month: str
    reward: str
    text: str
    who: str
    at: str
    decision: str = ""
    answer: str = ""
    answered_by: str = ""


@dataclass
class Allocation:
    """A month's allocation with the state of its proposals."""

    seq: int
    who: str
    month: str
    content: Mapping[str, Any]
    decisions: tuple[Decision, ...]
    proposals: dict[Key, Proposal] = field(default_factory=dict)

    def of(self, employee: str) -> list[Decision]:
        """The decisions about one person, in the catalogue's order."""
        return [decision for decision in self.decisions if decision.employee == employee]


@dataclass(frozen=True)
class Grant:
    """A grant as entered; ``withdrawn``: who took it back and why, empty while it stands."""

    seq: int
    employee: str
    who: str
    content: Mapping[str, Any]
    withdrawn: str = ""

    @property
    def reward(self) -> str:
        """The reward's id."""
        return str(self.content["reward"])

    @property
    def first(self) -> date:
        """First day."""
        return date.fromisoformat(str(self.content["first"]))

    @property
    def award(self) -> Award | None:
        """What the roster owes for it; None for a reward that is recorded, not rostered."""
        if self.content["kind"] not in NAMED_AWARDS:
            return None
        data = {**self.content, "grant": str(self.seq), "employee": self.employee}
        return Award.from_json({name: data[name] for name in ("grant", "employee", "kind", "first", "last", "rank")})


@dataclass
class RewardsState:
    """The book as it stands. ``current``: month -> its allocation in force (the latest)."""

    allocations: dict[int, Allocation] = field(default_factory=dict)
    current: dict[str, Allocation] = field(default_factory=dict)
    appeals: dict[int, Appeal] = field(default_factory=dict)
    grants: dict[int, Grant] = field(default_factory=dict)

    def standing(self) -> list[Grant]:
        """Grants not withdrawn, oldest first."""
        return [grant for grant in self.grants.values() if not grant.withdrawn]

    def received(self) -> dict[str, dict[str, tuple[date, ...]]]:
        """Employee -> reward -> first days of standing grants."""
        found: defaultdict[str, defaultdict[str, list[date]]] = defaultdict(lambda: defaultdict(list))
        for grant in self.standing():
            found[grant.employee][grant.reward].append(grant.first)
        return {name: {reward: tuple(sorted(days)) for reward, days in kinds.items()} for name, kinds in found.items()}

    def open_appeals(self, month: str, reward: str = "") -> list[Appeal]:
        """Unanswered appeals about a month, or about one of its rewards."""
        return [a for a in self.appeals.values() if a.month == month and not a.decision and reward in ("", a.reward)]


def replay_rewards(entries: Iterable[BookEntry]) -> RewardsState:
    """The state after ``entries``; entries of unknown kinds say nothing."""
    state = RewardsState()
    for entry in entries:
        content = entry.content
        match entry.kind:
            case "allocate":
                _allocated(state, entry)
            case "review":
                proposal = state.allocations[content["allocation"]].proposals[content["employee"], content["reward"]]
                proposal.state = {"approve": "approved", "return": "returned", "reject": "rejected"}[content["decision"]]
                proposal.reviewer, proposal.reason = entry.who, content["reason"]
            case "appeal":
                state.appeals[entry.seq] = Appeal(
                    entry.seq, entry.subject, content["month"], content["reward"], content["text"], entry.who, content["as_of"]
                )
            case "answer":
                _answered(state, entry)
            case "grant":
                proposal = state.allocations[content["allocation"]].proposals[entry.subject, content["reward"]]
                proposal.state, proposal.grant = "granted", entry.seq
                state.grants[entry.seq] = Grant(entry.seq, entry.subject, entry.who, content)
            case "withdraw":
                _withdrawn(state, entry)
    return state


def _allocated(state: RewardsState, entry: BookEntry) -> None:
    decisions = tuple(Decision.from_json(data) for data in entry.content["decisions"])
    allocation = Allocation(entry.seq, entry.who, str(entry.content["month"]), entry.content, decisions)
    for one in decisions:
        if one.outcome == AWARDED:
            key = one.employee, one.reward
            allocation.proposals[key] = Proposal(one.employee, one.reward, one.kind, one.points, one.place, entry.who)
    state.allocations[entry.seq] = allocation
    state.current[allocation.month] = allocation


def _answered(state: RewardsState, entry: BookEntry) -> None:
    appeal = state.appeals[entry.content["appeal"]]
    appeal.decision, appeal.answer, appeal.answered_by = entry.content["decision"], entry.content["reason"], entry.who
    allocation = state.current[appeal.month]
    if appeal.decision == "uphold":
        key = appeal.employee, appeal.reward
        decision = next(one for one in allocation.of(appeal.employee) if one.reward == appeal.reward)
        proposal = Proposal(*key, decision.kind, decision.points, decision.place, entry.who, by_appeal=appeal.seq)
        allocation.proposals[key] = proposal


def _withdrawn(state: RewardsState, entry: BookEntry) -> None:
    number = entry.content["grant"]
    grant = state.grants[number]
    state.grants[number] = Grant(grant.seq, grant.employee, grant.who, grant.content, f"{entry.who}: {entry.content['reason']}")
    proposal = state.allocations[grant.content["allocation"]].proposals[grant.employee, grant.reward]
    proposal.state = "withdrawn"


def granted_awards(entries: Iterable[BookEntry]) -> tuple[Award, ...]:
    """The standing grants that become terms of a roster, by rank, then person and grant."""
    awards = [grant.award for grant in replay_rewards(entries).standing()]
    return tuple(sorted((a for a in awards if a is not None), key=lambda a: (a.kind != AwardKind.REGULAR_DAY, a.rank, a)))


def spent_points(entries: Iterable[BookEntry]) -> dict[str, int]:
    """Employee -> points spent by standing grants."""
    spent: defaultdict[str, int] = defaultdict(int)
    for grant in replay_rewards(entries).standing():
        if grant.content.get("cost"):
            spent[grant.employee] += int(grant.content["cost"])
    return dict(spent)
