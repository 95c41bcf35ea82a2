"""The offered load of a project's cells: each opening by itself, from the first interval to the last."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal, get_args

import numpy as np
import pandas as pd

from wfm.data.tables import Defaults, Project
from wfm.errors import UsageError
from wfm.staffing.checks import FloatArray
from wfm.staffing.offered_load import offered_load
from wfm.staffing.opening import BoolArray, open_slots
from wfm.timegrid import Horizon

LoadKind = Literal["stationary", "mol", "leaving"]
LOAD_KINDS: tuple[LoadKind, ...] = get_args(LoadKind)
"""stationary: each interval has the load of its own calls. mol: modified offered load, what is left of earlier calls included.
leaving: the smaller of the two; where the load falls, those who leave finish the call in hand and take its load with them."""

_NOTHING = 0.01
"""Erlang; an interval without calls in which less than this is left of earlier ones needs nobody."""


def parse_load(text: str) -> LoadKind:
    """``text`` as a kind of load; UsageError when it is none."""
    for kind in LOAD_KINDS:
        if text == kind:
            return kind
    raise UsageError("load.unknown", value=text, known=", ".join(LOAD_KINDS))


def served_cells(cells: pd.DataFrame) -> BoolArray:
    """Whether somebody is planned for each cell: it is open, or its agents are given by hand."""
    return (cells["open"] | (cells["given"] >= 0)).to_numpy(dtype=np.bool_)


def modified_load(
    cells: pd.DataFrame, project: Project, defaults: Defaults, horizon: Horizon, interval_minutes: int
) -> FloatArray:
    """Modified offered load (Erlang, mean of the interval) of each cell; 0 where nobody serves.

    ``cells`` with columns start, open, given, calls, aht_seconds, in time order. Each stretch of intervals that are served
    begins empty, but a project that is open at the midnight before the horizon goes on as its first interval begins. Calls still
    in hand at closing are finished by those who stay, and are no load of another interval.
    """
    calls, aht = (cells[name].fillna(0.0).to_numpy(dtype=np.float64) for name in ("calls", "aht_seconds"))
    cv = defaults.handling_cv if project.handling_cv is None else project.handling_cv
    load = np.zeros(len(cells))
    for stretch in _stretches(cells["start"], served_cells(cells), interval_minutes):
        goes_on = _open_before(project, horizon, interval_minutes) and _at_beginning(cells, stretch.start)
        before = (float(calls[stretch.start]), float(aht[stretch.start])) if goes_on else None
        load[stretch] = offered_load(calls[stretch], aht[stretch], interval_minutes, cv=cv, before=before).mean
    return np.where((calls == 0) & (load < _NOTHING), 0.0, load)


def _stretches(starts: pd.Series, served: BoolArray, interval_minutes: int) -> list[slice]:
    """Runs of served cells without a gap in time."""
    places = np.flatnonzero(served)
    if not places.size:
        return []
    step = np.timedelta64(interval_minutes, "m")
    instants = pd.DatetimeIndex(starts).tz_convert("UTC").tz_localize(None).to_numpy()[places]
    cuts = np.flatnonzero((np.diff(places) > 1) | (np.diff(instants) != step)) + 1
    return [slice(int(run[0]), int(run[-1]) + 1) for run in np.split(places, cuts)]


def _at_beginning(cells: pd.DataFrame, place: int) -> bool:
    return bool(cells["day"].iloc[place] == 0 and cells["slot"].iloc[place] == 0)


def _open_before(project: Project, horizon: Horizon, interval_minutes: int) -> bool:
    """Whether the project is open in the interval before the horizon."""
    eve = Horizon(horizon.start - timedelta(days=1), 1)
    return bool(open_slots(project, eve, interval_minutes)[0, -1])
