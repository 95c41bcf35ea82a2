"""A proven lower bound of the month's cost.

With a price mu(c) on every cover cell, cost = curves + lines >= sum over cells of min over n of [F(n) + mu n] + sum over
people of their cheapest line when each interval at the desk earns mu: Lagrange relaxation of "agents present = lines that
are there". It holds for any prices, so inexact ones only weaken it. Pairs (Together) and what a line's memory cannot hold
are left out; every price is >= 0, so the bound stays a bound, and says what it left out.
"""

from __future__ import annotations

import math
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Event

import numpy as np
import numpy.typing as npt

from wfm.roster.engine.compile import Compiled
from wfm.roster.engine.cover import least_curves
from wfm.roster.engine.lines import Pricer
from wfm.roster.engine.model import HARD, Model
from wfm.roster.engine.prices import cell_prices

PASSES = (3, 2, 0)
"""How many kinds of terms (of ``lines.ORDER``) each pass under a time limit leaves out."""


@dataclass(frozen=True)
class Bound:
    """``value``: no legal roster costs less. ``left_out``: kind of term -> people for whom it was left out.
    ``without_line``: rows of people who have no legal line at all (then no legal roster exists)."""

    value: int
    left_out: dict[str, int]
    without_line: tuple[int, ...]
    seconds: float
    prices: npt.NDArray[np.float64]


def lower_bound(
    compiled: Compiled,
    seconds: float | None = None,
    *,
    threads: int = 1,
    programme: float = 0.65,
    cancel: Event | None = None,
) -> Bound | None:
    """The bound at the linear programme's prices; None when the programme found none, or when ``cancel`` was set first.

    ``seconds``: the programme gets the share ``programme`` of them, the sweep over people the rest; None = no limit.
    """
    began = time.perf_counter()
    prices = cell_prices(compiled, 36_000.0 if seconds is None else programme * seconds, cancel)
    if prices is None:
        return None
    left = None if seconds is None else max(1.0, seconds - (time.perf_counter() - began))
    return bound_at(compiled, prices[0], seconds=left, threads=threads, cancel=cancel)


def bound_at(
    compiled: Compiled,
    prices: npt.NDArray[np.float64],
    *,
    seconds: float | None = None,
    threads: int = 2,
    cancel: Event | None = None,
) -> Bound:
    """The bound at given prices (float64 [cells]); people are shared among ``threads``.

    Without a limit every line is priced with all it remembers. With ``seconds`` everybody's line is first priced with a
    short memory (which weakens the bound), then with more of it for as many people as time, or ``cancel``, allows.
    """
    began = time.perf_counter()
    model = compiled.model
    mu = clip_prices(model, prices)
    earned = _earned(model, mu)
    people = len(model.profile)

    def over() -> bool:
        late = seconds is not None and time.perf_counter() - began > seconds
        return late or (cancel is not None and cancel.is_set())

    def sweep(part: int) -> dict[int, tuple[float | None, tuple[str, ...]]]:
        pricer = Pricer(model)
        found: dict[int, tuple[float | None, tuple[str, ...]]] = {}
        for sure in (0,) if seconds is None else PASSES:
            for e in range(part, people, threads):
                if e not in found or (found[e][1] and not over()):
                    cost, skipped, _ = pricer.cheapest(e, line_prices(model, e, earned), sure)
                    found[e] = cost, skipped
        return found

    with ThreadPoolExecutor(max_workers=threads) as pool:
        lines = {e: line for part in pool.map(sweep, range(threads)) for e, line in part.items()}
    left_out: dict[str, int] = {}
    for _, skipped in lines.values():
        for name in skipped:
            left_out[name] = left_out.get(name, 0) + 1
    if (model.pair_price > 0).any():
        left_out["together"] = int((np.diff(model.pair_ptr) > 0).sum())
    curves = least_curves(model, mu, people, np.zeros(len(mu), np.int64))
    value = curves + sum(lines[e][0] or 0.0 for e in range(people))
    without = tuple(e for e in range(people) if lines[e][0] is None)
    return Bound(max(0, math.ceil(value - 1e-4)), left_out, without, time.perf_counter() - began, mu)


def price_range(model: Model) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Least and highest price of each cell: the slopes of its curve. Outside, the curve's part would be unbounded or wasteful."""
    low, high = np.zeros(len(model.zero_cost)), np.zeros(len(model.zero_cost))
    cells = np.flatnonzero(np.diff(model.mar_ptr))
    low[cells] = -model.mar[model.mar_ptr[cells + 1] - 1].astype(np.float64)
    high[cells] = -model.mar[model.mar_ptr[cells]].astype(np.float64)
    return low, high


def clip_prices(model: Model, prices: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Prices within ``price_range``."""
    return np.clip(prices, *price_range(model))


def marginal_prices(model: Model, count: npt.NDArray[np.int32]) -> npt.NDArray[np.float64]:
    """Value of one more agent at the agents present in a roster: prices when the linear programme gave none."""
    found = np.zeros(len(model.zero_cost))
    for cell in range(len(found)):
        slopes = model.mar[model.mar_ptr[cell] : model.mar_ptr[cell + 1]]
        if len(slopes):
            more, fewer = min(int(count[cell]), len(slopes) - 1), min(max(0, int(count[cell]) - 1), len(slopes) - 1)
            found[cell] = -0.5 * (float(slopes[more]) + float(slopes[fewer]))
    return found


def _earned(model: Model, mu: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """What a code earns on a day, by cover profile: float64 [profiles, D, C]."""
    profiles = int(model.profile.max(initial=0)) + 1
    codes = len(model.shift_of)
    days = model.allow_shift.shape[1]
    padded = np.concatenate((mu, np.zeros(model.cells_per_day * 2)))
    found = np.zeros((profiles, days, codes))
    first = np.arange(days) * model.cells_per_day
    for profile in range(profiles):
        for code in range(codes):
            key = profile * codes + code
            cells = model.con[model.con_ptr[key] : model.con_ptr[key + 1]]
            if len(cells):
                found[profile, :, code] = padded[first[:, None] + cells[None, :]].sum(axis=1)
    return found


def line_prices(model: Model, e: int, earned: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Price of each shift on each day for person ``e`` (float64 [D, S], HARD = forbidden): its cheapest project and break."""
    by_code = model.allow_project[e][:, model.project_of] - earned[model.profile[e]]
    by_code = np.where(model.allow_project[e][:, model.project_of] >= HARD, float(HARD), by_code)
    shifts = model.allow_shift.shape[2]
    price = np.full((by_code.shape[0], shifts), float(HARD))
    for shift in range(shifts):
        codes = np.flatnonzero(model.shift_of == shift)
        if len(codes):
            price[:, shift] = by_code[:, codes].min(axis=1) + model.allow_shift[e][:, shift]
    return np.where((price >= HARD // 2) | (model.allow_shift[e] >= HARD), float(HARD), price)
