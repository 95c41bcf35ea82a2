"""Accuracy: can the values be true? Doubts, not proofs, except where an id has visibly lost its zeros."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

from wfm.data.gate.base import Finder, Hit, InputRule
from wfm.data.gate.references import lost_zeros, twins, variants
from wfm.data.gate.scope import Scope, open_grid, place_of
from wfm.data.gate.validity import row_by_row
from wfm.data.reading import Dimension, Level
from wfm.data.tables import Leave, Project, Shift, Skill

JUMP = 5.0
"""A day this many times the median of the same weekdays is doubted, and one below its inverse."""
FEWEST_CALLS = 20
"""Medians below this are too small to judge a day by."""
STUCK = 8
"""So many equal numbers of calls in a row look like a stuck counter."""
FEW = 5
"""Intervals with fewer calls than this are neither stuck nor is their handling time judged."""
AHT_RANGE = (10.0, 3600.0)
LONGEST_PAID = 720
LONGEST_LEAVE = 200
PROFICIENCY_RANGE = (0.5, 2.0)


def unusual_day(doubted: Callable[[pd.DataFrame], pd.Series]) -> Finder:
    """Days, holidays aside, whose total is far from the median of the project's same weekdays."""

    def find(scope: Scope) -> Iterator[Hit]:
        totals = scope.day_totals
        for line in totals[doubted(totals) & (totals["usual"] >= FEWEST_CALLS) & ~totals["holiday"]].to_dict("records"):
            values = {"project": line["project"], "day": f"{line['day']:%Y-%m-%d}", "usual": f"{line['usual']:g}"}
            yield Hit(place_of(line), "calls", f"{line['calls']:g}", values)

    return find


def doubtful_rows(column: str, doubted: Callable[[pd.DataFrame], pd.Series]) -> Finder:
    """History rows for which ``doubted`` holds, one finding per project at the first of them."""

    def find(scope: Scope) -> Iterator[Hit]:
        frame = scope.reading.history
        for project, rows in frame[doubted(frame)].groupby("project"):
            first = rows.iloc[0]
            place = place_of(first.to_dict())
            yield Hit(place, column, f"{first[column]:g}", {"project": project, "start": first["start"]}, len(rows))

    return find


def outside_opening_hours(scope: Scope) -> Iterator[Hit]:
    """Calls in intervals in which the project is closed; one finding per project."""
    frame = scope.calls[scope.calls["calls"] > 0]
    for _, project in scope.rows(Project):
        own = frame[frame["project"] == project.project]
        outside = own[~open_grid(project)[own["weekday"], own["minute"]]]
        if len(outside) and project.opens != project.closes:
            first = outside.iloc[0]
            yield Hit(place_of(first.to_dict()), "start", first["start"], {"project": project.project}, len(outside))


def stuck_counter(scope: Scope) -> Iterator[Hit]:
    """The same number of calls many intervals in a row; one finding per run."""
    for project, frame in scope.reading.history.groupby("project"):
        calls = frame["calls"].to_numpy(dtype=np.float64)
        for first, length in _runs(calls):
            if length >= STUCK and calls[first] >= FEW:
                line = frame.iloc[first]
                place = place_of(line.to_dict())
                yield Hit(place, "calls", f"{calls[first]:g}", {"project": project}, length)


def _runs(values: npt.NDArray[np.float64]) -> Iterator[tuple[int, int]]:
    """(first index, length) of every run of equal values."""
    edges = np.flatnonzero(np.concatenate([[True], values[1:] != values[:-1], [True]])) if len(values) else np.array([])
    for first, after in itertools.pairwise(edges):
        yield int(first), int(after - first)


def _jump(totals: pd.DataFrame) -> pd.Series:
    return totals["calls"] > JUMP * totals["usual"]


def _drop(totals: pd.DataFrame) -> pd.Series:
    return (totals["calls"] > 0) & (totals["calls"] * JUMP < totals["usual"])


def _zero_day(totals: pd.DataFrame) -> pd.Series:
    return totals["calls"] == 0


def _zero_aht(frame: pd.DataFrame) -> pd.Series:
    calls = frame["answered"].fillna(frame["calls"])
    return (frame["aht_seconds"] == 0) & (calls > 0)


def _more_than_offered(frame: pd.DataFrame) -> pd.Series:
    return frame["answered"].fillna(0) + frame["abandoned"].fillna(0) > frame["calls"] + 0.5


def _odd_aht(frame: pd.DataFrame) -> pd.Series:
    aht = frame["aht_seconds"]
    return (aht > 0) & ~aht.between(*AHT_RANGE) & ~(frame["calls"] < FEW)


def _fraction(frame: pd.DataFrame) -> pd.Series:
    return frame["calls"].notna() & (frame["calls"] % 1 != 0)


_A, _W, _N = Dimension.ACCURACY, Level.WARN, Level.NOTE
RULES: tuple[InputRule, ...] = (
    InputRule("A-01", _A, Level.REFUSE, "", (), lost_zeros),
    InputRule("A-02", _A, Level.REFUSE, "", (), variants),
    InputRule("A-03", _A, _W, "history", ("calls",), unusual_day(_jump)),
    InputRule("A-04", _A, _W, "history", ("calls",), unusual_day(_drop)),
    InputRule("A-05", _A, _W, "history", ("calls",), unusual_day(_zero_day)),
    InputRule("A-06", _A, _W, "history", ("aht_seconds",), doubtful_rows("aht_seconds", _zero_aht)),
    InputRule("A-07", _A, _W, "history", ("answered", "abandoned"), doubtful_rows("calls", _more_than_offered)),
    InputRule("A-08", _A, _W, "history", ("aht_seconds",), doubtful_rows("aht_seconds", _odd_aht)),
    InputRule("A-09", _A, _N, "history", ("calls",), doubtful_rows("calls", _fraction)),
    InputRule("A-10", _A, _W, "history", ("start",), outside_opening_hours),
    InputRule("A-11", _A, _W, "history", ("calls",), stuck_counter),
    InputRule("A-12", _A, _W, "", (), twins),
    InputRule("A-13", _A, _W, "shifts", ("minutes",), row_by_row(Shift, "minutes", lambda s: s.paid_minutes > LONGEST_PAID)),
    InputRule(
        "A-14", _A, _W, "leave", ("to_date",),
        row_by_row(Leave, "to_date", lambda one: (one.to_date - one.from_date).days >= LONGEST_LEAVE),
    ),
    InputRule(
        "A-15", _A, _N, "skills", ("proficiency",),
        row_by_row(Skill, "proficiency", lambda s: not PROFICIENCY_RANGE[0] <= s.proficiency <= PROFICIENCY_RANGE[1]),
    ),
)  # fmt: skip
