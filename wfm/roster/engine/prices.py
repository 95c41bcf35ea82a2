"""Prices of agents: the month as a linear programme over groups of alike people, solved by interior point.

Its size hardly grows with head count. It need not be exact: its dual values are prices of cover cells, and the bound is
valid for any prices (``bound.py``). So leave, wishes and bands enter as group totals, and curves as few segments.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from threading import Event

import numpy as np
import numpy.typing as npt

from wfm.roster.engine.compile import Compiled
from wfm.roster.engine.model import HARD, NONE, Model

SLOPE_STEP = 0.25
"""Slopes within this share (or one cost unit) of each other form one piece of a curve in the programme."""


MAX_GROUPS, FEWER_GROUPS, MANY_PEOPLE = 60, 30, 500
"""Groups in the programme, and groups for more than so many people; people of rarer kinds join the most alike of the
common kinds. At 1,000 people 30 groups take a quarter less time than 60 and move the programme's value by 0.6 %."""

FOLLOW_SETS = 3
"""Sets of shifts banned after some shift that the programme keeps: those that ban most."""


Structure = tuple[tuple[int, ...], int, int, int, bytes]
"""What makes two people's terms alike: weights of sums, numbers of touches and runs, follow table, usual shifts."""


@dataclass(frozen=True)
class Group:
    """Alike people: rows, the one who stands for all, how many are free per (day, shift), mean prices, how
    many have each project."""

    people: npt.NDArray[np.int64]
    leader: int
    free: npt.NDArray[np.float64]
    price: npt.NDArray[np.float64]
    certified: npt.NDArray[np.int64]


class _Programme:
    """Rows and columns of a linear programme, gathered as triplets."""

    def __init__(self) -> None:
        self.cost: list[float] = []
        self.lower: list[float] = []
        self.upper: list[float] = []
        self.row_low: list[float] = []
        self.row_high: list[float] = []
        self.rows: list[int] = []
        self.columns: list[int] = []
        self.values: list[float] = []

    def column(self, cost: float, lower: float = 0.0, upper: float = np.inf) -> int:
        self.cost.append(cost)
        self.lower.append(lower)
        self.upper.append(upper)
        return len(self.cost) - 1

    def row(self, low: float, high: float) -> int:
        self.row_low.append(low)
        self.row_high.append(high)
        return len(self.row_low) - 1

    def put(self, row: int, column: int, value: float = 1.0) -> None:
        self.rows.append(row)
        self.columns.append(column)
        self.values.append(value)


def cell_prices(compiled: Compiled, seconds: float, cancel: Event | None = None) -> tuple[npt.NDArray[np.float64], float] | None:
    """Value of one more agent in each cover cell (cost units, float64 [cells]) and the programme's objective; None when
    the solver reached no optimum in ``seconds`` or before ``cancel`` was set."""
    import highspy

    programme = _Programme()
    _cover_rows(compiled.model, programme)
    desk = _Desk(compiled, programme)
    for group in _groups(compiled):
        _group_rows(desk, programme, group)
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("solver", "ipm")
    solver.setOptionValue("run_crossover", "off")
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("time_limit", float(seconds))
    solver.setOptionValue("ipm_optimality_tolerance", 1e-5)
    solver.passModel(_highs(programme))
    solver.HandleUserInterrupt = True
    solver.startSolve()
    while not solver.wait(0.2)[0]:
        if cancel is not None and cancel.is_set():
            solver.cancelSolve()
    if solver.getModelStatus() not in (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kUnknown):
        return None
    duals = np.asarray(solver.getSolution().row_dual, np.float64)
    objective = float(solver.getInfo().objective_function_value)
    if len(duals) == 0:
        return None
    return duals[: len(compiled.model.zero_cost)], objective


def _highs(programme: _Programme):  # type: ignore[no-untyped-def]
    import highspy
    from scipy.sparse import csc_matrix

    matrix = csc_matrix(
        (programme.values, (programme.rows, programme.columns)), shape=(len(programme.row_low), len(programme.cost))
    )
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(programme.cost), len(programme.row_low)
    lp.col_cost_ = np.array(programme.cost)
    lp.col_lower_ = np.array(programme.lower)
    lp.col_upper_ = np.array(programme.upper)
    lp.row_lower_ = np.array(programme.row_low)
    lp.row_upper_ = np.array(programme.row_high)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = matrix.indptr
    lp.a_matrix_.index_ = matrix.indices
    lp.a_matrix_.value_ = matrix.data
    return lp


def _cover_rows(model: Model, programme: _Programme) -> None:
    """One row per cell: agents placed - agents on the curve's pieces = -agents already there. The first rows, in order."""
    cells = len(model.zero_cost)
    for cell in range(cells):
        programme.row(-float(model.base_count[cell]), -float(model.base_count[cell]))
    for cell in range(cells):
        slopes = model.mar[model.mar_ptr[cell] : model.mar_ptr[cell + 1]].astype(np.float64)
        if len(slopes) == 0:
            programme.put(cell, programme.column(0.0), -1.0)
            continue
        for first, last in _pieces(slopes):
            programme.put(cell, programme.column(float(slopes[first:last].mean()), 0.0, float(last - first)), -1.0)
        programme.put(cell, programme.column(float(slopes[-1])), -1.0)


def _pieces(slopes: npt.NDArray[np.float64]) -> list[tuple[int, int]]:
    """Stretches of nearly equal slopes before the last slope, as (first, after last)."""
    pieces = []
    first = 0
    for k in range(1, len(slopes)):
        if k == len(slopes) - 1 or slopes[k] - slopes[first] > max(1.0, SLOPE_STEP * abs(slopes[first])):
            pieces.append((first, k))
            first = k
    return pieces


def _groups(compiled: Compiled) -> list[Group]:
    """People alike in terms, usual shifts, projects and cover profile; the rare joined to the most alike."""
    m = compiled.model
    usual = np.median((m.allow_shift < HARD).astype(np.int8), axis=1) > 0
    projects = np.median((m.allow_project < HARD).astype(np.int8), axis=1) > 0
    kinds: defaultdict[tuple[Structure, bytes, int], list[int]] = defaultdict(list)
    for e in range(len(m.profile)):
        rows = tuple(int(row) for row in m.sum_row[m.sum_ptr[e] : m.sum_ptr[e + 1]])
        touches = int(m.touch_ptr[e + 1] - m.touch_ptr[e])
        runs = int(m.run_ptr[e + 1] - m.run_ptr[e])
        structure = (rows, touches, runs, int(m.follow_of[e]), usual[e].tobytes())
        kinds[structure, projects[e].tobytes(), int(m.profile[e])].append(e)
    ranked = sorted(kinds.items(), key=lambda item: (-len(item[1]), item[1][0]))
    most = MAX_GROUPS if len(m.profile) <= MANY_PEOPLE else FEWER_GROUPS
    common: dict[tuple[Structure, bytes, int], list[int]] = {key: list(members) for key, members in ranked[:most]}
    for (structure, _, profile), members in ranked[most:]:
        same = [key for key in common if key[0] == structure]
        if not same:
            common[structure, projects[members[0]].tobytes(), profile] = list(members)
            continue
        mine = projects[members[0]]

        def likeness(
            key: tuple[Structure, bytes, int], mine: npt.NDArray[np.bool_] = mine, profile: int = profile
        ) -> tuple[float, bool]:
            theirs = projects[common[key][0]]
            return float((mine & theirs).sum() / max(1, (mine | theirs).sum())), key[2] == profile

        common[max(same, key=likeness)].extend(members)
    groups = []
    for members in common.values():
        people = np.array(members, np.int64)
        allowed = m.allow_shift[people] < HARD
        free = allowed.sum(axis=0).astype(np.float64)
        price = np.where(allowed, m.allow_shift[people], 0).sum(axis=0) / np.maximum(1.0, free)
        groups.append(Group(people, int(people[0]), free, price, projects[people].sum(axis=0).astype(np.int64)))
    return groups


def _group_rows(desk: _Desk, programme: _Programme, group: Group) -> None:
    m = desk.model
    days, shifts = group.free.shape
    leader = group.leader
    y = np.full((days, shifts), -1, np.int64)
    for day in range(days):
        present = float((m.allow_shift[group.people, day] < HARD).any(axis=1).sum())
        row = programme.row(present, present)
        for shift in np.flatnonzero(group.free[day] > 0):
            y[day, shift] = programme.column(float(group.price[day, shift]), 0.0, float(group.free[day, shift]))
            programme.put(row, int(y[day, shift]))
    _code_rows(desk, programme, group, y)
    _follow_rows(m, programme, leader, len(group.people), y)
    _sum_rows(m, programme, group, y)
    for position in range(m.touch_ptr[leader + 1] - m.touch_ptr[leader]):
        _touch_rows(m, programme, group, position, y)


@dataclass(frozen=True)
class _Way:
    """A shift on a project: cells it reaches without its break, and what each break placement takes away again."""

    here: tuple[int, ...]
    breaks: tuple[tuple[int, ...], ...]


class _Desk:
    """How duties reach cells. All groups of a cover profile stand at the desks, and place their breaks, together."""

    def __init__(self, compiled: Compiled, programme: _Programme) -> None:
        self.model = compiled.model
        self.programme = programme
        self.ways: dict[int, dict[tuple[int, int], _Way]] = {}
        self.at_desk: dict[tuple[int, int, int, int], int] = {}

    def of(self, profile: int) -> dict[tuple[int, int], _Way]:
        """(shift, project) -> way, for a cover profile."""
        if profile not in self.ways:
            placed: defaultdict[tuple[int, int], list[set[int]]] = defaultdict(list)
            m = self.model
            codes = len(m.shift_of)
            for code in range(1, codes):
                cells = m.con[m.con_ptr[profile * codes + code] : m.con_ptr[profile * codes + code + 1]]
                placed[int(m.shift_of[code]), int(m.project_of[code])].append({int(cell) for cell in cells})
            self.ways[profile] = {key: _way(options) for key, options in placed.items()}
        return self.ways[profile]

    def row(self, profile: int, day: int, shift: int, project: int) -> int:
        """The row that gathers all groups' people of a profile on a shift and project; its columns stand at the desks."""
        key = (profile, day, shift, project)
        if key not in self.at_desk:
            way = self.of(profile)[shift, project]
            row = self.programme.row(0.0, 0.0)
            people = self.programme.column(0.0)
            self.programme.put(row, people, -1.0)
            self._reach(people, day, way.here, 1.0)
            if way.breaks:
                placing = self.programme.row(0.0, 0.0)
                self.programme.put(placing, people)
                for cells in way.breaks:
                    pause = self.programme.column(0.0)
                    self.programme.put(placing, pause, -1.0)
                    self._reach(pause, day, cells, -1.0)
            self.at_desk[key] = row
        return self.at_desk[key]

    def _reach(self, column: int, day: int, cells: tuple[int, ...], sign: float) -> None:
        first = day * self.model.cells_per_day
        for cell in cells:
            if first + cell < len(self.model.zero_cost):
                self.programme.put(first + cell, column, sign)


def _way(options: list[set[int]]) -> _Way:
    here = set().union(*options)
    breaks = tuple(tuple(sorted(here - option)) for option in options)
    return _Way(tuple(sorted(here)), breaks if any(breaks) else ())


def _code_rows(desk: _Desk, programme: _Programme, group: Group, y: npt.NDArray[np.int64]) -> None:
    """Each shift of the group splits over its projects, which reach the cells; a project that only some of the group have
    takes no more people a day than have it."""
    m = desk.model
    profile = int(m.profile[group.leader])
    allowed = m.allow_project[group.people] < HARD
    price = np.where(allowed, m.allow_project[group.people], 0).sum(axis=0) / np.maximum(1, allowed.sum(axis=0))
    ways = [[p for (s, p) in desk.of(profile) if s == shift and group.certified[p]] for shift in range(y.shape[1])]
    for day in range(y.shape[0]):
        some = {
            project: programme.row(-np.inf, float(count))
            for project, count in enumerate(group.certified)
            if 0 < count < len(group.people)
        }
        for shift in range(1, y.shape[1]):
            if y[day, shift] < 0 or not ways[shift]:
                continue
            row = programme.row(0.0, 0.0)
            programme.put(row, int(y[day, shift]), -1.0)
            for project in ways[shift]:
                column = programme.column(float(price[day, project]))
                programme.put(row, column)
                programme.put(desk.row(profile, day, shift, project), column)
                if project in some:
                    programme.put(some[project], column)


def _follow_rows(m: Model, programme: _Programme, e: int, size: int, y: npt.NDArray[np.int64]) -> None:
    """For each set of shifts banned after some shift: those before and those after share the people."""
    banned = m.follow[m.follow_of[e]] >= HARD
    sets = {row.tobytes(): row for row in banned if row.any()}
    weight = {key: int(row.sum()) * int((banned | ~row).all(axis=1).sum()) for key, row in sets.items()}
    for key in sorted(sets, key=lambda key: -weight[key])[:FOLLOW_SETS]:
        row_set = sets[key]
        before = np.flatnonzero((banned | ~row_set).all(axis=1))
        after = np.flatnonzero(row_set)
        for day in range(y.shape[0] - 1):
            columns = [int(c) for c in (*y[day, before], *y[day + 1, after]) if c >= 0]
            if columns:
                row = programme.row(-np.inf, float(size))
                for column in columns:
                    programme.put(row, column)


def _sum_rows(m: Model, programme: _Programme, group: Group, y: npt.NDArray[np.int64]) -> None:
    """The group's total of a sum term lies in the group's total band; terms over one window with proportional weights
    share the total. Runs of days are left to the exact lines."""
    totals: dict[tuple[int, int, bytes], int] = {}
    first_term = m.sum_ptr[group.people]
    for position in range(m.sum_ptr[group.leader + 1] - m.sum_ptr[group.leader]):
        terms = first_term + position
        first, last = (int(day) for day in m.sum_days[terms[0]])
        weights = m.weights[m.sum_row[terms[0]]]
        scale = int(np.gcd.reduce(weights)) or 1
        key = (first, last, (weights // scale).tobytes())
        if key not in totals:
            row = programme.row(0.0, 0.0)
            totals[key] = programme.column(0.0, -np.inf)
            programme.put(row, totals[key], -1.0)
            for shift in np.flatnonzero(weights):
                for column in y[first : last + 1, shift]:
                    if column >= 0:
                        programme.put(row, int(column), float(weights[shift] // scale))
        raw = m.sum_band[terms]
        bands = raw - np.where(np.abs(raw) < -NONE, m.sum_before[terms][:, None], 0)
        _band_row(programme, bands, raw, [(totals[key], float(scale))])


def _touch_rows(m: Model, programme: _Programme, group: Group, position: int, y: npt.NDArray[np.int64]) -> None:
    """Groups touched are at least the mean of their days: one column per group of days."""
    terms = m.touch_ptr[group.people] + position
    groups = m.groups[m.touch_groups[terms[0]]]
    inside = np.flatnonzero(m.masks[m.touch_mask[terms[0]]])
    entries = []
    for number in range(int(groups.max(initial=-1)) + 1):
        hit = programme.column(0.0, 0.0, float(len(group.people)))
        entries.append((hit, 1.0))
        for day in np.flatnonzero(groups == number):
            row = programme.row(-np.inf, 0.0)
            programme.put(row, hit, -1.0)
            for column in y[day, inside]:
                if column >= 0:
                    programme.put(row, int(column))
    bands = m.touch_band[terms] - np.where(np.abs(m.touch_band[terms]) < -NONE, m.touch_before[terms][:, None], 0)
    _band_row(programme, bands, m.touch_band[terms], entries)


def _band_row(
    programme: _Programme, bands: npt.NDArray[np.int64], raw: npt.NDArray[np.int64], entries: list[tuple[int, float]]
) -> None:
    """Sum of ``entries`` between the bands' totals; outside the soft limits at the mean price."""
    known = np.abs(raw[:, :4]) < -NONE
    low = float(bands[:, 0].sum()) if known[:, 0].all() else -np.inf
    high = float(bands[:, 3].sum()) if known[:, 3].all() else np.inf
    under, over = float(raw[:, 4].mean()), float(raw[:, 5].mean())
    if low > -np.inf or high < np.inf:
        row = programme.row(low, high)
        for column, value in entries:
            programme.put(row, column, value)
        if low > -np.inf:
            programme.put(row, programme.column(1000.0), 1.0)
        if high < np.inf:
            programme.put(row, programme.column(1000.0), -1.0)
    for index, price, sign in ((1, under, 1.0), (2, over, -1.0)):
        if known[:, index].all() and price > 0:
            limit = float(bands[:, index].sum())
            row = programme.row(limit, np.inf) if sign > 0 else programme.row(-np.inf, limit)
            for column, value in entries:
                programme.put(row, column, value)
            programme.put(row, programme.column(price), sign)
