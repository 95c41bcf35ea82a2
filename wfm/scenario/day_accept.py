"""A proposal accepted, an answer recorded: book and, where the month's roster changes, a version of layer ``day``, together.

Absences and call-ins change the roster; breaks, loans, extensions live in the book alone. Version and entries are one
transaction: a process killed at any moment leaves both or neither. Who may not yet be counted on (consent asked, no answer) is
written as asked and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from wfm import __version__
from wfm.data.day_changes import DAY_BOOK, ChangeKind, DayChange
from wfm.data.result import PlanResult
from wfm.data.roster import Duty, Roster, RunCard
from wfm.data.week import Absence
from wfm.errors import ConflictError, InfeasibleError, UsageError
from wfm.roster.audit import audit, sentence
from wfm.roster.day.band import without_band
from wfm.roster.problem import RosterProblem
from wfm.roster.shortage import shortages, unmet_share
from wfm.scenario.day import DayBase, Tweak, open_day
from wfm.scenario.day_book import ANSWER, TWEAK, DayBook, duty_row, read_day_book
from wfm.scenario.day_inputs import Given, as_of_minute
from wfm.scenario.in_force import ABSENCES, CALLED_IN, EMERGENCY, absences_of, called_of, carried, with_absences, with_emergency
from wfm.scenario.month import Month
from wfm.store import Beside, NewEntry, Store, Version
from wfm.store.books import BookEntry
from wfm.timegrid import moment

ACTION = "tweak"
"""Name of the day's decisions in the audit log."""


@dataclass(frozen=True)
class Accepted:
    """``version``: published, None when the month's roster stays; ``made``: in effect; ``asked``: waiting for an answer."""

    version: Version | None
    made: tuple[DayChange, ...]
    asked: tuple[DayChange, ...]


def accept(tweak: Tweak, *, author: str, reason: str, agreed: Collection[str] = ()) -> Accepted:
    """Put a proposal into effect. ``agreed``: people who said yes already. Loans take effect where the lender's lead agreed
    today, else they are asked for.

    Raises UsageError without a reason, for people who were asked nothing and for a time before the day's last decision,
    ConflictError when somebody decided or published meanwhile, InfeasibleError when the month's audit refuses the roster.
    """
    plan, task = tweak.plan, tweak.plan.task
    at = moment(task.day, task.as_of).isoformat(timespec="minutes")
    if at < tweak.book.decided_at:
        raise UsageError("tweak_accept.earlier", at=at, decided=tweak.book.decided_at)
    needed = sorted({change.employee for change in plan.claim.changes if change.consent})
    for name in agreed:
        if name not in needed:
            raise UsageError("tweak_accept.nothing_asked", employee=name, date=task.day, asked=", ".join(needed) or "-")
    lender_of = {name: lent.project for lent in plan.lenders for name in lent.people}
    decided = [_decided(change, agreed, reason) for change in plan.claim.changes]
    waits = [_waits(change, lender_of, tweak.book.lenders) for change in decided]
    made = (*tweak.new_absences, *(change for change, wait in zip(decided, waits, strict=True) if not wait))
    asked = tuple(change for change, wait in zip(decided, waits, strict=True) if wait)
    waiting = {change.employee for change in asked if change.kind is ChangeKind.CALL_IN}
    content = {
        "changes": [change.to_json() for change in made],
        "asked": [change.to_json() for change in asked],
        "duties": [duty_row(duty) for duty in plan.claim.duties if duty.employee in waiting],
        "lenders": [{"project": lent.project, "agents": lent.agents, "people": list(lent.people)} for lent in plan.lenders],
        "off_phone": [owed.to_json() for owed in plan.off_phone],
        "calls_so_far": None if tweak.calls is None else tweak.calls.to_json(),
        "as_of": at,
        "cost": plan.cost,
        "bound": plan.bound,
        "loss_before": plan.claim.loss_before,
        "loss_after": plan.claim.loss,
    }
    if not made and not asked:
        return Accepted(None, (), ())
    over = _Writing(tweak.opened, tweak.version, tweak.base, tweak.book, task.as_of, task.problem)
    called = [duty for duty in plan.claim.duties if duty.employee not in waiting]
    entry = NewEntry(TWEAK, task.day.isoformat(), content)
    return Accepted(_written(over, made, called, [entry], author, reason), made, asked)


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
    nobody asked, for unknown people and for unknown projects.
    """
    opened = open_day(path, day)
    minute = as_of_minute(day, as_of)
    yes, no, lending, closed = (tuple(names) for names in (agree, decline, lender_agrees, lender_declines))
    _known(opened, [*(("--agree", name) for name in yes), *(("--decline", name) for name in no)], (*lending, *closed))
    both = sorted({*yes} & {*no} | {*lending} & {*closed})
    if both:
        raise UsageError("tweak_accept.both_answers", names=", ".join(both))
    book = opened.book
    open_asks = sorted({change.employee for change in book.asked if change.consent})
    for name in yes:
        if name not in open_asks:
            raise UsageError("tweak_accept.nothing_asked", employee=name, date=day, asked=", ".join(open_asks) or "-")
    made = tuple(
        replace(change, agreed=True if change.consent else change.agreed, reason=reason)
        for change in book.asked
        if (change.employee in yes if change.consent else book.lender_of.get(change.employee) in lending)
    )
    told = {"as_of": moment(day, minute).isoformat(timespec="minutes")}
    answers: list[dict[str, str]] = [{"employee": name, "answer": "decline"} for name in no]
    answers += [{"project": name, "answer": "agree"} for name in lending]
    answers += [{"project": name, "answer": "decline"} for name in closed]
    entries = [NewEntry(ANSWER, day.isoformat(), {**answer, **told}) for answer in answers]
    if made:
        content = {"changes": [change.to_json() for change in made], "asked": [], "duties": [], **told}
        entries.append(NewEntry(TWEAK, day.isoformat(), content))
    called = [duty for duty in book.duties if duty.employee in yes]
    over = _Writing(opened.opened, opened.version, opened.base, book, minute, opened.problem)
    return Accepted(_written(over, made, called, entries, author, reason), made, ())


def record_call_ins(
    path: Path,
    day: date,
    changes: Sequence[DayChange],
    duties: Sequence[Duty],
    *,
    at: datetime,
    content: Mapping[str, Any],
    author: str,
    reason: str,
) -> Version | None:
    """Call-ins decided elsewhere (an echelon's): an entry of the day's book and, with the duties of those who had none, a version
    of layer ``day``, together. Emergency-only certificates count. None when nobody's duty is new.

    Raises UsageError when the month is not published, InfeasibleError when its audit refuses the roster, ConflictError when
    somebody decided or published meanwhile; then nothing is written.
    """
    opened = open_day(path, day)
    minute = round((at - moment(day, 0)).total_seconds() / 60)
    facts = {EMERGENCY: True}
    over = _Writing(opened.opened, opened.version, opened.base, opened.book, minute, with_emergency(opened.problem), facts)
    new = [duty for duty in duties if opened.base.roster.duty(duty.employee, day) is None]
    return _written(over, tuple(changes), new, [NewEntry(TWEAK, day.isoformat(), content)], author, reason)


def asked_people(path: Path, day: date) -> frozenset[str]:
    """People whose answer is waited for."""
    return frozenset(change.employee for change in open_day(path, day).book.asked if change.consent)


def _waits(change: DayChange, lender_of: Mapping[str, str], lenders: Mapping[str, bool]) -> bool:
    """Whether somebody must still say yes: the person, or the lead of the project that lends."""
    if change.kind is ChangeKind.LEND:
        return not lenders.get(lender_of[change.employee], False)
    return change.consent and not change.agreed


def _known(opened: DayBase, people: Sequence[tuple[str, str]], projects: Sequence[str]) -> None:
    for option, name in people:
        if name not in opened.problem.employee:
            raise Given(option).unknown(name, opened.problem.employee)
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
    facts: Mapping[str, Any] = field(default_factory=dict)


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
    gone: list[Absence] = []
    for change in made:
        duty = roster.duty(change.employee, day)
        if change.kind is ChangeKind.ABSENT and duty is not None and _whole(over, change, duty):
            lost = over.problem.shifts[duty.shift].paid_minutes
            gone.append(Absence(change.employee, change.reason or "sick", day, day, {day: lost}, (duty,)))
    names = {one.employee for one in gone}
    if not names and not called:
        return None
    kept = tuple(duty for duty in roster.duties if duty.day != day or duty.employee not in names)
    after = Roster(roster.horizon, tuple(sorted((*kept, *called))))
    absent = (*absences_of(over.base.card), *gone)
    called_in = sorted({*called_of(over.base.card), *(duty.employee for duty in called)})
    problem = without_band(with_absences(over.problem, gone), called_in)
    people = {ABSENCES: [one.to_json() for one in absent], CALLED_IN: called_in}
    return _judged(over, problem, after, {**carried(over.base.card), **people, **over.facts})


def _whole(over: _Writing, change: DayChange, duty: Duty) -> bool:
    hours, minutes = over.problem.shifts[duty.shift].start.split(":")[:2]
    return change.from_minute <= int(hours) * 60 + int(minutes)


def _judged(over: _Writing, problem: RosterProblem, roster: Roster, people: Mapping[str, Any]) -> PlanResult:
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
        "layer": "day",
        "told_at": told,
        "date": over.book.day.isoformat(),
        **people,
        "pack": problem.rules.pack,
        "interval_minutes": problem.demand.interval_minutes,
        "unmet_share": round(unmet_share(problem, short), 6),
        "curves": over.base.card.parameters.get("curves", ""),
    }
    hashes = {**over.opened.workspace.hashes, "demand": problem.demand.sha256()}
    versions = {"wfm": __version__}
    card = RunCard(hashes, parameters, versions, 0, "-", "legal", "day", certificate.cost, None)
    return PlanResult(roster, card, replace(certificate, claimed=certificate.cost), short)
