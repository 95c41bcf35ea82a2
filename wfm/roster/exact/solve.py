"""A month, or a slice of one, as a CP-SAT model: proofs at small desks, repair of lines, the judge in tests."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import numpy.typing as npt
from ortools.sat.python import cp_model

from wfm.data.terms import Cover, Together
from wfm.roster.engine.compile import Compiled
from wfm.roster.engine.line import line_cost
from wfm.roster.exact.build import Build
from wfm.roster.exact.cover import post_cover, present
from wfm.roster.exact.line import Line
from wfm.roster.exact.terms import post, post_together

Codes = npt.NDArray[np.int16]

STATUS = {
    cp_model.OPTIMAL: "optimal",
    cp_model.FEASIBLE: "feasible",
    cp_model.INFEASIBLE: "infeasible",
    cp_model.UNKNOWN: "unknown",
}


@dataclass(frozen=True)
class Exact:
    """``codes`` [N, D] (int16) and their ``cost``, None when no roster was found; ``bound``: no legal roster that keeps
    what is fixed costs less, None when nothing was proven; ``status``: optimal, feasible, infeasible or unknown."""

    codes: Codes | None
    cost: int | None
    bound: int | None
    status: str


def solve_exact(
    compiled: Compiled,
    *,
    start: Codes | None = None,
    people: Sequence[int] | None = None,
    days: tuple[int, int] | None = None,
    seconds: float,
    seed: int = 1,
    workers: int = 1,
    deterministic: float | None = None,
) -> Exact:
    """The cheapest legal roster. ``people`` (rows) x ``days`` (first, last) are free, everything else stays as in
    ``start``, which is also the hint. ``seconds``: limit by the clock; ``deterministic``: limit in CP-SAT's own units: with
    one worker and a generous clock the same call gives the same roster. Costs are whole-roster costs.
    """
    if start is None and (people is not None or days is not None):
        raise ValueError("a slice needs the roster around it")
    model = Slice(compiled, start, people, days)
    model.build.finish(hint=start is not None)
    return model.solve(seconds=seconds, seed=seed, workers=workers, deterministic=deterministic)


def verdict(compiled: Compiled, codes: Codes, *, seconds: float = 60.0) -> Exact:
    """What the model says about one roster: every duty fixed, only slacks free. ``infeasible`` = not legal."""
    model = Slice(compiled, codes, None, None)
    for row, line in model.lines.items():
        for day, literals in enumerate(line.codes):
            kept = literals.get(int(codes[row, day]))
            model.build.require(kept == 1 if kept is not None else False)
    model.build.finish(hint=False)
    return model.solve(seconds=seconds)


class Slice:
    """The model of the free people x days; the rest of the roster enters as constants."""

    def __init__(
        self, compiled: Compiled, start: Codes | None, people: Sequence[int] | None, days: tuple[int, int] | None
    ) -> None:
        self.compiled = compiled
        self.build = Build()
        shape = compiled.model.allow_shift.shape[:2]
        self.table = np.zeros(shape, np.int16) if start is None else np.asarray(start, np.int16)
        self.free_days = range(days[0], days[1] + 1) if days is not None else range(shape[1])
        self.rows = {person.employee: row for row, person in enumerate(compiled.problem.employees)}
        self.people = list(range(shape[0])) if people is None else sorted({int(row) for row in people})
        self.lines = {row: self._line(row) for row in self.people}
        self._post_lines()
        self._post_pairs()
        around = self.table.copy()
        around[np.ix_(self.people, self.free_days)] = 0
        post_cover(self.build, compiled, self.lines, present(compiled.model, around))
        for row in set(range(shape[0])) - self.lines.keys():
            self.build.constant += int(line_cost(compiled.model, self.table[row], row)[0])

    def _line(self, row: int) -> Line:
        line = Line(self.build, self.compiled.codes, self.table.shape[1])
        model = self.compiled.model
        for day in range(self.table.shape[1]):
            if day in self.free_days:
                cell = row * self.table.shape[1] + day
                candidates = model.cand[model.cand_ptr[cell] : model.cand_ptr[cell + 1]]
                line.free(day, [int(code) for code in candidates], int(self.table[row, day]))
            else:
                line.fix(day, int(self.table[row, day]))
        return line

    def _post_lines(self) -> None:
        problem = self.compiled.problem
        eve = problem.horizon.start - timedelta(days=1)
        for term in self.compiled.terms:
            if not isinstance(term, Cover | Together):
                line = self.lines.get(self.rows[term.employee])
                if line is not None:
                    post(self.build, line, term, problem.previous_shift(term.employee, eve))

    def _post_pairs(self) -> None:
        fixed: dict[int, Line] = {}
        for term in self.compiled.terms:
            if isinstance(term, Together):
                for row in self._pair(term):
                    if row not in self.lines and row not in fixed:
                        fixed[row] = self._fixed(row)
                first, second = (self.lines.get(row) or fixed[row] for row in self._pair(term))
                post_together(self.build, first, second, term)

    def _pair(self, term: Together) -> tuple[int, int]:
        return self.rows[term.first], self.rows[term.second]

    def _fixed(self, row: int) -> Line:
        line = Line(self.build, self.compiled.codes, self.table.shape[1])
        for day, code in enumerate(self.table[row]):
            line.fix(day, int(code))
        return line

    def solve(
        self,
        *,
        seconds: float,
        seed: int = 1,
        workers: int = 1,
        deterministic: float | None = None,
        keep_hint: bool = False,
    ) -> Exact:
        """Runs CP-SAT; ``keep_hint``: every variable keeps its hinted value (is the hint complete and legal?)."""
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = seconds
        solver.parameters.random_seed = seed
        solver.parameters.num_workers = workers
        solver.parameters.linearization_level = 2  # one day of 60 people: proven in 5 s instead of not in 40 s
        solver.parameters.fix_variables_to_their_hinted_value = keep_hint
        if deterministic is not None:
            solver.parameters.max_deterministic_time = deterministic
        status = STATUS[solver.solve(self.build.cp)]
        if status == "infeasible":
            return Exact(None, None, None, status)
        proven = solver.best_objective_bound
        bound = max(0, math.ceil(proven - 1e-6)) if math.isfinite(proven) else None
        if status == "unknown":
            return Exact(None, None, bound, status)
        return Exact(self._read(solver), round(solver.objective_value), bound, status)

    def _read(self, solver: cp_model.CpSolver) -> Codes:
        values = np.array(solver.response_proto.solution)
        table = self.table.copy()
        for row, line in self.lines.items():
            for day, codes in enumerate(line.codes):
                table[row, day] = next(code for code, literal in codes.items() if values[literal.index])
        return table
