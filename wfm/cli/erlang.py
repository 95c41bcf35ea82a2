"""``wfm erlang``: the planner's calculator."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from wfm.cli.common import json_option, lang_option, language_of, print_json
from wfm.errors import UsageError

if TYPE_CHECKING:
    from wfm.staffing import Answer

F = TypeVar("F", bound=Callable[..., Any])

_OPTIONS = (
    ("calls", "Calls offered in the interval."),
    ("interval", "Length of the interval in minutes (default 30)."),
    ("aht", "Mean handling time in seconds."),
    ("target", "Share of offered calls to answer within the threshold, such as 0.8."),
    ("threshold", "Answer threshold in seconds (default 20)."),
    ("max_occupancy", "Highest share of the agents' time on calls, such as 0.85."),
    ("max_wait", "Highest mean wait in seconds."),
    ("max_abandonment", "Highest share of callers who hang up; needs --patience."),
    ("patience", "Callers' mean patience in seconds (Erlang A); without it nobody hangs up (Erlang C)."),
    ("agents", "Agents at the desk to look at, instead of the fewest."),
    ("shrinkage", "Share of rostered time not at the desk, such as 0.3: shows the heads to roster."),
    ("blocking", "Share of calls that may meet a busy tone: shows the lines needed (Erlang B)."),
    ("utilisation", "Share of paid time on calls, for the partners' seat formula."),
    ("attendance", "Share of rostered people who come, for the seat formula (default 1)."),
)


def _case_options(command: F) -> F:
    for name, text in reversed(_OPTIONS):
        command = click.option(f"--{name.replace('_', '-')}", type=float, default=None, help=text)(command)
    return command


@click.command()
@_case_options
@click.option(
    "--csv",
    "cases",
    type=click.Path(path_type=Path),
    help="Cases, one a row, in columns named like the options; options stand in for empty cells.",
)
@click.option("--out", type=click.Path(path_type=Path), help="With --csv: write the answers here instead of printing them.")
@json_option
@lang_option
def erlang(cases: Path | None, out: Path | None, as_json: bool, lang: str | None, **options: float | None) -> None:
    """Fewest agents for any set of targets, and what a few more or fewer would do: the planner's calculator.

    \b
    Example:  wfm erlang --calls 350 --interval 30 --aht 210 --target 0.8 --threshold 20
              wfm erlang --calls 350 --aht 210 --target 0.8 --max-occupancy 0.85 --patience 300 --shrinkage 0.3
              wfm erlang --csv cases.csv --target 0.8 --out answers.csv
    Python:   wfm.staffing.calculate([wfm.staffing.Case(calls=350, aht=210, target=0.8)])
    """
    from wfm.staffing import Case, calculate, read_cases

    given = {name: value for name, value in options.items() if value is not None}
    if cases is not None:
        _many(calculate(read_cases(cases, given)), out, as_json)
        return
    if out is not None:
        raise UsageError("erlang.out_without_csv")
    if "calls" not in given:
        raise UsageError("erlang.no_calls_given")
    answer = calculate([Case(**given)])[0]  # type: ignore[arg-type]
    if as_json:
        print_json(answer.to_json())
        return
    from wfm.cli.erlang_lines import answer_lines

    for line in answer_lines(answer, language_of()):
        click.echo(line)


def _many(answers: tuple[Answer, ...], out: Path | None, as_json: bool) -> None:
    """Answers of a file of cases: JSON, or CSV to the screen or into ``out``."""
    from wfm.cli.erlang_lines import answers_csv
    from wfm.data.files import write_text

    if as_json:
        print_json([answer.to_json() for answer in answers])
    if out is not None:
        write_text(out, answers_csv(answers))
    elif not as_json:
        click.echo(answers_csv(answers), nl=False)
