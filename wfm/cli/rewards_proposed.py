"""``wfm rewards catalogue|allocate``: what there is, and who is proposed for it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wfm import words
from wfm.cli.common import json_option, lang_option, language_of, note, print_json, quiet_option, workspace_option
from wfm.cli.incentives_common import DAY, as_of_option, day_of, person, who_option
from wfm.cli.points_shown import listed, spoken

if TYPE_CHECKING:
    from wfm.scenario.rewards import Allocated
    from wfm.scenario.rewards_solvency import Trial

CARRIERS = 8


def reward_heads(names: tuple[str, ...]) -> list[str]:
    """Heads of a table in the language of messages."""
    return [words.say(f"rewards.col_{name}", language_of()) for name in names]


@click.command()
@workspace_option
@json_option
@lang_option
def catalogue(workspace: Path, as_json: bool, lang: str | None) -> None:
    """Show the catalogue of rewards in force: what becomes terms of a roster, what is recorded only.

    \b
    Example:  wfm rewards catalogue
    Python:   wfm.data.shipped.rewards_of(workspace)
    """
    from wfm.data.serial import canonical, sha256
    from wfm.data.shipped import rewards_of

    tables = spoken(workspace, lang)
    language = language_of()
    found = rewards_of(tables)
    stated = [reward.model_dump(mode="json") for reward in found]
    version = sha256(canonical(stated))[:12]
    if as_json:
        print_json({"version": version, "rewards": stated})
        return
    click.echo(words.say("rewards.catalogue_head", language, count=len(found), version=version))
    rows = [reward_heads(("reward", "name", "kind", "min_points", "cost", "quota", "caps"))]
    for one in found:
        caps = f"{one.team_cap or '-'}, {one.employer_percent or '-'}, {one.per_year or '-'}"
        kind = words.say(f"rewards.kind_{one.kind}", language)
        rows.append([one.reward, one.label(language), kind, str(one.min_points), str(one.cost), str(one.quota), caps])
    listed(rows)


@click.command()
@workspace_option
@click.option("--month", required=True, help="Month the rewards are for, such as 2026-09.")
@click.option("--from-month", "from_months", multiple=True, help="Only work of this month counts (repeat for several).")
@click.option(
    "--cutoff",
    type=DAY,
    default=None,
    help="Points posted up to this day count (default: the 10th of the month before; never later than --as-of, or the clock).",
)
@click.option("--reward", "kinds", multiple=True, help="Only this reward (repeat; default: the three named awards).")
@click.option(
    "--tolerance",
    "tolerance_percent",
    type=click.FloatRange(0, 100),
    default=2.0,
    show_default=True,
    help="Service loss that is tolerated, percent of the month's price of cover.",
)
@click.option(
    "--work-limit", "moves", type=click.IntRange(1), default=None, help="Moves of each solve (default: 30,000 a person)."
)
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Seed of the solves.")
@click.option("--no-solve", is_flag=True, help="No solvency check; the allocation says so.")
@who_option
@as_of_option
@json_option
@quiet_option
@lang_option
def allocate(
    workspace: Path,
    month: str,
    from_months: tuple[str, ...],
    cutoff: datetime | None,
    kinds: tuple[str, ...],
    tolerance_percent: float,
    moves: int | None,
    seed: int,
    no_solve: bool,
    who: str | None,
    as_of: datetime | None,
    as_json: bool,
    quiet: bool,
    lang: str | None,
) -> None:
    """Propose rewards of a month by contribution, within eligibility, quota and caps; solvent, or cut until they are.

    Next month is solved without and with the awards from the same start with the same work: service lost, and who carries the
    nights instead. Points posted after the cut-off count for a later month: run on another date than the centre's calendar has in
    mind, nobody may be proposed until --cutoff (and --as-of) name the day. Proposals wait for a review by somebody else.

    \b
    Example:  wfm rewards allocate --month 2026-09 --as "Sun"
              wfm rewards allocate --month 2026-10 --from-month 2026-08 --cutoff 2026-09-10 --tolerance 1 --as "Sun"
    Python:   wfm.scenario.rewards.allocate_rewards(Path("centre"), "2026-09", who="Sun", tolerance_percent=2.0)
    """
    from wfm.scenario.rewards import allocate_rewards

    spoken(workspace, lang)
    language = language_of()

    def heard(kept: int, trial: Trial) -> None:
        values = {"kept": kept, "service": trial.service, "missing": trial.missing}
        note(words.say("rewards.solvent_trial", language, **values), quiet)

    found = allocate_rewards(
        workspace,
        month,
        who=person(who),
        from_months=from_months,
        cutoff=day_of(cutoff),
        as_of=as_of,
        tolerance_percent=tolerance_percent,
        moves=moves,
        seed=seed,
        solve=not no_solve,
        rewards=kinds,
        say=heard,
    )
    if as_json:
        print_json({"allocation": found.entry.seq, **found.entry.content})
    else:
        click.echo("\n".join(_told(found, language)))
        rows = [reward_heads(("reward", "place", "employee", "points"))]
        rows += [[one.reward, str(one.place), one.employee, str(one.points)] for one in found.awarded]
        if len(rows) > 1:
            listed(rows)


def _told(found: Allocated, language: str) -> list[str]:
    def say(key: str, **values: object) -> str:
        return words.say(f"rewards.{key}", language, **values)

    since = found.window.since.isoformat() if found.window.since else say("beginning")
    head = {"number": found.entry.seq, "month": found.month, "awards": len(found.awarded)}
    lines = [say("allocated", **head, since=since, cutoff=found.window.cutoff)]
    if found.waiting:
        lines.append(say("waiting", points=sum(found.waiting.values()), people=len(found.waiting)))
    if not found.awarded:
        lines.append(say("nobody_by_cutoff" if found.waiting else "nobody_proposed", cutoff=found.window.cutoff))
    solved = found.solvency
    if solved is None:
        return [*lines, say("not_solved")] if found.awarded else lines
    figures = {"kept": solved.kept, "asked": solved.asked, "loss": solved.loss}
    lines.append(say("solvent", **figures, allowed=solved.allowed, noise=solved.noise))
    lines.append(
        say(
            "solvent_missing",
            service=solved.without.service,
            missing=solved.without.missing,
            service_with=solved.with_awards.service,
            missing_with=solved.with_awards.missing,
        )
    )
    more = sorted(((after - before, name) for name, (before, after) in solved.nights.items() if after > before), reverse=True)
    if more:
        people = ", ".join(f"{name} +{count}" for count, name in more[:CARRIERS])
        lines.append(say("solvent_nights", people=people + (", …" if len(more) > CARRIERS else "")))
    return lines
