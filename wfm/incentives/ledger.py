"""The points book replayed: claims, reviews, posts, corrections, and the balances that follow from them.

Entries (book ``points``), each only ever added:

``rules``   the rules in force became another version; content: version, rules, changes
``claim``   points asked for somebody; content: points, by_day, source, name, period, key, evidence, version, as_of
``review``  content: claim, decision (approve, return, reject), reason, as_of
``post``    content: claim, points, as_of; a correction posts fewer than nothing
``appeal``  a returned or rejected claim is to be looked at again; content: claim, text, behalf, as_of. Once for each claim, while
            nothing else stands about the same; somebody else than before reviews it

A correction is a claim of source ``correction`` with negative points that names one posted entry (``undoes``) and undoes at most
what is left of it. It is claimed, reviewed and posted like everything else.

Balances of a person, in the order of the posts:

- *net*: the sum of all posts. It falls when an error is corrected.
- *cumulative*: the highest net there has ever been. It never falls: a corrected error is not counted twice, for what is
  earned afterwards first fills the gap it left. Without corrections it is the sum of all posts.
- *redeemable*: net less what grants have spent (the book of rewards says so). It may stand below zero after a correction;
  nothing is granted for points until it does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from wfm.incentives.people import same_person
from wfm.store import BookEntry

POINTS_BOOK = "points"
DECISIONS = ("approve", "return", "reject")
LIVE = ("claimed", "approved", "posted")
"""States in which a claim stands for its period; a returned or rejected one does not."""


@dataclass
class ClaimState:
    """A claim and what became of it. ``state``: claimed, approved, returned, rejected or posted; ``undone``: points taken back
    by corrections of it; ``posted_on``: local time of the post, ISO; ``appeal``: the objection to a first review, with
    ``first_reviewer`` and ``first_reason`` of that review."""

    seq: int
    employee: str
    claimant: str
    content: Mapping[str, Any]
    state: str = "claimed"
    reviewer: str = ""
    reason: str = ""
    post: int | None = None
    posted_on: str = ""
    undone: int = 0
    appeal: str = ""
    appellant: str = ""
    first_reviewer: str = ""
    first_reason: str = ""

    @property
    def points(self) -> int:
        """Points asked for; negative for a correction."""
        return int(self.content["points"])

    @property
    def key(self) -> str:
        """What it is about; two claims with one key are about the same."""
        return str(self.content["key"])

    @property
    def name(self) -> str:
        """Sub-item or measure."""
        return str(self.content["name"])

    @property
    def undoes(self) -> int | None:
        """The claim a correction undoes."""
        found = self.content.get("undoes")
        return int(found) if found is not None else None

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "claim": self.seq,
            "employee": self.employee,
            "claimant": self.claimant,
            "state": self.state,
            "reviewer": self.reviewer,
            "reason": self.reason,
            "appeal": self.appeal,
            "first_reviewer": self.first_reviewer,
            "first_reason": self.first_reason,
            **self.content,
        }


@dataclass
class Balance:
    """Balances in points; ``posts``: number of posted entries."""

    net: int = 0
    cumulative: int = 0
    spent: int = 0
    posts: int = 0

    @property
    def redeemable(self) -> int:
        """What may be spent."""
        return self.net - self.spent

    def add(self, points: int) -> None:
        """A posted entry."""
        self.net += points
        self.cumulative = max(self.cumulative, self.net)
        self.posts += 1

    def to_json(self) -> dict[str, int]:
        """Plain data."""
        return {"cumulative": self.cumulative, "net": self.net, "spent": self.spent, "redeemable": self.redeemable}


@dataclass(frozen=True)
class Fault:
    """An entry that no rule of the book allows; ``key`` names its sentence (``points.fault_<key>``)."""

    seq: int
    key: str


@dataclass
class Ledger:
    """The book as it stands."""

    claims: dict[int, ClaimState] = field(default_factory=dict)
    posted: list[ClaimState] = field(default_factory=list)
    balances: dict[str, Balance] = field(default_factory=dict)
    rules: Mapping[str, Any] = field(default_factory=dict)
    version: str = ""
    faults: list[Fault] = field(default_factory=list)

    def balance(self, employee: str) -> Balance:
        """The balances of ``employee``; zeros for somebody without posts."""
        return self.balances.get(employee, Balance())

    def live(self, key: str) -> list[ClaimState]:
        """Claims about ``key`` that stand, oldest first."""
        return [claim for claim in self.claims.values() if claim.key == key and claim.state in LIVE]

    def of(self, employee: str) -> list[ClaimState]:
        """Everything claimed for ``employee``, oldest first."""
        return [claim for claim in self.claims.values() if claim.employee == employee]


def replay(entries: Iterable[BookEntry], spent: Mapping[str, int] | None = None) -> Ledger:
    """The ledger after ``entries``; ``spent``: person -> points spent by grants. Entries that break a rule of the book are kept
    out of every balance and named in ``faults``: written through this package, there are none."""
    ledger = Ledger()
    for entry in entries:
        try:
            fault = _take(ledger, entry)
        except (KeyError, TypeError, ValueError):
            fault = "content"
        if fault:
            ledger.faults.append(Fault(entry.seq, fault))
    for employee, points in (spent or {}).items():
        ledger.balances.setdefault(employee, Balance()).spent = points
    return ledger


def _take(ledger: Ledger, entry: BookEntry) -> str:
    """One entry more; a fault's key when the book's rules forbid it."""
    match entry.kind:
        case "rules":
            ledger.version, ledger.rules = str(entry.content["version"]), entry.content["rules"]
            return ""
        case "claim":
            return _take_claim(ledger, entry)
        case "review":
            return _take_review(ledger, entry)
        case "post":
            return _take_post(ledger, entry)
        case "appeal":
            return _take_appeal(ledger, entry)
    return "kind"


def _take_claim(ledger: Ledger, entry: BookEntry) -> str:
    claim = ClaimState(entry.seq, entry.subject, entry.who, entry.content)
    if type(entry.content["points"]) is not int or claim.points == 0 or not claim.key:
        return "content"
    if (claim.points < 0) != (claim.undoes is not None):
        return "negative"
    ledger.claims[entry.seq] = claim
    return ""


def _take_review(ledger: Ledger, entry: BookEntry) -> str:
    claim = ledger.claims.get(int(entry.content["claim"]))
    decision = entry.content["decision"]
    if claim is None or claim.state != "claimed" or decision not in DECISIONS:
        return "review_state"
    if same_person(entry.who, claim.claimant) or same_person(entry.who, claim.employee):
        return "four_eyes"
    if same_person(entry.who, claim.first_reviewer) or same_person(entry.who, claim.appellant):
        return "four_eyes"
    claim.state = {"approve": "approved", "return": "returned", "reject": "rejected"}[str(decision)]
    claim.reviewer, claim.reason = entry.who, str(entry.content.get("reason", ""))
    return ""


def _take_appeal(ledger: Ledger, entry: BookEntry) -> str:
    claim = ledger.claims.get(int(entry.content["claim"]))
    if claim is None or claim.state not in ("returned", "rejected") or claim.appeal or ledger.live(claim.key):
        return "appeal_state"
    claim.appeal, claim.appellant = str(entry.content["text"]), entry.who
    claim.first_reviewer, claim.first_reason = claim.reviewer, claim.reason
    claim.state, claim.reviewer, claim.reason = "claimed", "", ""
    return ""


def _take_post(ledger: Ledger, entry: BookEntry) -> str:
    claim = ledger.claims.get(int(entry.content["claim"]))
    if claim is None or claim.state != "approved":
        return "post_state"
    if entry.content["points"] != claim.points:
        return "post_points"
    if claim.undoes is not None:
        undone = ledger.claims.get(claim.undoes)
        if undone is None or undone.state != "posted" or undone.employee != claim.employee:
            return "undoes"
        if undone.undone - claim.points > undone.points:
            return "undoes_more"
        undone.undone -= claim.points
    claim.state, claim.post = "posted", entry.seq
    claim.posted_on = str(entry.content["as_of"])
    ledger.posted.append(claim)
    ledger.balances.setdefault(claim.employee, Balance()).add(claim.points)
    return ""
