"""``wfm plan``: the month's roster; ``wfm warmup``: compile the engines once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from wfm import words
from wfm.cli.common import json_option, lang_option, language_of, note, print_json, quiet_option, set_language, workspace_option
from wfm.data.awards import Award
from wfm.data.result import Helper, PlanResult, Shortage
from wfm.timegrid import clock_of


@click.command()
@workspace_option
@click.option("--month", required=True, help="Month to plan, such as 2026-08.")
@click.option("--time-limit", type=click.FloatRange(min=1), default=None, help="Seconds of search (default: the workspace's).")
@click.option(
    "--work-limit", type=click.IntRange(min=1), default=None, help="Moves of search: the reproducible mode (instead of seconds)."
)
@click.option("--gap", type=click.FloatRange(0, 1, max_open=True), default=None, help="Stop at this proven gap, such as 0.03.")
@click.option("--seed", type=click.IntRange(min=0), default=None, help="Seed of the search (default: the workspace's).")
@click.option("--threads", type=click.IntRange(1, 64), default=None, help="Threads; the roster does not depend on them.")
@click.option("--from-version", type=click.IntRange(min=1), default=None, help="Start from this published version.")
@click.option("--no-bound", is_flag=True, help="Do not prove a bound.")
@json_option
@quiet_option
@lang_option
def plan(
    workspace: Path,
    month: str,
    time_limit: float | None,
    work_limit: int | None,
    gap: float | None,
    seed: int | None,
    threads: int | None,
    from_version: int | None,
    no_bound: bool,
    as_json: bool,
    quiet: bool,
    lang: str | None,
) -> None:
    """Plan a month: one roster over all projects, audited, with a proven bound.

    Writes results/draft-MONTH.json. Ctrl-C hands over the best legal roster so far. With --work-limit the same seed gives
    the same roster, byte for byte.

    \b
    Example:  wfm plan --month 2026-08 --time-limit 120
              wfm plan --month 2026-08 --work-limit 100000000 --seed 7 --json
    Python:   wfm.scenario.month.plan_month(Path("centre"), "2026-08")
    """
    from wfm.data.serial import draft_path
    from wfm.roster.engine.search import Limit
    from wfm.roster.progress import Progress
    from wfm.scenario.month import open_month, options_of, plan_opened

    if time_limit is not None and work_limit is not None:
        raise click.UsageError("--time-limit and --work-limit exclude each other")
    opened = open_month(workspace, month, say=lambda text: note(text, quiet), planning=True)
    if lang is None:
        set_language(opened.workspace.centre.language)
    language = language_of()
    usual = options_of(opened.workspace)
    options = replace(
        usual,
        limit=Limit(moves=work_limit) if work_limit else (Limit(seconds=time_limit) if time_limit else usual.limit),
        seed=usual.seed if seed is None else seed,
        gap=usual.gap if gap is None else gap,
        threads=threads or usual.threads,
        bound=not no_bound,
    )
    progress = Progress(None if quiet else note, language)
    result = plan_opened(opened, options, from_version=from_version, progress=progress)
    path = draft_path(opened.workspace.results, month)
    if as_json:
        print_json(summary(result) | {"draft": str(path)})
        return
    click.echo(plan_text(result, language))
    click.echo(words.say("plan.written", language, file=path))


def summary(result: PlanResult) -> dict[str, object]:
    """The result in a few figures: cost, bound, gap, unmet demand, cost by rule."""
    card = result.card
    return {
        "status": card.status,
        "stopped": card.stopped,
        "cost": card.cost,
        "bound": card.bound,
        "gap": card.gap,
        "unmet_share": card.parameters["unmet_share"],
        "audit": "passed" if result.certificate.passed else "failed",
        "duties": len(result.roster.duties),
        "roster_hash": result.certificate.roster_hash,
        "cost_by_rule": {rule: cost for rule, (_, _, cost) in result.certificate.rules.items() if cost},
        "shortages": len(result.shortages),
        "moves": card.moves,
        "seconds": card.seconds,
        "notes": list(card.notes),
        "awards": list(card.parameters.get("awards", ())),
    }


def plan_text(result: PlanResult, language: str) -> str:
    """The result for people: verdict, cost by rule, the worst shortages with who could help."""

    def say(key: str, **values: object) -> str:
        return words.say(f"plan.{key}", language, **values)

    card = result.card
    gap = "-" if card.gap is None else f"{card.gap:.1%}"
    lines = [
        say(
            "verdict",
            cost=card.cost,
            bound="-" if card.bound is None else card.bound,
            gap=gap,
            unmet=f"{card.parameters['unmet_share']:.2%}",
        ),
        say("audited", hash=result.certificate.roster_hash[:12]),
    ]
    rules = sorted(result.certificate.rules.items(), key=lambda item: -item[1][2])
    for rule, (_, count, cost) in rules:
        if cost:
            title = words.say(f"rules.{rule}_title", language)
            lines.append(f"{cost:>10}  {say('priced', count=count):<12}  {title}")
    if result.shortages:
        lines.append(say("shortages", count=len(result.shortages)))
        for short in result.shortages[:5]:
            lines.append("  " + say("shortage", **_shortage(short, card.parameters["interval_minutes"])))
            people = say("joined").join(_helper(helper, language) for helper in short.helpers[:3])
            lines.append("      " + (say("helpers", people=people) if people else say("no_helpers")))
    lines += [f"! {text}" for text in card.notes]
    lines += awards_lines(card.parameters, language)
    return "\n".join(lines)


def awards_lines(parameters: Mapping[str, Any], language: str) -> list[str]:
    """The granted awards in force, one line each, and how many wishes could not be promised."""
    awards = [Award.from_json(data) for data in parameters.get("awards", ())]
    lines = [words.say("plan.awards", language, count=len(awards))] if awards else []
    for award in awards:
        kind = words.say(f"rewards.kind_{award.kind}", language)
        values = {"employee": award.employee, "kind": kind, "first": award.first, "last": award.last, "grant": award.grant}
        key = "plan.award_served" if award.served else "plan.award"
        lines.append("  " + words.say(key, language, **values, served=len(award.served)))
    refused = len(parameters.get("wishes_refused", ()))
    return lines + ([words.say("plan.wishes_refused", language, count=refused)] if refused else [])


def _helper(helper: Helper, language: str) -> str:
    hours = f"{helper.minutes_left / 60:.0f}"
    return words.say("plan.helper", language, name=helper.employee, reason=words.say(helper.reason, language), hours=hours)


def _shortage(short: Shortage, interval: int) -> dict[str, object]:
    return {
        "project": short.project,
        "day": short.day,
        "since": clock_of(short.from_slot * interval),
        "until": clock_of(short.to_slot * interval) if short.to_slot * interval < 1440 else "24:00",
        "required": short.required,
        "present": short.present,
        "missing": short.missing,
    }


@click.command()
@quiet_option
@lang_option
def warmup(quiet: bool, lang: str | None) -> None:
    """Compile the engines once; later commands start at once.

    \b
    Example:  wfm warmup
    Python:   wfm.scenario.warmup.warm_up()
    """
    from wfm.scenario.warmup import warm_up

    seconds = warm_up()
    note(words.say("plan.warm", language_of(), seconds=round(seconds, 1)), quiet)
