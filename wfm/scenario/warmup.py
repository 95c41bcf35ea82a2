"""Compile everything that is compiled, once."""

from __future__ import annotations

import time

from wfm.roster.warmup import warm_up as warm_up_roster
from wfm.simulation.warmup import warm_up as warm_up_simulation
from wfm.staffing.warmup import warm_up as warm_up_staffing


def warm_up() -> float:
    """Compile search, line pricing, the queue formulas and the simulation's event loop; returns the seconds it took."""
    began = time.perf_counter()
    warm_up_roster()
    warm_up_staffing()
    warm_up_simulation()
    return time.perf_counter() - began
