"""The rest of the day in CP-SAT: whole people on the arcs that a better answer could use, from a complete hint."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from ortools.sat.python import cp_model

from wfm.roster.day.programme import DayModel, segments
from wfm.roster.day.search import Plan, placed
from wfm.roster.exact.build import Build, Lit, weighted


@dataclass(frozen=True)
class Finished:
    """``plan``: the best found (the start when nothing better was); ``bound``: no answer costs less; ``open_arcs``: arcs that
    were free."""

    plan: Plan
    bound: int
    status: str
    open_arcs: int


def finish_day(
    model: DayModel,
    start: Plan,
    bound: int,
    *,
    seconds: float,
    usable: npt.NDArray[np.bool_] | None = None,
    workers: int = 1,
) -> Finished:
    """Improve ``start`` or prove it. ``usable`` [arcs]: arcs an answer cheaper than ``start`` can use (None: all); the others
    stay empty, and whatever the start has on them is dear enough to be given up."""
    flow = start.flow()
    made = _Finish(model, flow, np.ones(len(flow), bool) if usable is None else usable | (flow > 0))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = max(0.1, seconds)
    solver.parameters.num_workers = workers
    solver.parameters.random_seed = 1
    solver.parameters.linearization_level = 2
    status = solver.solve(made.build.cp)
    proven = solver.best_objective_bound
    best = max(bound, math.ceil(proven - 1e-6)) if math.isfinite(proven) else bound
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Finished(start, bound, "unknown", made.free)
    found = made.read(np.array(solver.response_proto.solution))
    plan = found if found.cost() < start.cost() else start
    return Finished(plan, min(best, plan.cost()), "optimal" if best >= plan.cost() else "feasible", made.free)


class _Finish:
    """Variables: people on each usable arc, pieces of each cell's curve."""

    def __init__(self, model: DayModel, flow: npt.NDArray[np.int64], usable: npt.NDArray[np.bool_]) -> None:
        self.model, self.build = model, Build()
        self.flow = flow
        self.arcs: dict[int, Lit] = {}
        self.cells: defaultdict[int, list[Lit]] = defaultdict(list)
        self.reach: defaultdict[int, int] = defaultdict(int)
        """Most people that free arcs could add to a cell."""
        self.lent: defaultdict[tuple[str, int], list[Lit]] = defaultdict(list)
        for g in range(len(model.groups)):
            self._group(g, usable)
        self._caps()
        self._curves()
        self.free = len(self.arcs)
        self.build.finish(hint=True)

    def _group(self, g: int, usable: npt.NDArray[np.bool_]) -> None:
        group, first = self.model.groups[g], int(self.model.offsets[g])
        size = len(group.people)
        into: defaultdict[int, list[Lit]] = defaultdict(list)
        out: defaultdict[int, list[Lit]] = defaultdict(list)
        for number, arc in enumerate(group.net.arcs):
            if not usable[first + number]:
                continue
            people = self.build.amount(size, int(self.flow[first + number]))
            self.arcs[first + number] = people
            self.build.pay(people, arc.price)
            out[arc.tail].append(people)
            into[arc.head].append(people)
            for cell in arc.cells:
                if cell >= self.model.first_cell:
                    self.cells[cell].append(people)
                    self.reach[cell] += size
            for slot in arc.lent:
                if (group.net.home, slot) in self.model.caps:
                    self.lent[group.net.home, slot].append(people)
        for node in range(group.net.nodes - 1):
            leaving, coming = out[node], into[node]
            if leaving or coming or node == 0:
                arriving = size if node == 0 else weighted(coming, [1] * len(coming))
                self.build.require(weighted(leaving, [1] * len(leaving)) == arriving)

    def _caps(self) -> None:
        for key, people in self.lent.items():
            self.build.require(weighted(people, [1] * len(people)) <= self.model.caps[key])

    def _curves(self) -> None:
        model = self.model
        for cell in range(model.first_cell, len(model.fixed)):
            there = int(model.fixed[cell])
            self.build.constant += model.desk.at(cell, there)
            people = self.cells.get(cell, [])
            if not people:
                continue
            more = self.build.total(people)
            pieces = []
            for agents, slope in segments(model.desk, cell, there, there + self.reach[cell]):
                taken = min(agents, more)
                more -= taken
                piece = self.build.amount(agents, taken)
                self.build.pay(piece, slope)
                pieces.append(piece)
            if pieces:
                total = weighted(people, [1] * len(people))
                self.build.require(weighted(pieces, [1] * len(pieces)) <= total)

    def read(self, values: npt.NDArray[np.int64]) -> Plan:
        """The solution as paths."""
        flow = np.zeros(int(self.model.offsets[-1]), np.int64)
        for number, people in self.arcs.items():
            flow[number] = values[people.index]
        return placed(self.model, flow)
