"""Official holidays of a country and year, from the packages that carry them.

China: days off and make-up workdays from ``chinesecalendar`` (the State Council's yearly notices); which of them are
statutory (paid at the highest multiple: 13 days a year since 2025, 11 from 2008, 10 before) from ``holidays``, which
computes them from the law. Every other country: public holidays of ``holidays``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache

import chinese_calendar.constants as china
import holidays

_CHINA_STATUTORY = {
    "New Year's Day": "New Year's Day",
    "Chinese New Year's Eve": "Spring Festival",
    "Chinese New Year (Spring Festival)": "Spring Festival",
    "Tomb-Sweeping Day": "Tomb-sweeping Day",
    "Labor Day": "Labour Day",
    "Dragon Boat Festival": "Dragon Boat Festival",
    "Mid-Autumn Festival": "Mid-autumn Festival",
    "National Day": "National Day",
}
"""Name in ``holidays`` -> name in ``chinesecalendar``."""


@dataclass(frozen=True)
class OfficialYear:
    """Days of one year: ``off`` names every public day off, ``statutory`` those at the highest pay, ``makeup`` the
    weekend days declared working days."""

    off: Mapping[date, str] = field(default_factory=dict)
    statutory: frozenset[date] = frozenset()
    makeup: frozenset[date] = frozenset()


@cache
def coverage(country: str, year: int) -> bool:
    """Whether official holidays of ``country`` (ISO 3166 alpha-2) are known for ``year``.

    China is known only once the yearly notice is out: the law alone does not say which days are moved.
    """
    if country == "CN":
        return any(day.year == year for day in china.holidays)
    supported = holidays.list_supported_countries()
    if country not in supported:
        return False
    entity = holidays.country_holidays(country)
    return bool(entity.start_year <= year <= entity.end_year)


@cache
def official_year(country: str, year: int) -> OfficialYear:
    """What is official for ``country`` in ``year``; without coverage only what the law fixes (China) or nothing."""
    if country == "CN":
        return _china(year)
    if not coverage(country, year):
        return OfficialYear()
    named = {day: _plain(name) for day, name in _public(country, year).items()}
    return OfficialYear(named, frozenset(named))


def _china(year: int) -> OfficialYear:
    statutory = _china_statutory(year)
    announced = {day: str(name) for day, name in china.holidays.items() if day.year == year}
    makeup = frozenset(day for day in china.workdays if day.year == year)
    return OfficialYear({**statutory, **announced}, frozenset(statutory), makeup)


def _china_statutory(year: int) -> dict[date, str]:
    found: dict[date, str] = {}
    for day, names in _public("CN", year).items():
        known = [_CHINA_STATUTORY[name] for name in names.split("; ") if name in _CHINA_STATUTORY]
        if known:
            found[day] = known[-1]
    return found


def _public(country: str, year: int) -> dict[date, str]:
    entity = holidays.country_holidays(country, years=year, observed=country != "CN", language="en_US")
    return {day: str(name) for day, name in entity.items() if day.year == year}


def _plain(name: str) -> str:
    for mark in (" (estimated)", " (observed)", " (observed, estimated)"):
        name = name.removesuffix(mark)
    return name
