"""What may be added to the points book: each function sees the ledger as it stands and returns entries, or refuses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from wfm.errors import UsageError
from wfm.incentives.ledger import DECISIONS, ClaimState, Ledger
from wfm.incentives.people import own_or_asked, same_person, worded
from wfm.incentives.versions import changed_rules, version_of
from wfm.store import NewEntry


@dataclass(frozen=True)
class Draft:
    """A claim before it is filed. ``source``: item, measure or correction; ``name``: sub-item or measure; ``period``: YYYY-MM;
    ``key``: what it is about (filed once while it stands); ``by_day``: (day, points), adding up to ``points``."""

    employee: str
    points: int
    source: str
    name: str
    period: str
    key: str
    by_day: tuple[tuple[date, int], ...] = ()
    evidence: tuple[Mapping[str, Any], ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)

    def entry(self, version: str, as_of: str) -> NewEntry:
        """The claim as an entry."""
        content = {
            "points": self.points,
            "source": self.source,
            "name": self.name,
            "period": self.period,
            "key": self.key,
            "by_day": [[day.isoformat(), points] for day, points in self.by_day],
            "evidence": list(self.evidence),
            "version": version,
            "as_of": as_of,
            **self.extra,
        }
        return NewEntry("claim", self.employee, content)


def rules_entries(ledger: Ledger, rules: Mapping[str, Any], as_of: str) -> list[NewEntry]:
    """The notice that the rules in force are another version; nothing when they are the book's."""
    version = version_of(rules)
    if version == ledger.version:
        return []
    content = {"version": version, "rules": rules, "changes": changed_rules(ledger.rules, rules), "as_of": as_of}
    return [NewEntry("rules", "points", content)]


def claim_entries(
    ledger: Ledger, drafts: Sequence[Draft], rules: Mapping[str, Any], as_of: str
) -> tuple[list[NewEntry], list[tuple[Draft, str]]]:
    """Entries for ``drafts``, and those left out with the reason (``points.skipped_<reason>``): about a key that stands already,
    or beyond the times a month its item may be posted."""
    version, new, left = version_of(rules), list[NewEntry](), list[tuple[Draft, str]]()
    standing = {claim.key for claim in ledger.claims.values() if claim.state in ("claimed", "approved", "posted")}
    rejected = {claim.key for claim in ledger.claims.values() if claim.state == "rejected"}
    counts = _times(ledger)
    for draft in drafts:
        times = int(draft.extra.get("times", 1))
        most = int(rules.get(f"item:{draft.name}", {}).get("most_per_month", 0)) if draft.source == "item" else 0
        used = counts[draft.employee, draft.name, draft.period]
        if draft.key in standing:
            left.append((draft, "stands"))
        elif draft.key in rejected and draft.source == "measure":
            left.append((draft, "rejected"))
        elif most and used + times > most:
            left.append((draft, "most"))
        else:
            new.append(draft.entry(version, as_of))
            standing.add(draft.key)
            counts[draft.employee, draft.name, draft.period] += times
    return ([*rules_entries(ledger, rules, as_of), *new] if new else []), left


def _times(ledger: Ledger) -> Counter[tuple[str, str, str]]:
    """(person, item, month) -> times claimed and standing."""
    counts: Counter[tuple[str, str, str]] = Counter()
    for claim in ledger.claims.values():
        if claim.state in ("claimed", "approved", "posted") and claim.content.get("source") == "item":
            counts[claim.employee, claim.name, str(claim.content["period"])] += int(claim.content.get("times", 1))
    return counts


def correction(ledger: Ledger, number: int, points: int | None, reason: str) -> Draft:
    """The draft that undoes ``points`` (default: all that is left) of the posted claim ``number``."""
    claim = _claim(ledger, number)
    if claim.state != "posted" or claim.undoes is not None:
        raise UsageError("points.not_posted", claim=number, state=claim.state)
    left = claim.points - claim.undone
    asked = left if points is None else points
    if not reason.strip():
        raise UsageError("points.no_reason")
    if not 0 < asked <= left:
        raise UsageError("points.undoes_more", claim=number, points=asked, left=left)
    number_of = sum(other.undoes == number for other in ledger.claims.values()) + 1
    days = tuple((date.fromisoformat(str(day)), 0) for day, _ in claim.content.get("by_day", ())[:1])
    extra = {"undoes": number, "reason": reason.strip()}
    key = f"correction:{number}:{number_of}"
    period = str(claim.content["period"])
    return Draft(claim.employee, -asked, "correction", claim.name, period, key, tuple((d, -asked) for d, _ in days), (), extra)


def review_entries(
    ledger: Ledger,
    numbers: Iterable[int],
    decision: str,
    reason: str,
    who: str,
    as_of: str,
    names: Mapping[str, str] | None = None,
) -> list[NewEntry]:
    """A decision on claims; refused as a whole when one may not be decided by ``who``. ``names``: employee -> name."""
    if decision not in DECISIONS:
        raise UsageError("points.bad_decision", value=decision, known=", ".join(DECISIONS))
    if not reason.strip():
        raise UsageError("points.no_reason")
    new = []
    for number in dict.fromkeys(numbers):
        claim = _claim(ledger, number)
        if claim.state != "claimed":
            raise UsageError("points.not_open", claim=number, state=claim.state)
        if same_person(who, claim.claimant):
            raise UsageError("points.own_claim", claim=number, who=who)
        if same_person(who, claim.employee) or same_person(who, (names or {}).get(claim.employee, "")):
            raise UsageError("points.own_points", claim=number, who=who)
        if same_person(who, claim.first_reviewer) or same_person(who, claim.appellant):
            raise UsageError("points.reviewed_before", claim=number, who=who)
        content = {"claim": number, "decision": decision, "reason": reason.strip(), "as_of": as_of}
        new.append(NewEntry("review", claim.employee, content))
    return new


def appeal_entries(
    ledger: Ledger, number: int, text: str, who: str, as_of: str, names: Mapping[str, str], behalf: str = ""
) -> list[NewEntry]:
    """A returned or rejected claim is to be looked at again, by another reviewer; UsageError when it is neither, was appealed
    before, something else stands about the same, or ``who`` is not the person and ``behalf`` does not say how they asked."""
    claim = _claim(ledger, number)
    if claim.state not in ("returned", "rejected"):
        raise UsageError("points.not_refused", claim=number, state=claim.state)
    if claim.appeal:
        raise UsageError("points.appealed_already", claim=number, reviewer=claim.reviewer)
    if ledger.live(claim.key):
        raise UsageError("points.stands_elsewhere", claim=number, other=ledger.live(claim.key)[0].seq)
    most = int(ledger.rules.get(f"item:{claim.name}", {}).get("most_per_month", 0)) if claim.content["source"] == "item" else 0
    used = _times(ledger)[claim.employee, claim.name, str(claim.content["period"])]
    if most and used + int(claim.content.get("times", 1)) > most:
        raise UsageError("points.most_used", claim=number, most=most)
    worded(text)
    own_or_asked(who, claim.employee, names, behalf)
    content = {"claim": number, "text": text.strip(), "behalf": behalf.strip(), "as_of": as_of}
    return [NewEntry("appeal", claim.employee, content)]


def post_entries(ledger: Ledger, numbers: Iterable[int], as_of: str) -> list[NewEntry]:
    """Posts of approved claims; refused as a whole when one is not approved or a correction would undo too much."""
    new = []
    undone: Counter[int] = Counter()
    for number in dict.fromkeys(numbers):
        claim = _claim(ledger, number)
        if claim.state != "approved":
            raise UsageError("points.not_approved", claim=number, state=claim.state)
        if claim.undoes is not None:
            target = _claim(ledger, claim.undoes)
            undone[claim.undoes] -= claim.points
            left = target.points - target.undone
            if undone[claim.undoes] > left:
                raise UsageError("points.undoes_more", claim=claim.undoes, points=-claim.points, left=left)
        new.append(NewEntry("post", claim.employee, {"claim": number, "points": claim.points, "as_of": as_of}))
    return new


def _claim(ledger: Ledger, number: int) -> ClaimState:
    if number not in ledger.claims:
        raise UsageError("points.no_claim", claim=number)
    return ledger.claims[number]
