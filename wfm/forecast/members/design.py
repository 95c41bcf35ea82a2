"""Columns of the daily models: weekdays, places at holidays, seasons. One row per date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

import numpy as np

from wfm.calendars import DayCalendar, Part
from wfm.forecast.history import FloatArray

YEARLY_FROM_DAYS = 426
"""Fourteen months: from here on a yearly season can be told from a trend."""
PARTS = tuple(Part)


def seen_positions(dates: Sequence[date], calendar: DayCalendar) -> tuple[tuple[str, Part], ...]:
    """Every holiday (name, part) among ``dates``, sorted."""
    found = {(at.name, at.part) for day in dates if (at := calendar.position(day)) is not None}
    return tuple(sorted(found))


def weekdays(dates: Sequence[date], calendar: DayCalendar | None) -> FloatArray:
    """One column per weekday; a holiday is an average rest day and a make-up day an average workday until told otherwise."""
    block = np.zeros((len(dates), 7))
    for k, day in enumerate(dates):
        if calendar is not None and calendar.is_makeup(day):
            work = [w for w in range(7) if w not in calendar.weekend_days]
            block[k, work] = 1.0 / len(work)
        elif calendar is not None and calendar.holiday(day) is not None and calendar.weekend_days:
            block[k, sorted(calendar.weekend_days)] = 1.0 / len(calendar.weekend_days)
        else:
            block[k, day.weekday()] = 1.0
    return block


def holidays(
    dates: Sequence[date], calendar: DayCalendar | None, named: tuple[tuple[str, Part], ...]
) -> tuple[FloatArray, list[float]]:
    """Columns: part of a holiday whatever its name, then each seen (name, part), then make-up day."""
    block = np.zeros((len(dates), len(PARTS) + len(named) + 1))
    place = {key: len(PARTS) + k for k, key in enumerate(named)}
    for k, day in enumerate(dates):
        at = calendar.position(day) if calendar is not None else None
        if at is not None:
            block[k, PARTS.index(at.part)] = 1.0
            if (at.name, at.part) in place:
                block[k, place[at.name, at.part]] = 1.0
        if calendar is not None and calendar.is_makeup(day):
            block[k, -1] = 1.0
    return block, [0.4] * len(PARTS) + [0.4] * len(named) + [0.2]


def turn(dates: Sequence[date], unit: Literal["Y", "M"]) -> FloatArray:
    """How far each date is through its year or month, in radians."""
    days = np.array(dates, dtype="datetime64[D]")
    begin = days.astype(f"datetime64[{unit}]")
    length = (begin + 1).astype("datetime64[D]") - begin.astype("datetime64[D]")
    return np.asarray(2 * np.pi * ((days - begin.astype("datetime64[D]")) / length), dtype=np.float64)


def waves(angle: FloatArray, pairs: int, prior: float) -> tuple[FloatArray, list[float]]:
    """Sine and cosine pairs of ``angle`` (radians), the quicker ones trusted less."""
    waves = [wave(k * angle) for k in range(1, pairs + 1) for wave in (np.sin, np.cos)]
    block = np.stack(waves, axis=1) if waves else np.zeros((len(angle), 0))
    return block, [prior / k for k in range(1, pairs + 1) for _ in range(2)]
