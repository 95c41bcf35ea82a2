"""A day tweaked: workspace, version in force and book in, an audited proposal out. The twin of ``wfm tweak``."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from wfm import words
from wfm.data.day_changes import DAY_BOOK, ChangeKind, DayChange
from wfm.data.reading.settings import read_centre
from wfm.data.reading.sources import find_sources
from wfm.data.result import PlanResult
from wfm.data.roster import Duty
from wfm.errors import UsageError
from wfm.forecast.day import ProjectDay
from wfm.roster.day.result import DayPlan
from wfm.roster.day.solve import solve_day
from wfm.roster.day.state import person_day
from wfm.roster.day.task import DayTask
from wfm.roster.problem import RosterProblem
from wfm.scenario.day_book import DayBook, read_day_book
from wfm.scenario.day_called import called_on
from wfm.scenario.day_calls import CallsSoFar
from wfm.scenario.day_demand import day_demand
from wfm.scenario.day_inputs import Absence, Given, as_of_minute, gathered
from wfm.scenario.in_force import standing_problem
from wfm.scenario.month import Month, open_month
from wfm.store import Store

TIME_LIMIT = 25.0


@dataclass(frozen=True)
class Levers:
    """What may be used. ``declined``: people not to be asked besides those of the book."""

    extend: bool = True
    call_in: bool = True
    release: bool = False
    declined: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Tweak:
    """A proposal and what it was made from. ``version``: number of the version in force; ``absent``: today's new absences as
    handed in; ``updates``: what the calls so far changed; ``book``: the day's book when it was read; ``calls``: calls so far
    that counted."""

    opened: Month
    version: int
    base: PlanResult
    plan: DayPlan
    absent: tuple[Absence, ...]
    updates: tuple[ProjectDay, ...]
    book: DayBook
    calls: CallsSoFar | None = None

    @property
    def day(self) -> date:
        """The day."""
        return self.plan.task.day

    @property
    def new_absences(self) -> tuple[DayChange, ...]:
        """Absences not in the book yet."""
        known = set(self.book.changes) | set(self.book.asked)
        return tuple(c for c in self.plan.task.standing if c.kind is ChangeKind.ABSENT and c not in known)


@dataclass(frozen=True)
class DayBase:
    """The version in force of a day's month and the book, opened together."""

    opened: Month
    store: Store
    version: int
    base: PlanResult
    problem: RosterProblem
    book: DayBook


def open_day(path: Path, day: date, *, say: Callable[[str], None] | None = None) -> DayBase:
    """Workspace, version in force and book of ``day``; UsageError when its month is not published."""
    month = f"{day:%Y-%m}"
    sources = find_sources(path)
    store = Store.open(sources.folder, read_centre(sources)[0].database)
    latest = store.latest(month)
    if latest is None:
        published = sorted({version.month for version in store.versions()})
        raise UsageError("tweak.not_published", date=day, month=month, known=", ".join(published) or "-")
    opened = open_month(path, month, say=say)
    base = store.load(latest.number).result
    book = read_day_book(store.book(DAY_BOOK), day)
    return DayBase(opened, store, latest.number, base, standing_problem(opened, base.card), book)


def tweak_day(
    path: Path,
    day: date,
    *,
    as_of: str | None = None,
    absent: Iterable[str] = (),
    absences: Path | None = None,
    calls_so_far: Path | None = None,
    forget_calls: bool = False,
    levers: Levers | None = None,
    time_limit: float = TIME_LIMIT,
    say: Callable[[str], None] | None = None,
) -> Tweak:
    """The best changes for the rest of ``day`` found within ``time_limit`` seconds: a proposal, nothing is stored.

    ``as_of``: local ISO time, default the clock; ``absent``: employees who do not come, ``absences``: a file of them;
    ``calls_so_far``: file project,start,calls, remembered for later questions about the day until ``forget_calls``.
    Raises UsageError, InputError with file, row, column and value, AuditFailure.
    """
    tell, levers = say or (lambda _: None), levers or Levers()
    minute = as_of_minute(day, as_of)
    opened = open_day(path, day, say=say)
    language = opened.opened.workspace.centre.language
    gone = [(absence, _absence(opened, day, minute, absence, given)) for absence, given in gathered(absent, absences)]
    demand, updates, calls = day_demand(
        opened.opened.workspace, opened.opened.demand, day, minute, calls_so_far, forget_calls=forget_calls
    )
    called = called_on(opened.store, day)
    coming = tuple(duty for duty in called.duties if opened.base.roster.duty(duty.employee, day) is None)
    task = DayTask(
        problem=opened.problem,
        roster=opened.base.roster,
        day=day,
        as_of=minute,
        demand=demand,
        settings=opened.opened.workspace.centre.day,
        standing=(*opened.book.changes, *opened.book.asked, *called.changes, *(change for _, change in gone)),
        asked=(*opened.book.duties, *coming),
        called_up=called.waiting,
        history=opened.book.history,
        following=_following(opened, day),
        declined=opened.book.declined | levers.declined,
        closed=frozenset(project for project, lends in opened.book.lenders.items() if not lends),
        extend=levers.extend,
        call_in=levers.call_in,
        release=levers.release,
    )
    tell(words.say("tweak.working", language, date=day, people=_on_duty(task), absent=len(gone)))
    plan = solve_day(task, seconds=time_limit)
    absences_given = tuple(absence for absence, _ in gone)
    return Tweak(opened.opened, opened.version, opened.base, plan, absences_given, updates, opened.book, calls)


def _on_duty(task: DayTask) -> int:
    return sum(duty.day == task.day for duty in task.roster.duties)


def _following(opened: DayBase, day: date) -> dict[str, Duty]:
    """Duties of the day after when it belongs to the next month, as far as that is published."""
    after = day + timedelta(days=1)
    if after.month == day.month:
        return {}
    latest = opened.store.latest(f"{after:%Y-%m}")
    if latest is None:
        return {}
    roster = opened.store.load(latest.number).roster
    known = opened.problem.shifts
    return {duty.employee: duty for duty in roster.duties if duty.day == after and duty.shift in known}


def _absence(opened: DayBase, day: date, as_of: int, absence: Absence, given: Given) -> DayChange:
    """The absence as a change of the day; UsageError or InputError when the person is unknown or not on duty."""
    problem, name = opened.problem, absence.employee
    if name not in problem.employee:
        raise given.unknown(name, problem.employee)
    if any(change.employee == name and change.kind is ChangeKind.ABSENT for change in opened.book.changes):
        raise given.refused("tweak.absent_already", name, date=day)
    duty = opened.base.roster.duty(name, day)
    if duty is None:
        raise given.refused("tweak.not_on_duty", name, date=day)
    task = DayTask(problem, opened.base.roster, day, as_of, opened.opened.demand, opened.opened.workspace.centre.day)
    state = person_day(replace(task, standing=opened.book.changes), duty)
    since = state.early if absence.from_minute is None else absence.from_minute
    if not state.early <= since < state.late:
        raise given.refused("tweak.absent_outside", name, date=day)
    if state.late <= as_of:
        raise given.refused("tweak.duty_over", name, date=day)
    return DayChange(name, day, ChangeKind.ABSENT, since, state.late, duty.project, reason=absence.kind)
