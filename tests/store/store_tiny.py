"""A tiny roster and its planning result; light to import, for child processes."""

from __future__ import annotations

from datetime import date, timedelta

from wfm.data.result import Certificate, PlanResult
from wfm.data.roster import Duty, Roster, RunCard
from wfm.data.serial import roster_hash
from wfm.timegrid import Horizon


def tiny_roster(shift: str = "E", month: int = 8, people: int = 2) -> Roster:
    """``people`` persons on ``shift`` for three days of a month of 2026."""
    start = date(2026, month, 1)
    duties = tuple(Duty(f"{who:03d}", start + timedelta(days=d), shift, "sales", 240) for who in range(people) for d in range(3))
    return Roster(Horizon(start, 3), duties)


def result_of(roster: Roster, *, legal: bool = True, base: int | None = None) -> PlanResult:
    """``roster`` as a planning result with a certificate."""
    certificate = Certificate(legal, 7, 7, roster_hash(roster), {"leave": (0, 1, 7)}, ())
    card = RunCard({"shifts.csv": "ab"}, {"base": base}, {"wfm": "0"}, 1, "work 10", "found", "limit", 7, 5)
    return PlanResult(roster, card, certificate)
