"""Risk attitude: over which rates of calls an interval is staffed and priced.

The busy-day factor z is lognormal with mean 1 (``wfm.staffing.rates``). With loss(n, z) the expected loss of n agents at rate z:

    mean      E[loss(n, z)]                   requirement at the mean rate
    pNN       loss(n, z_p), z_p the quantile  requirement at z_p
    cvar:a    E[loss(n, z) | z >= z_a]        requirement at E[z | z >= z_a]

More calls never lose less, so the quantile of the loss is the loss at the quantile of the rate, and its conditional value at
risk (the mean of the worst 1 - a; Rockafellar & Uryasev 2000) the mean over the upper tail of the rate: averages of convex
curves, hence convex.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

import numpy as np

from wfm.errors import UsageError
from wfm.staffing.rates import REACH, Rates, busy_day_rates, points_for, scale_of

_NORMAL = NormalDist()


@dataclass(frozen=True)
class Risk:
    """``kind`` mean, quantile or cvar; ``level`` in (0, 1), unused by the mean. ``str`` is what ``parse_risk`` reads."""

    kind: Literal["mean", "quantile", "cvar"] = "mean"
    level: float = 0.5

    def __str__(self) -> str:
        if self.kind == "mean":
            return "mean"
        return f"p{100 * self.level:.10g}" if self.kind == "quantile" else f"cvar:{self.level:.10g}"

    def factor(self, relative_sd: float) -> float:
        """The rate, relative to its mean, that the requirement is made for."""
        if self.kind == "mean" or relative_sd == 0:
            return 1.0
        scale, normal = scale_of(relative_sd), _NORMAL.inv_cdf(self.level)
        if self.kind == "quantile":
            return math.exp(scale * normal - scale**2 / 2)
        return _NORMAL.cdf(scale - normal) / (1.0 - self.level)

    def rates(self, relative_sd: float, peak_load: float) -> Rates:
        """The rates that curves are averaged over, as finely as the largest load (Erlang) asks."""
        points = points_for(relative_sd, peak_load)
        if self.kind == "mean" or relative_sd == 0:
            return busy_day_rates(relative_sd, points)
        if self.kind == "quantile":
            return Rates(np.array([self.factor(relative_sd)]), np.ones(1))
        return self._tail(relative_sd, points)

    def _tail(self, relative_sd: float, points: int) -> Rates:
        """Gauss-Legendre points on the normal scale above the level, rescaled to the tail's exact mean."""
        low = _NORMAL.inv_cdf(self.level)
        high = max(REACH, low + REACH)
        nodes, weights = np.polynomial.legendre.leggauss(points)
        normal = low + (high - low) * (nodes + 1.0) / 2.0
        weights = weights * np.exp(-0.5 * (normal**2 - low**2))
        weights /= weights.sum()
        factors = np.exp(scale_of(relative_sd) * normal)
        return Rates(factors * self.factor(relative_sd) / (factors @ weights), weights)


MEAN = Risk()


def parse_risk(text: str) -> Risk:
    """``mean``, ``p90`` (any pNN with 0 < NN < 100) or ``cvar:0.9`` (any level in (0, 1)); UsageError otherwise."""
    plain = text.strip().lower()
    if plain == "mean":
        return MEAN
    quantile = re.fullmatch(r"p(\d{1,2}(?:\.\d+)?)", plain)
    tail = re.fullmatch(r"cvar:(0?\.\d+)", plain)
    if quantile and float(quantile[1]) > 0:
        return Risk("quantile", float(quantile[1]) / 100)
    if tail and float(tail[1]) > 0:
        return Risk("cvar", float(tail[1]))
    raise UsageError("staffing.bad_risk", value=text)
