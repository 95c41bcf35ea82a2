"""``wfm adjust-forecast``: planners' adjustments, listed, added and removed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from wfm import words
from wfm.cli.common import json_option, lang_option, language_of, print_json, set_language, workspace_option
from wfm.cli.versions import login
from wfm.data.diff import table
from wfm.data.tables import Adjustment
from wfm.errors import UsageError
from wfm.forecast.adjust import size_text
from wfm.scenario.forecast_adjusted import add_adjustment, adjustments_path, remove_adjustment
from wfm.store import Store

_DAY = click.DateTime(["%Y-%m-%d"])
_HEADS = ("number", "project", "period", "size", "who", "why")


@click.command("adjust-forecast")
@workspace_option
@click.option("--project", default=None, help="Project to adjust.")
@click.option("--from", "from_date", type=_DAY, default=None, help="First day.")
@click.option("--to", "to_date", type=_DAY, default=None, help="Last day, included (default: the first).")
@click.option("--from-time", default="00:00", show_default=True, help="From this time of day.")
@click.option("--to-time", default="24:00", show_default=True, help="To this time of day.")
@click.option("--percent", type=float, default=None, help="Change of every interval's calls, 10 = 10 % more.")
@click.option("--calls", type=float, default=None, help="Calls added to each day, spread as the forecast spreads them.")
@click.option("--why", default=None, help="Why, in a few words.")
@click.option("--as", "who", default=None, help="Who decides (default: the login name).")
@click.option("--list", "listing", is_flag=True, help="Show all adjustments with their numbers.")
@click.option("--remove", type=int, default=None, metavar="N", help="Take adjustment N out again.")
@json_option
@lang_option
def adjust_forecast(
    workspace: Path,
    project: str | None,
    from_date: datetime | None,
    to_date: datetime | None,
    from_time: str,
    to_time: str,
    percent: float | None,
    calls: float | None,
    why: str | None,
    who: str | None,
    listing: bool,
    remove: int | None,
    as_json: bool,
    lang: str | None,
) -> None:
    """Add what a planner knows as a layer over the forecast, list the layers, or remove one.

    Rows stand in adjustments.csv; the next wfm forecast applies them and keeps the model's own figures in calls_model. Who
    added and removed what is kept in the audit log.

    \b
    Example:  wfm adjust-forecast --project sales --from 2026-08-10 --to 2026-08-14 --percent 10 --why "mailing" --as "Li Na"
              wfm adjust-forecast --project sales --from 2026-08-12 --calls 200 --to-time 12:00 --why "call-back"
              wfm adjust-forecast --list
              wfm adjust-forecast --remove 2
    Python:   wfm.scenario.forecast_adjusted.add_adjustment(ws, db, project=p, from_date=a, to_date=b, who=w, why=y, calls=9)
              wfm.forecast.adjust.adjusted(forecast, workspace.adjustments)
    """
    from wfm.data.gate import open_workspace

    if sum((listing, remove is not None, project is not None)) > 1:
        raise UsageError("adjust.one_action")
    opened = open_workspace(workspace, needs=("projects",))
    if lang is None:
        set_language(opened.centre.language)
    language = language_of()
    if listing:
        _list(opened.adjustments, as_json, language)
        return
    author = who or login()
    if remove is not None:
        number, done = remove, "removed"
        row = remove_adjustment(opened, _store(opened.path, opened.centre.database), remove, who=author)
    else:
        if project is None or from_date is None or why is None:
            absent = {"--project": project, "--from": from_date, "--why": why}
            raise UsageError("adjust.needs", missing=", ".join(name for name, value in absent.items() if value is None))
        number, row = add_adjustment(
            opened,
            _store(opened.path, opened.centre.database),
            project=project,
            from_date=from_date.date(),
            to_date=(to_date or from_date).date(),
            from_time=from_time,
            to_time=to_time,
            percent=percent,
            calls=calls,
            who=author,
            why=why,
        )
        done = "added"
    path = adjustments_path(opened)
    if as_json:
        print_json({done: number, "file": str(path), "adjustment": row.model_dump(mode="json")})
        return
    values = {"project": row.project, "period": _period(row), "size": size_text(row, language)}
    click.echo(words.say(f"adjust.{done}", language, number=number, path=path, **values))


def _store(folder: Path, database: str) -> Store:
    return Store.open(folder, database)


def _list(rows: Sequence[Adjustment], as_json: bool, language: str) -> None:
    if as_json:
        print_json({"adjustments": [{"number": k, **row.model_dump(mode="json")} for k, row in enumerate(rows, start=1)]})
    elif not rows:
        click.echo(words.say("adjust.none", language))
    else:
        head = [words.say(f"adjust.head_{name}", language) for name in _HEADS]
        lines = [
            [str(k), row.project, _period(row), size_text(row, language), row.who, row.why] for k, row in enumerate(rows, start=1)
        ]
        click.echo("\n".join(table([head, *lines])))


def _period(row: Adjustment) -> str:
    days = str(row.from_date) if row.from_date == row.to_date else f"{row.from_date}..{row.to_date}"
    return days if (row.from_time, row.to_time) == ("00:00", "24:00") else f"{days} {row.from_time}-{row.to_time}"
