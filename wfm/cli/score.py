"""``wfm score``: cost of a roster on a frozen instance, by the audit."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from wfm import words
from wfm.cli.common import json_option, lang_option, language_of, print_json, workspace_option


@click.command()
@click.argument("roster", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@workspace_option
@click.option("--month", required=True, help="Month of the roster, such as 2026-08.")
@json_option
@lang_option
def score(roster: Path, workspace: Path, month: str, as_json: bool, lang: str | None) -> None:
    """Score a roster file (draft or exported JSON) on a workspace: audited cost, and whether the instance is a frozen one.

    Frozen instances: wfm init DIR --from utility --agents 60|120|300|1000|3000 --seed 7. Exit code 1 when it is illegal.

    \b
    Example:  wfm score results/draft-2026-08.json --month 2026-08
    Python:   wfm.scenario.score.score_roster(Path("centre"), "2026-08", Path("roster.json"))
    """
    from wfm.scenario.score import score_roster

    found = score_roster(workspace, month, roster)
    if as_json:
        print_json(found.to_json())
    else:
        instance = found.instance or words.say("score.not_frozen", language_of())
        key = "score.legal" if found.legal else "score.illegal"
        click.echo(words.say(key, language_of(), instance=instance, cost=found.cost, unmet=f"{found.unmet_share:.2%}"))
    sys.exit(0 if found.legal else 1)
