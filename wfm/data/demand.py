"""What forecast and staffing hand on: plain data, no behaviour of its own.

``Forecast``: one row per project and interval. ``Demand``: requirement and integer cost curve of every cell
(day, slot, project), the contract between staffing and roster.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

FORECAST_COLUMNS = ("project", "start", "calls", "calls_p10", "calls_p50", "calls_p90", "aht_seconds")
STAFFING_COLUMNS = (
    "project",
    "start",
    "agents",
    "floor",
    "load_erlang",
    "calls",
    "aht_seconds",
    "bound_by",
    "next_agent_worth",
    "planned_shrinkage",
    "unplanned_shrinkage",
    "load_mol",
    "agents_stationary",
    "agents_mol",
)

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Forecast:
    """``frame``: columns ``FORECAST_COLUMNS`` (and ``calls_model``, the mean before planners' adjustments, where there are
    any); ``start`` zone-aware; calls = mean per interval, quantiles of counts
    beside it; closed intervals are absent. ``model``: project -> model used and why; ``notes``: warnings for people.
    ``busy_day``: project -> relative standard deviation of the day's rate (the busy-day factor); ``interval_spread``: the same
    of one interval's rate, the busy-day factor included (a project that is absent has none beyond it); ``handling_spread``:
    project -> relative standard deviation of a day's true mean handling time around ``aht_seconds`` (absent = not known).
    ``day_correlation``: of the projects' errors on the same day, 0 to 1."""

    frame: pd.DataFrame
    model: Mapping[str, str] = field(default_factory=dict)
    busy_day: Mapping[str, float] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    interval_spread: Mapping[str, float] = field(default_factory=dict)
    handling_spread: Mapping[str, float] = field(default_factory=dict)
    day_correlation: float = 0.3


@dataclass(frozen=True)
class Demand:
    """Requirement and cost curves on the wall-clock grid ``days x slots x projects``.

    ``requirement``, ``floor``: int64 [days, slots, projects], agents; 0 where closed.
    ``offset``: int64 [days*slots*projects + 1]; the curve of cell ``(d*slots + s)*projects + p`` is
    ``loss[offset[c]:offset[c+1]]``: cost units when 0, 1, 2, ... agents are present; integer, convex, non-increasing,
    constant beyond its end (an empty curve costs nothing). Floors are not in the curve: the rule ``project-floor`` prices them.
    ``load``: float64 [days, slots, projects], mean offered load in Erlang.
    ``made_with``: what staffing was asked for (mode, risk, prices): name -> value as text; no part of the fingerprint.
    """

    projects: tuple[str, ...]
    start: date
    interval_minutes: int
    requirement: IntArray
    floor: IntArray
    load: npt.NDArray[np.float64]
    offset: IntArray
    loss: IntArray
    made_with: Mapping[str, str] = field(default_factory=dict)

    @property
    def days(self) -> int:
        """Days of the grid."""
        return int(self.requirement.shape[0])

    @property
    def slots(self) -> int:
        """Intervals of a day."""
        return int(self.requirement.shape[1])

    def sha256(self) -> str:
        """Fingerprint of requirement, floors and curves, for run cards."""
        digest = hashlib.sha256()
        for part in (self.requirement, self.floor, self.offset, self.loss):
            digest.update(part.tobytes())
        return digest.hexdigest()

    def curve(self, day: int, slot: int, project: int) -> IntArray:
        """Cost units by number of agents present, from 0 agents on; constant beyond the end."""
        cell = (day * self.slots + slot) * len(self.projects) + project
        return self.loss[self.offset[cell] : self.offset[cell + 1]]
