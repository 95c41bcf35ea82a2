"""Cover of a roster against demand, and what one agent more is worth: by the demand's curves and floors."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import numpy.typing as npt

from wfm.data.roster import Roster
from wfm.roster.problem import RosterProblem
from wfm.roster.rules.view import RosterView

IntArray = npt.NDArray[np.int64]


class Cover:
    """Agents present, int64 [projects, days x slots of the horizon], kept while duties are added.

    The worth of a duty is what it takes off the demand's curves, and the price of a seat for each interval in which a floor is
    not reached; cost units. Intervals outside the demand are worth nothing.
    """

    def __init__(self, problem: RosterProblem, roster: Roster) -> None:
        view = RosterView(problem, roster)
        self.problem, self.demand = problem, problem.demand
        self.number = {project: k for k, project in enumerate(self.demand.projects)}
        self.slots = self.demand.slots
        self.present: IntArray = np.array([view.present[name] for name in self.demand.projects], np.int64)
        self.required, self.floor = (self._on_horizon(table) for table in (self.demand.requirement, self.demand.floor))
        self.floor_price = problem.centre.defaults.floor_price
        cells = np.arange(self.demand.offset.size - 1).reshape(self.demand.requirement.shape)
        sizes = self._on_horizon(np.diff(self.demand.offset)[cells])
        self._loss = np.append(self.demand.loss, 0)
        self._first = np.where(sizes > 0, self._on_horizon(self.demand.offset[cells]), self._loss.size - 1)
        self._last = np.maximum(sizes - 1, 0)

    def _on_horizon(self, table: IntArray) -> IntArray:
        """[projects, days x slots of the horizon] of a demand's table [days, slots, projects]; 0 outside."""
        days, found = self.problem.horizon.days, np.zeros((len(self.number), self.problem.horizon.days, self.slots), np.int64)
        first = (self.problem.horizon.start - self.demand.start).days
        for day in range(days):
            if 0 <= first + day < self.demand.days:
                found[:, day] = table[first + day].T
        return np.asarray(found.reshape(len(self.number), -1), dtype=np.int64)

    @property
    def missing(self) -> IntArray:
        """Agents missing, [projects, days x slots]."""
        return np.asarray(np.maximum(self.required - self.present, 0), dtype=np.int64)

    @property
    def hours(self) -> float:
        """Length of an interval, hours."""
        return self.demand.interval_minutes / 60

    def cells(self, day: date, slots: Sequence[int]) -> IntArray:
        """Columns of the intervals ``slots``, counted from midnight of ``day``, inside the horizon."""
        first = self.problem.horizon.index(day) * self.slots
        found = first + np.asarray(slots, np.int64)
        return np.asarray(found[(found >= 0) & (found < self.present.shape[1])], dtype=np.int64)

    def worth(self, project: str, cells: IntArray, more: int = 1) -> int:
        """What ``more`` agents (-1: one less, then a loss below 0) in ``cells`` of ``project`` take off the cost."""
        return int(self._gain(self.number[project], cells, more).sum())

    def marginal(self, day: date) -> IntArray:
        """What one agent more is worth in each interval of ``day`` and the next, [projects, 2 x slots]; 0 outside."""
        found = np.zeros((len(self.number), 2 * self.slots), np.int64)
        cells = self.cells(day, range(2 * self.slots))
        for row in range(len(found)):
            found[row, : cells.size] = self._gain(row, cells, 1)
        return found

    def _gain(self, row: int, cells: IntArray, more: int) -> IntArray:
        """Cost units that ``more`` agents take off each of ``cells``; beyond a curve's end it is constant."""
        there, first, last = self.present[row, cells], self._first[row, cells], self._last[row, cells]
        now, then = np.minimum(there, last), np.minimum(np.maximum(there + more, 0), last)
        floor = self.floor[row, cells]
        seats = np.maximum(floor - there, 0) - np.maximum(floor - there - more, 0)
        return np.asarray(self._loss[first + now] - self._loss[first + then] + self.floor_price * seats, dtype=np.int64)

    def helped(self, project: str, cells: IntArray) -> int:
        """Missing agent-intervals that one agent in ``cells`` fills."""
        return int((self.missing[self.number[project], cells] > 0).sum())

    def add(self, project: str, cells: IntArray, more: int = 1) -> None:
        """``more`` agents are present in ``cells``."""
        self.present[self.number[project], cells] += more
