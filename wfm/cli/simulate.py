"""``wfm simulate``: a roster under thousands of simulated days' calls, beside the formula's promise."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import click

from wfm import words
from wfm.cli.common import json_option, lang_option, language_of, note, print_json, quiet_option, set_language, workspace_option
from wfm.timegrid import month_horizon

Triple = list[float | None]


@click.command()
@click.argument("roster", type=click.Path(path_type=Path, exists=True, dir_okay=False), required=False)
@workspace_option
@click.option("--month", required=True, help="Month of the roster, such as 2026-08.")
@click.option("--version", type=click.IntRange(min=1), default=None, help="Published version (default: the month's draft).")
@click.option("--days", default=None, help="Day or days of the month, such as 2026-08-03..2026-08-09 (default: all).")
@click.option(
    "--routing",
    type=click.Choice(["dedicated", "pooled", "both"]),
    default="both",
    show_default=True,
    help="Duty's project only, or all planned skills of the person.",
)
@click.option("--replications", type=click.IntRange(min=1), default=20, show_default=True, help="How often each day is drawn.")
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Seed of all random draws.")
@click.option("--workers", type=click.IntRange(min=1), default=None, help="Local processes (default: as many as pay).")
@click.option("--replay", type=click.Path(path_type=Path, exists=True), default=None, help="Call table to replay call by call.")
@click.option(
    "--handling",
    type=click.Choice(["lognormal", "exponential", "empirical"]),
    default="lognormal",
    show_default=True,
    help="Law of handling times; empirical takes results/fits.json.",
)
@click.option("--explain/--no-explain", default=True, help="Take the difference from the formula apart.")
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False), default=None, help="Write a report page.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), default=None, help="Write every interval as CSV.")
@json_option
@quiet_option
@lang_option
def simulate(
    roster: Path | None,
    workspace: Path,
    month: str,
    version: int | None,
    days: str | None,
    routing: str,
    replications: int,
    seed: int,
    workers: int | None,
    replay: Path | None,
    handling: str,
    explain: bool,
    html: Path | None,
    out: Path | None,
    as_json: bool,
    quiet: bool,
    lang: str | None,
) -> None:
    """Judge a roster by simulation: calls drawn one by one, breaks, absences, routing; beside the formula's promise.

    ROSTER is a draft or exported JSON; without it the month's draft, or a published version. Keeps
    results/simulation-MONTH.json. The same seed gives the same figures, whatever the workers.

    \b
    Example:  wfm simulate --month 2026-08
              wfm simulate --month 2026-08 --days 2026-08-03..2026-08-09 --html week.html --out week.csv
    Python:   wfm.scenario.simulated_month.simulate_month(Path("centre"), "2026-08")
    """
    from wfm.scenario.simulated import Choice, Handling, Settings
    from wfm.scenario.simulated_month import days_of, simulate_month, write_intervals

    settings = Settings(
        days=None if days is None else days_of(days, month_horizon(month)),
        routing=cast(Choice, routing),
        replications=replications,
        seed=seed,
        handling=cast(Handling, handling),
        explain=explain,
        workers=workers,
    )
    found = simulate_month(
        workspace,
        month,
        roster=roster,
        version=version,
        settings=settings,
        replay=replay,
        say=lambda text: note(text, quiet),
        progress=lambda key, values: note(words.say(key, language_of(), **values), quiet),
    )
    if lang is None:
        set_language(found.workspace.centre.language)
    language = language_of()
    if out is not None:
        write_intervals(found, out)
    if html is not None:
        from wfm.data.files import write_text
        from wfm.report.simulation import build_view, render_simulation

        write_text(html, render_simulation(build_view(found.workspace, found.figures, language)))
    if as_json:
        print_json(found.figures)
    else:
        for line in text_of(found.figures, language):
            click.echo(line)
    for file in (found.path, html, out):
        if file is not None:
            note(words.say("simulate.written", language, file=file), quiet)


def text_of(figures: Any, language: str) -> Iterator[str]:
    """The figures for people: projects, reasons, worst intervals, agents."""

    def say(key: str, **values: object) -> str:
        return words.say(f"simulate.{key}", language, **values)

    card = figures["card"]
    yield say(
        "head", days=card["days"], roster=_source(card["roster"], language), replications=card["replications"], seed=card["seed"]
    )
    names = [*figures["projects"], say("all")]
    for row, name in enumerate(names):
        yield name
        yield "  " + say("promised", **_promise(figures["predicted"], row))
        for routing, run in figures["simulated"].items():
            yield "  " + say(routing, offered=f"{run['offered'][row]:,.0f}", **_measured(run, row))
    if figures["effects"]:
        yield say("why")
        for effect in figures["effects"]:
            within, lost = effect["within"][-1], effect["abandonment"][-1]
            sign = "" if _certain(within) or _certain(lost) else " " + say("uncertain")
            yield f"  {_points(within)} | {_points(lost)}  {say('effect_' + effect['effect'])}{sign}"
    if "pooling" in figures:
        yield say(
            "reserve",
            points=_points(figures["pooling"]["within"][-1]).strip(),
            lost=_points(figures["pooling"]["abandonment"][-1]).strip(),
        )
    if figures["worst"]:
        yield say("worst")
    for each in figures["worst"]:
        numbers = {name: f"{each[name]:.1f}" for name in ("offered", "short", "agents")}
        shares = {name: f"{each[name]:.0%}" for name in ("within", "target")}
        yield "  " + say("worst_line", project=each["project"], day=each["day"], start=each["start"], **numbers, **shares)
    for routing, agents in figures["agents"].items():
        people = sorted(agents.items(), key=lambda item: (item[1], item[0]))
        if people:
            (low, least), (high, most) = people[0], people[-1]
            yield say("agents", routing=say("routing_" + routing), low=low, least=f"{least:.0%}", high=high, most=f"{most:.0%}")
    yield from _left_out(figures["left_out"], language)


def _source(roster: str, language: str) -> str:
    """Where the roster is from."""
    if roster == "draft":
        return words.say("simulate.source_draft", language)
    number = roster.removeprefix("version ")
    return words.say("simulate.source_version", language, number=number) if number != roster else roster


def _left_out(left_out: Any, language: str) -> Iterator[str]:
    if left_out["deferrable"]:
        yield "! " + words.say("simulate.deferrable", language, projects=", ".join(left_out["deferrable"]))
    for project, calls in left_out["closed_calls"].items():
        yield "! " + words.say("simulate.closed_calls", language, project=project, calls=f"{calls:,.0f}")
    if left_out["duties_elsewhere"]:
        yield "! " + words.say("simulate.duties_elsewhere", language, count=left_out["duties_elsewhere"])
    for name in ("replay_outside", "replay_elsewhere"):
        if left_out.get(name):
            yield "! " + words.say(f"simulate.{name}", language, count=left_out[name])


def _promise(predicted: Any, row: int) -> dict[str, str]:
    return {
        "within": _share(predicted["within"][row]),
        "abandonment": _share(predicted["abandonment"][row]),
        "wait": _seconds(predicted["mean_wait_seconds"][row]),
        "occupancy": _share(predicted["occupancy"][row]),
    }


def _measured(run: Any, row: int) -> dict[str, str]:
    return {
        "within": _band(run["within"][row], _share),
        "abandonment": _band(run["abandonment"][row], _share),
        "wait": _band(run["mean_wait_seconds"][row], _seconds),
        "occupancy": _band(run["occupancy"][row], _share),
    }


def _band(triple: Triple, show: Any) -> str:
    value, low, high = triple
    return show(value) if low is None else f"{show(value)} ({show(low)}–{show(high)})"


def _share(value: float | None) -> str:
    return "-" if value is None else f"{100 * min(1.0, max(0.0, value)):.1f}%"


def _seconds(value: float | None) -> str:
    return "-" if value is None else f"{max(0.0, value):.1f} s"


def _points(triple: Triple) -> str:
    """A change of a share in percentage points with half its interval."""
    value, low, high = triple
    if value is None:
        return f"{'-':>14}"
    half = "" if low is None or high is None else f" ±{50 * (high - low):.1f}"
    return f"{f'{100 * value:+.1f}{half}':>14}"


def _certain(triple: Triple) -> bool:
    """Whether the interval leaves zero out."""
    _, low, high = triple
    return low is not None and high is not None and (low > 0 or high < 0)
