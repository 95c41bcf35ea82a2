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

    def _on_horizon(self, table: IntArray) -> IntArray:
        """[projects, days x slots of the horizon] of a demand's table; 0 outside."""
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
        p, total = self.number[project], 0
        first = (self.problem.horizon.start - self.demand.start).days
        for cell in cells.tolist():
            day, slot = divmod(cell, self.slots)
            there = int(self.present[p, cell])
            if 0 <= first + day < self.demand.days:
                curve = self.demand.curve(first + day, slot, p)
                if curve.size:
                    last = curve.size - 1
                    total += int(curve[min(there, last)] - curve[min(max(there + more, 0), last)])
            floor = int(self.floor[p, cell])
            total += self.floor_price * (max(floor - there, 0) - max(floor - there - more, 0))
        return total

    def marginal(self, day: date) -> IntArray:
        """What one agent more is worth in each interval of ``day`` and the next, [projects, 2 x slots]; 0 outside."""
        found = np.zeros((len(self.number), 2 * self.slots), np.int64)
        first = self.problem.horizon.index(day) * self.slots
        for k in range(2 * self.slots):
            if 0 <= first + k < self.present.shape[1]:
                for project, p in self.number.items():
                    found[p, k] = self.worth(project, np.array([first + k]))
        return found

    def helped(self, project: str, cells: IntArray) -> int:
        """Missing agent-intervals that one agent in ``cells`` fills."""
        return int((self.missing[self.number[project], cells] > 0).sum())

    def add(self, project: str, cells: IntArray, more: int = 1) -> None:
        """``more`` agents are present in ``cells``."""
        self.present[self.number[project], cells] += more
