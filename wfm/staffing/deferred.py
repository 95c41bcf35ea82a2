"""Deferrable work (call-backs, e-mail): spread level over its day, or by deadline with the lowest peak."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from wfm.staffing.checks import FloatArray
from wfm.staffing.erlang import IntArray
from wfm.staffing.taut import taut_string

BoolArray = npt.NDArray[np.bool_]

WEEK = 7
"""Days that stand in for the time before and after the horizon: its own first and last week."""


def levelled(cells: pd.DataFrame, interval_minutes: int) -> pd.DataFrame:
    """``cells`` whose calls are each day's volume in equal parts over its open cells, at the day's mean handling time.

    Work that arrives while the project is closed on a day it opens counts on that day; a day without opening keeps its
    rows as they are (they are reported as closed). When in the day the work arrives is ignored: what came in the evening
    before stands for what comes in this evening.
    """
    seconds = cells["calls"] * cells["aht_seconds"].fillna(0.0)
    day = cells["day"]
    opened = cells["open"].groupby(day).transform("sum").to_numpy()
    calls = cells["calls"].groupby(day).transform("sum").to_numpy()
    work = seconds.groupby(day).transform("sum").to_numpy()
    spread = (opened > 0) & (calls > 0)
    share = np.where(cells["open"], calls / np.maximum(opened, 1), 0.0)
    handling = work / np.where(spread, calls, 1.0)
    return cells.assign(
        calls=np.where(spread, share, cells["calls"]),
        aht_seconds=np.where(spread & cells["open"], handling, cells["aht_seconds"]),
    )


def spread_by_deadline(work: FloatArray, opened: BoolArray, deadline_minutes: int, interval_minutes: int) -> FloatArray:
    """Work done in each interval, 0 where closed: nothing before it arrives, nothing late, and the lowest peak there is.

    ``work``: what arrives in each interval (any unit, evenly inside it), ``opened``: whether it is worked then; one length,
    intervals in time order. Open work of interval i is due at the end of the interval ``deadline_minutes`` of open time later
    (whole intervals, rounded down; a deadline below one interval: in the interval of arrival). Work that arrives while closed
    counts from the next opening. All that has arrived by the last open interval is done by then; later work is left.
    """
    place = np.flatnonzero(opened)
    if not place.size:
        return np.zeros(work.size)
    ahead = deadline_minutes // interval_minutes
    here = np.searchsorted(place, np.arange(work.size))
    reached = here < place.size
    limit = here + np.where(opened, ahead, max(1, ahead) - 1)
    upper = _cumulative(here[reached], work[reached], place.size)
    lower = np.minimum(_cumulative(np.minimum(limit[reached], place.size - 1), work[reached], place.size), upper)
    lower[-1] = upper[-1]
    done = np.zeros(work.size)
    done[place] = taut_string(lower, upper)
    return done


def _cumulative(index: IntArray, work: FloatArray, size: int) -> FloatArray:
    return np.asarray(np.cumsum(np.bincount(index, weights=work, minlength=size)), dtype=np.float64)


def by_deadline(cells: pd.DataFrame, days: int, deadline_minutes: int, interval_minutes: int) -> pd.DataFrame:
    """``cells`` whose calls are those worked in each open cell, first come first done, at their mean handling time.

    ``days`` of the horizon. What is carried over its edges is taken from its own first and last week, as if the weeks before
    and after were like them; a horizon shorter than a week begins with nothing left over, and work that arrives after its last
    opening keeps its rows (they are reported as closed).
    """
    day = cells["day"].to_numpy()
    middle = np.arange(len(cells))
    edges = days >= WEEK
    before = np.flatnonzero(day < WEEK) if edges else middle[:0]
    after = np.flatnonzero(day >= days - WEEK) if edges else middle[:0]
    rows = np.concatenate([before, middle, after])
    own = slice(before.size, before.size + len(cells))
    calls = cells["calls"].to_numpy(dtype=np.float64)[rows]
    work = calls * cells["aht_seconds"].fillna(0.0).to_numpy(dtype=np.float64)[rows]
    opened = cells["open"].to_numpy(dtype=np.bool_)[rows]
    seconds = spread_by_deadline(work, opened, deadline_minutes, interval_minutes)
    taken = _first_come(calls, work, seconds)[own]
    seconds, opened = seconds[own], opened[own]
    last = int(np.flatnonzero(opened).max(initial=-1))
    left = middle > (len(cells) if edges and last >= 0 else last)
    return cells.assign(
        calls=np.where(opened, taken, np.where(left, cells["calls"], 0.0)),
        aht_seconds=np.where(opened & (taken > 0), seconds / np.where(taken > 0, taken, 1.0), cells["aht_seconds"]),
    )


def _first_come(calls: FloatArray, work: FloatArray, done: FloatArray) -> FloatArray:
    """Calls finished in each interval when ``done`` of the ``work`` is, in order of arrival."""
    arrived, counted = (np.concatenate([[0.0], np.cumsum(part)]) for part in (work, calls))
    finished = np.interp(np.concatenate([[0.0], np.cumsum(done)]), arrived, counted)
    return np.asarray(np.where(done > 0, np.diff(finished), 0.0))


def work_requirement(load: FloatArray, max_occupancy: float, present: FloatArray | float) -> IntArray:
    """Rostered agents that get through ``load`` Erlang of work: ceil(load / (occupancy cap x share of them at the desk))."""
    agents = np.ceil(load / (max_occupancy * present) - 1e-9)
    return np.asarray(agents, dtype=np.int64)
