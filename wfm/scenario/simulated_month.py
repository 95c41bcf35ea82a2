"""A month's roster from the workspace, simulated and kept in results/: what ``wfm simulate`` runs."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from wfm import __version__
from wfm.data.demand import Forecast
from wfm.data.files import write_text, write_whole
from wfm.data.roster import Roster
from wfm.data.serial import canonical, sha256
from wfm.data.workspace import Workspace
from wfm.errors import UsageError
from wfm.scenario.kept_demand import forecast_of
from wfm.scenario.month import Month, Say, open_month, stored_result
from wfm.scenario.refused import leaves_results
from wfm.scenario.score import read_roster
from wfm.scenario.simulated import Progress, Settings, Simulated, simulate_roster
from wfm.scenario.simulated_demand import call_load
from wfm.scenario.simulated_replay import Recorded, recorded_days
from wfm.scenario.simulated_result import interval_frame, to_json
from wfm.store import month_of
from wfm.timegrid import Horizon


@dataclass(frozen=True)
class MonthSimulation:
    """``simulated``, and the same as plain JSON with its run card (``figures``), kept at ``path``; ``recorded``: the calls
    replayed, if any."""

    workspace: Workspace
    simulated: Simulated
    figures: Mapping[str, Any]
    path: Path
    recorded: Recorded | None


def simulate_month(
    path: Path,
    month: str,
    *,
    roster: Path | None = None,
    version: int | None = None,
    settings: Settings | None = None,
    replay: Path | None = None,
    say: Say | None = None,
    progress: Progress | None = None,
) -> MonthSimulation:
    """Simulate the month's draft, or published ``version``, or the roster in the file ``roster``.

    Demand is taken as ``plan_month`` takes it, or from the calls recorded in ``replay``. Writes
    results/simulation-MONTH.json. ``progress`` is told what goes on: a key of the catalogue with its values. Raises
    UsageError or InputError for what is missing or wrong.
    """
    with leaves_results(path):
        return _simulate(path, month, roster, version, settings or Settings(), replay, say, progress)


def _simulate(
    path: Path,
    month: str,
    roster: Path | None,
    version: int | None,
    settings: Settings,
    replay: Path | None,
    say: Say | None,
    progress: Progress | None,
) -> MonthSimulation:
    opened = open_month(path, month, say=say)
    workspace = opened.workspace
    chosen, source = _roster(opened, month, roster, version)
    forecast = forecast_of(workspace, opened.demand, opened.horizon)
    if settings.handling == "empirical":
        from wfm.staffing.fits import load_fits

        settings = replace(settings, fitted=load_fits(workspace.results / "fits.json"))
    recorded = None
    if replay is not None:
        from wfm.data.calls import read_calls

        table = read_calls(replay, workspace.centre.timezone).frame
        recorded = recorded_days(table, call_load(workspace, forecast, chosen.horizon))
    as_of = opened.demand.made_with.get("as_of")
    simulated = simulate_roster(
        workspace,
        forecast,
        chosen,
        settings,
        recorded=recorded.days if recorded else None,
        as_of=date.fromisoformat(str(as_of)) if as_of else None,
        progress=progress,
    )
    card = _card(opened, forecast, simulated, month, source, replay)
    figures = to_json(simulated, card)
    if recorded is not None:
        figures["left_out"] |= {"replay_outside": recorded.outside, "replay_elsewhere": recorded.elsewhere}
    kept = workspace.results / f"simulation-{month}.json"
    write_text(kept, canonical(figures) + "\n")
    return MonthSimulation(workspace, simulated, figures, kept, recorded)


def write_intervals(found: MonthSimulation, path: Path) -> None:
    """``interval_frame`` as CSV, written whole."""
    frame = interval_frame(found.simulated, found.workspace.centre.timezone)
    frame["start"] = [start.isoformat(timespec="minutes") for start in frame["start"]]
    write_whole(path, lambda temporary: frame.to_csv(temporary, index=False, float_format="%.4f", lineterminator="\n"))


def days_of(text: str, month: Horizon) -> Horizon:
    """``2026-08-03`` or ``2026-08-03..2026-08-09`` as days of ``month``; UsageError for anything else."""
    first, dots, last = text.partition("..")
    try:
        start = date.fromisoformat(first.strip())
        end = date.fromisoformat(last.strip()) if dots else start
    except ValueError as error:
        raise UsageError("simulate.bad_days", value=text) from error
    if end < start:
        raise UsageError("simulate.bad_days", value=text)
    if start not in month or end not in month:
        raise UsageError("simulate.days_outside", days=text, horizon=month)
    return Horizon(start, (end - start).days + 1)


def _roster(opened: Month, month: str, file: Path | None, version: int | None) -> tuple[Roster, str]:
    """The roster asked for, and where it is from."""
    if file is not None and version is not None:
        raise UsageError("simulate.file_or_version")
    chosen = read_roster(file) if file is not None else stored_result(opened, version).roster
    if month_of(chosen) != month:
        raise UsageError("simulate.other_month", found=month_of(chosen), month=month)
    if file is not None:
        return chosen, file.name
    return chosen, "draft" if version is None else f"version {version}"


def _card(
    opened: Month, forecast: Forecast, simulated: Simulated, month: str, source: str, replay: Path | None
) -> dict[str, Any]:
    """What made the figures; enough to repeat them."""
    settings = simulated.settings
    inputs = {**opened.workspace.hashes, "roster": simulated.roster_sha256, "demand": opened.demand.sha256()}
    inputs["forecast.csv"] = sha256(forecast.frame.to_csv(index=False))
    if replay is not None:
        inputs[replay.name] = sha256(replay.read_bytes().hex())
    return {
        "month": month,
        "days": str(simulated.days),
        "roster": source,
        "routing": settings.routing,
        "replications": settings.replications,
        "seed": settings.seed,
        "handling": settings.handling,
        "replay": replay.name if replay is not None else "",
        "inputs": inputs,
        "versions": {"wfm": __version__, "python": platform.python_version(), "numpy": np.__version__},
    }
