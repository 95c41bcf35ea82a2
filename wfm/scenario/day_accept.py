"""A proposal accepted, an answer recorded: book and, where the month's roster changes, a version of layer ``day``, together.

Absences and call-ins change the roster; breaks, loans, extensions live in the book alone. Version and entries are one
transaction: a process killed at any moment leaves both or neither. Who may not yet be counted on (consent asked, no answer) is
written as asked and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from wfm import __version__
from wfm.data.day_changes import DAY_BOOK, ChangeKind, DayChange
from wfm.data.result import PlanResult
from wfm.data.roster import Duty, Roster, RunCard
from wfm.errors import ConflictError, InfeasibleError, InputError, UsageError
from wfm.roster.audit import audit, sentence
from wfm.roster.problem import RosterProblem
from wfm.roster.shortage import shortages, unmet_share
from wfm.scenario.day import DayBase, Tweak, open_day
from wfm.scenario.day_absence import Row, absences_of, with_absences
from wfm.scenario.day_book import ANSWER, TWEAK, DayBook, duty_row, read_day_book
from wfm.scenario.day_inputs import as_of_minute, nearest
from wfm.scenario.month import Month
from wfm.store import Beside, NewEntry, Store, Version
from wfm.store.books import BookEntry
from wfm.timegrid import moment

ACTION = "tweak"
"""Name of the day's decisions in the audit log."""


@dataclass(frozen=True)
class Accepted:
    """``version``: published, None when the month's roster stays; ``made``: changes in effect; ``asked``: still unanswered."""

    version: Version | None
    made: tuple[DayChange, ...]
    asked: tuple[DayChange, ...]


def accept(tweak: Tweak, *, author: str, reason: str, agreed: Collection[str] = ()) -> Accepted:
    """Put a proposal into effect. ``agreed``: people who said yes already.

    Raises UsageError without a reason, ConflictError when somebody decided or published meanwhile, InfeasibleError when
    the month's audit refuses the roster.
    """
    task = tweak.plan.task
    decided = [_decided(change, agreed, reason) for change in tweak.plan.claim.changes]
    made = (*tweak.new_absences, *(change for change in decided if not change.consent or change.agreed))
    asked = tuple(change for change in decided if change.consent and not change.agreed)
    called = [duty for duty in tweak.plan.claim.duties if any(c.employee == duty.employee and c in made for c in decided)]
    waiting = [duty for duty in tweak.plan.claim.duties if duty not in called]
    content = {
        "changes": [change.to_json() for change in made],
        "asked": [change.to_json() for change in asked],
        "duties": [duty_row(duty) for duty in waiting],
        "lenders": [{"project": lent.project, "agents": lent.agents, "people": list(lent.people)} for lent in tweak.plan.lenders],
        "as_of": moment(task.day, task.as_of).isoformat(timespec="minutes"),
        "cost": tweak.plan.cost,
        "bound": tweak.plan.bound,
        "loss_before": tweak.plan.claim.loss_before,
        "loss_after": tweak.plan.claim.loss,
    }
    version = _written(
        _Writing(tweak.opened, tweak.version, tweak.base, tweak.book, task.as_of, task.problem),
        made,
        called,
        [NewEntry(TWEAK, task.day.isoformat(), content)],
        author,
        reason,
    )
    return Accepted(version, tuple(made), asked)


def answer_day(
    path: Path,
    day: date,
    *,
    as_of: str | None = None,
    agree: Iterable[str] = (),
    decline: Iterable[str] = (),
    lender_agrees: Iterable[str] = (),
    lender_declines: Iterable[str] = (),
    author: str,
    reason: str,
) -> Accepted:
    """Record answers: a yes puts what was asked into effect, a no keeps the person from being asked again that day.

    ``lender_agrees``, ``lender_declines``: projects whose lead lends, or lends nobody (more) today. UsageError for a yes to what
    nobody asked, InputError for unknown people and projects.
    """
    opened = open_day(path, day)
    minute = as_of_minute(day, as_of)
    yes, no = tuple(agree), tuple(decline)
    _known(opened, (*yes, *no), (*lender_agrees, *lender_declines))
    open_asks = {change.employee: change for change in opened.book.asked}
    for name in yes:
        if name not in open_asks:
            raise UsageError("tweak_accept.nothing_asked", employee=name, date=day, asked=", ".join(open_asks) or "-")
    made = tuple(replace(open_asks[name], agreed=True, reason=reason) for name in yes)
    called = [duty for duty in opened.book.duties if duty.employee in yes]
    told = {"as_of": moment(day, minute).isoformat(timespec="minutes")}
    entries = [NewEntry(ANSWER, day.isoformat(), {"employee": name, "answer": "decline", **told}) for name in no]
    for answer, projects in (("agree", lender_agrees), ("decline", lender_declines)):
        entries += [NewEntry(ANSWER, day.isoformat(), {"project": name, "answer": answer, **told}) for name in projects]
    if made:
        content = {"changes": [change.to_json() for change in made], "asked": [], "duties": [], **told}
        entries.append(NewEntry(TWEAK, day.isoformat(), content))
    writing = _Writing(opened.opened, opened.version, opened.base, opened.book, minute, opened.problem)
    return Accepted(_written(writing, made, called, entries, author, reason), made, ())


def _known(opened: DayBase, people: Sequence[str], projects: Sequence[str]) -> None:
    for name in people:
        if name not in opened.problem.employee:
            where = {"file": "--agree / --decline", "row": "-", "column": "EMPLOYEE", "value": name}
            raise InputError("tweak.unknown_employee", **where, maybe=nearest(name, opened.problem.employee))
    known = [project.project for project in opened.problem.projects]
    for name in projects:
        if name not in known:
            raise UsageError("tweak_accept.unknown_project", value=name, known=", ".join(known))


def _decided(change: DayChange, agreed: Collection[str], reason: str) -> DayChange:
    says_yes = change.consent and change.employee in agreed
    return replace(change, agreed=True if says_yes else None, reason=reason)


@dataclass(frozen=True)
class _Writing:
    """What a decision is written over."""

    opened: Month
    version: int
    base: PlanResult
    book: DayBook
    as_of: int
    problem: RosterProblem


def _written(
    over: _Writing,
    made: Sequence[DayChange],
    called: Sequence[Duty],
    entries: Sequence[NewEntry],
    author: str,
    reason: str,
) -> Version | None:
    """Book entries, and the version when the roster changes, in one transaction."""
    if not reason.strip():
        raise UsageError("tweak_accept.no_reason")
    workspace = over.opened.workspace
    store = Store.open(workspace.path, workspace.centre.database)
    sealed = [replace(entry, content={**entry.content, "reason": reason, "base": over.version}) for entry in entries]
    decide = _unchanged(over.book, sealed)
    result = _next_result(over, made, called)
    if result is None:
        latest = store.latest(f"{over.book.day:%Y-%m}")
        if latest is None or latest.number != over.version:
            number = latest.number if latest else 0
            raise ConflictError("tweak_accept.version_moved", base=over.version, number=number)
        store.write_book(DAY_BOOK, decide, action=ACTION, author=author)
        return None
    beside = Beside(DAY_BOOK, decide, ACTION)
    return store.publish(result, author=author, reason=reason, base=over.version, layer="day", beside=beside)


def _unchanged(book: DayBook, entries: Sequence[NewEntry]) -> Callable[[Sequence[BookEntry]], Sequence[NewEntry]]:
    """Adds ``entries`` if the day's book still says what it said."""

    def decide(found: Sequence[BookEntry]) -> Sequence[NewEntry]:
        if len(found) != book.seen and read_day_book(found[: book.seen], book.day) != read_day_book(found, book.day):
            newest = found[-1]
            raise ConflictError("tweak_accept.book_moved", date=book.day, who=newest.who, at=newest.at)
        return entries

    return decide


def _next_result(over: _Writing, made: Sequence[DayChange], called: Sequence[Duty]) -> PlanResult | None:
    """The month's roster without those absent for their whole duty and with those called in; None when it stays."""
    day, roster = over.book.day, over.base.roster
    gone: list[Row] = []
    for change in made:
        duty = roster.duty(change.employee, day)
        if change.kind is ChangeKind.ABSENT and duty is not None and _whole(over, change, duty):
            gone.append((change.employee, day.isoformat(), change.reason or "sick"))
    names = {name for name, _, _ in gone}
    if not names and not called:
        return None
    kept = tuple(duty for duty in roster.duties if duty.day != day or duty.employee not in names)
    after = Roster(roster.horizon, tuple(sorted((*kept, *called))))
    absent = (*absences_of(over.base.card), *gone)
    return _judged(over, with_absences(over.opened.problem(), absent), after, absent)


def _whole(over: _Writing, change: DayChange, duty: Duty) -> bool:
    hours, minutes = over.problem.shifts[duty.shift].start.split(":")[:2]
    return change.from_minute <= int(hours) * 60 + int(minutes)


def _judged(over: _Writing, problem: RosterProblem, roster: Roster, absent: Sequence[Row]) -> PlanResult:
    """The roster audited by the month's rules; InfeasibleError naming what is broken."""
    certificate = audit(problem, roster)
    broken = [finding for finding in certificate.findings if finding.hard]
    if broken:
        first = "; ".join(sentence(problem.rules, finding) for finding in broken[:3])
        raise InfeasibleError("tweak_accept.month_refuses", count=len(broken), first=first)
    short = shortages(problem, roster)
    told = moment(over.book.day, over.as_of).isoformat(timespec="minutes")
    parameters: dict[str, Any] = {
        "month": f"{over.book.day:%Y-%m}",
        "base": over.version,
        "told_at": told,
        "date": over.book.day.isoformat(),
        "absences": [list(row) for row in absent],
        "pack": problem.rules.pack,
        "interval_minutes": problem.demand.interval_minutes,
        "unmet_share": round(unmet_share(problem, short), 6),
        "curves": over.base.card.parameters.get("curves", ""),
    }
    hashes = {**over.opened.workspace.hashes, "demand": over.opened.demand.sha256()}
    versions = {"wfm": __version__}
    card = RunCard(hashes, parameters, versions, 0, "-", "legal", "day", certificate.cost, None)
    return PlanResult(roster, card, replace(certificate, claimed=certificate.cost), short)
