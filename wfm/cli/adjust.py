"""``wfm adjust``: a team lead's week, from the published version."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import click

from wfm import words
from wfm.cli.common import json_option, lang_option, language_of, note, print_json, quiet_option, set_language, workspace_option
from wfm.cli.versions import login, published_text
from wfm.data.files import write_text
from wfm.errors import UsageError


@click.command()
@workspace_option
@click.option("--week", "week_text", metavar="DATE", required=True, help="A day of the week to adjust, such as 2026-08-10.")
@click.option("--team", "teams", multiple=True, help="Team that may change (repeat; default: all).")
@click.option("--absences", type=click.Path(path_type=Path), default=None, help="Who cannot come: columns as in leave.csv.")
@click.option("--forecast", type=click.Path(path_type=Path), default=None, help="A newer forecast: columns as in forecast.csv.")
@click.option("--as-of", default=None, metavar="TIME", help="Local time at which people are told (default: now).")
@click.option("--max-changes", type=click.IntRange(min=0), default=3, show_default=True, help="Most changed days a person.")
@click.option("--any-changes", is_flag=True, help="No cap on changed days.")
@click.option("--time-limit", type=click.FloatRange(min=1), default=30.0, show_default=True, help="Seconds of search.")
@click.option(
    "--work-limit", type=click.IntRange(min=1), default=None, help="Moves of search: the reproducible mode (instead of seconds)."
)
@click.option("--seed", type=click.IntRange(min=0), default=None, help="Seed of the search (default: the workspace's).")
@click.option("--no-bound", is_flag=True, help="Do not prove a bound.")
@click.option("--publish", "publish_it", is_flag=True, help="Publish at once (needs --reason); else the draft waits.")
@click.option("--reason", default="", help="Why, in a few words; kept with the version.")
@click.option("--as", "author", default=None, help="Who publishes (default: the login name).")
@json_option
@quiet_option
@lang_option
def adjust(
    workspace: Path,
    week_text: str,
    teams: tuple[str, ...],
    absences: Path | None,
    forecast: Path | None,
    as_of: str | None,
    max_changes: int,
    any_changes: bool,
    time_limit: float,
    work_limit: int | None,
    seed: int | None,
    no_bound: bool,
    publish_it: bool,
    reason: str,
    author: str | None,
    as_json: bool,
    quiet: bool,
    lang: str | None,
) -> None:
    """Adjust one week of the published roster: absences made up for, a newer forecast met, little changed.

    Only the named teams on days of the week that have not begun may change; a change costs more the shorter the notice
    (rule keep-published in rules.yaml). Writes results/adjust-DATE.json, .html and tell-DATE.csv, and the month's draft, which
    'wfm publish' or --publish makes the version in force. Ctrl-C hands over the best legal roster so far.

    \b
    Example:  wfm adjust --week 2026-08-10 --absences absences.csv --as-of 2026-08-07T12:00
              wfm adjust --week 2026-08-10 --team hotline-1 --max-changes 2 --publish --reason "absences" --as "Li Na"
    Python:   wfm.scenario.week.adjust_week(Path("centre"), date(2026, 8, 10), as_of=datetime(2026, 8, 7, 12))
    """
    from wfm.cli.adjust_text import week_text as text_of
    from wfm.report.week import build_view, render_week
    from wfm.roster.engine.search import Limit
    from wfm.roster.progress import Progress
    from wfm.roster.solve import Options
    from wfm.scenario.week import adjust_week, publish_week
    from wfm.scenario.week_files import write_week
    from wfm.store import Store

    if publish_it and not reason.strip():
        raise UsageError("week.publish_needs_reason")
    limit = Limit(moves=work_limit) if work_limit else Limit(seconds=time_limit)
    options = Options(limit, bound=not no_bound)
    week = adjust_week(
        workspace,
        day_of(week_text),
        as_of=time_of(as_of),
        teams=teams,
        absences=absences,
        forecast=forecast,
        max_changes=None if any_changes else max_changes,
        options=options if seed is None else replace(options, seed=seed),
        say=lambda text: note(text, quiet),
        progress=Progress(None if quiet else note, language_of()),
    )
    if lang is None:
        set_language(week.opened.workspace.centre.language)
    language = language_of()
    answer, tell = write_week(week, language)
    page = answer.with_suffix(".html")
    write_text(page, render_week(build_view(week, language)))
    version = publish_week(week, author=author or login(), reason=reason) if publish_it else None
    if as_json:
        published = {"version": version.number} if version else {}
        print_json({**week.answer.to_json(), **published, "files": [str(answer), str(tell), str(page)]})
        return
    click.echo(text_of(week, language))
    files = ", ".join(str(path) for path in (answer, tell, page))
    draft = answer.with_name(f"draft-{week.answer.month}.json")
    click.echo(words.say("week.written", language, draft=draft, files=files))
    if version is None:
        click.echo(words.say("week.next", language, page=page, month=week.answer.month))
    else:
        store = Store.open(week.opened.workspace.path, week.opened.workspace.centre.database)
        click.echo(published_text(version, store.head(), language))


def day_of(text: str) -> date:
    """``2026-08-10`` as a date; UsageError when it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError("week.bad_week", value=text) from None


def time_of(text: str | None) -> datetime:
    """``2026-08-07T12:00`` as a local time, now when not given; UsageError when it is none."""
    if text is None:
        return datetime.now().replace(second=0, microsecond=0)
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError("week.bad_as_of", value=text) from None
    if found.tzinfo is not None:
        raise UsageError("week.bad_as_of", value=text)
    return found
