"""``wfm close-month``: hand a worked month on to the next one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from wfm import words
from wfm.cli.common import json_option, lang_option, language_of, print_json, set_language, workspace_option

if TYPE_CHECKING:
    from wfm.scenario.closing import Closing


@click.command("close-month")
@workspace_option
@click.option("--month", required=True, help="Month to close, such as 2026-08.")
@click.option("--as", "author", default=None, help="Who closes it (default: the login name).")
@click.option("--dry-run", is_flag=True, help="Only show the figures; write nothing.")
@json_option
@lang_option
def close_month(workspace: Path, month: str, author: str | None, dry_run: bool, as_json: bool, lang: str | None) -> None:
    """Close a month: its roster becomes the next month's previous.csv, balances go into employees.csv.

    Nights and weekends worked are added to nights_before and weekends_before, hours above or below the contract to
    carry_minutes; nothing else in the files changes. Hours are those worked: extensions count, people sent home or stood down
    early are credited until then. Recorded in the store; closing again after a later version counts
    nothing twice.

    \b
    Example:  wfm close-month --month 2026-08 --dry-run
              wfm close-month --month 2026-08 --as "Li Na"
    Python:   wfm.scenario.closing.close_month(Path("centre"), "2026-08", author="Li Na")
    """
    from wfm.cli.versions import login
    from wfm.data.reading.settings import read_centre
    from wfm.data.reading.sources import find_sources
    from wfm.scenario.closing import close_month as close

    if lang is None:
        set_language(read_centre(find_sources(workspace))[0].language)
    closing = close(workspace, month, author=author or login(), write=not dry_run)
    if as_json:
        print_json(closing.to_json())
    else:
        click.echo(_text(closing, language_of(), dry_run))


def _text(closing: Closing, language: str, dry_run: bool) -> str:
    from wfm.data.diff import table
    from wfm.scenario.closing import following_month

    def say(key: str, **values: object) -> str:
        return words.say(f"closing.{key}", language, **values)

    hours = sum(one.worked for one in closing.balances) / 60
    figures = {"people": len(closing.balances), "nights": sum(one.nights for one in closing.balances), "hours": f"{hours:,.0f}"}
    lines = [say("head_dry" if dry_run else "head", month=closing.month, version=closing.version, **figures)]
    longer, shorter = (sum(getattr(one, name) for one in closing.balances) for name in ("longer", "shorter"))
    if longer or shorter:
        people = sum(bool(one.longer or one.shorter) for one in closing.balances)
        lines.append(say("day", longer=f"{longer / 60:.1f}", shorter=f"{shorter / 60:.1f}", people=people))
    if closing.again:
        lines.append(say("again"))
    furthest = sorted(closing.balances, key=lambda one: (-abs(one.columns["carry_minutes"]), one.employee))[:10]
    head = [say(f"table_{name}") for name in ("employee", "nights", "weekends", "hours", "due", "carry")]
    rows = [
        [
            one.employee,
            *map(str, (one.nights, one.weekends)),
            *(f"{minutes / 60:.1f}" for minutes in (one.worked, one.due - one.credited, one.columns["carry_minutes"])),
        ]
        for one in furthest
    ]
    lines += table([head, *rows])
    lines += [say("written", file=file) for file in closing.files]
    return "\n".join([*lines, say("next", month=closing.month, following=following_month(closing.month))])
