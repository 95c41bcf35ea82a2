"""``wfm import-history``, ``import-roster``, ``import-skills``: files that centres have become tables of the workspace."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from wfm import words
from wfm.cli.common import json_option, lang_option, language_of, print_json, set_language, workspace_option
from wfm.data.imports import ImportFinding, history_into, render, roster_into, skills_into
from wfm.data.imports.save import Saved
from wfm.errors import UsageError

_file = click.argument("file", type=click.Path(path_type=Path))
_dry_run = click.option("--dry-run", is_flag=True, help="Read and report, write nothing.")
_skip = click.option(
    "--skip-unreadable", is_flag=True, help="Take cells that cannot be read as missing instead of refusing the file."
)


def _mapping(ctx: click.Context, param: click.Parameter, pairs: tuple[str, ...]) -> dict[str, str]:
    """``--map A=B`` given any number of times."""
    mapping: dict[str, str] = {}
    for pair in pairs:
        left, equals, right = pair.rpartition("=")
        if not equals or not left.strip() or not right.strip():
            raise UsageError("imports.bad_map", value=pair)
        mapping[left.strip()] = right.strip()
    return mapping


@click.command("import-history")
@_file
@click.option("--profile", "name", required=True, help="Name of the source's mapping profile, kept in profiles/NAME.yaml.")
@workspace_option
@click.option(
    "--map", "mapping", multiple=True, callback=_mapping, metavar="GROUP=PROJECT", help="Project of a group; - leaves it out."
)
@click.option("--replace", "replace_rows", is_flag=True, help="Replace history rows of the same project and start.")
@_skip
@_dry_run
@json_option
@lang_option
def import_history(
    file: Path,
    name: str,
    workspace: Path,
    mapping: dict[str, str],
    replace_rows: bool,
    skip_unreadable: bool,
    dry_run: bool,
    as_json: bool,
    lang: str | None,
) -> None:
    """Call history from an ACD's interval export (.xlsx or text) into history/.

    The first run infers the profile from heads and content, reports every guess and saves it; later runs read by it.

    \b
    Example:  wfm import-history report.xlsx --profile acd --map "Billing queue=billing" --dry-run
              wfm import-history report.csv --profile acd -w centre
    Python:   wfm.data.imports.import_history(file, profile, timezone=..., interval=30)
    """
    _speak(workspace, lang)
    done = history_into(
        workspace,
        file,
        name,
        project_of_group=mapping,
        replace_rows=replace_rows,
        dry_run=dry_run,
        skip_unreadable=skip_unreadable,
    )
    result = done.result
    if as_json:
        extra: dict[str, object] = {
            "totals": result.totals,
            "skipped": result.skipped,
            "profile": str(done.profile) if done.profile_saved else None,
            "columns": dict(result.profile.columns),
        }
        print_json(_json(len(result.frame), result.findings, result.guessed, done.saved) | extra)
    else:
        _findings(result.guessed, result.findings)
        for project, sums in result.totals.items():
            numbers = ", ".join(f"{key} {value:,.0f}" for key, value in sums.items())
            click.echo(words.say("imports.project_totals", language_of(), project=project, numbers=numbers))
        if done.profile_saved:
            click.echo(words.say("imports.profile_saved", language_of(), file=done.profile))
    _end(len(result.frame), done.saved, bool(result.refused), dry_run, as_json)


@click.command("import-roster")
@_file
@click.option("--month", required=True, help="Month of the roster, such as 2026-07.")
@click.option("--codes", type=click.Path(path_type=Path), help="Code map (default: profiles/codes.yaml, else the shipped one).")
@workspace_option
@click.option(
    "--map", "mapping", multiple=True, callback=_mapping, metavar="CODE=SHIFT", help="Shift id of a code; - is a day off."
)
@_skip
@_dry_run
@json_option
@lang_option
def import_roster(
    file: Path,
    month: str,
    codes: Path | None,
    workspace: Path,
    mapping: dict[str, str],
    skip_unreadable: bool,
    dry_run: bool,
    as_json: bool,
    lang: str | None,
) -> None:
    """A wide roster (people x days, a sheet per team) as the month before: previous.csv.

    Codes are read by the legend and a code map; leave is listed, unknown codes are named by cell and left out.

    \b
    Example:  wfm import-roster july.xlsx --month 2026-07 --map 早=E --map 夜=N --dry-run
    Python:   wfm.data.imports.import_wide_roster(file, month="2026-07")
    """
    _speak(workspace, lang)
    done = roster_into(
        workspace, file, month=month, codes=codes, shift_of_code=mapping, dry_run=dry_run, skip_unreadable=skip_unreadable
    )
    result = done.result
    counts = result.frame["code"].value_counts(sort=True).to_dict()
    if as_json:
        extra: dict[str, object] = {
            "people": int(result.frame["employee"].nunique()),
            "codes": counts,
            "leave": list(done.leave),
            "locked": result.frame.loc[result.frame["locked"], "cell"].tolist(),
            "comments": result.comments,
            "sheets": result.sheets,
        }
        print_json(_json(len(done.rows), result.findings, result.guessed, done.saved) | extra)
    else:
        _findings(result.guessed, result.findings)
        people = result.frame["employee"].nunique()
        shown = "  ".join(f"{code} {count}" for code, count in counts.items())
        click.echo(words.say("imports.roster_read", language_of(), people=people, days=len(result.frame), codes=shown))
        for row in done.leave:
            click.echo(words.say("imports.leave_row", language_of(), **row))
        for place, text in result.comments.items():
            click.echo(words.say("imports.comment_row", language_of(), cell=place, text=text))
    _end(len(done.rows), done.saved, bool(result.refused), dry_run, as_json)


@click.command("import-skills")
@_file
@workspace_option
@click.option(
    "--map", "mapping", multiple=True, callback=_mapping, metavar="HEAD=PROJECT", help="Project of a head; - leaves it out."
)
@_dry_run
@json_option
@lang_option
def import_skills(file: Path, workspace: Path, mapping: dict[str, str], dry_run: bool, as_json: bool, lang: str | None) -> None:
    """A skill matrix (people x groups with √ / 主 / 备) as skills.csv; 备 = emergency-only.

    \b
    Example:  wfm import-skills matrix.xlsx --map 95598热线=hotline --dry-run
    Python:   wfm.data.imports.import_skill_matrix(file)
    """
    _speak(workspace, lang)
    done = skills_into(workspace, file, project_of_group=mapping, dry_run=dry_run)
    result = done.result
    if as_json:
        extra: dict[str, object] = {"marks": result.marks_per_group, "people": int(result.groups["employee"].nunique())}
        print_json(_json(len(result.frame), result.findings, result.guessed, done.saved) | extra)
    else:
        _findings(result.guessed, result.findings)
        for group, marks in result.marks_per_group.items():
            shown = "  ".join(f"{mark} {count}" for mark, count in marks.items())
            click.echo(words.say("imports.group_marks", language_of(), group=group, marks=shown))
    _end(len(result.frame), done.saved, bool(result.refused), dry_run, as_json)


def _speak(workspace: Path, lang: str | None) -> None:
    """Messages in the workspace's language unless ``--lang`` says another."""
    if lang is None and workspace.is_dir():
        from wfm.data.reading import read_workspace

        set_language(read_workspace(workspace)[0].centre.language)


def _findings(*groups: Sequence[ImportFinding]) -> None:
    for findings in groups:
        for line in render(findings, language_of()):
            click.echo(line)


def _json(
    rows: int, findings: Sequence[ImportFinding], guessed: Sequence[ImportFinding], saved: Saved | None
) -> dict[str, object]:
    language = language_of()
    return {
        "rows": rows,
        "written": str(saved.path) if saved else None,
        "replaced": saved.replaced if saved else 0,
        "kept": saved.kept if saved else 0,
        "findings": [finding.to_json(language) for finding in findings],
        "guessed": [finding.to_json(language) for finding in guessed],
    }


def _end(rows: int, saved: Saved | None, refused: bool, dry_run: bool, as_json: bool) -> None:
    """The last line, and exit code 1 when something is refused and nothing was written."""
    language = language_of()
    if not as_json:
        if saved:
            text = words.say(
                "imports.written", language, file=saved.path, rows=saved.rows, replaced=saved.replaced, kept=saved.kept
            )
        else:
            text = words.say("imports.refused_end" if refused else "imports.dry_run_end", language, rows=rows)
        click.echo(text)
    if refused and not saved:
        raise click.exceptions.Exit(1)
