"""``wfm rewards``: from contribution to a grant, and whether it was honoured."""

from __future__ import annotations

import click

from wfm.cli.common import lang_option
from wfm.cli.rewards_book import grant, review, withdraw
from wfm.cli.rewards_consult import consult
from wfm.cli.rewards_objections import answer, appeal, decline
from wfm.cli.rewards_proposed import allocate, catalogue
from wfm.cli.rewards_shown import fulfilment, sheet, why


@click.group()
@lang_option
def rewards(lang: str | None) -> None:
    """Allocate, review, grant and prove rewards. Nothing takes effect unreviewed; granted awards enter wfm plan by themselves.

    \b
    Example:  wfm rewards allocate --month 2026-09 --as "Sun"
              wfm rewards review --month 2026-09 --approve --reason "publicity period over" --as "Qian"
              wfm rewards grant --month 2026-09 --reason "as reviewed" --confirmed "agency=Wu" --as "Zhao"
              wfm rewards fulfilment --month 2026-09
    Python:   wfm.scenario.rewards.allocate_rewards(Path("centre"), "2026-09", who="Sun")
    """


for command in (catalogue, consult, allocate, why, sheet, review, appeal, answer, grant, decline, withdraw, fulfilment):
    rewards.add_command(command)
