"""Compile the event loop once on a tiny centre; Numba keeps the result beside the package."""

from __future__ import annotations

import numpy as np

from wfm.simulation.model import Calls, Desk, Window
from wfm.simulation.run import run


def warm_up() -> None:
    """Run the compiled loop once."""
    one = np.ones(1)
    calls = Calls(one, np.zeros(1, np.int16), one, one)
    desk = Desk(np.zeros(1, np.int32), np.zeros(1), 10 * one, np.zeros(1, np.int32), np.ones((1, 1)), np.ones((1, 1), np.int16))
    run(calls, desk, Window(0.0, 10.0, 1), one)
