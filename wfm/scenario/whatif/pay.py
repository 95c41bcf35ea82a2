"""Paid hours at 100, 150, 200 and 300 % (Labour Law of China Art. 44; averaged hours: ministry of labour 1994 no. 503)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from wfm.data.roster import Duty, Roster
from wfm.data.tables import Shift
from wfm.roster.problem import RosterProblem
from wfm.timegrid import MINUTES_PER_DAY, minutes_of

System = Literal["averaged", "standard"]


@dataclass(frozen=True)
class PayHours:
    """Hours of all people in the horizon at each multiple; ``overtime``: hours over the contract, in whichever class."""

    ordinary: float
    extended: float
    rest_day: float
    statutory: float
    overtime: float

    @property
    def paid(self) -> float:
        """Hours times their multiple: what they cost in ordinary hours."""
        return self.ordinary + 1.5 * self.extended + 2.0 * self.rest_day + 3.0 * self.statutory


def pay_hours(problem: RosterProblem, roster: Roster, system: System = "averaged", before: Roster | None = None) -> PayHours:
    """Minutes by law, per person, then summed.

    300 %: minutes that fall on a statutory day (a night is cut at midnight). Averaged hours: of the rest what exceeds the
    contracted minutes less credited leave and the balance carried in is paid at 150 %; rest days inside that total are ordinary.
    Standard hours: a duty on a day that was off in ``before`` is paid at 200 % (no rest given instead), and only what
    exceeds the contract without it at 150 %.
    """
    minutes: dict[str, int] = defaultdict(int)
    duties: dict[str, list[Duty]] = defaultdict(list)
    for duty in roster.duties:
        if duty.shift in problem.shifts:
            duties[duty.employee].append(duty)
    for person in problem.employees:
        parts = _parts(problem, duties[person.employee], before if system == "standard" else None)
        due = max(0, problem.month_minutes(person) - problem.credited_minutes(person) - person.carry_minutes)
        over = min(parts["ordinary"], max(0, parts["ordinary"] - due))
        minutes["ordinary"] += parts["ordinary"] - over
        minutes["extended"] += over
        minutes["rest_day"] += parts["rest_day"]
        minutes["statutory"] += parts["statutory"]
        minutes["overtime"] += max(0, sum(parts.values()) - due)
    return PayHours(**{name: minutes[name] / 60 for name in ("ordinary", "extended", "rest_day", "statutory", "overtime")})


def _parts(problem: RosterProblem, duties: list[Duty], before: Roster | None) -> dict[str, int]:
    found = {"ordinary": 0, "rest_day": 0, "statutory": 0}
    for duty in duties:
        for day, minutes in paid_by_day(problem.shifts[duty.shift], duty):
            holiday = problem.calendar.holiday(day)
            if holiday is not None and holiday.statutory:
                found["statutory"] += minutes
            elif before is not None and before.duty(duty.employee, duty.day) is None:
                found["rest_day"] += minutes
            else:
                found["ordinary"] += minutes
    return found


def paid_by_day(shift: Shift, duty: Duty) -> Iterator[tuple[date, int]]:
    """Paid minutes of a duty on each calendar day it touches; the unpaid break is taken where it lies."""
    begin = minutes_of(shift.start)
    end = begin + shift.minutes
    pause = (0, 0) if duty.break_start is None else (begin + duty.break_start, begin + duty.break_start + shift.break_minutes)
    for number in range(end // MINUTES_PER_DAY + 1):
        low, high = max(begin, number * MINUTES_PER_DAY), min(end, (number + 1) * MINUTES_PER_DAY)
        away = max(0, min(high, pause[1]) - max(low, pause[0]))
        if high > low:
            yield duty.day + timedelta(days=number), high - low - away
