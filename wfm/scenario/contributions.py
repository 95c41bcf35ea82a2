"""A month's contributions: the worked roster, the demand, the call-ups and the measures brought together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from wfm.calendars import calendar_for
from wfm.data.demand import Demand
from wfm.data.imports.attendance import read_attendance
from wfm.data.imports.findings import ImportFinding
from wfm.data.worked import WorkedRoster
from wfm.data.workspace import Workspace
from wfm.errors import UsageError
from wfm.incentives.contributions import Contribution
from wfm.incentives.facts import CallUp, Facts, Need
from wfm.incentives.measures import MEASURES
from wfm.incentives.measures.settings import measure_params
from wfm.incentives.versions import rules_version
from wfm.scenario.attended import Difference, attended
from wfm.scenario.month import open_month, store_at
from wfm.scenario.worked import CALL_UP_BOOK, eve_of, worked_roster
from wfm.store import BookEntry, Store
from wfm.timegrid import Horizon


@dataclass(frozen=True)
class MonthContributions:
    """What everybody contributed in a month. ``through``: last day measured; ``source``: published or attendance;
    ``minutes``: person -> minutes worked; ``differences``: where attendance disagrees; ``version``: of rules and parameters."""

    month: str
    through: date
    source: str
    version: str
    contributions: tuple[Contribution, ...]
    minutes: Mapping[str, int]
    differences: tuple[Difference, ...] = ()
    findings: tuple[ImportFinding, ...] = ()

    def of(self, employee: str) -> tuple[Contribution, ...]:
        """One person's contributions, in the order of the measures."""
        return tuple(found for found in self.contributions if found.employee == employee)

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "month": self.month,
            "through": self.through.isoformat(),
            "source": self.source,
            "rules_version": self.version,
            "contributions": [found.to_json() for found in self.contributions],
            "differences": [difference.to_json() for difference in self.differences],
            "import_findings": [finding.to_json() for finding in self.findings],
        }


def contributions_of(
    path: Path,
    month: str,
    *,
    attendance: Path | None = None,
    logins: Path | None = None,
    as_of: datetime | None = None,
) -> MonthContributions:
    """Measure ``month`` of the workspace at ``path``: the twin of ``wfm contributions``.

    ``attendance``, ``logins``: exports of punches and log-ins (default: the roster as published and as the day changed it);
    ``as_of``: local time; only days over by then are measured (default: the whole month). UsageError when nothing is
    published, or no day of the month is over.
    """
    store = store_at(path)
    if store.latest(month) is None:
        raise UsageError("contributions.nothing_published", month=month)
    opened = open_month(path, month)
    workspace = opened.workspace
    roster = worked_roster(workspace, month, store)
    shifts = {shift.shift: shift for shift in workspace.shifts}
    differences: tuple[Difference, ...] = ()
    findings: tuple[ImportFinding, ...] = ()
    if attendance or logins:
        read = read_attendance(attendance, logins)
        findings = read.findings
        roster, differences = attended(roster, read, shifts)
    through = last_day(opened.horizon, as_of)
    facts = facts_of(workspace, roster, opened.demand, store, through)
    params = measure_params(workspace.path)
    found = [each for measure in MEASURES for each in measure.award(facts, params[measure.id])]
    minutes: dict[str, int] = {}
    for worked in facts.days:
        minutes[worked.employee] = minutes.get(worked.employee, 0) + worked.minutes
    return MonthContributions(
        month,
        through,
        "attendance" if attendance or logins else "published",
        rules_version(workspace),
        tuple(sorted(found, key=lambda one: one.employee)),
        minutes,
        differences,
        findings,
    )


def last_day(horizon: Horizon, as_of: datetime | None) -> date:
    """The last day of ``horizon`` that is over at ``as_of``; UsageError when none is."""
    if as_of is None:
        return horizon.end
    over = min(horizon.end, as_of.date() - timedelta(days=1))
    if over < horizon.start:
        raise UsageError("contributions.not_begun", month=f"{horizon.start:%Y-%m}", as_of=f"{as_of:%Y-%m-%d %H:%M}")
    return over


def facts_of(workspace: Workspace, roster: WorkedRoster, demand: Demand, store: Store, through: date) -> Facts:
    """The facts measures may look at."""
    known = {project.project for project in workspace.projects}
    main: dict[str, tuple[bool, int, str]] = {}
    for skill in workspace.skills:
        place = (skill.emergency_only, skill.priority, skill.project)
        main[skill.employee] = min(place, main.get(skill.employee, place))
    return Facts(
        roster=roster,
        interval_minutes=demand.interval_minutes,
        need=need_of(demand, roster.horizon),
        shifts={shift.shift: shift for shift in workspace.shifts},
        home={employee: project for employee, (_, _, project) in main.items() if project in known},
        emergency=frozenset((s.employee, s.project) for s in workspace.skills if s.emergency_only),
        holidays=holidays_of(workspace, roster.horizon),
        call_ups=tuple(call_ups(store.book(CALL_UP_BOOK), roster.horizon)),
        eve=eve_of(workspace, store, roster.horizon),
        through=through,
    )


def need_of(demand: Demand, horizon: Horizon) -> Need:
    """Agents required by project, day of ``horizon`` and interval; floors count where they ask for more."""
    empty = [0] * demand.slots
    tables: dict[str, list[list[int]]] = {}
    for number, project in enumerate(demand.projects):
        asked = demand.requirement[:, :, number].clip(min=demand.floor[:, :, number]).tolist()
        rows = [(day - demand.start).days for day in horizon.dates]
        tables[project] = [asked[row] if 0 <= row < len(asked) else empty for row in rows]
    return tables


def holidays_of(workspace: Workspace, horizon: Horizon) -> dict[date, bool]:
    """Public holidays of the horizon and the day after it -> whether paid at the highest multiple."""
    centre = workspace.centre
    own = [(row.date, row.kind, row.name) for row in workspace.calendar]
    calendar = calendar_for(centre.country, own, weekend_days=frozenset(centre.weekend_days))
    days = (*horizon.dates, horizon.end + timedelta(days=1))
    return {day: holiday.statutory for day in days if (holiday := calendar.holiday(day)) is not None}


def call_ups(entries: Iterable[BookEntry], horizon: Horizon) -> Iterator[CallUp]:
    """Steps of call-ups in the horizon. A step belongs to the day, level and kind (drill or not) of the activation it names as
    its subject; without one, to the day it was written for. Steps that name no person or day are not contributions."""
    opened: dict[str, Mapping[str, Any]] = {}
    for entry in entries:
        if entry.kind == "activate":
            opened[entry.subject] = entry.content
            continue
        content = {**opened.get(entry.subject, {}), **entry.content}
        employee = content.get("employee")
        day = _day(content, entry.at)
        if entry.kind in ("reply", "arrive", "stand-down") and isinstance(employee, str) and day is not None and day in horizon:
            accepted = _yes(content.get("accepted", content.get("answer", True)))
            yield CallUp(day, employee, entry.kind, accepted, str(content.get("level", "")), bool(content.get("drill", False)))


def _yes(said: object) -> bool:
    return said is True or (isinstance(said, str) and said.strip().lower() in ("yes", "y", "accept", "accepted", "是"))


def _day(content: Mapping[str, Any], at: str) -> date | None:
    for text in (*(content.get(name) for name in ("day", "date", "at", "as_of")), at):
        if isinstance(text, str) and text:
            try:
                return datetime.fromisoformat(text).date()
            except ValueError:
                return None
    return None
