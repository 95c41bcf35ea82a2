"""``wfm fit``: call records become patience and handling-time laws, results/fits.json."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from wfm import words
from wfm.cli.common import json_option, lang_option, language_of, note, print_json, quiet_option, set_language, workspace_option

if TYPE_CHECKING:
    from wfm.data.calls import CallTable
    from wfm.staffing.fits import CallFit

_COLUMNS = ("project", "calls", "abandoned", "mean", "interval", "median", "handling", "cv", "handling_median", "sets")


@click.command()
@click.argument("file", type=click.Path(path_type=Path), required=False)
@workspace_option
@click.option("--by-hour", is_flag=True, help="Also fit each hour of arrival by itself.")
@json_option
@quiet_option
@lang_option
def fit(file: Path | None, workspace: Path, by_hour: bool, as_json: bool, quiet: bool, lang: str | None) -> None:
    """Patience and handling time of every project, from call records.

    FILE is a table of calls (default: calls.csv, calls.csv.gz or calls/ in the workspace). Patience is estimated with
    censoring: a caller who was answered only showed that he would wait so long. Nothing in projects.csv is changed: the
    table says what it would set.

    \b
    Example:  wfm fit -w centre
              wfm fit calls.csv.gz -w centre --by-hour --json
    Python:   wfm.staffing.fits.fit_calls(frame, by_hour=False)
    """
    from wfm.data.calls import find_calls, read_calls
    from wfm.data.gate import open_workspace
    from wfm.staffing.fits import fit_calls, save_fits, summary_row

    opened = open_workspace(workspace, needs=())
    if lang is None:
        set_language(opened.centre.language)
    language = language_of()
    table = read_calls(file or find_calls(workspace), opened.centre.timezone)
    fits = fit_calls(table.frame, by_hour=by_hour)
    path = opened.results / "fits.json"
    save_fits(fits, path, table.hashes)
    if as_json:
        issues = [issue.to_json(language) for issue in table.issues]
        print_json(
            {"file": str(path), "calls": len(table.frame), "repeated": table.repeated, "issues": issues}
            | {"fits": [summary_row(one) for one in fits]}
        )
        return
    known = {project.project for project in opened.projects}
    strangers = [one.project for one in fits if one.hour is None and known and one.project not in known]
    for line in (*_table(fits, language), *_findings(table, fits, strangers, language)):
        click.echo(line)
    note(words.say("calls.written", language, path=path, calls=f"{len(table.frame):,}"), quiet)


def _table(fits: tuple[CallFit, ...], language: str) -> list[str]:
    """Aligned text, headings from the catalogue."""
    rows = [[words.say(f"calls.column_{name}", language) for name in _COLUMNS], *(_row(one, language) for one in fits)]
    widths = [max(_width(row[k]) for row in rows) for k in range(len(_COLUMNS))]
    return ["  ".join(_pad(row[k], widths[k], k in (0, 9)) for k in range(len(_COLUMNS))).rstrip() for row in rows]


def _row(fit: CallFit, language: str) -> list[str]:
    patience, handling = fit.patience, fit.handling
    sets = {"patience_seconds": fit.patience_seconds, "handling_cv": fit.handling_cv}
    return [
        _name(fit),
        f"{patience.calls:,}",
        f"{patience.abandoned / patience.calls:.1%}",
        _figure(patience.mean if patience.abandoned else None),
        f"{patience.low:.0f}-{patience.high:.0f}" if patience.abandoned else "-",
        _figure(patience.median) if patience.median is not None else words.say("calls.beyond", language),
        _figure(handling.mean),
        _figure(handling.cv, 2),
        _figure(handling.median),
        " ".join(f"{name}={value:g}" for name, value in sets.items() if value is not None) or "-",
    ]


def _findings(table: CallTable, fits: tuple[CallFit, ...], strangers: list[str], language: str) -> list[str]:
    from wfm.data.gate import describe

    lines = [describe(issue, language) for issue in table.issues]
    if table.repeated:
        lines.append(words.say("calls.repeated", language, count=table.repeated))
    if strangers:
        lines.append(words.say("calls.strangers", language, projects=", ".join(strangers)))
    for one in fits:
        if one.hour is None:
            lines += [f"{_name(one)}: {words.say(key, language, **values)}" for key, values in one.findings()]
    return [f"! {line}" for line in lines]


def _name(fit: CallFit) -> str:
    return fit.project if fit.hour is None else f"{fit.project} {fit.hour:02d}h"


def _figure(value: float | None, digits: int = 0) -> str:
    return "-" if value is None else f"{value:,.{digits}f}"


def _width(text: str) -> int:
    """Columns on a terminal: Chinese signs take two."""
    return sum(2 if ord(sign) > 0x2E7F else 1 for sign in text)


def _pad(text: str, width: int, left: bool) -> str:
    space = " " * (width - _width(text))
    return text + space if left else space + text
