"""``wfm audit``: the independent check of a draft or a published version."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from wfm.cli.common import json_option, lang_option, language_of, print_json, set_language, workspace_option


@click.command()
@workspace_option
@click.option("--month", required=True, help="Month to audit, such as 2026-08.")
@click.option("--version", type=click.IntRange(min=1), default=None, help="Published version (default: the draft).")
@click.option("--out", type=click.Path(path_type=Path), default=None, help="Also write the certificate as JSON to this file.")
@json_option
@lang_option
def audit(workspace: Path, month: str, version: int | None, out: Path | None, as_json: bool, lang: str | None) -> None:
    """Check a roster against every rule and recompute every price, without the solver's model.

    Exit code 0 when it passed, 1 when a hard rule is broken or the cost disagrees.

    \b
    Example:  wfm audit --month 2026-08
              wfm audit --month 2026-08 --version 2 --out certificate.json
    Python:   wfm.roster.audit.audit(problem, roster)
    """
    from wfm.data.files import write_text
    from wfm.data.serial import canonical, certificate_to_json
    from wfm.roster.audit import audit as audit_roster
    from wfm.roster.audit import certificate_text
    from wfm.scenario.in_force import problem_of
    from wfm.scenario.month import open_stored

    opened, result = open_stored(workspace, month, version)
    if lang is None:
        set_language(opened.workspace.centre.language)
    problem = problem_of(opened, result.card)
    certificate = audit_roster(problem, result.roster, result.card.cost)
    if out is not None:
        write_text(out, canonical(certificate_to_json(certificate)))
    if as_json:
        print_json(certificate_to_json(certificate))
    else:
        click.echo(certificate_text(problem, certificate, language_of()))
    sys.exit(0 if certificate.passed else 1)
