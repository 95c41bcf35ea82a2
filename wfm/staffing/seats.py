"""The seat formula that Chinese partners write into contracts, to be shown beside the queue's own requirement."""

from __future__ import annotations

import math
from dataclasses import dataclass

from wfm.staffing.checks import at_least, share


@dataclass(frozen=True)
class Seats:
    """``exact`` seats by the formula, ``seats`` rounded up; ``desk`` agents they put at the desk at once, rounded down."""

    exact: float
    seats: int
    desk: int


def partner_seats(
    calls: float, aht_seconds: float, interval_minutes: float, *, utilisation: float, attendance: float = 1.0
) -> Seats:
    """Seats = calls x handling time / (interval x utilisation x attendance).

    In the partners' words: 话务量 x 平均处理时长 / (时段 x 工时利用率 x 出勤率).
    ``utilisation``: share of paid time spent on calls; ``attendance``: share of rostered people who come. The formula knows
    no queue: how long callers wait is not in it. Raises InputError for negative volumes and shares outside (0, 1].
    """
    at_least(calls, "calls", 0.0)
    at_least(aht_seconds, "aht_seconds", 0.0)
    at_least(interval_minutes, "interval_minutes", 0.0, strictly=True)
    share(utilisation, "utilisation", below=False)
    share(attendance, "attendance", below=False)
    exact = calls * aht_seconds / (interval_minutes * 60 * utilisation * attendance)
    seats = math.ceil(exact - 1e-9)
    return Seats(exact, seats, math.floor(seats * attendance + 1e-9))


def seats_for(agents: int, attendance: float) -> int:
    """Seats that put ``agents`` at the desk when the share ``attendance`` of the people comes."""
    return math.ceil(agents / attendance - 1e-9)
