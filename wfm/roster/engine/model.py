"""Terms compiled to flat arrays: what the search, the line pricing and the bound read."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

I64 = npt.NDArray[np.int64]
I32 = npt.NDArray[np.int32]
I16 = npt.NDArray[np.int16]

HARD = 10_000_000
"""Internal price of one unit of an illegality; never part of a reported cost."""

NONE = -(1 << 40)
"""Stands for an absent limit of a band (lower: NONE, upper: -NONE)."""


class Model(NamedTuple):
    """The month as arrays. N people, D days, S shifts (0 = off), C codes (0 = off), W cover cells a day.

    Lists per person are CSR: ``x_ptr[e]:x_ptr[e+1]``. Bands are six columns: hard_min, soft_min, soft_max, hard_max,
    under, over. ``*_short`` is the search's price per unit below a hard minimum, scaled so that a day counts alike.
    """

    shift_of: I16  # [C] shift of a code
    project_of: I16  # [C] project of a code, 0 = none, else 1 + index
    allow_shift: I32  # [N, D, S] price of a shift (or off) on a day, HARD = forbidden
    allow_project: I32  # [N, D, P+1] price of a project on a day, HARD = forbidden
    cand_ptr: I64  # [N*D+1] codes not forbidden ...
    cand: I16  # ... code 0 first when off is allowed
    same_ptr: I64  # [C+1] codes of the same shift (other project or break)
    same: I16
    follow_of: I32  # [N] row of the follow table
    follow: I32  # [K, S, S] price of a pair, HARD = forbidden
    last_shift: I16  # [N] shift of the day before the horizon, -1 = not known
    sum_ptr: I64  # [N+1]
    sum_row: I32  # weights row
    sum_days: I32  # [., 2] first and last day, clipped
    sum_before: I64
    sum_band: I64  # [., 6]
    sum_short: I64
    weights: I64  # [rows, S]
    touch_ptr: I64  # [N+1]
    touch_mask: I32  # row of masks
    touch_groups: I32  # row of groups
    touch_before: I64
    touch_band: I64
    touch_short: I64
    groups: I16  # [rows, D] group of a day, -1 = none
    run_ptr: I64  # [N+1]
    run_mask: I32
    run_before: I64
    run_band: I64
    run_short: I64
    masks: npt.NDArray[np.bool_]  # [rows, S]
    seq_ptr: I64  # [N+1]
    seq_auto: I32  # automaton
    seq_start: I16
    auto_next: I16  # [A, Q, S]
    auto_price: I32  # [A, Q, S]
    pair_ptr: I64  # [N+1]
    pair_other: I32
    pair_row: I32  # labels row
    pair_days: I32  # day-mask row
    pair_price: I64
    labels: I16  # [rows, S]
    day_masks: npt.NDArray[np.bool_]  # [rows, D]
    profile: I32  # [N] cover profile of a person
    con_ptr: I64  # [profiles*C+1] cells a code adds to, relative to its day's first cell
    con: I32
    base_count: I32  # [cells] agents present before anybody is placed (nights from the month before)
    mar_ptr: I64  # [cells+1]
    mar: I32  # change of cost by one more agent, from 0 on; the last slope goes on
    zero_cost: I64  # [cells] cost with nobody present
    cells_per_day: int


class State(NamedTuple):
    """A roster inside the search: codes, their shifts, sums kept up to date, agents present."""

    code: I16  # [N, D]
    shift: I16  # [N, D]
    sums: I64  # [number of sum terms] value without ``before``
    count: I32  # type: ignore[assignment]  # [cells]


def open_days(model: Model) -> npt.NDArray[np.bool_]:
    """Days [D] on which somebody has a choice of shifts; all of them when nobody ever has."""
    found: npt.NDArray[np.bool_] = ((model.allow_shift < HARD).sum(axis=2) > 1).any(axis=0)
    return found if found.any() else np.ones_like(found)
