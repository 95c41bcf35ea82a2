"""What a month's awards may look at: points posted by a cut-off, each counted for one month only.

Awards for month P are proposed when the contributions of P - 2 are confirmed: by default on the 10th of P - 1. Points posted by
then (and after the cut-off of the last allocation) count; what is posted later counts for P + 1. So work of month M shapes M + 1
only from what is known at the cut-off, else M + 2, and no point counts twice.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from wfm.incentives.ledger import ClaimState, Ledger
from wfm.incentives.rewards_state import RewardsState
from wfm.timegrid import month_horizon

CUTOFF_DAY = 10
"""Day of the month before on which awards are proposed."""


@dataclass(frozen=True)
class Window:
    """Points posted after ``since`` (None = from the beginning) up to and including ``cutoff`` count; ``from_months``: months of
    work that count (empty = all)."""

    since: date | None
    cutoff: date
    from_months: tuple[str, ...] = ()

    def holds(self, claim: ClaimState) -> bool:
        """Whether a posted claim counts."""
        posted = date.fromisoformat(claim.posted_on[:10])
        inside = posted <= self.cutoff and (self.since is None or posted > self.since)
        return inside and (not self.from_months or str(claim.content["period"]) in self.from_months)

    def waits(self, claim: ClaimState) -> bool:
        """Whether a posted claim counts for a later month."""
        return date.fromisoformat(claim.posted_on[:10]) > self.cutoff


def default_cutoff(month: str) -> date:
    """The 10th of the month before ``month``."""
    first = month_horizon(month).start
    year, before = (first.year, first.month - 1) if first.month > 1 else (first.year - 1, 12)
    return date(year, before, CUTOFF_DAY)


def window_of(
    state: RewardsState, month: str, as_of: date, cutoff: date | None = None, from_months: Collection[str] = ()
) -> Window:
    """The window of ``month``'s allocation at ``as_of``: up to the cut-off, or to ``as_of`` when that is earlier."""
    asked = cutoff or default_cutoff(month)
    earlier = [date.fromisoformat(str(one.content["cutoff"])) for key, one in state.current.items() if key < month]
    return Window(max(earlier, default=None), min(asked, as_of), tuple(sorted(from_months)))


def counted_points(ledger: Ledger, window: Window, measures: Collection[str]) -> tuple[dict[str, int], dict[str, int]]:
    """Employee -> contribution points that count, and points that wait for a later month: posts of measures and their
    corrections; points of the rule table rank people but are no emergency contribution."""
    counted: dict[str, int] = {}
    waiting: dict[str, int] = {}
    for claim in ledger.posted:
        if claim.name in measures:
            if window.holds(claim):
                counted[claim.employee] = counted.get(claim.employee, 0) + claim.points
            elif window.waits(claim):
                waiting[claim.employee] = waiting.get(claim.employee, 0) + claim.points
    return counted, waiting
