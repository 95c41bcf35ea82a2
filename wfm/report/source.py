"""What reports and exports are made from: a draft or a published version, and what forecast and staffing left beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from wfm.calendars import calendar_for
from wfm.data.demand import Demand, Forecast
from wfm.data.result import PlanResult
from wfm.data.roster import Roster
from wfm.data.serial import draft_path
from wfm.data.workspace import Workspace
from wfm.errors import InputError, UsageError
from wfm.forecast import read_forecast
from wfm.report.view import RuleNote, VersionNote
from wfm.roster.rules.book import rule_book
from wfm.staffing import load_demand
from wfm.store import Store, Version, load_draft, month_of


@dataclass(frozen=True)
class Opened:
    """A result, the version it is (None = a draft), and when it was made (UTC)."""

    result: PlanResult
    version: VersionNote | None
    made_at: datetime


def open_result(workspace: Workspace, month: str | None = None, version: int | None = None, *, draft: bool = False) -> Opened:
    """Version ``version``; else the draft of ``month`` (or of the only month that has one); else the version in force.

    A draft that has been published unchanged counts as that version, unless ``draft`` asks for the draft. UsageError when
    there is no such version or no draft, or when several months have drafts and none is named.
    """
    store = Store.open(workspace.path, workspace.centre.database)
    if version is not None:
        return _published(store, version, month)
    month = month or _only_month(workspace)
    path, latest = draft_path(workspace.results, month), None if draft else store.latest(month)
    if not path.is_file() and latest is not None:
        return _published(store, latest.number, month)
    result = load_draft(workspace.results, month)
    if latest is not None:
        published = _published(store, latest.number, month)
        if published.result.roster.to_json() == result.roster.to_json():
            return published
    return Opened(result, None, datetime.fromtimestamp(int(path.stat().st_mtime), UTC))


def month_inputs(workspace: Workspace, roster: Roster) -> tuple[Forecast | None, Demand | None]:
    """Forecast and demand in the folder of results; None where there is none or it does not touch the roster's days."""
    forecast_file, demand_file = workspace.results / "forecast.csv", workspace.results / "curves.npz"
    forecast = read_forecast(forecast_file, workspace.centre.timezone) if forecast_file.is_file() else None
    if forecast is not None and not any(start.date() in roster.horizon for start in forecast.frame["start"]):
        forecast = None
    demand = load_demand(demand_file) if demand_file.is_file() else None
    if demand is not None and not -demand.days < (roster.horizon.start - demand.start).days < demand.days:
        demand = None
    return forecast, demand


def holidays_of(workspace: Workspace, roster: Roster) -> Mapping[date, str]:
    """Public days off in the roster's horizon, with their names; only the centre's own where no official data exist."""
    own = [(row.date, row.kind, row.name) for row in workspace.calendar]
    calendar = calendar_for(workspace.centre.country, own, weekend_days=workspace.centre.weekend_days)
    try:
        calendar.require(roster.horizon)
    except InputError:
        return {day: name for day, kind, name in own if kind in ("holiday", "statutory")}
    found = ((day, calendar.holiday(day)) for day in roster.horizon.dates)
    return {day: holiday.name for day, holiday in found if holiday is not None}


def rule_notes_of(workspace: Workspace) -> Mapping[str, RuleNote]:
    """Level, basis and article of every rule in force."""
    notes = {}
    for rule, force in rule_book(workspace.centre.pack, workspace.rules):
        others = (*force.by_contract.values(), *force.by_team.values(), *force.by_employee.values())
        params = next((found for found in (force.params, *others) if found is not None), None)
        level = "" if params is None else "hard" if params.hard else "priced"
        notes[rule.id] = RuleNote(level, force.basis, force.article)
    return notes


def _published(store: Store, number: int, month: str | None) -> Opened:
    found = store.load(number)
    if month is not None and month_of(found.roster) != month:
        raise UsageError("export.version_of_other_month", version=number, month=month, found=month_of(found.roster))
    return Opened(found.result, _note(found.version), datetime.fromisoformat(found.version.created_at))


def _note(version: Version) -> VersionNote:
    return VersionNote(version.number, version.author, version.reason, f"{version.created_at[:19]}Z")


def _only_month(workspace: Workspace) -> str:
    months = sorted(path.stem.removeprefix("draft-") for path in workspace.results.glob("draft-*.json"))
    if not months:
        raise UsageError("export.no_draft", folder=workspace.results)
    if len(months) > 1:
        raise UsageError("export.needs_month", months=", ".join(months))
    return months[0]
