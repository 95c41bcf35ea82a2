"""Dates that a sheet states once: the order of day and month, the year in a title, the day in a sheet's name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from wfm.data import cells
from wfm.data.imports.findings import Findings
from wfm.data.imports.grid import Grid
from wfm.data.imports.headers import Header

_FULL = re.compile(r"(?:19|20)\d{2}(?:-|/|\.|年)\d{1,2}(?:-|/|\.|月)\d{1,2}")
_YEAR = re.compile(r"(?<!\d)(20\d{2})(?=年|-|/|\.|\d{4}(?!\d))")
_MONTH_DAY = re.compile(r"(\d{1,2})(?:/|\.|-|月)(\d{1,2})(?:日|号)?(?: ?[(]?(?:星期|周)[一二三四五六日天][)]?)?")


@dataclass(frozen=True)
class DateForm:
    """``order``: dmy or mdy where rows prove it, else empty. ``year``: of dates without one. ``day``: of a sheet with none."""

    order: str = ""
    year: int | None = None
    day: datetime | None = None

    def read(self, value: object) -> datetime | None:
        """The moment in a date cell; None when it cannot be read or has two readings."""
        try:
            moment = cells.parse_moment(value, self.order)
            if moment is None and self.year and isinstance(value, str):
                match = _MONTH_DAY.fullmatch(cells.tidy(value))
                return datetime(self.year, int(match[1]), int(match[2])) if match else None
            return moment
        except ValueError:
            return None


def date_form(grid: Grid, header: Header, found: Findings) -> DateForm:
    """What the sheet says about its dates beside the cells themselves; what is inferred is reported."""
    columns = [header.roles[role] for role in ("date", "start", "interval") if role in header.roles]
    body = grid.rows[header.last + 1 :]
    orders = {order for row in body for column in columns if (order := cells.date_order(row[column]))}
    order = orders.pop() if len(orders) == 1 else ""
    if order:
        found.guess("date_order", grid.where(header.last, columns[0]), order)
    titles = [grid.name, *(text for row in grid.rows[: header.first] for text in map(cells.tidy, row) if text)]
    years = {int(match) for text in titles for match in _YEAR.findall(text)}
    year = years.pop() if len(years) == 1 else None
    if year and "date" in header.roles and _needs_year(grid, header):
        found.guess("year_from_title", grid.where(header.last, header.roles["date"]), year)
    day = None if "date" in header.roles or "start" in header.roles else _day_of_sheet(grid, titles, year)
    if day:
        found.guess("day_of_sheet", value=f"{day:%Y-%m-%d}", sheet=grid.name)
    return DateForm(order, year, day)


def _needs_year(grid: Grid, header: Header) -> bool:
    cell = next((c for row in grid.rows[header.last + 1 :] if isinstance(c := row[header.roles["date"]], str) and c.strip()), "")
    return bool(_MONTH_DAY.fullmatch(cells.tidy(cell)))


def _day_of_sheet(grid: Grid, titles: list[str], year: int | None) -> datetime | None:
    """The sheet's name as a date, else the only date in its titles."""
    named = DateForm(year=year).read(grid.name)
    if named:
        return named
    stated: set[date] = set()
    for text in titles:
        for match in _FULL.findall(text):
            moment = DateForm().read(match)
            if moment:
                stated.add(moment.date())
    return datetime.combine(stated.pop(), datetime.min.time()) if len(stated) == 1 else None
