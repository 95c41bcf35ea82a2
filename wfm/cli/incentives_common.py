"""Options that the commands of points and rewards share."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from wfm import words
from wfm.cli.common import language_of, set_language
from wfm.cli.versions import login
from wfm.data.files import write_text
from wfm.data.workspace import Workspace
from wfm.errors import UsageError

F = TypeVar("F", bound=Callable[..., Any])
MOMENT = click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d"])
DAY = click.DateTime(["%Y-%m-%d"])


def who_option(command: F) -> F:
    """``--as NAME`` as parameter ``who: str | None``."""
    return click.option("--as", "who", default=None, help="Who decides (default: the login name).")(command)


def as_of_option(command: F) -> F:
    """``--as-of`` as parameter ``as_of: datetime | None``."""
    return click.option(
        "--as-of", type=MOMENT, default=None, help="Local time that counts as now, such as 2026-09-01T09:00 (default: the clock)."
    )(command)


def reason_option(command: F) -> F:
    """``--reason`` (needed) as parameter ``reason: str``."""
    return click.option("--reason", required=True, help="Why, in a few words; kept with the entry.")(command)


def behalf_option(command: F) -> F:
    """``--on-behalf`` as parameter ``behalf: str``."""
    return click.option("--on-behalf", "behalf", default="", help="How the person asked for it, when somebody else enters it.")(
        command
    )


def employer_option(command: F) -> F:
    """``--employer`` as parameter ``employer: str``."""
    return click.option(
        "--employer", default="", help="Only this employer's people (- = the centre's own); others in numbers only."
    )(command)


def html_option(command: F) -> F:
    """``--html FILE`` as parameter ``html: Path | None``."""
    return click.option("--html", type=click.Path(path_type=Path, dir_okay=False), default=None, help="Write an HTML page.")(
        command
    )


def csv_option(command: F) -> F:
    """``--csv FILE`` as parameter ``csv_file: Path | None``."""
    return click.option(
        "--csv", "csv_file", type=click.Path(path_type=Path, dir_okay=False), default=None, help="Write a CSV file."
    )(command)


def person(who: str | None) -> str:
    """The name given, else the login name."""
    return who or login()


def day_of(moment: datetime | None) -> date | None:
    """The date of an option's value."""
    return moment.date() if moment else None


def speak(workspace: Workspace, lang: str | None) -> str:
    """The language of messages from here on: ``--lang``, else the workspace's."""
    if lang is None:
        set_language(workspace.centre.language)
    return language_of()


def write_rows(path: Path, heads: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Rows as CSV that a spreadsheet opens with its Chinese intact (UTF-8 with BOM), written whole."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(heads)
    writer.writerows(rows)
    write_text(path, "\ufeff" + text.getvalue())


def told_written(path: Path, language: str) -> str:
    """A line that says where a file is."""
    return words.say("contributions.written", language, file=path)


def decision_of(**flags: bool) -> str:
    """The one decision whose flag was given (``back`` stands for return); UsageError for none or several."""
    names = {("return" if name == "back" else name): given for name, given in flags.items()}
    chosen = [name for name, given in names.items() if given]
    if len(chosen) != 1:
        known = ", ".join(f"--{name}" for name in names)
        given = " ".join(f"--{name}" for name in chosen)
        raise UsageError("points.one_decision" if chosen else "points.no_decision", given=given, known=known)
    return chosen[0]
