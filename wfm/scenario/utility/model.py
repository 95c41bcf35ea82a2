"""Expected calls of the utility department: settings, days, weather, level of each day, shape of the day."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import numpy as np
import numpy.typing as npt
import yaml
from pydantic import BaseModel, ConfigDict, Field

from wfm.calendars import DayCalendar, calendar_for
from wfm.data.tables import Weather
from wfm.scenario.folder import shipped_text
from wfm.scenario.people import stream

FloatArray = npt.NDArray[np.float64]
SLOTS = 48
SLOT_SECONDS = 1800


class _Settings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Flow(_Settings):
    """One project's numbers; see the head of ``demand.yaml``."""

    share: float
    aht: float
    growth: float
    busy: float
    jitter: float
    storm: bool
    deferrable: bool = False
    weekday: tuple[float, ...] = Field(min_length=7, max_length=7)
    holiday: float
    first: float
    last: float
    eve: float
    after: float
    spring_festival: float
    hot: float
    cold: float
    workday: tuple[float, ...] = Field(min_length=24, max_length=24)
    restday: tuple[float, ...] = Field(min_length=24, max_length=24)


class Gap(_Settings):
    """Hours the switch did not record."""

    date: date
    project: str
    first_hour: int = Field(alias="from")
    last_hour: int = Field(alias="to")


class Occasion(_Settings):
    """Something that returns every year on the same dates."""

    project: str
    name: str
    month: int
    day: int
    days: int
    uplift: float


class Settings(_Settings):
    """The whole of ``demand.yaml``."""

    origin: date
    storm_months: tuple[int, ...]
    storms_per_year: int
    gaps: tuple[Gap, ...]
    campaign: Occasion
    outage: Occasion
    projects: Mapping[str, Flow]


@cache
def settings() -> Settings:
    """The shipped settings."""
    return Settings.model_validate(yaml.safe_load(shipped_text("wfm.scenario.utility", "demand.yaml")))


@dataclass(frozen=True)
class Days:
    """All days of the generator's world, ``settings().origin`` to the end of the planned month, with their weather."""

    dates: tuple[date, ...]
    high: FloatArray
    calendar: DayCalendar

    def is_rest(self, day: date) -> bool:
        """Whether people are at home: weekend or holiday, make-up days excepted."""
        return not self.calendar.is_workday(day)


def days_until(last: date, seed: int) -> Days:
    """Days with highest temperatures (°C): a yearly wave peaking in the last week of July, and spells of warm and cold."""
    origin = settings().origin
    dates = tuple(origin + timedelta(days=k) for k in range((last - origin).days + 1))
    noise = stream(seed, "weather").standard_normal(len(dates))
    spell = 0.0
    high = np.empty(len(dates))
    for k, day in enumerate(dates):
        spell = 0.75 * spell + 2.0 * float(noise[k])
        high[k] = 20.0 + 12.5 * math.sin(2 * math.pi * (day.timetuple().tm_yday - 114) / 365.25) + spell
    return Days(dates, np.round(high, 1), calendar_for("CN"))


def weather(days: Days, seed: int) -> list[Weather]:
    """``weather.csv``: observed up to the planned month, the outlook inside it."""
    spread = stream(seed, "weather-low").random(len(days.dates))
    return [
        Weather(date=day, temperature_max=float(high), temperature_min=round(float(high) - 6 - 5 * float(draw), 1))
        for day, high, draw in zip(days.dates, days.high, spread, strict=True)
    ]


def levels(project: str, days: Days) -> FloatArray:
    """Expected level of each day, 1 = an ordinary weekday at the origin; events apart. Shape [days]."""
    flow = settings().projects[project]
    years = np.arange(len(days.dates)) / 365.25
    heat = 1 + flow.hot * np.maximum(days.high - 30, 0) + flow.cold * np.maximum(3 - days.high, 0)
    kind = np.array([_day_factor(flow, day, days.calendar) for day in days.dates])
    level: FloatArray = (1 + flow.growth) ** years * heat * kind
    return level


def _day_factor(flow: Flow, day: date, calendar: DayCalendar) -> float:
    step = timedelta(days=1)
    holiday = calendar.holiday(day)
    before, after = calendar.holiday(day - step), calendar.holiday(day + step)
    if holiday is not None:
        edge = flow.first if before is None else flow.last if after is None else flow.holiday
        return edge * flow.spring_festival if holiday.name == "Spring Festival" else edge
    weekday = flow.weekday[2] if calendar.is_makeup(day) else flow.weekday[day.weekday()]
    return weekday * (flow.eve if after is not None else flow.after if before is not None else 1.0)


def shape(project: str, rest: bool) -> FloatArray:
    """Share of the day's calls in each half hour; sums to 1, 0 where closed. Shape [48]."""
    flow = settings().projects[project]
    hours = np.array(flow.restday if rest else flow.workday)
    middle = (np.arange(SLOTS) + 0.5) / 2
    around = np.concatenate((hours[-1:], hours, hours[:1]))
    smooth = np.interp(middle, np.arange(-0.5, 25.0), around)
    smooth[np.repeat(hours == 0, 2)] = 0.0
    if (hours == 0).any():
        open_slots = np.repeat(hours > 0, 2)
        smooth[open_slots] = np.repeat(hours, 2)[open_slots]
    share: FloatArray = smooth / smooth.sum()
    return share
