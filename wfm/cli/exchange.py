"""``wfm export`` and ``wfm import``: rosters out to Excel, calendars, CSV and JSON, and edited Excel back."""

from __future__ import annotations

import sys
from pathlib import Path

import click

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
from wfm.data.files import write_bytes, write_text
from wfm.data.result import Certificate
from wfm.data.workspace import Workspace
from wfm.errors import UsageError
from wfm.report.excel import ImportedRoster
from wfm.report.source import Opened


@click.command()
@workspace_option
@click.option("--format", "form", type=click.Choice(["xlsx", "ics", "csv", "json"]), required=True, help="Kind of file.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="File; for ics without --employee a folder.")
@click.option("--month", default=None, help="Month, such as 2026-08 (default: the only month with a draft).")
@click.option("--version", type=click.IntRange(1), default=None, help="Published version (default: the draft, else the latest).")
@click.option("--draft", is_flag=True, help="The draft, even when it has been published since.")
@click.option("--employee", default="", help="Only this person (csv and ics).")
@click.option("--bom", is_flag=True, help="Begin a CSV with the mark older Excel needs to see UTF-8.")
@quiet_option
@lang_option
def export(
    workspace: Path,
    form: str,
    out: Path,
    month: str | None,
    version: int | None,
    draft: bool,
    employee: str,
    bom: bool,
    quiet: bool,
    lang: str | None,
) -> None:
    """Write a roster as Excel, iCalendar, CSV or JSON.

    Excel: people x days with codes, legend, totals, who covers each project; edit it and bring it back with wfm import.
    iCalendar: one file a person. CSV: employee,date,shift,project,start,end. JSON: the whole result.

    \b
    Example:  wfm export --format xlsx --out august.xlsx
              wfm export --format ics --out calendars/ --version 3
              wfm export --format csv --out 0007.csv --employee 0007 --bom
    Python:   wfm.report.excel.write_workbook(Path("august.xlsx"), workspace, roster)
              wfm.report.ics.write_ics_folder(workspace, roster, Path("calendars"), stamp=made_at)
              wfm.report.flat.roster_csv(workspace, roster, employee="0007", bom=True)
              wfm.report.flat.result_json(result)
    """
    from wfm.data.gate import open_workspace
    from wfm.report.source import open_result

    if version is not None and draft:
        raise UsageError("export.version_or_draft")
    if employee and form not in ("csv", "ics"):
        raise UsageError("export.whole_roster_only", form=form)
    tables = open_workspace(workspace)
    if lang is None:
        set_language(tables.centre.language)
    opened = open_result(tables, month, version, draft=draft)
    count = _write(form, out, tables, opened, employee, bom)
    key = "export.written" if count is None else "export.written_many"
    note(words.say(key, language_of(), file=out, count=count), quiet)


def _write(form: str, out: Path, tables: Workspace, opened: Opened, employee: str, bom: bool) -> int | None:
    """Write the file, or a folder of calendars (then returns how many)."""
    from wfm.report.excel import write_workbook
    from wfm.report.flat import result_json, roster_csv
    from wfm.report.ics import person_ics, write_ics_folder
    from wfm.report.source import holidays_of

    roster, number = opened.result.roster, opened.version.number if opened.version else None
    language, sequence = language_of(), number or 0
    if form == "xlsx":
        write_workbook(out, tables, roster, version=number, language=language, holidays=holidays_of(tables, roster))
    elif form == "csv":
        write_text(out, roster_csv(tables, roster, employee=employee, bom=bom))
    elif form == "json":
        write_text(out, result_json(opened.result))
    elif employee:
        calendar = person_ics(tables, roster, employee, stamp=opened.made_at, sequence=sequence, language=language)
        write_bytes(out, calendar)
    else:
        return len(write_ics_folder(tables, roster, out, stamp=opened.made_at, sequence=sequence, language=language))
    return None


@click.command("import")
@click.argument("file", metavar="ROSTER.xlsx", type=click.Path(path_type=Path))
@workspace_option
@click.option("--month", default=None, help="Month the file must be of, such as 2026-08 (default: the file's own).")
@click.option("--lock", is_flag=True, help="Lock the changed cells in locks.csv for the next wfm plan.")
@json_option
@quiet_option
@lang_option
def import_(file: Path, workspace: Path, month: str | None, lock: bool, as_json: bool, quiet: bool, lang: str | None) -> None:
    """Bring back an exported Excel roster that was edited: show what changed, audit it, lock the changed cells.

    Exit code 1 when the audit finds a hard rule broken; nothing is published either way.

    \b
    Example:  wfm import august.xlsx --month 2026-08
              wfm import august.xlsx --lock && wfm plan --month 2026-08
    Python:   wfm.report.excel.import_roster(Path("august.xlsx"), workspace, base)
              wfm.scenario.month.audit_edited(Path("centre"), "2026-08", roster)
    """
    from wfm.data.gate import open_workspace
    from wfm.report.excel import import_roster, read_mark
    from wfm.report.source import open_result
    from wfm.scenario.month import audit_edited

    tables = open_workspace(workspace)
    if lang is None:
        set_language(tables.centre.language)
    mark = read_mark(file)
    if month is not None and month != mark.month:
        raise UsageError("export.wrong_month", file=file.name, found=mark.month, month=month)
    opened = open_result(tables, mark.month, mark.version, draft=mark.version is None)
    imported = import_roster(file, tables, opened.result.roster)
    certificate = audit_edited(workspace, mark.month, imported.roster)
    locked = _lock(tables, imported) if lock else None
    if as_json:
        print_json(_plain(imported, certificate, locked))
    else:
        _print(tables, imported, certificate, locked, quiet)
    if not certificate.legal:
        sys.exit(1)


def _lock(tables: Workspace, imported: ImportedRoster) -> Path:
    from wfm.report.locks import merged_locks, write_locks

    path = tables.path / "locks.csv"
    write_locks(path, merged_locks(tables.locks, imported.locks))
    return path


def _print(tables: Workspace, imported: ImportedRoster, certificate: Certificate, locked: Path | None, quiet: bool) -> None:
    language = language_of()
    lines = imported.lines(tables, language)
    click.echo(words.say("export.changes" if lines else "export.no_changes", language, count=len(lines)))
    for line in lines:
        click.echo(f"  {line}")
    for guess in imported.guesses:
        click.echo(f"! {guess.message(language)}")
    hard = sum(count for count, _, _ in certificate.rules.values())
    key = "export.audit_legal" if certificate.legal else "export.audit_illegal"
    click.echo(words.say(key, language, count=hard, cost=f"{certificate.cost:,}"))
    for finding in _hard_lines(tables, certificate, language):
        click.echo(f"  {finding}")
    if locked:
        note(words.say("export.locked", language, count=len(imported.locks), file=locked), quiet)


def _hard_lines(tables: Workspace, certificate: Certificate, language: str) -> list[str]:
    from wfm.report.build import known_names
    from wfm.report.rulecard import finding_lines

    lines = finding_lines([finding for finding in certificate.findings if finding.hard], known_names(tables), {})
    return [f"{line.title[language]}: {line.sentence[language]}" for line in lines]


def _plain(imported: ImportedRoster, certificate: Certificate, locked: Path | None) -> dict[str, object]:
    from wfm.data.serial import certificate_to_json

    return {
        "diff": imported.diff.to_json(),
        "cells": {place: [employee, day.isoformat()] for (employee, day), place in imported.places.items()},
        "guesses": [guess.message(language_of()) for guess in imported.guesses],
        "certificate": certificate_to_json(certificate),
        "locked": None if locked is None else {"file": str(locked), "cells": len(imported.locks)},
    }
