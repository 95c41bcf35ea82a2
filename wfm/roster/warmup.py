"""Compile the engines once on a tiny world; Numba keeps the result beside the package."""

from __future__ import annotations

import time

import numpy as np

from wfm.data.roster import Duty
from wfm.roster.candidate import Lines
from wfm.roster.engine.bound import bound_at
from wfm.roster.engine.compile import compile_problem
from wfm.roster.engine.part import part_of
from wfm.roster.engine.part_solve import solve_part
from wfm.roster.engine.search import Limit, search
from wfm.roster.rules import RULES
from wfm.roster.rules.example import world


def warm_up() -> float:
    """Run every compiled function once; returns the seconds it took."""
    began = time.perf_counter()
    rule = next(rule for rule in RULES if rule.id == "service-cover")
    problem, _ = world(rule.examples[0], rule)
    compiled = compile_problem(problem)
    start = np.zeros((len(problem.employees), problem.horizon.days), np.int16)
    search(compiled, start, Limit(moves=2000), seed=1)
    Lines(problem, compiled.decode(start)).legal(Duty("A", problem.horizon.start, "D", "P", 180))
    bound_at(compiled, np.zeros(len(compiled.model.zero_cost)))
    part = part_of(compiled, start, np.ones(start.shape, np.bool_))
    if part is not None:
        solve_part(part, Limit(moves=2000), seed=1)
    return time.perf_counter() - began
