"""The row of day heads of a wide roster: numbers, dates, 8/1, 1日, with or without weekdays; and the row of weekdays."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from wfm.data import cells
from wfm.data.imports.grid import Grid
from wfm.timegrid import Horizon

FEWEST_DAYS = 5
"""Consecutive day heads that make a row of days."""
_WEEKDAYS = {
    **{sign: k for k, sign in enumerate("一二三四五六日")},
    "天": 6,
    **{sign: k for k, sign in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))},
}
_DAY = re.compile(
    r"(?:[a-z]{2,9}\.? )?(\d{1,2})(?:日|号|st|nd|rd|th)?(?: ?[(]?(?:周|星期)?[一二三四五六日天][)]?| ?[a-z]{2,9})?", re.IGNORECASE
)
_PAIR = re.compile(r"(\d{1,2})(?:/|\.|-|月)(\d{1,2})(?:日|号)?(?: ?[(]?(?:周|星期)?[一二三四五六日天][)]?)?")


@dataclass(frozen=True)
class DayRow:
    """``columns``: column -> date, in order. ``form``: date, month/day, day/month or day."""

    row: int
    columns: Mapping[int, date]
    form: str


def day_rows(grid: Grid, horizon: Horizon) -> list[DayRow]:
    """Every row of day heads in the sheet, top down: those nearly as long as the longest one."""
    rows = [found for row in range(len(grid.rows)) if (found := _day_row(grid, row, horizon))]
    most = max((len(found.columns) for found in rows), default=0)
    return [found for found in rows if 2 * len(found.columns) >= most]


def _day_row(grid: Grid, row: int, horizon: Horizon) -> DayRow | None:
    """The longest run of consecutive days in a row under any reading of its heads."""
    best: DayRow | None = None
    readings: tuple[tuple[str, Callable[[object, Horizon], date | None]], ...] = (
        ("date", _full_date),
        ("month/day", _month_day),
        ("day/month", _day_month),
        ("day", _day_number),
    )
    for form, read in readings:
        values = [(column, read(value, horizon)) for column, value in enumerate(grid.rows[row])]
        run = _longest_run([(column, day) for column, day in values if day is not None])
        if form == "day":
            run = _wrapped(run, horizon)
        if len(run) >= FEWEST_DAYS and (best is None or len(run) > len(best.columns)):
            best = DayRow(row, dict(run), form)
    return best


def _longest_run(days: list[tuple[int, date]]) -> list[tuple[int, date]]:
    """The longest stretch in which each day follows the one before; a gap of one column is allowed."""
    best: list[tuple[int, date]] = []
    run: list[tuple[int, date]] = []
    for column, day in days:
        follows = run and column - run[-1][0] <= 2 and _follows(run[-1][1], day)
        run = [*run, (column, day)] if follows else [(column, day)]
        if len(run) > len(best):
            best = run
    return best


def _follows(before: date, day: date) -> bool:
    """The next day; or, for bare day numbers, the first after the month's last."""
    return day - before == timedelta(days=1) or (day.day == 1 and before.day >= 28 and day.month == before.month)


def _wrapped(run: list[tuple[int, date]], horizon: Horizon) -> list[tuple[int, date]]:
    """Day numbers such as 26 ... 31, 1 ... 25: those before the 1 belong to the month before."""
    start = next((k for k, (_, day) in enumerate(run) if day.day == 1), 0)
    fixed = list(run)
    for k in range(start - 1, -1, -1):
        fixed[k] = (run[k][0], fixed[k + 1][1] - timedelta(days=1))
    return fixed if all(fixed[k][1].day == run[k][1].day for k in range(start)) else run[start:]


def _full_date(value: object, horizon: Horizon) -> date | None:
    if isinstance(value, (int, float)) and not isinstance(value, datetime) and value < 1000:
        return None
    try:
        return cells.parse_date(value)
    except ValueError:
        return None


def _month_day(value: object, horizon: Horizon) -> date | None:
    match = _PAIR.fullmatch(cells.tidy(value)) if isinstance(value, str) else None
    return _date_near(int(match[1]), int(match[2]), horizon) if match else None


def _day_month(value: object, horizon: Horizon) -> date | None:
    match = _PAIR.fullmatch(cells.tidy(value)) if isinstance(value, str) else None
    return _date_near(int(match[2]), int(match[1]), horizon) if match else None


def _day_number(value: object, horizon: Horizon) -> date | None:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        number = int(value) if float(value).is_integer() else 0
    else:
        match = _DAY.fullmatch(cells.tidy(value)) if isinstance(value, str) else None
        number = int(match[1]) if match else 0
    if not 1 <= number <= 31:
        return None
    try:
        return horizon.start.replace(day=number)
    except ValueError:
        return horizon.start.replace(month=1, day=number) if horizon.start.month == 2 else None


def _date_near(month: int, day: int, horizon: Horizon) -> date | None:
    """The date with this month and day nearest the horizon's start."""
    choices: list[date] = []
    for year in (horizon.start.year - 1, horizon.start.year, horizon.start.year + 1):
        try:
            choices.append(date(year, month, day))
        except ValueError:
            continue
    return min(choices, key=lambda choice: abs(choice - horizon.start), default=None)


def weekday_row(grid: Grid, days: DayRow) -> int | None:
    """The row beside the day heads that holds weekdays; None when there is none."""
    for row in (days.row + 1, days.row - 1):
        if 0 <= row < len(grid.rows):
            known = sum(weekday_of(grid.filled(row, column)) is not None for column in days.columns)
            if 2 * known > len(days.columns):
                return row
    return None


def weekday_of(value: object) -> int | None:
    """0 Monday ... 6 Sunday; None when the cell names no weekday."""
    text = cells.tidy(value).lower()
    text = re.sub(r"^(?:星期|礼拜|周)", "", text)
    return _WEEKDAYS.get(text, _WEEKDAYS.get(text[:3]) if text.isascii() and text.isalpha() else None)
