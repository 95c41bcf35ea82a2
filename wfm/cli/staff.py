"""``wfm staff``: the forecast becomes results/staffing.csv and results/curves.npz."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import cast

import click
import pandas as pd

from wfm import words
from wfm.cli.common import json_option, lang_option, language_of, note, print_json, quiet_option, set_language, workspace_option
from wfm.cli.load_lines import load_lines, shrinkage_lines
from wfm.cli.staff_lines import service_lines, speed_lines
from wfm.data.demand import Demand, Forecast
from wfm.data.files import write_text
from wfm.data.workspace import Workspace
from wfm.staffing import ProjectStaffing, empty_forecast, mean_speeds, save_demand, summarise, write_staffing
from wfm.staffing import staff as staff_month
from wfm.staffing.load import LOAD_KINDS, LoadKind
from wfm.staffing.pricing import MISSING_PRICE, Mode
from wfm.staffing.service import expected_service
from wfm.timegrid import Horizon, month_horizon


@click.command()
@workspace_option
@click.option("--month", required=True, help="Month to staff, such as 2026-08.")
@click.option(
    "--mode",
    type=click.Choice(["curves", "requirement"]),
    default="curves",
    show_default=True,
    help="Price expected service loss, or agents missing from the requirement.",
)
@click.option(
    "--missing-price",
    type=click.IntRange(min=0),
    default=MISSING_PRICE,
    show_default=True,
    help="Price of a missing agent in requirement mode; twice it beyond a tenth missing.",
)
@click.option(
    "--risk",
    default="mean",
    show_default=True,
    help="Calls to be ready for: mean, a quantile such as p90, or the mean of the worst days such as cvar:0.9.",
)
@click.option(
    "--price-lateness",
    type=float,
    default=0.0,
    show_default=True,
    help="Cost units per call not answered in time, on top of the price of a lost call; its convex envelope is priced.",
)
@click.option(
    "--load",
    type=click.Choice(LOAD_KINDS),
    default="stationary",
    show_default=True,
    help="Load of an interval: its own calls, with calls still in hand (mol), or the smaller of both (leaving).",
)
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    default=None,
    metavar="DATE",
    help="See absence from this day: what leave.csv already knows is not allowed for twice (default: a month ahead).",
)
@click.option(
    "--html",
    is_flag=False,
    flag_value="",
    default=None,
    metavar="[PATH]",
    help="Also write the staffing report, one offline page (default: results/staffing-MONTH.html).",
)
@json_option
@quiet_option
@lang_option
def staff(
    workspace: Path,
    month: str,
    mode: str,
    missing_price: int,
    risk: str,
    price_lateness: float,
    load: LoadKind,
    as_of: datetime | None,
    html: str | None,
    as_json: bool,
    quiet: bool,
    lang: str | None,
) -> None:
    """Agents required and what one fewer costs, per project and interval of a month.

    Reads results/forecast.csv; without it the forecast is made first. Interval rows of requirements.csv win.

    \b
    Example:  wfm staff -w centre --month 2026-08
              wfm staff --month 2026-08 --risk cvar:0.9 --html
              wfm staff --month 2026-08 --load leaving --as-of 2026-08-10
              wfm staff --month 2026-08 --mode requirement --json
    Python:   wfm.staffing.staff(workspace, forecast, month_horizon("2026-08"))
    """
    from wfm.data.gate import open_workspace

    horizon = month_horizon(month)
    opened = open_workspace(workspace)
    if lang is None:
        set_language(opened.centre.language)
    language = language_of()
    forecast = _forecast(opened, horizon, language, quiet)
    note(words.say("staffing.working", language, projects=len(opened.projects), horizon=horizon), quiet)
    frame, demand = staff_month(
        opened,
        forecast,
        horizon,
        mode=cast(Mode, mode),
        missing_price=missing_price,
        risk=risk,
        price_lateness=price_lateness,
        load=load,
        as_of=as_of.date() if as_of else None,
    )
    files = {"staffing": opened.results / "staffing.csv", "curves": opened.results / "curves.npz"}
    write_staffing(frame, files["staffing"])
    save_demand(demand, files["curves"])
    if html is not None:
        files["html"] = Path(html) if html else opened.results / f"staffing-{month}.html"
        write_text(files["html"], _page(opened, frame, demand, forecast, language))
    found = summarise(frame, opened)
    speeds = dict(mean_speeds(opened, horizon))
    service = expected_service(frame, opened, forecast.busy_day, risk=risk, price_lateness=price_lateness)
    if as_json:
        paths = {name: str(path) for name, path in files.items()}
        projects, expected = [asdict(project) for project in found], [asdict(project) for project in service]
        print_json(
            {
                "month": month,
                "mode": mode,
                "made_with": demand.made_with,
                "files": paths,
                "speeds": speeds,
                "projects": projects,
                "service": expected,
            }
        )
        return
    seen = shrinkage_lines(found, as_of.date() if as_of else None, language)
    for line in (
        *_lines(opened, found, language),
        *seen,
        *service_lines(service, risk, language),
        *load_lines(found, load, language),
        *speed_lines(speeds, language),
    ):
        click.echo(line)
    note(words.say("staffing.written", language, **files), quiet)
    if "html" in files:
        click.echo(files["html"])


def _page(workspace: Workspace, frame: pd.DataFrame, demand: Demand, forecast: Forecast, language: str) -> str:
    from wfm.report.staffing import build_staffing_view, render_staffing

    return render_staffing(build_staffing_view(workspace, frame, demand, forecast.busy_day, language=language))


def _forecast(workspace: Workspace, horizon: Horizon, language: str, quiet: bool) -> Forecast:
    """The forecast on file, or a new one kept beside it, or none where requirements.csv stands in."""
    from wfm.forecast import forecast, read_forecast, write_forecast

    path = workspace.results / "forecast.csv"
    if path.is_file():
        return read_forecast(path, workspace.centre.timezone)
    if workspace.history.empty and workspace.requirements:
        note(words.say("staffing.from_requirements", language), quiet)
        return empty_forecast(workspace.centre.timezone)
    note(words.say("staffing.forecasting", language, path=path), quiet)
    write_forecast(forecast(workspace, horizon), path)
    return read_forecast(path, workspace.centre.timezone)


def _lines(workspace: Workspace, found: tuple[ProjectStaffing, ...], language: str) -> list[str]:
    lines = [_line(project, language) for project in found]
    for project in found:
        for name, count in (("unforecast", project.unforecast), ("left_out", project.left_out)):
            if count:
                lines.append("! " + words.say(f"staffing.{name}", language, project=project.project, count=count))
        if project.closed_calls:
            calls = f"{project.closed_calls:,.0f}"
            lines.append("! " + words.say("staffing.closed_calls", language, project=project.project, calls=calls))
    if by_shift := sum(bool(row.shift) for row in workspace.requirements):
        lines.append("! " + words.say("staffing.by_shift", language, count=by_shift))
    return lines


def _line(project: ProjectStaffing, language: str) -> str:
    shares = [
        words.say("staffing.share_of", language, name=_bound(name, language), share=f"{share:.0%}")
        for name, share in project.bound_by.items()
    ]
    bound = words.say("staffing.joined", language).join(shares)
    if project.peak_start is None or project.occupancy is None:
        return words.say("staffing.idle_line", language, project=project.project, bound=bound)
    return words.say(
        "staffing.project_line",
        language,
        project=project.project,
        hours=f"{project.agent_hours:,.0f}",
        peak=project.peak_agents,
        when=f"{project.peak_start:%Y-%m-%d %H:%M}",
        occupancy=f"{project.occupancy:.0%}",
        bound=bound,
    )


def _bound(name: str, language: str) -> str:
    return words.say(f"staffing.bound_{name.replace(' ', '_')}", language)
