"""The points book of a workspace: claim, review, post, correct. Twins of ``wfm points``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from wfm.data.awards import REWARD_BOOK
from wfm.data.gate import open_workspace
from wfm.data.shipped import points_rules_of
from wfm.data.tables import Claim
from wfm.data.workspace import Workspace
from wfm.errors import UsageError
from wfm.incentives.contributions import Contribution
from wfm.incentives.ledger import POINTS_BOOK, Fault, Ledger, replay
from wfm.incentives.ledger_moves import Draft, appeal_entries, claim_entries, correction, post_entries, review_entries
from wfm.incentives.rewards_book import spent_points
from wfm.incentives.versions import rules_in_force
from wfm.scenario.contributions import MonthContributions, contributions_of
from wfm.store import BookEntry, NewEntry, Store, Verification

NO_TABLES: tuple[str, ...] = ()


@dataclass(frozen=True)
class Filed:
    """``entries``: what was added; ``skipped``: (draft, reason) left out; ``changed``: claims whose days are measured otherwise
    now: (employee, measure, points claimed, points measured)."""

    entries: tuple[BookEntry, ...]
    skipped: tuple[tuple[Draft, str], ...] = ()
    changed: tuple[tuple[str, str, int, int], ...] = ()

    @property
    def claims(self) -> tuple[BookEntry, ...]:
        """The claims among the entries."""
        return tuple(entry for entry in self.entries if entry.kind == "claim")

    @property
    def notices(self) -> tuple[BookEntry, ...]:
        """Notices that the rules became another version."""
        return tuple(entry for entry in self.entries if entry.kind == "rules")


@dataclass(frozen=True)
class PointsVerified:
    """The whole store's verification, and entries of the points book that no rule of the book allows."""

    store: Verification
    entries: int
    faults: tuple[Fault, ...]

    @property
    def ok(self) -> bool:
        """Whether everything is as it was written and allowed."""
        return self.store.ok and not self.faults


class PointsDesk:
    """A workspace with its points book."""

    def __init__(self, path: Path, as_of: datetime | None = None) -> None:
        self.workspace: Workspace = open_workspace(path, needs=NO_TABLES)
        self.store = Store.open(self.workspace.path, self.workspace.centre.database)
        self.as_of = f"{as_of or datetime.now():%Y-%m-%dT%H:%M}"
        self.names = {person.employee: person.name for person in self.workspace.employees}

    def ledger(self) -> Ledger:
        """The book replayed, what grants have spent included."""
        return replay(self.store.book(POINTS_BOOK), spent_points(self.store.book(REWARD_BOOK)))

    def write(self, action: str, who: str, decide: Callable[[Ledger], Sequence[NewEntry]]) -> tuple[BookEntry, ...]:
        """Add what ``decide`` returns when shown the ledger, alone with the book; UsageError without a name."""
        if not who.strip():
            raise UsageError("points.no_name")
        return tuple(
            self.store.write_book(POINTS_BOOK, lambda entries: decide(replay(entries)), action=f"points-{action}", author=who)
        )


def claim_points(path: Path, drafts: Sequence[Draft], *, who: str, as_of: datetime | None = None) -> Filed:
    """File claims as drafted; those about a key that stands already are left out and named."""
    desk = PointsDesk(path, as_of)
    rules = rules_in_force(desk.workspace)
    skipped: list[tuple[Draft, str]] = []

    def decide(ledger: Ledger) -> list[NewEntry]:
        entries, left = claim_entries(ledger, drafts, rules, desk.as_of)
        skipped.extend(left)
        return entries

    return Filed(desk.write("claim", who, decide), tuple(skipped))


def claim_item(
    path: Path,
    employee: str,
    sub_item: str,
    *,
    day: date,
    evidence: str,
    who: str,
    times: int = 1,
    as_of: datetime | None = None,
) -> Filed:
    """Claim a sub-item of the points table for somebody: the twin of ``wfm points claim EMPLOYEE ITEM``."""
    desk = PointsDesk(path, as_of)
    claim = Claim(employee=employee, sub_item=sub_item, date=day, times=times, evidence=evidence)
    return claim_points(path, item_drafts(desk.workspace, [claim], desk.as_of), who=who, as_of=as_of)


def claim_file(path: Path, *, who: str, as_of: datetime | None = None) -> Filed:
    """File every row of the workspace's claims.csv that is not filed yet: the twin of ``wfm points claim --file``."""
    desk = PointsDesk(path, as_of)
    if not desk.workspace.claims:
        raise UsageError("points.no_claims_file")
    return claim_points(path, item_drafts(desk.workspace, desk.workspace.claims, desk.as_of), who=who, as_of=as_of)


def item_drafts(workspace: Workspace, claims: Iterable[Claim], as_of: str) -> list[Draft]:
    """Claims of items as drafts; UsageError naming an unknown person or sub-item, or a day after ``as_of``."""
    rules = {rule.sub_item: rule for rule in points_rules_of(workspace)}
    people = {person.employee for person in workspace.employees}
    drafts = []
    for claim in claims:
        if claim.employee not in people:
            raise UsageError("points.no_employee", value=claim.employee)
        if claim.sub_item not in rules:
            raise UsageError("points.no_item", value=claim.sub_item)
        if claim.date.isoformat() > as_of[:10]:
            raise UsageError("points.not_yet", employee=claim.employee, value=claim.sub_item, day=claim.date, today=as_of[:10])
        points = rules[claim.sub_item].points * claim.times
        key = f"item:{claim.sub_item}:{claim.employee}:{claim.date}:{claim.evidence}"
        by_day = ((claim.date, points),)
        shown = ({"day": claim.date.isoformat(), "text": claim.evidence},)
        extra = {"times": claim.times, "class": rules[claim.sub_item].points_class}
        draft = Draft(claim.employee, points, "item", claim.sub_item, f"{claim.date:%Y-%m}", key, by_day, shown, extra)
        drafts.append(draft)
    return drafts


def claim_contributions(
    path: Path,
    month: str,
    *,
    who: str,
    attendance: Path | None = None,
    logins: Path | None = None,
    as_of: datetime | None = None,
    measured: MonthContributions | None = None,
) -> Filed:
    """Claim a month's measured contributions at once: the twin of ``wfm points claim --from-contributions MONTH``.

    Days that standing (or rejected) claims of the same person and measure cover are not claimed again, so a second call adds
    nothing, and a call later in the month adds the days since. Where such days are measured otherwise now, they are named in
    ``changed``; a correction is a claim of its own.
    """
    found = measured or contributions_of(path, month, attendance=attendance, logins=logins, as_of=as_of)
    desk = PointsDesk(path, as_of)
    rules = rules_in_force(desk.workspace)
    skipped: list[tuple[Draft, str]] = []
    changed: list[tuple[str, str, int, int]] = []

    def decide(ledger: Ledger) -> list[NewEntry]:
        covered = _covered(ledger, month)
        drafts = []
        for one in found.contributions:
            draft = _rest(one, month, found, covered.get((one.employee, one.measure), {}))
            if draft is not None:
                drafts.append(draft)
        changed.extend(_changed(found, covered))
        entries, left = claim_entries(ledger, drafts, rules, desk.as_of)
        skipped.extend(left)
        return entries

    return Filed(desk.write("claim", who, decide), tuple(skipped), tuple(changed))


Covered = dict[tuple[str, str], dict[date, int]]
"""(employee, measure) -> every day that claims speak of -> points claimed for it."""


def _covered(ledger: Ledger, month: str) -> Covered:
    found: defaultdict[tuple[str, str], dict[date, int]] = defaultdict(dict)
    for claim in ledger.claims.values():
        content = claim.content
        if content.get("source") != "measure" or content.get("period") != month or claim.state == "returned":
            continue
        first, last = date.fromisoformat(content["from"]), date.fromisoformat(content["through"])
        days = found[claim.employee, claim.name]
        for ordinal in range(first.toordinal(), last.toordinal() + 1):
            days.setdefault(date.fromordinal(ordinal), 0)
        for day, points in content["by_day"]:
            days[date.fromisoformat(day)] += int(points)
    return dict(found)


def _rest(one: Contribution, month: str, found: MonthContributions, covered: dict[date, int]) -> Draft | None:
    """A draft for the days that no claim covers; None when nothing was earned on them."""
    by_day = tuple((day, points) for day, points in one.by_day if day not in covered)
    points = sum(points for _, points in by_day)
    if not points:
        return None
    first = max(covered) if covered and max(covered) < by_day[0][0] else None
    since = date.fromordinal(first.toordinal() + 1) if first else date.fromisoformat(f"{month}-01")
    evidence = tuple(entry.to_json() for entry in one.evidence if entry.day not in covered)
    key = f"measure:{one.measure}:{month}:{one.employee}:{since}"
    extra: dict[str, Any] = {"from": since.isoformat(), "through": found.through.isoformat(), "measured_from": found.source}
    return Draft(one.employee, points, "measure", one.measure, month, key, by_day, evidence, extra)


def _changed(found: MonthContributions, covered: Covered) -> list[tuple[str, str, int, int]]:
    now = {(one.employee, one.measure): dict(one.by_day) for one in found.contributions}
    changed = []
    for (employee, measure), days in sorted(covered.items()):
        measured = sum(now.get((employee, measure), {}).get(day, 0) for day in days if day <= found.through)
        claimed = sum(points for day, points in days.items() if day <= found.through)
        if measured != claimed:
            changed.append((employee, measure, claimed, measured))
    return changed


def correct_points(
    path: Path, claim: int, *, reason: str, who: str, points: int | None = None, as_of: datetime | None = None
) -> Filed:
    """Claim that a posted entry was wrong: it is reviewed and posted like any claim. The twin of ``wfm points correct``."""
    desk = PointsDesk(path, as_of)
    rules = rules_in_force(desk.workspace)

    def decide(ledger: Ledger) -> list[NewEntry]:
        return claim_entries(ledger, [correction(ledger, claim, points, reason)], rules, desk.as_of)[0]

    return Filed(desk.write("correct", who, decide))


def review_points(
    path: Path,
    decision: str,
    *,
    reason: str,
    who: str,
    claims: Sequence[int] = (),
    month: str | None = None,
    as_of: datetime | None = None,
) -> Filed:
    """Decide on claims, or on all open ones (of ``month``): approve, return or reject. The twin of ``wfm points review``.

    Four eyes: whoever filed a claim, and whom it is for, may not decide on it.
    """
    desk = PointsDesk(path, as_of)

    def decide(ledger: Ledger) -> list[NewEntry]:
        numbers = _numbers(ledger, claims, "claimed", month)
        return review_entries(ledger, numbers, decision, reason, who, desk.as_of, desk.names)

    return Filed(desk.write("review", who, decide))


def appeal_points(path: Path, claim: int, *, text: str, who: str, behalf: str = "", as_of: datetime | None = None) -> Filed:
    """Ask that a returned or rejected claim is looked at again, by another reviewer: the twin of ``wfm points appeal``.

    By the person, or by somebody they asked (``behalf`` says how); once for each claim.
    """
    desk = PointsDesk(path, as_of)

    def decide(ledger: Ledger) -> list[NewEntry]:
        return appeal_entries(ledger, claim, text, who, desk.as_of, desk.names, behalf)

    return Filed(desk.write("appeal", who, decide))


def post_points(
    path: Path, *, who: str, claims: Sequence[int] = (), month: str | None = None, as_of: datetime | None = None
) -> Filed:
    """Post approved claims, or all of them (of ``month``): balances change. The twin of ``wfm points post``."""
    desk = PointsDesk(path, as_of)

    def decide(ledger: Ledger) -> list[NewEntry]:
        return post_entries(ledger, _numbers(ledger, claims, "approved", month), desk.as_of)

    return Filed(desk.write("post", who, decide))


def _numbers(ledger: Ledger, claims: Sequence[int], state: str, month: str | None) -> list[int]:
    if claims:
        return list(claims)
    found = [c.seq for c in ledger.claims.values() if c.state == state and month in (None, c.content["period"])]
    if not found:
        raise UsageError(f"points.none_{state}", month=month or "-")
    return found


def verify_points(path: Path, head: str = "") -> PointsVerified:
    """Replay the whole store against its hashes and the points book against its own rules: the twin of ``wfm points verify``."""
    desk = PointsDesk(path)
    entries = desk.store.book(POINTS_BOOK)
    return PointsVerified(desk.store.verify(head), len(entries), tuple(replay(entries).faults))


def points_of(path: Path) -> Ledger:
    """The ledger of a workspace, for reading: the twin of ``wfm points balance`` and ``wfm points show``."""
    return PointsDesk(path).ledger()
