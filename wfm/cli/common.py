"""Options and output habits that all commands share."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

_language = {"value": os.environ.get("WFM_LANG", "en")}


def language_of(ctx: click.Context | None = None) -> str:
    """The language of messages: ``--lang``, else the workspace's (once read), else WFM_LANG, else English."""
    return _language["value"] if _language["value"] in ("en", "zh") else "en"


def set_language(language: str) -> None:
    """Use ``language`` for every message from here on (called by ``--lang`` and when a workspace is read)."""
    _language["value"] = language


def _lang_chosen(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    if value:
        set_language(value)
    return value


def workspace_option(command: F) -> F:
    """``-w/--workspace DIR`` (default: here) as parameter ``workspace: Path``."""
    return click.option(
        "-w",
        "--workspace",
        type=click.Path(path_type=Path),
        default=Path(),
        help="Workspace folder or Excel workbook (default: here).",
    )(command)


def lang_option(command: F) -> F:
    """``--lang en|zh`` as parameter ``lang: str | None``; applied before the command runs."""
    return click.option(
        "--lang",
        type=click.Choice(["en", "zh"]),
        default=None,
        callback=_lang_chosen,
        is_eager=True,
        help="Language of messages (default: the workspace's).",
    )(command)


def json_option(command: F) -> F:
    """``--json`` as parameter ``as_json: bool``."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")(command)


def quiet_option(command: F) -> F:
    """``-q/--quiet`` as parameter ``quiet: bool``."""
    return click.option("-q", "--quiet", is_flag=True, help="No progress on standard error.")(command)


def print_json(data: object) -> None:
    """One JSON document on standard output, keys as given, UTF-8."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2, default=str))


def note(text: str, quiet: bool = False) -> None:
    """A line for people on standard error."""
    if not quiet:
        click.echo(text, err=True)
        sys.stderr.flush()
