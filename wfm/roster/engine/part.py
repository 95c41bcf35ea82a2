"""A part of a roster as a model of its own: some cells may change, all others stay and shrink to constants.

Cells that stay put no agent anywhere in the part: their agents are counted beforehand (``base_count``), and their days keep
the shift through codes without desk, so that rests, runs and hours of the line still see it. Cells of cover that no free
duty reaches become constants. People without a free cell leave the model unless a pair ties them to somebody in it. So the
programme behind the bound and each person's line shrink to the days at stake, and every cost differs from the whole
roster's by one constant.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from wfm.roster.attendance import Code
from wfm.roster.engine.compile import Compiled
from wfm.roster.engine.model import HARD, Model
from wfm.roster.engine.totals import Totals, totals

Codes = npt.NDArray[np.int16]
Free = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Part:
    """``compiled``: the part's model; ``rows``: its people's rows in the whole; ``people``: rows of the part with a free cell;
    ``days``: first and last day with one; ``start`` [n, D]: the start in the part's codes; ``fixed``: cost of the whole less
    the part's; ``outside``: what is illegal whatever the part does."""

    compiled: Compiled
    rows: npt.NDArray[np.int64]
    people: tuple[int, ...]
    days: tuple[int, int]
    start: Codes
    fixed: int
    outside: Totals

    def whole(self, start: Codes, codes: Codes) -> Codes:
        """Codes [N, D] of the whole roster: ``start`` with the part's free cells as in ``codes``."""
        table = start.copy()
        mine = codes[:, self.days[0] : self.days[1] + 1]
        free = mine < self._ghosts
        view = table[self.rows, self.days[0] : self.days[1] + 1]
        table[self.rows, self.days[0] : self.days[1] + 1] = np.where(free, mine, view)
        return table

    @property
    def _ghosts(self) -> int:
        """Number of the first code without desk."""
        return len(self.compiled.codes) - len(self.compiled.shift_ids) + 1


def part_of(compiled: Compiled, start: Codes, free: Free) -> Part | None:
    """The part in which only the cells ``free`` [N, D] may differ from ``start`` [N, D]; None when none may.

    A free cell on which the rules allow nothing but what it holds is free all the same. Candidates that the rules ban stay
    banned. ``start`` need not be legal.
    """
    if not free.any():
        return None
    model = compiled.model
    rows = _rows(model, free)
    mine = free[rows]
    shifts, codes = len(compiled.shift_ids), len(compiled.codes)
    ghost = codes + np.arange(shifts) - 1
    ghost[0] = 0
    table = np.where(mine, start[rows], ghost[model.shift_of[start[rows]]]).astype(np.int16)
    fields: dict[str, Any] = dict(zip(Model._fields, model, strict=True))
    fields |= _people_arrays(model, rows)
    fields |= _allowed(model, rows, mine, model.shift_of[start[rows]], ghost)
    fields["shift_of"] = np.concatenate((model.shift_of, np.arange(1, shifts, dtype=np.int16)))
    fields["project_of"] = np.concatenate((model.project_of, np.full(shifts - 1, model.allow_project.shape[2], np.int16)))
    fields |= _desks(model, shifts)
    fields["same_ptr"] = np.concatenate((model.same_ptr, model.same_ptr[-1] + np.arange(1, shifts)))
    fields["same"] = np.concatenate((model.same, ghost[1:].astype(np.int16)))
    count = _placed(compiled, np.where(free, 0, start), model.base_count)
    fields["base_count"] = count
    fields |= _curves(model, count, np.asarray(free.any(axis=0)))
    small = replace(
        compiled,
        problem=replace(compiled.problem, employees=tuple(compiled.problem.employees[row] for row in rows)),
        model=Model(**fields),
        codes=(*compiled.codes, *(Code(name, "", None, ()) for name in compiled.shift_ids[1:])),
    )
    everything = totals(model, compiled.state(start))
    of_part = totals(small.model, small.state(table))
    outside = Totals(everything.cost - of_part.cost, everything.hard - of_part.hard, everything.short - of_part.short)
    open_days = np.flatnonzero(free.any(axis=0))
    people = tuple(int(row) for row in np.flatnonzero(mine.any(axis=1)))
    return Part(small, rows, people, (int(open_days[0]), int(open_days[-1])), table, outside.cost, outside)


def _rows(model: Model, free: Free) -> npt.NDArray[np.int64]:
    """People with a free cell, and those paired with them."""
    wanted = free.any(axis=1)
    rows = set(np.flatnonzero(wanted).tolist())
    for row in tuple(rows):
        rows |= set(model.pair_other[model.pair_ptr[row] : model.pair_ptr[row + 1]].tolist())
    return np.array(sorted(rows), np.int64)


def _people_arrays(model: Model, rows: npt.NDArray[np.int64]) -> dict[str, Any]:
    """Per-person arrays and lists of the people kept; a pair with somebody outside falls away (it costs a constant)."""
    kept: dict[str, Any] = {name: getattr(model, name)[rows] for name in ("follow_of", "last_shift", "profile")}
    lists = {
        "sum_ptr": ("sum_row", "sum_days", "sum_before", "sum_band", "sum_short"),
        "touch_ptr": ("touch_mask", "touch_groups", "touch_before", "touch_band", "touch_short"),
        "run_ptr": ("run_mask", "run_before", "run_band", "run_short"),
        "seq_ptr": ("seq_auto", "seq_start"),
    }
    for name, names in lists.items():
        kept[name], pick = _picked(getattr(model, name), rows)
        kept |= {one: getattr(model, one)[pick] for one in names}
    pointer, pick = _picked(model.pair_ptr, rows)
    inside = np.isin(model.pair_other[pick], rows)
    owner = np.repeat(np.arange(len(rows)), np.diff(pointer))[inside]
    kept["pair_ptr"] = np.concatenate(([0], np.cumsum(np.bincount(owner, minlength=len(rows))))).astype(np.int64)
    kept["pair_other"] = np.searchsorted(rows, model.pair_other[pick][inside]).astype(np.int32)
    kept |= {name: getattr(model, name)[pick][inside] for name in ("pair_row", "pair_days", "pair_price")}
    return kept


def _picked(pointer: npt.NDArray[np.int64], rows: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """New pointers, and positions of the entries of ``rows`` in the old lists."""
    sizes = pointer[rows + 1] - pointer[rows]
    entries = [np.arange(pointer[row], pointer[row + 1]) for row in rows]
    pick = np.concatenate(entries) if entries else np.zeros(0, np.int64)
    return np.concatenate(([0], np.cumsum(sizes))).astype(np.int64), pick.astype(np.int64)


def _allowed(
    model: Model, rows: npt.NDArray[np.int64], free: Free, held: npt.NDArray[np.int16], ghost: npt.NDArray[np.int64]
) -> dict[str, Any]:
    """Prices and candidates: a cell that stays allows its shift alone, for nothing; the project of codes without desk is
    allowed there and nowhere else."""
    shift = model.allow_shift[rows].copy()
    stays = ~free
    shift[stays] = HARD
    person, day = np.nonzero(stays)
    shift[person, day, held[person, day]] = 0
    desks = model.allow_project[rows].copy()
    desks[stays, 1:] = HARD
    none = np.where(free, HARD, 0).astype(np.int32)[:, :, None]
    project = np.concatenate((desks, none), axis=2)
    days = free.shape[1]
    pieces, sizes = [], []
    for position, row in enumerate(rows):
        for number in range(days):
            if free[position, number]:
                cell = row * days + number
                piece = model.cand[model.cand_ptr[cell] : model.cand_ptr[cell + 1]]
            else:
                piece = ghost[held[position, number] : held[position, number] + 1].astype(np.int16)
            pieces.append(piece)
            sizes.append(len(piece))
    return {
        "allow_shift": shift,
        "allow_project": project,
        "cand": np.concatenate(pieces).astype(np.int16),
        "cand_ptr": np.concatenate(([0], np.cumsum(sizes))).astype(np.int64),
    }


def _desks(model: Model, shifts: int) -> dict[str, Any]:
    """Cells by profile and code, with codes without desk at the end of each profile."""
    codes = len(model.shift_of)
    profiles = (len(model.con_ptr) - 1) // codes
    sizes = np.diff(model.con_ptr).reshape(profiles, codes)
    longer = np.concatenate((sizes, np.zeros((profiles, shifts - 1), sizes.dtype)), axis=1)
    return {"con_ptr": np.concatenate(([0], np.cumsum(longer.reshape(-1)))).astype(np.int64)}


def _placed(compiled: Compiled, codes: Codes, base: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    """Agents present when only ``codes`` [N, D] are on duty."""
    model = compiled.model
    count = base.copy()
    for e, day in zip(*np.nonzero(codes), strict=True):
        key = model.profile[e] * len(compiled.codes) + codes[e, day]
        cells = day * model.cells_per_day + model.con[model.con_ptr[key] : model.con_ptr[key + 1]]
        count[cells[cells < len(count)]] += 1
    return count


def _curves(model: Model, count: npt.NDArray[np.int32], open_days: npt.NDArray[np.bool_]) -> dict[str, Any]:
    """Curves of the days that a free duty reaches (nights spill into the next); the others cost nothing here."""
    reached = open_days.copy()
    reached[1:] |= open_days[:-1]
    cells = np.repeat(reached, model.cells_per_day)
    sizes = np.where(cells, np.diff(model.mar_ptr), 0)
    keep = np.repeat(cells, np.diff(model.mar_ptr))
    return {
        "mar": model.mar[keep],
        "mar_ptr": np.concatenate(([0], np.cumsum(sizes))).astype(np.int64),
        "zero_cost": np.where(cells, model.zero_cost, 0),
    }
