"""What a what-if file may hold: one model per part, every key with its meaning; unknown keys are refused.

Numbers here are plain: a file may write ``{low: 1.1, base: 1.2, high: 1.4}`` instead, and ``levels`` picks one before the
model sees it.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

ALL = "*"
"""Stands for every project."""


class Part(BaseModel):
    """A mapping of the file: immutable, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, populate_by_name=False)


class Span(Part):
    """Days from ``from`` to ``to``, both included."""

    from_date: date = Field(alias="from", description="first day")
    to_date: date = Field(alias="to", description="last day (included)")

    @property
    def days(self) -> tuple[date, ...]:
        """Every day; empty when ``to`` lies before ``from`` (refused by ``files``)."""
        return tuple(self.from_date + timedelta(days=k) for k in range((self.to_date - self.from_date).days + 1))


class Text(Part):
    """A text in both languages."""

    en: str = Field(min_length=1, description="in English")
    zh: str = Field(min_length=1, description="in Chinese")


class Hours(Span):
    """Days, and hours of each."""

    hours: str = Field(
        default="00:00-24:00",
        pattern=r"^\d{2}:\d{2}-\d{2}:\d{2}$",
        description="hours of each day, HH:MM-HH:MM; intervals that begin in them",
    )


class DemandFactor(Hours):
    """Calls multiplied."""

    project: str = Field(default=ALL, description="project id, or * for all")
    factor: float = Field(gt=0, le=20, description="calls are multiplied by this")


class HeatWave(Span):
    """Weather of some days, told to the forecast's fitted temperature response."""

    degrees: float | None = Field(default=None, ge=-40, le=40, description="highest temperature above the usual of the date, °C")
    temperatures: tuple[float, ...] | None = Field(
        default=None, description="highest temperature of each day, °C, instead of degrees"
    )
    projects: tuple[str, ...] = Field(default=(ALL,), description="projects that feel the weather")


class Holiday(Span):
    """Holiday travel: most on the first and last days."""

    project: str = Field(default="ev", description="project id, or * for all")
    factor: float = Field(gt=0, le=20, description="calls of the busiest days are multiplied by this")
    shape: tuple[float, ...] | None = Field(
        default=None, description="share of the rise on each day; without it 1 on first and last day, middle between"
    )
    middle: float = Field(default=0.5, ge=0, le=1, description="share of the rise on the days between, without shape")
    eve: float = Field(default=0.5, ge=0, le=1, description="share of the rise on the day before")


class Campaign(Span):
    """A campaign as rows of events: before, during, after."""

    project: str = Field(description="project id")
    name: str = Field(min_length=1, description="name of the event")
    uplift: float = Field(gt=-1, le=10, description="change of calls during it, 0.3 = 30 % more")
    before_days: int = Field(default=0, ge=0, le=14, description="days before that feel it")
    before: float = Field(default=0.0, gt=-1, le=10, description="change of calls on them")
    after_days: int = Field(default=0, ge=0, le=14, description="days after that feel it")
    after: float = Field(default=0.0, gt=-1, le=10, description="change of calls on them")
    instead_of: str = Field(default="", description="name of an event of events.csv that this replaces in the same year")
    learn: bool = Field(default=False, description="whether past events of this name correct the uplift, as in a forecast")


class Storm(Part):
    """A surge with a steep front: up within rise_hours, then half as high above usual after each half life."""

    project: str = Field(default=ALL, description="project id, or * for all")
    arrives: datetime = Field(description="when the front arrives, local time")
    peak_factor: float = Field(ge=1, le=50, description="calls at the peak are multiplied by this")
    rise_hours: float = Field(default=0.5, ge=0, le=24, description="hours from the front to the peak")
    half_life_hours: float = Field(default=4.0, gt=0, le=96, description="hours in which the surge halves")


class HandlingTime(Hours):
    """Handling times changed."""

    project: str = Field(default=ALL, description="project id, or * for all")
    seconds: float | None = Field(default=None, ge=-3600, le=3600, description="added to the mean handling time, s")
    percent: float | None = Field(default=None, gt=-100, le=500, description="change in percent, instead of seconds")


class Deflection(Hours):
    """Calls that are answered elsewhere (online, voice unit)."""

    project: str = Field(default=ALL, description="project id, or * for all")
    share: float = Field(ge=0, lt=1, description="share of calls that do not reach agents")


class Absence(Span):
    """People who do not come: named, or a share of a team or project drawn by seed."""

    share: float | None = Field(default=None, ge=0, le=1, description="share of the people who are absent")
    employees: tuple[str, ...] = Field(default=(), description="employee ids, instead of a share")
    team: str = Field(default="", description="only people of this team")
    project: str = Field(default="", description="only people whose main project this is")


class UnplannedShrinkage(Part):
    """Unplanned absence of a project as a share, without names."""

    project: str = Field(default=ALL, description="project id, or * for all")
    unplanned: float = Field(ge=0, lt=0.9, description="share of rostered desk time lost")


class Train(Part):
    """A certificate more: for a person, or for the best so many."""

    project: str = Field(min_length=1, description="project id")
    employee: str = Field(default="", description="employee id")
    best: int = Field(
        default=0, ge=0, le=500, description="so many people, those whose certificate is worth most; instead of employee"
    )
    from_date: date | None = Field(
        default=None, alias="from", description="first valid day; without it the first day of the month"
    )


class Lend(Span):
    """People lent: their duties on one project are served on another."""

    from_project: str = Field(min_length=1, description="project that lends")
    to_project: str = Field(min_length=1, description="project that is helped")
    people: int = Field(ge=0, le=5000, description="most people a day")


class CallUp(Span):
    """People called in on their days off, in legal and fair order, up to an echelon level."""

    level: int = Field(
        default=0, ge=0, le=9, description="echelon levels 1 to this of echelons.csv give quotas and lead times; 0 = anybody"
    )
    projects: tuple[str, ...] = Field(default=(ALL,), description="projects that are helped")
    people: int = Field(default=500, ge=0, le=5000, description="most people a day")
    least_worth: int = Field(default=30, ge=0, description="nobody is called for less, cost units of the demand's curves")


class Money(Part):
    """What an hour costs, for a sensitivity in money."""

    cost_per_hour: float = Field(gt=0, description="of one paid agent hour, pay and all")
    currency: str = Field(default="CNY", description="unit")
    days: int = Field(default=365, ge=1, le=366, description="days a year the change holds")


class WhatIf(Part):
    """A what-if over a workspace."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,40}$", description="id: small letters, digits, dashes")
    title: Text = Field(description="shown to people: one text, or {en, zh}")
    month: str = Field(
        default="", pattern=r"^(\d{4}-(0[1-9]|1[0-2]))?$", description="month it is made for, unless --month says otherwise"
    )
    window: Span | None = Field(default=None, description="days that are judged; without it the days the parts speak of")
    seed: int = Field(default=1, ge=0, description="seed of absences drawn")
    hours_system: Literal["averaged", "standard"] = Field(
        default="averaged", description="averaged: rest-day hours within the month's total are ordinary; standard: paid at 200 %"
    )
    demand: tuple[DemandFactor, ...] = Field(default=(), description="demand factors")
    heat_wave: tuple[HeatWave, ...] = Field(default=(), description="weather")
    holiday: tuple[Holiday, ...] = Field(default=(), description="holiday travel")
    campaign: tuple[Campaign, ...] = Field(default=(), description="campaigns")
    storm: tuple[Storm, ...] = Field(default=(), description="storm surges")
    handling_time: tuple[HandlingTime, ...] = Field(default=(), description="handling times")
    deflection: tuple[Deflection, ...] = Field(default=(), description="deflection")
    absence: tuple[Absence, ...] = Field(default=(), description="absence waves")
    shrinkage: tuple[UnplannedShrinkage, ...] = Field(default=(), description="unplanned absence as a share, whole month")
    train: tuple[Train, ...] = Field(default=(), description="people trained")
    lend: tuple[Lend, ...] = Field(default=(), description="people lent")
    call_up: CallUp | None = Field(default=None, description="people called in")
    money: Money | None = Field(default=None, description="price of an hour")

    @model_validator(mode="before")
    @classmethod
    def _short_forms(cls, data: Any) -> Any:
        """One text as title; one part where a list may stand."""
        if not isinstance(data, dict):
            return data
        found = dict(data)
        if isinstance(found.get("title"), str):
            found["title"] = {"en": found["title"], "zh": found["title"]}
        for name in LISTS:
            if isinstance(found.get(name), dict):
                found[name] = [found[name]]
        return found

    def spans(self) -> tuple[tuple[date, date], ...]:
        """First and last day of every part that has days; a storm lasts four half lives."""
        listed = (
            *self.demand,
            *self.heat_wave,
            *self.holiday,
            *self.campaign,
            *self.handling_time,
            *self.deflection,
            *self.absence,
        )
        found = [(part.from_date, part.to_date) for part in (*listed, *self.lend)]
        for storm in self.storm:
            last = storm.arrives + timedelta(hours=storm.rise_hours + 4 * storm.half_life_hours)
            found.append((storm.arrives.date(), last.date()))
        if self.call_up is not None:
            found.append((self.call_up.from_date, self.call_up.to_date))
        return tuple(found)


LISTS = (
    "demand", "heat_wave", "holiday", "campaign", "storm", "handling_time", "deflection", "absence", "shrinkage", "train", "lend",
)  # fmt: skip
"""Parts of which a file may have one or several."""
