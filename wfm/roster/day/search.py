"""Whole people on paths: the programme's flow rounded, each person left over on the cheapest path, then improved one by one."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from wfm.roster.day.network import Group, price_of
from wfm.roster.day.programme import DayModel, paths_in

Path = tuple[int, ...]
_NEVER = 1 << 60


class Plan:
    """A path for everybody, and what it costs. ``paths[g]``: paths of group ``g``, one per person."""

    def __init__(self, model: DayModel) -> None:
        self.model = model
        self.count = model.fixed.tolist()
        self.lent: dict[tuple[str, int], int] = {}
        self.paths: list[list[Path]] = [[] for _ in model.groups]

    def place(self, g: int, path: Path, sign: int = 1) -> None:
        """Put a person of group ``g`` on a path, or take one off it."""
        net = self.model.groups[g].net
        for number in path:
            arc = net.arcs[number]
            for cell in arc.cells:
                self.count[cell] += sign
            for slot in arc.lent:
                self.lent[net.home, slot] = self.lent.get((net.home, slot), 0) + sign
        if sign > 0:
            self.paths[g].append(path)
        else:
            self.paths[g].remove(path)

    def cost(self) -> int:
        """Loss of the cells that count, and the price of all changes."""
        model = self.model
        loss = sum(model.desk.at(cell, self.count[cell]) for cell in range(model.first_cell, len(self.count)))
        return loss + sum(price_of(model.groups[g].net, path) for g, paths in enumerate(self.paths) for path in paths)

    def cheapest(self, g: int) -> tuple[Path, int]:
        """A path for one more person of group ``g``, and what it costs; caps are kept. The cheapest, but that a cell which a path
        meets more than once (the account of off-phone work) is priced at its first agent while looking."""
        model, net = self.model, self.model.groups[g].net
        best = [_NEVER] * net.nodes
        came = [-1] * net.nodes
        best[0] = 0
        curves, first = model.desk.cost, model.first_cell
        for number, arc in enumerate(net.arcs):
            cost = best[arc.tail]
            if cost == _NEVER or (arc.lent and self._full(net.home, arc.lent)):
                continue
            cost += arc.price
            for cell in arc.cells:
                agents = self.count[cell]
                if cell >= first and agents + 1 < len(curves[cell]):
                    cost += int(curves[cell][agents + 1]) - int(curves[cell][agents])
            if cost < best[arc.head]:
                best[arc.head], came[arc.head] = cost, number
        path, node = [], net.nodes - 1
        while node:
            path.append(came[node])
            node = net.arcs[came[node]].tail
        found = tuple(reversed(path))
        return found, self.marginal(g, found)

    def marginal(self, g: int, path: Path) -> int:
        """What one more person of group ``g`` on this path costs."""
        net, first, desk = self.model.groups[g].net, self.model.first_cell, self.model.desk
        met = Counter(cell for number in path for cell in net.arcs[number].cells if cell >= first)
        more = sum(desk.at(cell, self.count[cell] + times) - desk.at(cell, self.count[cell]) for cell, times in met.items())
        return more + sum(net.arcs[number].price for number in path)

    def _full(self, home: str, slots: Sequence[int]) -> bool:
        caps = self.model.caps
        return any(self.lent.get((home, slot), 0) >= caps.get((home, slot), _NEVER) for slot in slots)

    def flow(self) -> npt.NDArray[np.int64]:
        """People on every arc, all groups' arcs in a row."""
        offsets = self.model.offsets
        found = np.zeros(int(offsets[-1]), np.int64)
        for g, paths in enumerate(self.paths):
            for path in paths:
                found[[int(offsets[g]) + number for number in path]] += 1
        return found


def rounded(model: DayModel, flow: npt.NDArray[np.float64] | None) -> Plan:
    """Whole parts of ``flow`` kept, the others placed one by one; without a flow everybody starts as planned."""
    plan, offsets = Plan(model), model.offsets
    for g, group in enumerate(model.groups):
        if flow is None:
            kept: list[Path] = [group.plain] * len(group.people)
        else:
            kept = paths_in(group, flow[offsets[g] : offsets[g + 1]].tolist())
        for path in kept:
            if _fits(plan, group, path):
                plan.place(g, path)
    for g, group in enumerate(model.groups):
        for _ in range(len(group.people) - len(plan.paths[g])):
            plan.place(g, plan.cheapest(g)[0])
    return plan


def placed(model: DayModel, flow: npt.NDArray[np.int64]) -> Plan:
    """Whole people on arcs as paths."""
    plan, offsets = Plan(model), model.offsets
    for g, group in enumerate(model.groups):
        for path in paths_in(group, flow[offsets[g] : offsets[g + 1]].tolist()):
            plan.place(g, path)
    return plan


def _fits(plan: Plan, group: Group, path: Path) -> bool:
    caps = plan.model.caps
    keys = {(group.net.home, slot) for number in path for slot in group.net.arcs[number].lent}
    return all(plan.lent.get(key, 0) < caps.get(key, _NEVER) for key in keys)


def improved(plan: Plan, deadline: float, *, bound: int | None = None) -> Plan:
    """Take each person off, put the person back where it is cheapest, until nobody gains; ``deadline``: of ``monotonic``."""
    changed = True
    while changed and time.monotonic() < deadline and (bound is None or plan.cost() > bound):
        changed = False
        for g in range(len(plan.model.groups)):
            for path in sorted(set(plan.paths[g])):
                while path in plan.paths[g] and _moved(plan, g, path):
                    changed = True
            if time.monotonic() >= deadline:
                break
    return plan


def _moved(plan: Plan, g: int, path: Path) -> bool:
    plan.place(g, path, -1)
    stays = plan.marginal(g, path)
    better, cost = plan.cheapest(g)
    plan.place(g, better if cost < stays else path)
    return cost < stays
