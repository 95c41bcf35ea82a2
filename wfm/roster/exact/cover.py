"""Agents present against their curves: slack pieces over what the free lines can add to the fixed ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
from ortools.sat.python import cp_model

from wfm.roster.engine.compile import Compiled
from wfm.roster.engine.model import Model
from wfm.roster.exact.build import Build, Lit
from wfm.roster.exact.line import Line

I64 = npt.NDArray[np.int64]


def present(model: Model, table: npt.NDArray[np.int16]) -> I64:
    """Agents in every cover cell [cells] under codes ``table`` [N, D]."""
    count = model.base_count.astype(np.int64)
    keys = model.profile[:, None].astype(np.int64) * len(model.shift_of) + table
    for key in np.unique(keys[table != 0]):
        days = np.nonzero(keys == key)[1]
        cells = (days[:, None] * model.cells_per_day + model.con[model.con_ptr[key] : model.con_ptr[key + 1]]).ravel()
        np.add.at(count, cells[cells < len(count)], 1)
    return count


def slopes(model: Model, cell: int, first: int, number: int) -> I64:
    """Change of the cell's cost by each of ``number`` more agents, from ``first`` agents on."""
    curve = model.mar[model.mar_ptr[cell] : model.mar_ptr[cell + 1]]
    if not len(curve):
        return np.zeros(number, np.int64)
    found: I64 = curve[np.minimum(np.arange(first, first + number), len(curve) - 1)].astype(np.int64)
    return found


def _cost(model: Model, count: I64) -> int:
    """Cost of all cells with ``count`` agents [cells]."""
    first, after = model.mar_ptr[:-1], model.mar_ptr[1:]
    sums = np.concatenate(([0], np.cumsum(model.mar, dtype=np.int64)))
    inside = np.minimum(count, after - first)
    last = np.concatenate((model.mar, [0]))[np.maximum(after - 1, 0)] * (after > first)
    total = model.zero_cost + sums[first + inside] - sums[first] + (count - inside) * last
    return int(total.sum())


def post_cover(build: Build, compiled: Compiled, lines: Mapping[int, Line], base: I64) -> None:
    """Cost of all cells when the free days of ``lines`` (row -> line) come on top of ``base`` agents [cells]."""
    model = compiled.model
    build.constant += _cost(model, base)
    added: defaultdict[int, list[Lit]] = defaultdict(list)
    duties: defaultdict[int, set[tuple[int, int]]] = defaultdict(set)
    for row, line in lines.items():
        for day, codes in enumerate(line.codes):
            for code, literal in codes.items():
                if literal.index != build.true.index:
                    key = model.profile[row] * len(compiled.codes) + code
                    for cell in day * model.cells_per_day + model.con[model.con_ptr[key] : model.con_ptr[key + 1]]:
                        if cell < len(base):
                            added[int(cell)].append(literal)
                            duties[int(cell)].add((row, day))
    alike: dict[tuple[int, ...], I64] = {}
    literals: dict[tuple[int, ...], list[Lit]] = {}
    for cell, found in added.items():
        same = tuple(literal.index for literal in found)
        more = slopes(model, cell, int(base[cell]), len(duties[cell]))
        alike[same] = alike[same] + more if same in alike else more
        literals[same] = found
    for same, curve in alike.items():
        _post_curve(build, literals[same], curve)


def _post_curve(build: Build, literals: list[Lit], curve: I64) -> None:
    """Cost of k = sum of ``literals`` agents under slopes m_0 <= ... <= m_(K-1).

    The K - k agents that are missing lie on the curve's pieces of equal slope, the last piece first: each costs -m. Prices
    rise from the last piece to the first, so minimising fills the pieces in that order.
    """
    if (np.diff(curve) < 0).any():
        raise ValueError("a cover curve is not convex")
    build.constant += int(curve.sum())
    left = len(curve) - build.total(literals)
    pieces = []
    values, lengths = np.unique(curve, return_counts=True)
    for slope, length in zip(values[::-1], lengths[::-1], strict=True):
        missing = build.amount(int(length), max(0, left))
        left -= int(length)
        build.pay(missing, -int(slope))
        pieces.append(missing)
    build.require(cp_model.LinearExpr.sum([*literals, *pieces]) == len(curve))
