"""``wfm forecast --capacity``: months of daily totals."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from wfm import words
from wfm.cli.common import language_of, note, print_json, set_language

if TYPE_CHECKING:
    from wfm.forecast.capacity import Capacity


def forecast_capacity(workspace: Path, months: int, out: Path | None, as_json: bool, quiet: bool, lang: str | None) -> None:
    """Write results/capacity.csv (days) and capacity-months.csv beside it; show the months."""
    from wfm.data.files import write_text
    from wfm.data.gate import open_workspace
    from wfm.forecast.capacity import capacity

    opened = open_workspace(workspace, needs=("projects", "history"))
    if lang is None:
        set_language(opened.centre.language)
    made = capacity(opened, months)
    path = out or opened.results / "capacity.csv"
    monthly = path.with_name(f"{path.stem}-months.csv")
    for place, frame in ((path, made.days), (monthly, made.months)):
        write_text(place, frame.to_csv(index=False, float_format="%.1f", lineterminator="\n"))
    notes = capacity_notes(made, language_of())
    if as_json:
        rows = made.months.round(1).to_dict("records")
        print_json({"file": str(path), "months_file": str(monthly), "months": rows, "notes": notes})
        return
    for row in made.months.itertuples():
        values = {"calls": f"{row.calls:,.0f}", "low": f"{row.calls_p10:,.0f}", "high": f"{row.calls_p90:,.0f}"}
        click.echo(words.say("capacity.month", language_of(), project=row.project, month=row.month, **values))
    for line in notes:
        click.echo(f"! {line}")
    note(words.say("capacity.written", language_of(), path=path, rows=len(made.days), months=monthly), quiet)


def capacity_notes(made: Capacity, language: str) -> list[str]:
    """What people must know of a capacity forecast."""
    notes = [
        words.say("capacity.unannounced", language, year=year, names=", ".join(names) or "-")
        for year, names in made.unannounced.items()
    ]
    notes += [words.say("capacity.untested", language, project=name) for name, origins in made.tested.items() if not origins]
    return notes + [words.say("capacity.without", language, project=name) for name in made.without]
