"""Who was to work on which day, and who was ill: the history that the absence forecast learns from.

A rostered day of a person is at risk of unplanned absence unless planned leave, or an absence known when its month was planned,
lies on it; it is absent when sick or other leave lies on it. Rosters corrected afterwards show such a day as off: it then
counts with the share of people who had duty on that weekday.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import numpy as np
import pandas as pd

from wfm.data.tables import UNPLANNED_LEAVE, Leave

DAY_COLUMNS = ("employee", "date", "at_risk", "absent", "spell")


def absence_days(rosters: pd.DataFrame, leave: Iterable[Leave], known_absence_days: int) -> pd.DataFrame:
    """Columns ``DAY_COLUMNS``: person-days at risk and absent (0 to 1 each), and a number for each spell of absence (-1: none).

    ``rosters``: employee, date, duty (bool), one row per person and day of a roster. Days before the first leave of any kind are
    left out: absence was not recorded then. ``known_absence_days``: an unplanned absence that began earlier before a month was
    known when the month was planned.
    """
    rows = tuple(leave)
    first = min((row.from_date for row in rows), default=date.max)
    cells = rosters[rosters["date"] >= first].reset_index(drop=True)
    unplanned, spells, planned = _spread(rows, cells, known_absence_days)
    keys = list(zip(cells["employee"], cells["date"], strict=True))
    sick = np.array([key in unplanned for key in keys], dtype=np.bool_)
    away = np.array([key in planned and key not in unplanned for key in keys], dtype=np.bool_)
    duty = cells["duty"].to_numpy(np.bool_)
    weekday = np.array([day.weekday() for day in cells["date"]], dtype=np.int64)
    plain = ~sick & ~away
    count = np.bincount(weekday[plain], minlength=7)
    share = np.bincount(weekday[plain], weights=duty[plain].astype(np.float64), minlength=7) / np.maximum(count, 1)
    at_risk = np.where(away, 0.0, np.where(sick & ~duty, share[weekday], duty.astype(np.float64)))
    return pd.DataFrame(
        {
            "employee": cells["employee"],
            "date": cells["date"],
            "at_risk": at_risk,
            "absent": np.where(sick, at_risk, 0.0),
            "spell": [spells.get(key, -1) for key in keys],
        }
    )


def _spread(
    rows: tuple[Leave, ...], cells: pd.DataFrame, known_absence_days: int
) -> tuple[set[tuple[str, date]], dict[tuple[str, date], int], set[tuple[str, date]]]:
    """(person, day) of unplanned absence, the number of its spell, and (person, day) of leave known beforehand; only days of
    ``cells``."""
    if cells.empty:
        return set(), {}, set()
    least, last = cells["date"].min(), cells["date"].max()
    unplanned: set[tuple[str, date]] = set()
    planned: set[tuple[str, date]] = set()
    spells: dict[tuple[str, date], int] = {}
    for number, row in enumerate(rows):
        day = max(row.from_date, least)
        while day <= min(row.to_date, last):
            known = row.from_date < day.replace(day=1) - timedelta(days=known_absence_days)
            if row.kind in UNPLANNED_LEAVE and not known:
                unplanned.add((row.employee, day))
                spells.setdefault((row.employee, day), number)
            else:
                planned.add((row.employee, day))
            day += timedelta(days=1)
    return unplanned, spells, planned
