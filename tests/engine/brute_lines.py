"""Every line of one person tried in turn."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

from wfm.roster.engine.line import line_cost
from wfm.roster.engine.model import HARD, Model

NEVER = 1 << 60


@njit(cache=True)
def _cheapest_of_all(model: Any, e: int, codes: Any, noise: Any) -> Any:
    days, options = codes.shape
    choice = np.zeros(days, np.int64)
    line = np.zeros(days, np.int16)
    best = np.int64(NEVER)
    while True:
        extra = np.int64(0)
        for day in range(days):
            line[day] = codes[day, choice[day]]
            extra += noise[day, choice[day]]
        cost, hard, short = line_cost(model, line, e)
        if hard == 0 and short == 0:
            best = min(best, cost + extra)
        day = 0
        while day < days:
            choice[day] += 1
            if choice[day] < options and codes[day, choice[day]] >= 0:
                break
            choice[day] = 0
            day += 1
        if day == days:
            return best


def cheapest_of_all(model: Model, e: int, codes: npt.NDArray[np.int16], noise: npt.NDArray[np.int64]) -> int | None:
    """Least cost of a legal line of person ``e`` made of ``codes`` [D, K] (-1 = no more that day), each with its ``noise``;
    None when no line is legal."""
    found = int(_cheapest_of_all(model, e, codes, noise))
    return None if found == NEVER else found


def offered(
    model: Model, e: int, generator: np.random.Generator, low: int, high: int, lines: int = 4000
) -> tuple[npt.NDArray[np.int16], npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Shifts drawn for each day, at drawn extra prices low..high, that make at most ``lines`` lines: codes [D, S] (-1 = no
    more that day), extra [D, S], and the price of each shift [D, S] as line pricing wants it (HARD = not offered)."""
    days, shifts = model.allow_shift.shape[1:]
    codes = np.full((days, shifts), -1, np.int16)
    extra = np.zeros((days, shifts), np.int64)
    price = np.full((days, shifts), float(HARD))
    for day, number in enumerate(_numbers(generator, days, shifts, lines)):
        for k, shift in enumerate(np.sort(generator.choice(shifts, number, replace=False))):
            code = int(generator.choice(np.flatnonzero(model.shift_of == shift)))
            codes[day, k] = code
            extra[day, k] = generator.integers(low, high)
            own = model.allow_shift[e, day, shift] + model.allow_project[e, day, model.project_of[code]]
            if own < HARD:
                price[day, shift] = own + extra[day, k]
    return codes, extra, price


def _numbers(generator: np.random.Generator, days: int, most: int, lines: int) -> list[int]:
    """Numbers 1..most, one a day, whose product is at most ``lines``."""
    numbers = [1] * days
    for _ in range(most - 1):
        for day in generator.permutation(days):
            if math.prod(numbers) // numbers[day] * (numbers[day] + 1) <= lines:
                numbers[day] += 1
    return numbers
