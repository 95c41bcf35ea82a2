"""Illegal lines made legal, one person at a time, beside everybody else's as they are."""

from __future__ import annotations

from collections.abc import Sequence

from wfm.roster.engine.compile import Compiled
from wfm.roster.engine.line import line_cost
from wfm.roster.exact.solve import Codes, solve_exact


def repair(compiled: Compiled, codes: Codes, rows: Sequence[int], *, seconds: float = 20.0) -> Codes | None:
    """``codes`` [N, D] with the cheapest legal line for every person of ``rows`` whose line is illegal, cover and pairs
    priced at the others' present lines; None when somebody has none (or none was found in ``seconds`` each)."""
    table = codes.copy()
    for row in rows:
        _, hard, short = line_cost(compiled.model, table[row], row)
        if hard or short:
            found = solve_exact(compiled, start=table, people=[row], seconds=seconds)
            if found.codes is None:
                return None
            table = found.codes
    return table
