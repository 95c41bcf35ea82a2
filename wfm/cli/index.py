"""``wfm index``: one page that links every report."""

from __future__ import annotations

from pathlib import Path

import click

from wfm import words
from wfm.cli.common import lang_option, language_of, note, quiet_option, set_language, workspace_option
from wfm.data.files import write_text


@click.command()
@workspace_option
@quiet_option
@lang_option
def index(workspace: Path, quiet: bool, lang: str | None) -> None:
    """Write results/index.html: links to every report, the published versions, the books, verified.

    \b
    Example:  wfm index -w centre
    Python:   wfm.report.index.build_view(workspace, store, folder)
    """
    from wfm.data.reading import read_workspace
    from wfm.report.index import build_view, render_index
    from wfm.report.index.build import INDEX
    from wfm.store import Store

    tables, _ = read_workspace(workspace)
    if lang is None:
        set_language(tables.centre.language)
    store = Store.open(tables.path, tables.centre.database)
    path = tables.results / INDEX
    write_text(path, render_index(build_view(tables, store, tables.results, language_of())))
    note(words.say("index.written", language_of(), file=path), quiet)
    click.echo(path)
