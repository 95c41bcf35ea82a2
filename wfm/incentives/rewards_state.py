"""What the book of rewards says, replayed: allocations with the state of their proposals, appeals, grants, declines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from wfm.data.awards import Award
from wfm.data.tables import NAMED_AWARDS
from wfm.errors import UsageError
from wfm.incentives.allocation import Decision

Key = tuple[str, str]
"""Employee and reward."""
LIVE = ("proposed", "approved", "granted")
"""States of a proposal that somebody holds or may still get."""


@dataclass
class Proposal:
    """A person proposed for a reward. ``state``: proposed, approved, returned, rejected, granted, withdrawn or declined;
    ``by_appeal``, ``by_decline``: the entry that brought it; ``proposer``: who allocated, or who upheld the appeal; ``decided``:
    local time of the last decision."""

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
    by_decline: int | None = None
    grant: int | None = None
    decided: str = ""


@dataclass
class Appeal:
    """An objection to ``allocation``; ``decision`` is empty until it is answered, ``consequence`` unless it is upheld;
    ``behalf``: how the person asked for it when somebody else filed it."""

    seq: int
    employee: str
    month: str
    reward: str
    text: str
    who: str
    at: str
    allocation: int = 0
    behalf: str = ""
    decision: str = ""
    consequence: str = ""
    answer: str = ""
    answered_by: str = ""


@dataclass
class Allocation:
    """A month's allocation with the state of its proposals. ``redo``: the upheld appeal because of which it is made anew."""

    seq: int
    who: str
    month: str
    content: Mapping[str, Any]
    decisions: tuple[Decision, ...]
    proposals: dict[Key, Proposal] = field(default_factory=dict)
    redo: int | None = None

    @property
    def decided(self) -> str:
        """Local time at which it was made, ISO."""
        return str(self.content["as_of"])

    def of(self, employee: str) -> list[Decision]:
        """The decisions about one person, in the catalogue's order."""
        return [decision for decision in self.decisions if decision.employee == employee]


@dataclass(frozen=True)
class Grant:
    """A grant as entered; ``withdrawn``: who took it back and why, ``declined``: who declined it, when and why; empty while it
    stands."""

    seq: int
    employee: str
    who: str
    content: Mapping[str, Any]
    withdrawn: str = ""
    declined: str = ""

    @property
    def stands(self) -> bool:
        """Neither taken back nor declined."""
        return not self.withdrawn and not self.declined

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
    """The book as it stands. ``current``: month -> its allocation in force (the latest); ``declined``: month -> who declined
    what, and the day; ``consultations``: entry -> what it says, ``who`` wrote it down."""

    allocations: dict[int, Allocation] = field(default_factory=dict)
    current: dict[str, Allocation] = field(default_factory=dict)
    appeals: dict[int, Appeal] = field(default_factory=dict)
    grants: dict[int, Grant] = field(default_factory=dict)
    declined: dict[str, dict[Key, str]] = field(default_factory=dict)
    consultations: dict[int, Mapping[str, Any]] = field(default_factory=dict)

    def allocation(self, month: str) -> Allocation:
        """The allocation in force of a month; UsageError without one."""
        if month not in self.current:
            raise UsageError("rewards.no_allocation", month=month)
        return self.current[month]

    def proposal(self, allocation: Allocation, key: Key) -> Proposal:
        """A proposal of ``allocation``; UsageError when there is none."""
        if key not in allocation.proposals:
            raise UsageError("rewards.not_proposed", employee=key[0], reward=key[1], month=allocation.month)
        return allocation.proposals[key]

    def priorities(self, month: str) -> dict[str, dict[str, int]]:
        """Employee -> reward -> the upheld appeal that puts them in front in ``month``: that of an earlier month whose
        consequence waits for the next allocation of the reward."""
        found: dict[str, dict[str, int]] = {}
        for one in self.appeals.values():
            waits = one.decision == "uphold" and one.consequence == "next-month" and one.month < month
            since = (self.current[key] for key in self.current if one.month < key < month) if waits else ()
            if waits and not any(d.reward == one.reward for later in since for d in later.of(one.employee)):
                found.setdefault(one.employee, {})[one.reward] = one.seq
        return found

    def standing(self) -> list[Grant]:
        """Grants neither withdrawn nor declined, oldest first."""
        return [grant for grant in self.grants.values() if grant.stands]

    def received(self) -> dict[str, dict[str, tuple[date, ...]]]:
        """Employee -> reward -> first days of standing grants."""
        found: defaultdict[str, defaultdict[str, list[date]]] = defaultdict(lambda: defaultdict(list))
        for grant in self.standing():
            found[grant.employee][grant.reward].append(grant.first)
        return {name: {reward: tuple(sorted(days)) for reward, days in kinds.items()} for name, kinds in found.items()}

    def open_appeals(self, month: str, reward: str = "") -> list[Appeal]:
        """Unanswered appeals about a month, or about one of its rewards."""
        return [a for a in self.appeals.values() if a.month == month and not a.decision and reward in ("", a.reward)]
