"""``wfm forecast-absence``: the unplanned absence of a month, as a proposal for shrinkage.csv."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from wfm import words
from wfm.cli.common import json_option, lang_option, language_of, note, print_json, quiet_option, set_language, workspace_option
from wfm.errors import UsageError

if TYPE_CHECKING:
    from wfm.scenario.absence import AbsenceProposal


@click.command("forecast-absence")
@workspace_option
@click.option("--month", required=True, help="Month to forecast, such as 2026-08.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="File (default: results/shrinkage-MONTH.csv).")
@json_option
@quiet_option
@lang_option
def forecast_absence(workspace: Path, month: str, out: Path | None, as_json: bool, quiet: bool, lang: str | None) -> None:
    """Forecast the unplanned absence of a month from leave.csv and past rosters, as rows for shrinkage.csv.

    Sick and other leave is held against the people rostered in previous.csv and in published versions. The proposal has the
    columns of shrinkage.csv; look at it, then take its rows over. Your own shrinkage.csv is never written.

    \b
    Example:  wfm forecast-absence --month 2026-08
    Python:   wfm.scenario.absence.propose_shrinkage(workspace, "2026-08", store)
    """
    from wfm.data.gate import open_workspace
    from wfm.scenario.absence import default_path, propose_shrinkage, write_proposal
    from wfm.store import Store

    opened = open_workspace(workspace, needs=("employees",))
    if lang is None:
        set_language(opened.centre.language)
    path = out or default_path(opened, month)
    if path.resolve() == (opened.path / "shrinkage.csv").resolve():
        raise UsageError("absence.own_file", path=path)
    made = propose_shrinkage(opened, month, Store.open(opened.path, opened.centre.database))
    write_proposal(made, path)
    if as_json:
        rows = [row.model_dump() for row in made.rows]
        forecast = made.forecast
        shares = {"share": forecast.share, "p10": forecast.low, "p90": forecast.high, "past": forecast.past}
        print_json(
            {"month": month, "file": str(path), **shares, "season": forecast.season, "teams": forecast.teams, "rows": rows}
        )
        return
    click.echo("\n".join(absence_lines(made, language_of())))
    note(words.say("absence.written", language_of(), path=path, rows=len(made.rows)), quiet)


def absence_lines(made: AbsenceProposal, language: str) -> list[str]:
    """The proposal in sentences."""
    found = made.forecast
    basis = {"days": f"{found.person_days:,.0f}", "absent": f"{found.absent_days:,.0f}", "spells": found.spells}
    span = {"first": found.first, "last": found.last, "months": len(made.rosters)}
    shares = {"share": f"{found.share:.1%}", "low": f"{found.low:.1%}", "high": f"{found.high:.1%}"}
    lines = [
        words.say("absence.basis", language, **basis, **span),
        words.say("absence.share", language, month=found.month, in_force=f"{made.in_force:.1%}", **shares),
    ]
    days = ", ".join(f"{words.say(f'forecast.weekday_{k}', language)} {share:.1%}" for k, share in enumerate(found.weekday))
    lines.append(words.say("absence.weekdays", language, days=days))
    key = "absence.season" if found.season != 1.0 else "absence.no_season"
    lines.append(words.say(key, language, change=f"{found.season - 1.0:+.0%}"))
    far = sorted(found.teams.items(), key=lambda item: (-abs(item[1] - 1.0), item[0]))[:5]
    if far:
        teams = ", ".join(f"{name} {factor - 1.0:+.0%}" for name, factor in far)
        lines.append(words.say("absence.teams", language, teams=teams))
    return lines
