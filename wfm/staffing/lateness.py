"""Lateness: calls not answered within the threshold, by number of agents, and the lower convex envelope of that curve.

The share late falls with the agents in an S: flat near 1 in deep overload, then steep, then flat near 0. A price needs a convex
curve, so it may use the envelope alone, and must say how far that lies below the truth. docs/staffing.md has the figures.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wfm.staffing.checks import FloatArray
from wfm.staffing.late_kernels import envelope, expected_late, thinned
from wfm.staffing.rates import Rates


@dataclass(frozen=True)
class Lateness:
    """Of one interval by rostered agents 0, 1, ...: ``share`` of the mean calls late, and its ``envelope``."""

    share: FloatArray
    envelope: FloatArray

    @property
    def error(self) -> FloatArray:
        """How far the envelope lies below the truth, by agents (share of calls)."""
        return np.asarray(self.share - self.envelope, dtype=np.float64)


def lateness(
    load: float,
    *,
    aht_seconds: float,
    patience_seconds: float,
    threshold_seconds: float,
    rates: Rates,
    agents: int,
    present: float = 1.0,
) -> Lateness:
    """Share of calls not answered within the threshold for 0 .. ``agents`` rostered agents, averaged over ``rates``.

    ``load`` in Erlang at the mean rate, above 0. A caller who hangs up was not answered in time.
    """
    ratio = patience_seconds / aht_seconds
    desk = np.zeros(int(agents * present) + 2)
    expected_late(load, ratio, threshold_seconds / patience_seconds, rates.factors, rates.weights, desk)
    share = thinned(desk, present, agents + 1)
    return Lateness(share, envelope(share))
