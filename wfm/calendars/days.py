"""One calendar for a centre: official days overruled by the centre's own rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from wfm import words
from wfm.calendars.official import coverage, official_year
from wfm.errors import InputError
from wfm.timegrid import Horizon

WEEKEND = frozenset({5, 6})
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Holiday:
    """A public day off. ``statutory``: paid at the highest multiple (not a moved rest day)."""

    name: str
    statutory: bool


class Part(StrEnum):
    """Where a day stands relative to a block of consecutive holidays, or ``special``: a day with a name only."""

    EVE = "eve"
    FIRST = "first"
    MIDDLE = "middle"
    LAST = "last"
    AFTER = "after"
    SPECIAL = "special"


@dataclass(frozen=True)
class Position:
    """A day's place at a holiday: its name, the part of the block, and days since the block's first day (eve = -1)."""

    name: str
    part: Part
    distance: int


@dataclass(frozen=True)
class DayCalendar:
    """Workdays, holidays and make-up days of one centre; build it with ``calendar_for``.

    ``weekend_days``: 0 Monday ... 6 Sunday. ``own``: the centre's rows, date -> (kind, name); they win over official days.
    """

    country: str
    weekend_days: frozenset[int] = WEEKEND
    own: dict[date, tuple[str, str]] = field(default_factory=dict)
    _holidays: dict[date, Holiday | None] = field(default_factory=dict, repr=False, compare=False)
    _makeup: dict[date, bool] = field(default_factory=dict, repr=False, compare=False)
    _positions: dict[date, Position | None] = field(default_factory=dict, repr=False, compare=False)

    def holiday(self, day: date) -> Holiday | None:
        """The public holiday on ``day``, or None."""
        if day not in self._holidays:
            self._holidays[day] = self._find_holiday(day)
        return self._holidays[day]

    def _find_holiday(self, day: date) -> Holiday | None:
        kind, name = self.own.get(day, ("", ""))
        if kind in ("holiday", "statutory"):
            return Holiday(name, kind == "statutory")
        if kind == "makeup":
            return None
        official = official_year(self.country, day.year)
        found = official.off.get(day)
        return Holiday(found, day in official.statutory) if found is not None else None

    def is_makeup(self, day: date) -> bool:
        """Whether ``day`` is a rest day of the week declared a working day."""
        if day not in self._makeup:
            kind = self.own.get(day, ("", ""))[0]
            official = day in official_year(self.country, day.year).makeup
            self._makeup[day] = kind == "makeup" or (official and kind not in ("holiday", "statutory"))
        return self._makeup[day]

    def is_workday(self, day: date) -> bool:
        """Whether office hours apply: a weekday that is no holiday, or a make-up day."""
        if self.is_makeup(day):
            return True
        return day.weekday() not in self.weekend_days and self.holiday(day) is None

    def special(self, day: date) -> str | None:
        """The name of a special day of the centre's own, or None."""
        kind, name = self.own.get(day, ("", ""))
        return name if kind == "special" else None

    def position(self, day: date) -> Position | None:
        """Where ``day`` stands at a holiday; None on ordinary days. A block is a run of consecutive holidays; a single
        day is its ``first``. A day between two blocks is the eve of the second."""
        if day not in self._positions:
            self._positions[day] = self._find_position(day)
        return self._positions[day]

    def _find_position(self, day: date) -> Position | None:
        special = self.special(day)
        if special is not None:
            return Position(special, Part.SPECIAL, 0)
        here, before, after = (self.holiday(day + k * _DAY) for k in (0, -1, 1))
        if here is None:
            if after is not None:
                return Position(after.name, Part.EVE, -1)
            if before is not None:
                return Position(before.name, Part.AFTER, self._run_before(day))
            return None
        part = Part.FIRST if before is None else Part.LAST if after is None else Part.MIDDLE
        return Position(here.name, part, self._run_before(day))

    def _run_before(self, day: date) -> int:
        length = 0
        while self.holiday(day - (length + 1) * _DAY) is not None:
            length += 1
        return length

    def covers(self, year: int) -> bool:
        """Whether ``year`` has official data or holidays entered by hand."""
        by_hand = any(day.year == year and kind in ("holiday", "statutory") for day, (kind, _) in self.own.items())
        return by_hand or coverage(self.country, year)

    def require(self, horizon: Horizon) -> None:
        """Raise InputError when a year of ``horizon`` has neither official data nor holidays entered by hand."""
        for year in range(horizon.start.year, horizon.end.year + 1):
            if not self.covers(year):
                raise InputError("calendar.no_official_data", country=self.country, year=year, horizon=horizon)

    def working_days(self, horizon: Horizon) -> int:
        """Number of workdays in ``horizon``; raises InputError as ``require`` does."""
        self.require(horizon)
        return sum(map(self.is_workday, horizon.dates))


def calendar_for(country: str, extra: Iterable[tuple[date, str, str]] = (), weekend_days: Iterable[int] = WEEKEND) -> DayCalendar:
    """The calendar of ``country`` (ISO 3166 alpha-2) with the centre's own rows (date, kind, name) on top.

    ``kind``: holiday, statutory, makeup or special, as in ``calendar.csv``. ``weekend_days``: 0 Monday ... 6 Sunday.
    """
    own = {day: (kind, name) for day, kind, name in extra}
    return DayCalendar(country, frozenset(weekend_days), own)


def holiday_label(name: str, language: str) -> str:
    """A holiday's name in ``language``; a name the catalogue does not know stays as it is."""
    key = "calendar.name_" + "_".join("".join(c for c in name.lower() if c.isalnum() or c in " -").replace("-", " ").split())
    return words.say(key, language) if words.has(key) else name
