"""What a rule may look at: the tables as read with their places, the month to plan, day totals of the history."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TypeVar, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from wfm.calendars import DayCalendar, calendar_for
from wfm.data.reading import Place, Reading
from wfm.data.tables import TABLES, CalendarDay, Centre, Project, Row
from wfm.timegrid import Horizon, minutes_of

M = TypeVar("M", bound=Row)
_MODELS = {table.row: table.name for table in TABLES}


@dataclass(frozen=True)
class Scope:
    """``month``: the month to plan, when known; ``needs``: tables the command at hand cannot do without."""

    reading: Reading
    month: Horizon | None
    needs: frozenset[str]

    @property
    def centre(self) -> Centre:
        """The centre's settings."""
        return self.reading.workspace.centre

    @property
    def horizon(self) -> Horizon:
        """The month to plan; only for rules that declare ``month``."""
        assert self.month is not None
        return self.month

    def has(self, table: str) -> bool:
        """Whether ``table`` has a file that could be read."""
        return table in self.reading.tables

    def file(self, table: str) -> Place:
        """The table's file as a whole."""
        read = self.reading.tables.get(table)
        return Place(read.files[0] if read and read.files else f"{table}.csv")

    def rows(self, model: type[M]) -> tuple[tuple[Place, M], ...]:
        """Rows of the table of ``model`` with their places; empty when there is no such file."""
        read = self.reading.tables.get(_MODELS[model])
        return cast("tuple[tuple[Place, M], ...]", read.rows) if read else ()

    def ids(self, table: str) -> Mapping[str, Place]:
        """Ids written in the table's first column, refused rows included."""
        read = self.reading.tables.get(table)
        key = next(entry.key[0] for entry in TABLES if entry.name == table)
        return read.written.get(key, {}) if read else {}

    @cached_property
    def calendar(self) -> DayCalendar:
        """Official holidays of the centre's country under the centre's own rows."""
        own = ((day.date, day.kind, day.name) for _, day in self.rows(CalendarDay))
        return calendar_for(self.centre.country, own, self.centre.weekend_days)

    @cached_property
    def calls(self) -> pd.DataFrame:
        """History with local ``day`` (midnight, naive), ``minute`` of the day and ``weekday`` (0 Monday)."""
        frame = self.reading.history
        wall = frame["start"].dt.tz_localize(None)
        day = wall.dt.normalize()
        minute = wall.dt.hour * 60 + wall.dt.minute
        return frame.assign(day=day, minute=minute, weekday=wall.dt.day_of_week)

    @cached_property
    def day_totals(self) -> pd.DataFrame:
        """Per project and day: calls (NaN when none recorded), intervals, weekday, first file and row, and ``usual``: the
        median of the project's days of that weekday (NaN with fewer than four); ``holiday``: at a holiday or make-up day,
        where neither opening hours nor calls are as usual."""
        grouped = self.calls.groupby(["project", "day"], sort=True)
        totals = grouped[["weekday", "file", "row"]].first()
        totals = totals.assign(calls=grouped["calls"].sum(min_count=1), intervals=grouped.size()).reset_index()
        alike = totals.groupby(["project", "weekday"])["calls"]
        days = totals["day"].drop_duplicates()
        special = days[[self.calendar.position(day) is not None or self.calendar.is_makeup(day) for day in days.dt.date]]
        totals["holiday"] = totals["day"].isin(special)
        return totals.assign(usual=alike.transform("median").where(alike.transform("count") >= 4))


def place_of(line: Mapping[Hashable, object]) -> Place:
    """The place of a line (or row) of ``calls``, ``day_totals`` or the history as read."""
    return Place(str(line["file"]), int(str(line["row"])))


def open_grid(project: Project) -> npt.NDArray[np.bool_]:
    """[7, 1440]: whether ``project`` is open in each minute of a calendar day of each weekday (0 Monday), the morning after
    a past-midnight opening included."""
    return _open_grid(project.opens, project.closes, project.open_days)


@cache
def _open_grid(opening: str, closing: str, open_days: str) -> npt.NDArray[np.bool_]:
    grid = np.zeros((7, 1440), dtype=bool)
    opens, closes = minutes_of(opening), minutes_of(closing)
    for weekday in (int(sign) - 1 for sign in open_days):
        if closes > opens:
            grid[weekday, opens:closes] = True
        else:
            grid[weekday, opens:] = True
            grid[(weekday + 1) % 7, :closes] = True
    grid.flags.writeable = False
    return grid
