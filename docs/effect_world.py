"""A made hotline whose effects are known, for the pictures of what the forecast learns: three years of half-hours, seeded."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from wfm.calendars import calendar_for
from wfm.data.tables import Centre, Event, Project, Weather
from wfm.data.workspace import Workspace

FIRST, DAYS = date(2023, 7, 3), 1093
DATES = [FIRST + timedelta(days=k) for k in range(DAYS)]
CALENDAR = calendar_for("CN")
SALE = {"before": 0.9, "during": 1.5, "after": 0.85}
"""What a sale does to the three days before, its three days and the three days after."""
HOLIDAY = {"eve": 0.8, "first": 0.55, "middle": 0.65, "last": 0.75, "after": 1.25}
"""What a place at a public holiday does, against an average rest day (eve and day after: against their weekday)."""
WEEKDAY = (1.1, 1.0, 1.0, 1.0, 0.95, 0.7, 0.6)


def season(day: date) -> float:
    """The yearly season: highest in July, a fifth over the mean."""
    return float(np.exp(0.2 * np.cos(2 * np.pi * (day.timetuple().tm_yday - 196) / 365.25)))


def hot(temperature: float) -> float:
    """3 % more calls for each degree over 28."""
    return float(np.exp(0.03 * max(temperature - 28.0, 0.0)))


def sales() -> tuple[Event, ...]:
    """Five past sales of three days and one to come, clear of holidays."""
    begins = [date(2024, 3, 11), date(2024, 8, 19), date(2024, 11, 11), date(2025, 3, 17), date(2025, 11, 10), date(2026, 7, 13)]
    ends = [begin + timedelta(days=2) for begin in begins]
    return tuple(Event(project="hotline", from_date=a, to_date=b, name="sale") for a, b in zip(begins, ends, strict=True))


def level() -> np.ndarray:
    """The level that wanders: float64 [days], calls of a mean day."""
    steps = np.random.default_rng(8).normal(0.0, 0.006, DAYS)
    return 1500.0 * np.exp(np.cumsum(steps))


def temperatures() -> np.ndarray:
    """Highest temperature of each day, °C."""
    usual = np.array([19.0 - 13.0 * np.cos(2 * np.pi * (day.timetuple().tm_yday - 15) / 365.25) for day in DATES])
    return np.round(usual + np.random.default_rng(9).normal(0.0, 3.0, DAYS), 1)


def world() -> Workspace:
    """The workspace: history, weather, events."""
    total = np.array([_day(day, base, heat) for day, base, heat in zip(DATES, level(), temperatures(), strict=True)])
    hours = np.arange(48) / 2.0
    shape = np.exp(-(((hours - 10.5) / 2.5) ** 2)) + 0.7 * np.exp(-(((hours - 15.5) / 2.5) ** 2)) + 0.02
    generator = np.random.default_rng(10)
    busy = generator.lognormal(0.0, 0.05, DAYS)
    calls = generator.poisson((total * busy)[:, None] * (shape / shape.sum())[None, :])
    starts = pd.date_range(FIRST, periods=DAYS * 48, freq="30min", tz="Asia/Shanghai")
    frame = pd.DataFrame({"project": "hotline", "start": starts, "calls": calls.ravel().astype(np.float64)})
    frame = frame.assign(answered=frame["calls"], abandoned=np.nan, aht_seconds=240.0)
    weather = tuple(Weather(date=day, temperature_max=float(t)) for day, t in zip(DATES, temperatures(), strict=True))
    return Workspace(
        path=Path("nowhere"),
        centre=Centre(name="pictures"),
        projects=(Project(project="hotline"),),
        events=sales(),
        weather=weather,
        history=frame,
    )


def _day(day: date, base: float, temperature: float) -> float:
    at = CALENDAR.position(day)
    weekday = 5 if at is not None and CALENDAR.holiday(day) else 2 if CALENDAR.is_makeup(day) else day.weekday()
    holiday = HOLIDAY.get(str(at.part.value), 1.0) if at is not None else 1.0
    return base * WEEKDAY[weekday] * season(day) * hot(temperature) * holiday * sale_factor(day)


def sale_factor(day: date) -> float:
    """What the sales do to ``day``."""
    found = 1.0
    for event in sales():
        if event.from_date <= day <= event.to_date:
            found *= SALE["during"]
        elif 0 < (event.from_date - day).days <= 3:
            found *= SALE["before"]
        elif 0 < (day - event.to_date).days <= 3:
            found *= SALE["after"]
    return found
