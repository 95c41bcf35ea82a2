"""The rest of the day as a linear programme over groups of alike people: flows in their networks against convex curves.

All prices are whole numbers, so the programme's value rounded up is a proven bound; its reduced costs say which arcs no
better answer can use.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csc_matrix

from wfm.roster.day.cells import Desk
from wfm.roster.day.network import Group

FloatArray = npt.NDArray[np.float64]
_SMALL = 1e-6


@dataclass(frozen=True)
class DayModel:
    """``groups``; ``fixed``: agents in every cell whatever is decided [cells]; ``caps``: (project, interval) -> most people
    lent there besides those held. Cells from ``first_cell`` on count."""

    desk: Desk
    groups: tuple[Group, ...]
    fixed: npt.NDArray[np.int64]
    caps: Mapping[tuple[str, int], int]
    first_cell: int

    @property
    def offsets(self) -> npt.NDArray[np.int64]:
        """First column of every group's arcs."""
        return np.cumsum([0, *(len(group.net.arcs) for group in self.groups)], dtype=np.int64)

    def reach(self) -> npt.NDArray[np.int64]:
        """Most people that could be added to each cell [cells]; accounts of off-phone work up to where their curves end."""
        most = np.zeros(len(self.fixed), np.int64)
        for group in self.groups:
            touched = sorted({cell for arc in group.net.arcs for cell in arc.cells})
            most[touched] += len(group.people)
        for cell in range(self.desk.cells, len(most)):
            most[cell] = len(self.desk.cost[cell]) - 1
        return most


@dataclass(frozen=True)
class Relaxed:
    """``flow`` of every arc, its reduced cost, the programme's value (None: not solved in time)."""

    flow: FloatArray
    reduced: FloatArray
    value: float

    @property
    def bound(self) -> int:
        """No answer costs less."""
        return math.ceil(self.value - 1e-4)


def segments(desk: Desk, cell: int, low: int, high: int) -> list[tuple[int, int]]:
    """(agents, slope) pieces of a cell's curve between ``low`` and ``high`` agents."""
    curve = desk.cost[cell]
    slopes = np.diff(curve[low : min(high, len(curve) - 1) + 1])
    found: list[tuple[int, int]] = []
    for slope in slopes.tolist():
        if found and found[-1][1] == slope:
            found[-1] = (found[-1][0] + 1, slope)
        else:
            found.append((1, slope))
    return [piece for piece in found if piece[1]]


def relax(model: DayModel, seconds: float) -> Relaxed | None:
    """Solve the programme; None when time ran out."""
    rows = _Rows(model)
    solver, optimal = _run(rows, np.array(rows.upper, np.float64), seconds, whole=0)
    if not optimal:
        return None
    solution, arcs = solver.getSolution(), int(model.offsets[-1])
    value = float(solver.getInfo().objective_function_value)
    return Relaxed(np.array(solution.col_value)[:arcs], np.array(solution.col_dual)[:arcs], value)


@dataclass(frozen=True)
class Whole:
    """Whole people on every arc (None: none found in time), and a proven bound (None: nothing proven)."""

    flow: npt.NDArray[np.int64] | None
    bound: int | None


def whole(model: DayModel, usable: npt.NDArray[np.bool_], seconds: float) -> Whole:
    """The programme in whole people by branch and bound; ``usable`` [arcs]: the others stay empty."""
    rows = _Rows(model)
    arcs = len(usable)
    upper = np.array(rows.upper, np.float64)
    upper[:arcs] = np.where(usable, upper[:arcs], 0.0)
    solver, _ = _run(rows, upper, seconds, whole=arcs)
    info = solver.getInfo()
    bound = math.ceil(info.mip_dual_bound - 1e-4) if math.isfinite(info.mip_dual_bound) else None
    values = np.array(solver.getSolution().col_value)
    found = info.primal_solution_status == _FEASIBLE and len(values) >= arcs
    return Whole(np.rint(values[:arcs]).astype(np.int64) if found else None, bound)


_FEASIBLE = 2
"""HiGHS: a feasible point is known."""


def _run(rows: _Rows, upper: FloatArray, seconds: float, *, whole: int) -> tuple[Any, bool]:
    """HiGHS after its run, and whether it reached an optimum; the first ``whole`` columns are whole numbers."""
    import highspy

    matrix = csc_matrix((rows.value, (rows.row, rows.column)), shape=(len(rows.low), len(rows.cost)))
    programme = highspy.HighsLp()
    programme.num_col_, programme.num_row_ = len(rows.cost), len(rows.low)
    programme.col_cost_, programme.col_upper_ = np.array(rows.cost, np.float64), upper
    programme.col_lower_ = np.zeros(len(rows.cost))
    programme.row_lower_, programme.row_upper_ = np.array(rows.low), np.array(rows.high)
    programme.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    programme.a_matrix_.start_, programme.a_matrix_.index_ = matrix.indptr, matrix.indices
    programme.a_matrix_.value_ = matrix.data
    programme.offset_ = float(rows.constant)
    if whole:
        kinds = highspy.HighsVarType
        programme.integrality_ = [kinds.kInteger] * whole + [kinds.kContinuous] * (len(rows.cost) - whole)
    solver = highspy.Highs()
    for option, value in {
        "output_flag": False,
        "time_limit": float(seconds),
        "threads": 1,
        "mip_rel_gap": 0.0,
        "mip_abs_gap": 0.99,
    }.items():
        solver.setOptionValue(option, value)
    solver.passModel(programme)
    solver.run()
    return solver, solver.getModelStatus() == highspy.HighsModelStatus.kOptimal


class _Rows:
    """The programme being gathered: first a column for each arc, then for each piece of a cell's curve; rows keep people
    together, count cells, hold caps."""

    def __init__(self, model: DayModel) -> None:
        self.model = model
        self.row: list[int] = []
        self.column: list[int] = []
        self.value: list[float] = []
        self.cost: list[float] = []
        self.upper: list[float] = []
        self.low: list[float] = []
        self.high: list[float] = []
        self.cells: dict[int, int] = {}
        self.caps: dict[tuple[str, int], int] = {}
        self.constant = 0
        for group in model.groups:
            self._group(group)
        self._curves(model.reach())

    def _group(self, group: Group) -> None:
        first, size = len(self.low), len(group.people)
        balance = np.zeros(group.net.nodes)
        balance[0], balance[-1] = size, -size
        self.low.extend(balance)
        self.high.extend(balance)
        for arc in group.net.arcs:
            column = self._new(arc.price, size)
            self._put(first + arc.tail, column, 1.0)
            self._put(first + arc.head, column, -1.0)
            for cell in arc.cells:
                if cell >= self.model.first_cell:
                    self._put(self._cell_row(cell), column, -1.0)
            for slot in arc.lent:
                if (group.net.home, slot) in self.model.caps:
                    self._put(self._cap_row(group.net.home, slot), column, 1.0)

    def _curves(self, reach: npt.NDArray[np.int64]) -> None:
        for cell in range(self.model.first_cell, len(self.model.fixed)):
            there = int(self.model.fixed[cell])
            self.constant += self.model.desk.at(cell, there)
            if cell in self.cells:
                for agents, slope in segments(self.model.desk, cell, there, there + int(reach[cell])):
                    self._put(self.cells[cell], self._new(slope, agents), 1.0)

    def _new(self, cost: float, upper: float) -> int:
        self.cost.append(cost)
        self.upper.append(upper)
        return len(self.cost) - 1

    def _put(self, row: int, column: int, value: float) -> None:
        self.row.append(row)
        self.column.append(column)
        self.value.append(value)

    def _cell_row(self, cell: int) -> int:
        if cell not in self.cells:
            self.cells[cell] = self._at_most(0.0)
        return self.cells[cell]

    def _cap_row(self, home: str, slot: int) -> int:
        if (home, slot) not in self.caps:
            self.caps[home, slot] = self._at_most(float(self.model.caps[home, slot]))
        return self.caps[home, slot]

    def _at_most(self, high: float) -> int:
        self.low.append(-np.inf)
        self.high.append(high)
        return len(self.low) - 1


def paths_in(group: Group, flow: Sequence[float]) -> list[tuple[int, ...]]:
    """Whole people on whole paths inside a flow of the group's arcs: widest path first, its whole part taken."""
    left = np.array(flow, dtype=np.float64)
    found: list[tuple[int, ...]] = []
    while len(found) < len(group.people):
        path, width = _widest(group, left)
        whole = int(width + _SMALL)
        if whole < 1:
            return found
        whole = min(whole, len(group.people) - len(found))
        found.extend([path] * whole)
        left[list(path)] -= whole
    return found


def _widest(group: Group, left: FloatArray) -> tuple[tuple[int, ...], float]:
    """The path whose narrowest arc is widest."""
    net = group.net
    width = [0.0] * net.nodes
    came = [-1] * net.nodes
    width[0] = math.inf
    for number, arc in enumerate(net.arcs):
        through = min(width[arc.tail], float(left[number]))
        if through > width[arc.head]:
            width[arc.head], came[arc.head] = through, number
    if came[-1] < 0:
        return (), 0.0
    path, node = [], net.nodes - 1
    while node:
        path.append(came[node])
        node = net.arcs[came[node]].tail
    return tuple(reversed(path)), width[-1]
