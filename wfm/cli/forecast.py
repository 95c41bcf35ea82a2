"""``wfm forecast``: history becomes results/forecast.csv."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import pandas as pd

from wfm import words
from wfm.cli.common import (
    json_option,
    lang_option,
    language_of,
    note,
    print_json,
    quiet_option,
    set_language,
    workspace_option,
)
from wfm.cli.forecast_capacity import forecast_capacity
from wfm.cli.forecast_day import date_of
from wfm.cli.versions import login
from wfm.data.workspace import Workspace
from wfm.errors import UsageError
from wfm.forecast import ForecastReport, centre_totals, daily_totals, forecast_files, forecast_report, write_forecast
from wfm.forecast.cleaning_table import write_cleaning
from wfm.scenario.forecast_versions import keep_forecast
from wfm.store import Store
from wfm.timegrid import Horizon, month_horizon

_COLUMNS = ("project", "calls", "busiest", "busiest_calls", "range", "average", "aht", "error", "naive")


@click.command()
@workspace_option
@click.argument("history", required=False, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--month", help="Month to forecast, such as 2026-08.")
@click.option("--from", "first", help="Re-forecast from this day on, such as 2026-08-10 (with --days).")
@click.option("--days", type=click.IntRange(1, 62), default=7, show_default=True, help="With --from: number of days.")
@click.option("--capacity", type=click.IntRange(1, 13), help="Daily totals of that many months after the history.")
@click.option("--future", type=click.Path(path_type=Path, dir_okay=False), help="Without a workspace: the rows to forecast.")
@click.option("--country", default="", help="Without a workspace: country of the holidays, such as IL.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="File (default: results/forecast.csv).")
@click.option("--as", "author", default=None, help="Who makes the forecast; kept with its version (default: the login name).")
@json_option
@quiet_option
@lang_option
def forecast(
    workspace: Path,
    history: Path | None,
    month: str | None,
    first: str | None,
    days: int,
    capacity: int | None,
    future: Path | None,
    country: str,
    out: Path | None,
    author: str | None,
    as_json: bool,
    quiet: bool,
    lang: str | None,
) -> None:
    """Forecast calls and handling time of every project for a month, a week or a year; or two tables without a workspace.

    HISTORY has project,start,calls and covariates (a text column holiday names the day's holiday); the rows of --future
    (project,start and the covariates known ahead) come back with calls,calls_p10,calls_p50,calls_p90.

    \b
    Example:  wfm forecast -w centre --month 2026-08
              wfm forecast -w centre --from 2026-08-10 --days 7
              wfm forecast -w centre --capacity 13
              wfm forecast history.csv --future future.csv --country IL --out out.csv
    Python:   wfm.forecast.forecast(workspace, month_horizon("2026-08"))
              wfm.forecast.forecast(workspace, Horizon(date(2026, 8, 10), 7))
              wfm.forecast.capacity.capacity(workspace, 13)
              wfm.forecast.forecast_series(history, future, country="IL")
    """
    from wfm.data.gate import open_workspace

    if history is not None and future is not None:
        _tables(history, future, country, out, as_json, quiet)
        return
    if (month, first, capacity).count(None) != 2 or history is not None or future is not None:
        raise UsageError("forecast.needs_month_or_future")
    if capacity is not None:
        forecast_capacity(workspace, capacity, out, as_json, quiet, lang)
        return
    horizon = month_horizon(month) if month is not None else Horizon(date_of(first or ""), days)
    opened = open_workspace(workspace, needs=("projects", "history"))
    if lang is None:
        set_language(opened.centre.language)
    language = language_of()
    note(words.say("forecast.working", language, projects=len(opened.projects), horizon=horizon), quiet)
    report = forecast_report(opened, horizon, language)
    path = out or opened.results / ("forecast.csv" if first is None else f"forecast-{horizon.start}.csv")
    write_forecast(report.forecast, path)
    treated = write_cleaning(report.treated, opened.results / "cleaning.csv", language)
    kept = _keep(opened, report, month, author) if month is not None else None
    rows = summary_rows(report)
    centre = centre_row(report, language) if len(rows) > 1 else None
    if as_json:
        asked = {"month": month, "from": horizon.start, "days": horizon.days}
        notes = {"centre": centre, "notes": report.forecast.notes}
        print_json({**asked, "file": str(path), "version": kept, "projects": rows, **notes})
        return
    click.echo(_table([*rows, *([centre] if centre else [])], language))
    for project, model in report.forecast.model.items():
        click.echo(f"{project}: {model}")
    for line in report.forecast.notes:
        click.echo(f"! {line}")
    written = words.say("forecast.written", language, horizon=horizon, path=path, rows=len(report.forecast.frame))
    note(written, quiet)
    if len(treated):
        note(words.say("forecast_cleaning.written", language, count=len(treated)), quiet)
        note(words.say("forecast_cleaning.undo", language), quiet)
    if kept is not None:
        note(words.say("accuracy.stored", language, number=kept, month=month), quiet)


def _keep(workspace: Workspace, report: ForecastReport, month: str, author: str | None) -> int:
    """Number under which the store keeps the forecast."""
    store = Store.open(workspace.path, workspace.centre.database)
    return keep_forecast(store, workspace, report.forecast, month, author=author or login()).number


def _tables(history: Path, future: Path, country: str, out: Path | None, as_json: bool, quiet: bool) -> None:
    path = out or Path("forecast.csv")
    made = forecast_files(history, future, path, country=country)
    if as_json:
        totals = made.groupby("project", sort=False)["calls"].sum()
        print_json(
            {"file": str(path), "rows": len(made), "calls": {str(name): round(calls, 1) for name, calls in totals.items()}}
        )
        return
    projects = made["project"].nunique()
    note(words.say("forecast.series_written", language_of(), rows=len(made), projects=projects, path=path), quiet)


def summary_rows(report: ForecastReport) -> list[dict[str, Any]]:
    """One entry per project: the month in figures and the backtest."""
    rows: list[dict[str, Any]] = []
    for project, days in daily_totals(report.forecast).groupby("project", sort=False):
        name = str(project)
        seen = report.accuracy[name]
        rows.append(
            {
                "project": name,
                **_in_days(days),
                "aht_spread": _number(report.forecast.handling_spread.get(name, float("nan"))),
                "busy_day_factor": round(report.forecast.busy_day[name], 4),
                "members": list(report.members[name]),
                "backtest": {
                    "days": seen.days,
                    "daily_wape": _number(seen.daily),
                    "seasonal_naive_daily_wape": _number(seen.naive),
                    "interval_wape": _number(seen.interval),
                    "interval_floor": _number(seen.floor),
                    "daily_coverage": _number(seen.daily_coverage),
                    "interval_coverage": _number(seen.interval_coverage),
                },
            }
        )
    return rows


def centre_row(report: ForecastReport, language: str) -> dict[str, Any]:
    """The centre's entry: the sum of its projects, with the correlation of their days."""
    days = _in_days(centre_totals(report.forecast))
    shared = {"day_correlation": round(report.forecast.day_correlation, 4)}
    return {"project": words.say("forecast.centre", language), **days, **shared, "backtest": {}}


def _in_days(days: pd.DataFrame) -> dict[str, Any]:
    """Calls, the busiest day, bands and handling time of days (date, calls, quantiles, aht_seconds)."""
    top = days.iloc[int(days["calls"].to_numpy().argmax())]
    calls = float(days["calls"].sum())
    return {
        "calls": round(calls),
        "busiest_day": top["date"].isoformat(),
        "busiest_day_calls": round(float(top["calls"])),
        "busiest_day_p10_p90": [int(top["calls_p10"]), int(top["calls_p90"])],
        "mean_day_p10_p90": [round(float(days["calls_p10"].mean())), round(float(days["calls_p90"].mean()))],
        "aht_seconds": _aht(days["calls"] * days["aht_seconds"].fillna(0.0), calls),
    }


def _aht(seconds: Any, calls: float) -> float | None:
    return round(float(seconds.sum()) / calls, 1) if calls else None


def _number(value: float) -> float | None:
    return round(value, 4) if value == value else None


def _table(rows: list[dict[str, Any]], language: str) -> str:
    """Aligned text, headings from the catalogue."""
    heads = [words.say(f"forecast.column_{name}", language) for name in _COLUMNS]
    cells = [
        [
            row["project"],
            f"{row['calls']:,}",
            row["busiest_day"],
            f"{row['busiest_day_calls']:,}",
            "-".join(f"{value:,}" for value in row["busiest_day_p10_p90"]),
            "-".join(f"{value:,}" for value in row["mean_day_p10_p90"]),
            "-" if row["aht_seconds"] is None else f"{row['aht_seconds']:.0f}",
            _share(row["backtest"].get("daily_wape")),
            _share(row["backtest"].get("seasonal_naive_daily_wape")),
        ]
        for row in rows
    ]
    widths = [max(_width(line[k]) for line in [heads, *cells]) for k in range(len(heads))]
    lines = [
        "  ".join(_pad(text, width, k == 0) for k, (text, width) in enumerate(zip(line, widths, strict=True)))
        for line in [heads, *cells]
    ]
    return "\n".join(line.rstrip() for line in lines)


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.1%}"


def _width(text: str) -> int:
    """Columns on a terminal: Chinese signs take two."""
    return sum(2 if ord(sign) > 0x2E7F else 1 for sign in text)


def _pad(text: str, width: int, left: bool) -> str:
    space = " " * (width - _width(text))
    return text + space if left else space + text
