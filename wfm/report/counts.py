"""The simple counting behind the tables: hours, nights, weekends, wishes per person; cover per interval.

Nothing here judges a roster: costs and legality are the certificate's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from wfm.data.demand import IntArray
from wfm.data.roster import Duty, Roster
from wfm.data.tables import Leave, Preference, PreviousDuty, Shift, ShiftKind
from wfm.roster.attendance import desk_slots
from wfm.timegrid import Horizon, slots_per_day


@dataclass(frozen=True)
class PersonCount:
    """One person's month: paid minutes, duties, night duties, weekends and weekend days worked."""

    minutes: int = 0
    duties: int = 0
    nights: int = 0
    weekends: int = 0


def count_people(roster: Roster, shifts: Mapping[str, Shift], weekend_days: frozenset[int]) -> dict[str, PersonCount]:
    """Employee -> counts; people without a duty are absent. A weekend counts once, however many of its days are worked."""
    lines: defaultdict[str, list[Duty]] = defaultdict(list)
    for duty in roster.duties:
        lines[duty.employee].append(duty)
    weekend = roster.horizon.weekends(weekend_days)
    counts = {}
    for employee, duties in lines.items():
        known = [shifts[duty.shift] for duty in duties if duty.shift in shifts]
        touched = {weekend[roster.horizon.index(duty.day)] for duty in duties} - {-1}
        counts[employee] = PersonCount(
            minutes=sum(shift.paid_minutes for shift in known),
            duties=len(duties),
            nights=sum(shift.kind == ShiftKind.NIGHT for shift in known),
            weekends=len(touched),
        )
    return counts


def leave_days(leave: Iterable[Leave], horizon: Horizon) -> dict[tuple[str, date], str]:
    """(employee, day) -> kind of leave, for the days of the horizon."""
    return {(row.employee, day): row.kind for row in leave for day in horizon.dates if row.from_date <= day <= row.to_date}


@dataclass(frozen=True)
class WishDay:
    """A person's wishes about one day: whether all are granted, and whether one of them names the day or weekday."""

    granted: bool
    named: bool


def wish_outcomes(
    preferences: Sequence[Preference], roster: Roster, shifts: Mapping[str, Shift], away: Mapping[tuple[str, date], str]
) -> dict[tuple[str, date], WishDay]:
    """(employee, day) -> outcome of the wishes about it, as the rule ``wishes`` reads them. Days on leave are not counted,
    nor days off for standing wishes about shifts, which speak of working days."""
    outcomes: dict[tuple[str, date], WishDay] = {}
    for wish in preferences:
        named = wish.date is not None or wish.weekday is not None
        for day in _days_of(wish, roster.horizon):
            cell = (wish.employee, day)
            duty = roster.duty(*cell)
            if cell in away or (duty is None and not named and wish.wish not in ("off", "work")):
                continue
            before = outcomes.get(cell, WishDay(True, False))
            outcomes[cell] = WishDay(before.granted and _granted(wish, duty, shifts), before.named or named)
    return outcomes


def _days_of(wish: Preference, horizon: Horizon) -> tuple[date, ...]:
    if wish.date is not None:
        return (wish.date,) if wish.date in horizon else ()
    return tuple(day for day in horizon.dates if wish.weekday in (None, day.isoweekday()))


def _granted(wish: Preference, duty: Duty | None, shifts: Mapping[str, Shift]) -> bool:
    """A day off refuses nothing but a wish to work."""
    if duty is None:
        return wish.wish != "work"
    if wish.wish in ("off", "work"):
        return wish.wish == "work"
    kind = str(shifts[duty.shift].kind) if duty.shift in shifts else ""
    fits = wish.value == (duty.shift if wish.wish.endswith("shift") else kind)
    return fits != wish.wish.startswith("avoid")


def count_cover(
    roster: Roster,
    shifts: Mapping[str, Shift],
    projects: Sequence[str],
    interval_minutes: int,
    previous: Iterable[PreviousDuty] = (),
) -> IntArray:
    """Agents at the desk, int64 [days, slots, projects]; an agent counts where ``desk_slots`` puts them.

    The last night of ``previous`` counts into the first morning, its break at the earliest place; duties that reach past
    the last day count up to midnight.
    """
    index = {project: number for number, project in enumerate(projects)}
    slots = slots_per_day(interval_minutes)
    flat = np.zeros((roster.horizon.days * slots, len(projects)), dtype=np.int64)
    desks: dict[tuple[str, int | None], np.ndarray[tuple[int], np.dtype[np.int64]]] = {}
    for duty in (*_last_night(previous, shifts, roster.horizon), *roster.duties):
        shift = shifts.get(duty.shift)
        if shift is None or not shift.covers or duty.project not in index:
            continue
        key = (duty.shift, duty.break_start)
        if key not in desks:
            desks[key] = np.asarray(desk_slots(shift, duty.break_start, interval_minutes), dtype=np.int64)
        cells = desks[key] + roster.horizon.index(duty.day) * slots
        flat[cells[(cells >= 0) & (cells < len(flat))], index[duty.project]] += 1
    return flat.reshape(roster.horizon.days, slots, len(projects))


def _last_night(previous: Iterable[PreviousDuty], shifts: Mapping[str, Shift], horizon: Horizon) -> list[Duty]:
    eve = horizon.start - timedelta(days=1)
    return [
        Duty(cell.employee, eve, cell.shift, cell.project, shift.break_from if shift.break_minutes else None)
        for cell in previous
        if cell.date == eve and (shift := shifts.get(cell.shift)) is not None
    ]
