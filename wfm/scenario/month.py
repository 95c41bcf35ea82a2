"""The month from workspace to draft: gate, forecast, staffing, roster. What ``wfm plan``, ``audit`` and ``explain`` share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pandas as pd

from wfm import words
from wfm.data.demand import Demand, Forecast
from wfm.data.gate import open_workspace
from wfm.data.reading.settings import read_centre
from wfm.data.reading.sources import find_sources
from wfm.data.result import Certificate, PlanResult
from wfm.data.roster import Roster
from wfm.data.serial import draft_path, save_result
from wfm.data.workspace import Workspace
from wfm.errors import UsageError
from wfm.forecast import forecast_report, read_forecast, write_forecast
from wfm.roster.audit import audit
from wfm.roster.engine.search import Limit
from wfm.roster.problem import RosterProblem, build_problem
from wfm.roster.progress import Progress
from wfm.roster.solve import Options, plan_roster
from wfm.scenario.closed import before_closing
from wfm.scenario.kept_demand import demand_in_force, keep
from wfm.scenario.refused import leaves_results
from wfm.scenario.rewards_placed import placed_awards
from wfm.scenario.rewards_terms import Placed
from wfm.staffing import load_demand, save_demand, staff, write_staffing
from wfm.staffing.load import LOAD_KINDS
from wfm.staffing.pricing import Pricing
from wfm.store import Store, load_draft, month_of
from wfm.timegrid import Horizon, month_horizon

Say = Callable[[str], None]
NOT_DEMAND = frozenset({"points_rules.csv", "claims.csv", "rewards.csv"})
"""Files whose change makes no forecast stale."""


@dataclass(frozen=True)
class Month:
    """A workspace and the demand of one of its months, ready to be planned. ``placed``: the granted awards of the month."""

    workspace: Workspace
    horizon: Horizon
    demand: Demand
    placed: Placed = field(default_factory=Placed)

    def problem(self, base: Roster | None = None) -> RosterProblem:
        """The month's task with the awards in force, close to ``base`` if given."""
        task = build_problem(self.workspace, self.demand, self.horizon, base=base)
        return task.with_awards(self.placed.in_force)


def open_month(path: Path, month: str, *, say: Say | None = None, planning: bool = False) -> Month:
    """Check the workspace and take the month's demand from results/, made anew where inputs are newer.

    results/forecast.csv and results/curves.npz are used when they cover the month and no input file is newer, so an edited
    forecast.csv counts; else the demand of the version in force, unless ``planning``; ``say`` is told in a sentence which was
    used. ``planning``: awards granted since the month was published are in force too.
    """
    horizon = month_horizon(month)
    workspace = before_closing(open_workspace(path, month), month)
    with leaves_results(path):
        demand = _demand(workspace, horizon, say or (lambda _: None), planning)
        return Month(workspace, horizon, demand, placed_awards(workspace, horizon, demand, planning=planning))


def store_at(path: Path) -> Store:
    """The store of the workspace at ``path``. Ask it before the month is opened: opening puts a forecast of the month into
    results/, which a command that is refused must not do."""
    sources = find_sources(path)
    return Store.open(sources.folder, read_centre(sources)[0].database)


def plan_month(path: Path, month: str, options: Options | None = None, *, from_version: int | None = None) -> PlanResult:
    """Plan ``month`` of the workspace at ``path`` and leave the draft in results/: the twin of ``wfm plan``.

    ``options`` default to the workspace's limits; ``from_version``: start from this published version. Raises InputError,
    InfeasibleError or AuditFailure; then no draft is written.
    """
    opened = open_month(path, month, planning=True)
    return plan_opened(opened, options or options_of(opened.workspace), from_version=from_version)


def plan_opened(
    opened: Month, options: Options, *, from_version: int | None = None, progress: Progress | None = None
) -> PlanResult:
    """Plan an opened month and save its draft."""
    workspace = opened.workspace
    month = f"{opened.horizon.start:%Y-%m}"
    store = Store.open(workspace.path, workspace.centre.database)
    latest = store.latest(month)
    base = store.load(from_version).roster if from_version is not None else None
    result = plan_roster(
        opened.problem(base),
        options,
        inputs=inputs_of(workspace, opened.demand),
        parameters={
            "month": month,
            "base": latest.number if latest else None,
            "from_version": from_version,
            "curves": made_with(opened.demand),
            **opened.placed.parameters(),
        },
        progress=progress,
    )
    aside = tuple(one.message() for one in opened.placed.set_aside)
    if aside:
        result = replace(result, card=replace(result.card, notes=(*result.card.notes, *aside)))
    keep(workspace, opened.demand)
    save_result(draft_path(workspace.results, month), result)
    return result


def options_of(workspace: Workspace) -> Options:
    """The workspace's solver limits."""
    limits = workspace.centre.solver
    return Options(Limit(seconds=limits.time_seconds), limits.seed, limits.gap, limits.threads)


def audit_edited(path: Path, month: str, roster: Roster) -> Certificate:
    """The audit of a roster that came from outside (an edited Excel file) against the month's rules."""
    return audit(open_month(path, month).problem(), roster)


def _demand(workspace: Workspace, horizon: Horizon, say: Say, planning: bool) -> Demand:
    curves = workspace.results / "curves.npz"
    if _fresh(curves, workspace):
        demand = load_demand(curves)
        if demand.start <= horizon.start and (horizon.end - demand.start).days < demand.days:
            say(words.say("scenario.used_curves", workspace.centre.language, file=curves.name, made=made_with(demand)))
            return demand
    kept = None if planning else demand_in_force(workspace, horizon)
    if kept is not None:
        say(words.say("scenario.used_kept", workspace.centre.language, month=f"{horizon.start:%Y-%m}", made=made_with(kept)))
        return kept
    asked = _asked_on_file(curves)
    forecast_file = workspace.results / "forecast.csv"
    if _fresh(forecast_file, workspace):
        forecast = read_forecast(forecast_file, workspace.centre.timezone)
        if not forecast.frame.empty and _covers(
            forecast.frame["start"].min().date(), forecast.frame["start"].max().date(), horizon
        ):
            say(words.say("scenario.used_forecast", workspace.centre.language, file=forecast_file.name))
            frame, demand = _staff(workspace, forecast, horizon, asked)
            keep_demand(workspace, frame, demand)
            return demand
    forecast = forecast_report(workspace, horizon).forecast
    write_forecast(forecast, forecast_file)
    say(words.say("scenario.made_forecast", workspace.centre.language))
    frame, demand = _staff(workspace, read_forecast(forecast_file, workspace.centre.timezone), horizon, asked)
    keep_demand(workspace, frame, demand)
    return demand


def staff_again(opened: Month, forecast: Forecast) -> tuple[pd.DataFrame, Demand]:
    """``forecast`` staffed as the month's curves were: same mode, risk and prices."""
    return _staff(opened.workspace, forecast, opened.horizon, opened.demand.made_with)


def keep_demand(workspace: Workspace, frame: pd.DataFrame, demand: Demand) -> None:
    """Leave requirement and curves in results/ for the commands that follow."""
    write_staffing(frame, workspace.results / "staffing.csv")
    save_demand(demand, workspace.results / "curves.npz")


def inputs_of(workspace: Workspace, demand: Demand) -> Mapping[str, str]:
    """SHA-256 of every input file and of the demand, for run cards."""
    return {**workspace.hashes, "demand": demand.sha256()}


def made_with(demand: Demand) -> str:
    """What the demand's curves were made with, in a line: mode, risk attitude, prices."""
    stated = {**Pricing.of(demand.made_with).stated(), **demand.made_with}
    return ", ".join(f"{name} {value}" for name, value in stated.items())


def _asked_on_file(curves: Path) -> Mapping[str, str]:
    """What the last curves were made with, so that curves made anew keep it; nothing without curves."""
    return load_demand(curves).made_with if curves.is_file() else {}


def _staff(workspace: Workspace, forecast: Forecast, horizon: Horizon, asked: Mapping[str, str]) -> tuple[pd.DataFrame, Demand]:
    pricing = Pricing.of(asked)
    return staff(
        workspace,
        forecast,
        horizon,
        mode=pricing.mode,
        missing_price=pricing.missing_price,
        risk=str(pricing.risk),
        price_lateness=pricing.price_lateness,
        load=next((kind for kind in LOAD_KINDS if kind == asked.get("load")), LOAD_KINDS[0]),
        as_of=date.fromisoformat(asked["as_of"]) if "as_of" in asked else None,
    )


def _covers(first: object, last: object, horizon: Horizon) -> bool:
    return first == horizon.start and last == horizon.end


def _fresh(result: Path, workspace: Workspace) -> bool:
    """Whether a result file is there and no input file is newer."""
    if not result.exists():
        return False
    made = result.stat().st_mtime
    root = workspace.path if workspace.path.is_dir() else workspace.path.parent
    asked = workspace.hashes.keys() - NOT_DEMAND
    return all((root / name).stat().st_mtime <= made for name in asked if (root / name).exists())


def open_stored(path: Path, month: str, version: int | None = None) -> tuple[Month, PlanResult]:
    """``month`` and its draft, or its published ``version``; what is not there is refused before anything is opened.

    UsageError when there is no draft, no such version, or the version is another month's.
    """
    store = store_at(path)
    if version is None:
        result = load_draft(find_sources(path).folder / "results", month)
    else:
        result = store.load(version).result
        if month_of(result.roster) != month:
            raise UsageError("export.version_of_other_month", version=version, month=month, found=month_of(result.roster))
    return open_month(path, month), result


def stored_result(opened: Month, version: int | None = None) -> PlanResult:
    """The month's draft, or the published version ``version``."""
    workspace = opened.workspace
    if version is None:
        return load_draft(workspace.results, f"{opened.horizon.start:%Y-%m}")
    return Store.open(workspace.path, workspace.centre.database).load(version).result
