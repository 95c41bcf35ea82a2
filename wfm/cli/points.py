"""``wfm points``: the points book at the command line."""

from __future__ import annotations

import click

from wfm.cli.common import lang_option
from wfm.cli.points_book import appeal, claim, correct, post, review
from wfm.cli.points_shown import balance, rank, rules, show, verify


@click.group()
@lang_option
def points(lang: str | None) -> None:
    """Claim, review and post points; rank people; verify the book. Points are whole numbers and are never reset.

    Claim, review (by somebody else), post: each an entry of an append-only book. Errors are undone by corrections, claimed and
    reviewed like everything else.

    \b
    Example:  wfm points claim --from-contributions 2026-08 --as "Zhao"
              wfm points review --approve --month 2026-08 --reason "checked" --as "Qian"
              wfm points post --month 2026-08 --as "Zhao"
              wfm points rank --month 2026-08
    Python:   wfm.scenario.points.claim_contributions(Path("centre"), "2026-08", who="Zhao")
    """


for command in (rules, claim, review, appeal, post, correct, balance, show, rank, verify):
    points.add_command(command)
