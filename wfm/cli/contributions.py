"""``wfm contributions``: what people contributed in a month, measured from the worked roster."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wfm import words
from wfm.cli.common import json_option, lang_option, print_json, workspace_option
from wfm.cli.incentives_common import as_of_option, csv_option, html_option, speak, told_written, write_rows

if TYPE_CHECKING:
    from wfm.data.workspace import Workspace
    from wfm.scenario.contributions import MonthContributions

SHOWN = 20
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command()
@workspace_option
@click.option("--month", required=True, help="Month to measure, such as 2026-08.")
@click.option("--attendance", type=_FILE, default=None, help="Export of attendance punches (default: as published).")
@click.option("--logins", type=_FILE, default=None, help="Export of agent log-ins (default: as published).")
@click.option("--employee", default=None, help="Only this person, with every line of evidence.")
@as_of_option
@csv_option
@html_option
@json_option
@lang_option
def contributions(
    workspace: Path,
    month: str,
    attendance: Path | None,
    logins: Path | None,
    employee: str | None,
    as_of: datetime | None,
    csv_file: Path | None,
    html: Path | None,
    as_json: bool,
    lang: str | None,
) -> None:
    """Measure emergency contribution: short intervals, help elsewhere, short notice, holidays, nights, rest given up.

    Points are whole numbers with evidence (date, intervals, how short) that can be checked by hand. Without --as-of the whole
    month counts. Attendance and log-ins that disagree are reconciled by a stated rule, every difference listed.

    \b
    Example:  wfm contributions --month 2026-08
              wfm contributions --month 2026-08 --employee 000101
              wfm contributions --month 2026-08 --attendance punches.csv --logins sessions.csv --html august.html
    Python:   wfm.scenario.contributions.contributions_of(Path("centre"), "2026-08")
    """
    from wfm.data.gate import open_workspace
    from wfm.errors import UsageError
    from wfm.scenario.contributions import contributions_of

    tables = open_workspace(workspace, needs=())
    language = speak(tables, lang)
    if employee is not None and employee not in {person.employee for person in tables.employees}:
        raise UsageError("contributions.no_employee", value=employee)
    found = contributions_of(workspace, month, attendance=attendance, logins=logins, as_of=as_of)
    if csv_file is not None:
        write_rows(csv_file, [words.say(f"contributions.col_{name}", language) for name in _HEADS], _rows(found, language))
    if html is not None:
        from wfm.data.files import write_text
        from wfm.report.incentives import render_sheets
        from wfm.report.incentives.build import contributions_view

        write_text(html, render_sheets(contributions_view(tables, found, language)))
    if as_json:
        data = found.to_json()
        if employee is not None:
            data["contributions"] = [one.to_json() for one in found.of(employee)]
        print_json(data)
        return
    click.echo("\n".join(_person(found, employee, language) if employee else _text(tables, found, language)))
    for file in (csv_file, html):
        if file is not None:
            click.echo(told_written(file, language))


_HEADS = ("employee", "measure", "points", "units", "day", "evidence")


def _rows(found: MonthContributions, language: str) -> list[list[object]]:
    """A row per piece of evidence; points stand with the first row of a person and measure."""
    rows: list[list[object]] = []
    for one in found.contributions:
        for number, entry in enumerate(one.evidence):
            values = json.dumps(dict(entry.values), ensure_ascii=False, default=str)
            rows.append([one.employee, one.measure, "" if number else one.points, entry.units, entry.day.isoformat(), values])
    return rows


def _head(found: MonthContributions, language: str) -> str:
    source = words.say(f"contributions.source_{found.source}", language)
    values = {"month": found.month, "through": found.through, "source": source, "version": found.version}
    return words.say("contributions.head", language, **values)


def _person(found: MonthContributions, employee: str, language: str) -> list[str]:
    """One person with every line of evidence."""
    from wfm.incentives.measures import MEASURES

    lines = [_head(found, language)]
    for one in found.of(employee):
        measure = next(m for m in MEASURES if m.id == one.measure)
        lines += [measure.explain(one, language), *(f"  {measure.line(entry, language)}" for entry in one.evidence)]
    differences = [one for one in found.differences if one.employee == employee]
    return lines + [_difference(one, language) for one in differences]


def _difference(one: object, language: str) -> str:
    from wfm.scenario.attended import Difference

    assert isinstance(one, Difference)
    return words.say(f"contributions.difference_{one.kind}", language, day=one.day, employee=one.employee, **dict(one.values))


def _text(tables: Workspace, found: MonthContributions, language: str) -> list[str]:
    """People with most points first, their points by measure; then the first differences."""
    from wfm.data.diff import table
    from wfm.incentives.measures import MEASURES

    points: dict[str, dict[str, int]] = {}
    for one in found.contributions:
        points.setdefault(one.employee, {})[one.measure] = one.points
    names = {person.employee: person.name for person in tables.employees}
    used = [m for m in MEASURES if any(m.id in row for row in points.values())]
    ranked = sorted(points, key=lambda name: (-sum(points[name].values()), name))
    heads = [words.say(f"contributions.col_{name}", language) for name in ("employee", "name", "total")]
    rows = [[*heads, *(measure.title(language) for measure in used)]]
    for name in ranked[:SHOWN]:
        by_measure = [str(points[name].get(measure.id, "")) for measure in used]
        rows.append([name, names.get(name, ""), str(sum(points[name].values())), *by_measure])
    total = sum(one.points for one in found.contributions)
    lines = [
        _head(found, language),
        words.say("contributions.total", language, people=len(points), all=len(found.minutes), points=total),
    ]
    lines += table(rows) if len(rows) > 1 else []
    if len(ranked) > SHOWN:
        lines.append(words.say("contributions.more", language, count=len(ranked) - SHOWN))
    if found.differences:
        lines.append(words.say("contributions.differences", language, count=len(found.differences)))
        lines += [f"  {_difference(one, language)}" for one in found.differences[:SHOWN]]
        if len(found.differences) > SHOWN:
            lines.append(words.say("contributions.more", language, count=len(found.differences) - SHOWN))
    lines += [f"! {finding.where}: {finding.message(language)}" for finding in found.findings if finding.level != "note"][:SHOWN]
    return lines
