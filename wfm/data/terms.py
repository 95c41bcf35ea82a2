"""The primitive terms in which rules speak and which every engine understands (docs/architecture.md, "Terms").

Shift sets hold shift ids, ``OFF`` for a day without duty. Days are indices into the horizon. Prices are integers >= 0;
``BAN`` forbids. Bands price what lies outside. A rule that would like to pay a bonus prices its absence instead, so leaving
a term out can only lower the cost and a bound with a term relaxed stays a bound.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

BAN: Final = -1
"""Price of what is forbidden."""

ShiftSet = frozenset[str]


@dataclass(frozen=True, slots=True)
class Band:
    """Piecewise-linear price of a quantity; a limit of None is absent.

    Below ``soft_min`` each unit costs ``under``; above ``soft_max`` each unit costs ``over``; below ``hard_min`` or above
    ``hard_max`` is illegal.
    """

    hard_min: int | None = None
    soft_min: int | None = None
    soft_max: int | None = None
    hard_max: int | None = None
    under: int = 0
    over: int = 0

    def price(self, quantity: int) -> int:
        """Cost units at ``quantity``; BAN when illegal."""
        if (self.hard_min is not None and quantity < self.hard_min) or (self.hard_max is not None and quantity > self.hard_max):
            return BAN
        cost = 0
        if self.soft_min is not None and quantity < self.soft_min:
            cost += self.under * (self.soft_min - quantity)
        if self.soft_max is not None and quantity > self.soft_max:
            cost += self.over * (quantity - self.soft_max)
        return cost


@dataclass(frozen=True, slots=True)
class Allow:
    """On each of ``days`` a duty matching ``shifts`` (None = any shift, not OFF) and ``projects`` (None = any) costs
    ``price``. ``projects`` must be None when OFF is in ``shifts``."""

    rule: str
    employee: str
    days: tuple[int, ...]
    price: int
    shifts: ShiftSet | None = None
    projects: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Follow:
    """Each pair (shift on a day, shift on the next day) in ``pairs`` costs ``price``; the pair across the horizon's start
    counts, with the previous roster's last day. Pairs may name OFF."""

    rule: str
    employee: str
    pairs: frozenset[tuple[str, str]]
    price: int


@dataclass(frozen=True, slots=True)
class Run:
    """Lengths of maximal runs of days in ``shifts`` lie in ``band``. ``before`` days of the class directly precede the
    horizon and belong to a run that goes on at day 0; a run over before day 0 is not judged. A run that reaches the last
    day is not judged too short. Each run pays ``band.price(length)``."""

    rule: str
    employee: str
    shifts: ShiftSet
    band: Band
    before: int = 0


@dataclass(frozen=True, slots=True)
class Sum:
    """``before`` plus the sum of ``weights[shift]`` over days ``first..last`` (clipped to the horizon) lies in ``band``."""

    rule: str
    employee: str
    weights: Mapping[str, int]
    first: int
    last: int
    band: Band
    before: int = 0


@dataclass(frozen=True, slots=True)
class Touch:
    """``before`` plus the number of groups with at least one day in ``shifts`` lies in ``band``. ``groups``: for every day
    of the horizon its group number from 0, or -1; at most 60 groups."""

    rule: str
    employee: str
    shifts: ShiftSet
    groups: tuple[int, ...]
    band: Band
    before: int = 0


@dataclass(frozen=True, slots=True)
class Automaton:
    """States 0..n-1; ``step[state][shift]`` = (next state, price or BAN); a shift not listed keeps the state free."""

    step: tuple[Mapping[str, tuple[int, int]], ...]


@dataclass(frozen=True, slots=True)
class Sequence:
    """The line read day by day by ``automaton`` from ``start`` (the state after the previous roster) pays each step."""

    rule: str
    employee: str
    automaton: Automaton
    start: int = 0


@dataclass(frozen=True, slots=True)
class Cover:
    """Agents present against a convex curve, over people.

    ``interval``: True counts ``members`` at the desk in each (day, slot) on one of ``projects``; False counts ``members``
    on one of ``shifts`` each day (one slot a day). ``members`` None = everybody, ``projects`` None = all, ``shifts`` None =
    all. Curves of cell ``day * slots + slot``: ``loss[offset[cell]:offset[cell+1]]`` by number present; convex; beyond the
    end the last slope goes on (a curve of one value is constant; an empty one costs nothing).
    """

    rule: str
    label: str
    interval: bool
    slots: int
    offset: npt.NDArray[np.int64]
    loss: npt.NDArray[np.int64]
    members: frozenset[str] | None = None
    projects: frozenset[str] | None = None
    shifts: ShiftSet | None = None


@dataclass(frozen=True, slots=True)
class Together:
    """Each of ``days`` on which the labels of the two people's shifts differ costs ``price``. A shift not in ``labels``
    has the label -1; OFF included."""

    rule: str
    first: str
    second: str
    labels: Mapping[str, int]
    days: tuple[int, ...]
    price: int


PersonTerm = Allow | Follow | Run | Sum | Touch | Sequence
Term = PersonTerm | Cover | Together
