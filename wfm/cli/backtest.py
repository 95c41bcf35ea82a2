"""``wfm backtest``: the forecast and its members judged from points in the past."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from wfm import words
from wfm.cli.common import json_option, lang_option, language_of, note, print_json, quiet_option, set_language, workspace_option
from wfm.data.diff import table
from wfm.data.files import write_text
from wfm.forecast.evaluate import COMBINATION, BacktestReport
from wfm.forecast.evaluate import backtest as run_backtest
from wfm.forecast.figures import Scores, ranking, rounded, to_json
from wfm.scenario.forecast_staff import StaffCost, staff_costs

_COLUMNS = ("daily", "bias", "mase", "daily_coverage", "interval", "floor", "interval_crps", "interval_coverage")


@click.command()
@workspace_option
@click.option("--project", "projects", multiple=True, help="Only this project (repeatable; default: all).")
@click.option("--origins", type=int, default=6, show_default=True, help="Most points in the past to forecast from.")
@click.option("--days", type=int, default=28, show_default=True, help="Days forecast from each.")
@click.option("--ahead", type=int, default=0, show_default=True, help="Days between the last known day and the first forecast.")
@click.option(
    "--html",
    is_flag=False,
    flag_value="",
    default=None,
    metavar="[PATH]",
    help="Also write the report, one offline page (default: results/backtest.html).",
)
@json_option
@quiet_option
@lang_option
def backtest(
    workspace: Path,
    projects: tuple[str, ...],
    origins: int,
    days: int,
    ahead: int,
    html: str | None,
    as_json: bool,
    quiet: bool,
    lang: str | None,
) -> None:
    """Judge the forecast and each of its models on the past: error, bias, coverage, and what the error costs in staff.

    From each point in the past the models know only what was known then. Errors are shares of the calls; the column of chance
    alone is what a perfect forecast would still miss.

    \b
    Example:  wfm backtest -w centre
              wfm backtest --project sales --origins 4 --days 14 --ahead 30 --html
    Python:   wfm.forecast.evaluate.backtest(workspace, origins=6, days=28)
              wfm.scenario.forecast_staff.staff_costs(workspace, report)
    """
    from wfm.data.gate import open_workspace

    opened = open_workspace(workspace, needs=("projects", "history"))
    if lang is None:
        set_language(opened.centre.language)
    language = language_of()
    count = len(projects) or len(opened.projects)
    note(words.say("backtest.working", language, projects=count, origins=origins, days=days), quiet)
    report = run_backtest(opened, projects=projects, origins=origins, days=days, ahead=ahead)
    costs = staff_costs(opened, report)
    figures = {**to_json(report), "staff": rounded({name: asdict(cost) for name, cost in costs.items()})}
    if html is not None:
        from wfm.report.backtest import build_view, render_backtest

        path = Path(html) if html else opened.results / "backtest.html"
        write_text(path, render_backtest(build_view(opened, report, figures, language)))
        figures["html"] = str(path)
        note(words.say("backtest.written", language, path=path), quiet)
    if as_json:
        print_json(figures)
        return
    click.echo("\n".join(_lines(report, costs, language)))


def _lines(report: BacktestReport, costs: dict[str, StaffCost], language: str) -> list[str]:
    lines: list[str] = []
    for name, one in report.projects.items():
        found = ranking(report, name)
        own = found[COMBINATION]
        values = {"first": one.origins[0], "last": one.origins[-1], "days": own.days, "ahead": one.ahead}
        lines.append(words.say("backtest.origins", language, project=name, count=len(one.origins), **values))
        lines += ["", *_table(found, language), ""]
        lines += [words.say("backtest.failed", language, project=name, member=member) for member in one.failed]
        naive = found.get("seasonal-naive")
        if naive is not None and naive.daily < own.daily:
            shares = {"naive": f"{naive.daily:.1%}", "error": f"{own.daily:.1%}"}
            lines.append("! " + words.say("backtest.naive_wins", language, project=name, **shares))
        lines += [staff_line(name, costs.get(name), language), ""]
    if len(report.projects) > 1:
        lines += [words.say("backtest.all_projects", language), "", *_table(ranking(report), language), ""]
    lines += ["! " + words.say("backtest.without", language, project=name, days=days) for name, days in report.without.items()]
    if report.weather_known:
        lines.append("! " + words.say("backtest.weather_known", language))
    return lines[:-1] if lines[-1] == "" else lines


def staff_line(project: str, cost: StaffCost | None, language: str) -> str:
    """What the error costs in staff, as a sentence."""
    if cost is None:
        return words.say("backtest.staff_none", language, project=project)
    return words.say(
        "backtest.staff", language, project=project, **{name: f"{value:,.1f}" for name, value in asdict(cost).items()}
    )


def _table(found: dict[str, Scores], language: str) -> list[str]:
    head = [words.say(f"backtest.head_{name}", language) for name in ("model", *_COLUMNS)]
    return table([head, *([_model(model, language), *_cells(score)] for model, score in found.items())])


def _model(model: str, language: str) -> str:
    key = "backtest.member_combination" if model == COMBINATION else "forecast.member_" + model.replace("-", "_")
    return words.say(key, language)


def _cells(score: Scores) -> list[str]:
    formats = {"mase": "{:.2f}", "bias": "{:+.1%}", "interval_crps": "{:.3f}"}
    values = [(name, getattr(score, name)) for name in _COLUMNS]
    return ["-" if value != value else formats.get(name, "{:.1%}").format(value) for name, value in values]
