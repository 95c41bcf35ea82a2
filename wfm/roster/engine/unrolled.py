"""Everybody's lines in a part, unrolled once into graphs and then priced at any prices in a few milliseconds.

What a line remembers (``lines.memory``) does not depend on prices. In a part few days are free, so all states that a line can
reach, and the arcs between them with what the rules charge, are some thousands a person: they are listed once, from the first
free day to the last (before it there is one state, after it a cost). The cheapest line at given prices is a shortest path,
its duties come with it. Terms are left out, in the order of ``lines.ORDER``, where a line has too many states: the value
stays a lower bound.
"""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wfm.roster.engine.compile import Compiled
from wfm.roster.engine.lines import ORDER, Memory, memory
from wfm.roster.engine.lines_kernel import EMPTY
from wfm.roster.engine.model import HARD, Model, open_days
from wfm.roster.engine.paths_kernel import Graphs, Room, cheapest_paths, earnings, place_all
from wfm.roster.engine.unrolled_kernel import FULL, trim, unroll

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]

TABLE_BITS = 15
"""Bits of the table of a day's states."""
NODES, ARCS = 1 << 18, 1 << 19
"""Most states and arcs of one person's line; with more, terms are left out."""


@dataclass(frozen=True)
class _Graph:
    """One person's line; ``before``: what the days before the first free one cost; ``left_out``: kinds of terms."""

    start: npt.NDArray[np.int32]
    end: npt.NDArray[np.int32]
    slot: npt.NDArray[np.int32]
    cost: F64
    nodes: int
    groups: int
    group_of: I64
    before: float
    left_out: tuple[str, ...]


class UnrolledLines:
    """All lines of a part as ``graphs``. ``left_out``: row -> kinds of terms its graph does without; ``without_line``: rows of
    people who have no legal line."""

    def __init__(self, compiled: Compiled) -> None:
        model = compiled.model
        self.model = model
        free = np.flatnonzero(_priced_days(model))
        days = np.arange(free[0], free[-1] + 1)
        unroller = _Unroller(model, days)
        found = [unroller.graph(e) for e in range(len(model.profile))]
        self.people = np.arange(len(found))
        self.without_line = tuple(e for e, graph in enumerate(found) if not graph.nodes)
        self.left_out = {e: graph.left_out for e, graph in enumerate(found) if graph.left_out}
        self.constant = float(sum(graph.before for graph in found))
        self.graphs = _joined_graphs(model, days, found)

    def cheapest(self, mu: F64, threads: int = 1) -> tuple[float, npt.NDArray[np.int32]]:
        """Summed cost of everybody's cheapest line when an agent in a cell earns ``mu`` [cells], and the agents present with
        these lines (those there beforehand included). The same for any number of ``threads``."""
        model, days = self.model, self.graphs.days
        earned = np.zeros((int(model.profile.max(initial=0)) + 1, len(days), len(model.shift_of)))
        earnings(model, days, mu, earned)
        value, codes = np.zeros(len(self.people)), np.zeros((len(self.people), len(days)), np.int64)

        def sweep(part: int) -> None:
            cheapest_paths(model, self.graphs, self.people[part::threads], earned, self.room(), value, codes)

        if threads == 1:
            sweep(0)
        else:
            with ThreadPoolExecutor(max_workers=threads) as pool:
                list(pool.map(sweep, range(threads)))
        count = model.base_count.copy()
        place_all(model, days, self.people, codes, count, 1)
        return float(value.sum()) + self.constant, count

    def room(self) -> Room:
        """Buffers for one thread."""
        slots = int(np.diff(self.graphs.slot_ptr).max(initial=0))
        nodes = int(np.diff(self.graphs.node_ptr).max(initial=0))
        days = len(self.graphs.days)
        return Room(
            np.zeros(slots), np.zeros(slots, np.int64), np.zeros(nodes, np.int64), np.zeros(nodes), np.zeros(days, np.int64)
        )


class _Unroller:
    """Makes graphs, with the buffers they need."""

    def __init__(self, model: Model, days: I64) -> None:
        self.model, self.days = model, days
        span = model.allow_shift.shape[1]
        self.keys = np.full(1 << TABLE_BITS, EMPTY, np.int64)
        self.numbers, self.filled = np.zeros(1 << TABLE_BITS, np.int64), np.zeros(1 << TABLE_BITS, np.int64)
        self.node, self.node_ptr = np.zeros(NODES, np.int64), np.zeros(span + 2, np.int64)
        self.rest, self.number = np.zeros(NODES), np.zeros(NODES, np.int64)
        self.arcs = [np.zeros(ARCS, np.int64) for _ in range(3)]
        self.cost, self.arc_ptr = np.zeros(ARCS), np.zeros(span + 1, np.int64)

    def graph(self, e: int) -> _Graph:
        """Person ``e``'s graph, with as many terms as fit the buffers; without nodes when no line is legal."""
        for leave_out in range(len(ORDER) + 1):
            m = memory(self.model, e, leave_out)
            if math.prod(int(radix) for radix in m.parts[:, 1]) >= 1 << 62:
                continue  # states no longer fit a number
            groups = m.effect.shape[1]
            if self._unrolled(m, self._allowed(e, m, groups)) != FULL:
                return self._trimmed(m, groups)
        raise AssertionError("a line without memory has one state")

    def _allowed(self, e: int, m: Memory, groups: int) -> npt.NDArray[np.bool_]:
        """Groups of shifts that person ``e`` may work, by day: bool [D, G]."""
        model = self.model
        found = np.zeros((model.allow_shift.shape[1], groups), np.bool_)
        day, code = np.nonzero(_own_prices(model, e) < HARD)
        found[day, m.group_of[model.shift_of[code]]] = True
        return found

    def _unrolled(self, m: Memory, allowed: npt.NDArray[np.bool_]) -> int:
        return int(
            unroll(
                allowed, m.parts, m.effect, m.follow, m.reading_next, m.reading_price, m.bands, m.band_ptr, m.scale, m.before,
                m.limits, m.groups_of_day, self.keys, self.numbers, self.filled, self.node, self.node_ptr, *self.arcs,
                self.cost, self.arc_ptr,
            )
        )  # fmt: skip

    def _trimmed(self, m: Memory, groups: int) -> _Graph:
        first, last = int(self.days[0]), int(self.days[-1])
        before = float(self.cost[: self.arc_ptr[first]].sum()) + m.constant
        start, end, group = self.arcs
        arcs, nodes = trim(self.node_ptr, start, end, group, self.cost, self.arc_ptr, first, last, self.rest, self.number)
        day, which = group[:arcs] >> 16, group[:arcs] & 0xFFFF
        return _Graph(
            start=start[:arcs].astype(np.int32),
            end=end[:arcs].astype(np.int32),
            slot=(day * groups + which).astype(np.int32),
            cost=self.cost[:arcs].copy(),
            nodes=nodes,
            groups=groups,
            group_of=m.group_of,
            before=before,
            left_out=m.left_out,
        )


def _joined_graphs(model: Model, days: I64, found: list[_Graph]) -> Graphs:
    """One after the other, with the codes that each may work."""
    codes, slots, prices = [], [], []
    for e, graph in enumerate(found):
        own = _own_prices(model, e)[days]
        position, code = np.nonzero(own < HARD)
        codes.append(code.astype(np.int64))
        slots.append(position * graph.groups + graph.group_of[model.shift_of[code]])
        prices.append(own[position, code])
    return Graphs(
        days=days,
        slot_ptr=_pointers([graph.groups * len(days) for graph in found]),
        slot_day=np.concatenate([np.repeat(np.arange(len(days)), graph.groups) for graph in found]),
        node_ptr=_pointers([graph.nodes for graph in found]),
        arc_ptr=_pointers([len(graph.cost) for graph in found]),
        arc_from=np.concatenate([graph.start for graph in found]),
        arc_to=np.concatenate([graph.end for graph in found]),
        arc_slot=np.concatenate([graph.slot for graph in found]),
        arc_cost=np.concatenate([graph.cost for graph in found]),
        option_ptr=_pointers([len(each) for each in codes]),
        option_code=np.concatenate(codes),
        option_slot=np.concatenate(slots),
        option_price=np.concatenate(prices),
    )


def _own_prices(model: Model, e: int) -> I64:
    """Price [D, C] of each code for person ``e``, HARD or more where it may not be worked or is no candidate."""
    shift = model.allow_shift[e][:, model.shift_of].astype(np.int64)
    price = shift + model.allow_project[e][:, model.project_of]
    days = len(price)
    cells = model.cand_ptr[e * days : (e + 1) * days + 1]
    day, code = np.repeat(np.arange(days), np.diff(cells)), model.cand[cells[0] : cells[-1]]
    found = np.full(price.shape, HARD, np.int64)
    found[day, code] = price[day, code]
    return found


def _priced_days(model: Model) -> npt.NDArray[np.bool_]:
    """Days [D] on which somebody has a choice, a desk, or a price of his own; on the others every line is what it is."""
    found = open_days(model).copy()
    desks = np.diff(model.con_ptr).reshape(-1, len(model.shift_of)).any(axis=0)
    for e in range(len(model.profile)):
        own = _own_prices(model, e)
        found |= ((own < HARD) & (desks | (own > 0))).any(axis=1)
    return found


def _pointers(sizes: list[int]) -> I64:
    return np.concatenate(([0], np.cumsum(np.array(sizes, np.int64)))).astype(np.int64)
