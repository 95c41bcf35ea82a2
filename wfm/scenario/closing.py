"""Closing a month: what the next one starts from. Nights, weekends and hours balances per person, and the roster as it stood.

What was worked is the published version in force (absences of the day are in it), with the minutes by which the day's book made
duties longer or shorter: extensions, people sent home or stood down early, call-ins (``closing_worked``). Closing the same month
again, after a later version, starts from the figures before the first closing: nothing is counted twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np

from wfm.data.demand import Demand
from wfm.data.gate import open_workspace
from wfm.data.roster import Roster
from wfm.data.tables import OFF, Employee, PreviousDuty, ShiftKind
from wfm.data.workspace import Workspace
from wfm.errors import UsageError
from wfm.roster.problem import RosterProblem, build_problem
from wfm.scenario.closing_files import write_employees, write_previous
from wfm.scenario.closing_worked import InFact, in_fact
from wfm.store import BookEntry, NewEntry, Store
from wfm.timegrid import Horizon, month_horizon, slots_per_day

BOOK = "months"
CLOSE = "close"


@dataclass(frozen=True, order=True)
class Balance:
    """One person at the month's end. ``worked``, ``credited``, ``due`` (contract) and the balances in minutes; nights and
    weekends count from before the month on. ``longer``, ``shorter``: minutes by which the day changed duties, counted in
    ``worked``."""

    employee: str
    nights: int
    weekends: int
    worked: int
    credited: int
    due: int
    nights_before: int
    weekends_before: int
    carry_before: int
    longer: int = 0
    shorter: int = 0

    @property
    def columns(self) -> Mapping[str, int]:
        """Columns of employees.csv as the next month needs them."""
        return {
            "nights_before": self.nights_before + self.nights,
            "weekends_before": self.weekends_before + self.weekends,
            "carry_minutes": self.carry_before + self.worked + self.credited - self.due,
        }


@dataclass(frozen=True)
class Closing:
    """A closed month: the version it rests on, balances by person, the cells handed on, the files written (none when only
    looked at). ``again``: it had been closed before."""

    month: str
    version: int
    balances: tuple[Balance, ...]
    previous: tuple[PreviousDuty, ...]
    again: bool = False
    files: tuple[Path, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        people = [{**asdict(one), **{f"{name}_new": value for name, value in one.columns.items()}} for one in self.balances]
        return {
            "month": self.month,
            "version": self.version,
            "again": self.again,
            "people": people,
            "files": [path.as_posix() for path in self.files],
        }


def close_month(path: Path, month: str, *, author: str, write: bool = True) -> Closing:
    """Close ``month`` of the workspace folder at ``path``: the twin of ``wfm close-month``.

    With ``write`` the closing is recorded in the book ``months``, then previous.csv is written anew and the columns
    nights_before, weekends_before and carry_minutes of employees.csv are brought up to date; a run cut short in between is
    completed by running it again. UsageError: nothing published, a later month closed already, a workbook instead of a folder.
    """
    workspace = open_workspace(path, month)
    if write and not path.is_dir():
        raise UsageError("closing.workbook", path=path)
    store = Store.open(workspace.path, workspace.centre.database)
    version = store.latest(month)
    if version is None:
        raise UsageError("closing.not_published", month=month)
    roster = store.load(version.number).roster
    before = _before(store.book(BOOK), month)
    closing = _closing(workspace, month, version.number, in_fact(workspace, store, roster), before)
    if not write:
        return closing
    store.write_book(BOOK, lambda entries: _entries(entries, closing, workspace.previous), action="close-month", author=author)
    files = (
        write_previous(workspace.path, closing.previous),
        write_employees(workspace.path, {one.employee: one.columns for one in closing.balances}),
    )
    return Closing(month, closing.version, closing.balances, closing.previous, closing.again, files)


def balances(problem: RosterProblem, fact: InFact, before: Mapping[str, Mapping[str, int]] | None = None) -> list[Balance]:
    """Everybody's balance after what was worked; ``before``: figures before the month, by person, where not the employee's."""
    weekends = problem.horizon.weekends(frozenset(problem.centre.weekend_days))
    found = []
    for person in problem.employees:
        duties = [duty for duty in fact.roster.duties if duty.employee == person.employee and duty.shift in problem.shifts]
        longer, shorter = fact.longer.get(person.employee, 0), fact.shorter.get(person.employee, 0)
        touched = {weekends[problem.horizon.index(duty.day)] for duty in duties} - {-1}
        found.append(
            Balance(
                person.employee,
                nights=sum(problem.shifts[duty.shift].kind is ShiftKind.NIGHT for duty in duties),
                weekends=len(touched),
                worked=sum(problem.shifts[duty.shift].paid_minutes for duty in duties) + longer - shorter,
                credited=problem.credited_minutes(person),
                due=problem.month_minutes(person),
                longer=longer,
                shorter=shorter,
                **(before or {}).get(person.employee, _figures(person)),
            )
        )
    return sorted(found)


def handed_on(problem: RosterProblem, roster: Roster) -> list[PreviousDuty]:
    """Every employed person's cell of every day, days off included: the next month's previous.csv."""
    rows = []
    for person in problem.employees:
        for day in problem.horizon.dates:
            if problem.employed(person, day):
                duty = roster.duty(person.employee, day)
                shift, project = (duty.shift, duty.project) if duty else (OFF, "")
                rows.append(PreviousDuty(employee=person.employee, date=day, shift=shift, project=project))
    return rows


def _closing(
    workspace: Workspace, month: str, version: int, fact: InFact, before: Mapping[str, Mapping[str, int]] | None
) -> Closing:
    problem = build_problem(workspace, _no_demand(workspace, fact.roster.horizon), fact.roster.horizon)
    return Closing(
        month,
        version,
        tuple(balances(problem, fact, before)),
        tuple(handed_on(problem, fact.roster)),
        again=before is not None,
    )


def _no_demand(workspace: Workspace, horizon: Horizon) -> Demand:
    """A demand of nobody: balances ask for none."""
    shape = (horizon.days, slots_per_day(workspace.centre.interval_minutes), len(workspace.projects))
    none = np.zeros(shape, np.int64)
    return Demand(
        projects=tuple(project.project for project in workspace.projects),
        start=horizon.start,
        interval_minutes=workspace.centre.interval_minutes,
        requirement=none,
        floor=none,
        load=none.astype(np.float64),
        offset=np.zeros(none.size + 1, np.int64),
        loss=np.zeros(0, np.int64),
    )


def _figures(person: Employee) -> dict[str, int]:
    return {
        "nights_before": person.nights_before,
        "weekends_before": person.weekends_before,
        "carry_before": person.carry_minutes,
    }


def _before(entries: Sequence[BookEntry], month: str) -> Mapping[str, Mapping[str, int]] | None:
    """Figures before the month as its first closing kept them; None when it has not been closed."""
    _refuse_older(entries, month)
    first = next((entry for entry in entries if entry.kind == CLOSE and entry.subject == month), None)
    return None if first is None else {str(name): dict(figures) for name, figures in first.content["before"].items()}


def _refuse_older(entries: Sequence[BookEntry], month: str) -> None:
    later = [entry.subject for entry in entries if entry.kind == CLOSE and entry.subject > month]
    if later:
        raise UsageError("closing.later_closed", month=month, later=max(later))


def _entries(entries: Sequence[BookEntry], closing: Closing, previous: Sequence[PreviousDuty]) -> list[NewEntry]:
    """The closing as an entry, with the cells before the month, which previous.csv is about to lose; nothing when the latest
    one of the month says the same."""
    _refuse_older(entries, closing.month)
    first = next((entry for entry in entries if entry.kind == CLOSE and entry.subject == closing.month), None)
    start = month_horizon(closing.month).start
    cells = [[one.employee, one.date.isoformat(), one.shift, one.project] for one in previous if one.date < start]
    names = ("nights_before", "weekends_before", "carry_before")
    content = {
        "version": closing.version,
        "before": {one.employee: {name: getattr(one, name) for name in names} for one in closing.balances},
        "previous": cells if first is None else first.content.get("previous", []),
        "after": {one.employee: dict(one.columns) for one in closing.balances},
    }
    last = next((entry for entry in reversed(entries) if entry.subject == closing.month), None)
    return [] if last is not None and last.content == content else [NewEntry(CLOSE, closing.month, content)]


def following_month(month: str) -> str:
    """``2026-12`` -> ``2027-01``."""
    return f"{month_horizon(month).end + timedelta(days=1):%Y-%m}"
