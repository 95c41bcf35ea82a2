"""Laplace's approximation of the Gaussian process for counts, and its variances of greatest posterior likelihood."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from scipy.optimize import minimize

from wfm.forecast.history import FloatArray
from wfm.forecast.members.covariances import Parts

_STEPS = 25
_ROUNDS = 3
_HUBER = 1.5
USUAL = np.array([0.1, 0.05, 0.03, 0.5, 0.05, 0.1, 0.06]) ** 2
"""Prior guess of the variances: slow level, fast level, drifting weekday, holidays (scale), day of month, covariates, noise."""
_TRUST = np.array([2.0, 2.0, 2.0, 1.0, 2.0, 2.0, 2.0])
"""Standard deviations of their logarithms around the guess."""
_FARTHEST = 30.0
"""Logarithms of variances beyond this count as this: a line search may leap anywhere, and numbers must not overflow."""


@dataclass(frozen=True, eq=False)
class Solved:
    """Laplace's answer. ``working``: z; ``noise``: its variance 1 / m; ``smooth``: posterior mean of f; ``weight``:
    (K + noise)^-1 (z - level); ``trust``: 0..1, below 1 for days far off; ``spread``: variance of the noise at that trust."""

    working: FloatArray
    noise: FloatArray
    smooth: FloatArray
    weight: FloatArray
    trust: FloatArray
    spread: FloatArray


def laplace(parts: Parts, variance: FloatArray, totals: FloatArray, level: float, *, robust: bool) -> Solved:
    """Rounds of weighted regression on the working counts."""
    covariance = parts.total(variance)
    own = float(variance[-1])
    mean = np.maximum(totals, 0.7)
    trust = np.ones(len(totals))
    for _ in range(_ROUNDS):
        working = np.log(mean) + (totals - mean) / mean
        spread = (own + 1.0 / mean) / trust
        system = covariance.copy()
        system[np.diag_indices_from(system)] += spread
        weight = cho_solve(cho_factor(system, lower=True, overwrite_a=True), working - level)
        smooth = working - spread * weight
        noise = 1.0 / mean
        mean = np.maximum(np.exp(np.minimum(smooth + own / (own + noise) * trust * (working - smooth), 50.0)), 0.2)
        if robust:
            off = np.abs(working - smooth) / np.sqrt(own + noise)
            trust = np.minimum(1.0, _HUBER / np.maximum(off, 1e-9))
    return Solved(working, noise, smooth, weight, trust, spread)


def learnt_variances(parts: Parts, values: FloatArray, noise: FloatArray) -> FloatArray:
    """Variances of greatest posterior likelihood given ``values`` with their ``noise``; gradient by (5.9) of the book."""
    usual = np.log(USUAL)

    def loss(log_variance: FloatArray) -> tuple[float, FloatArray]:
        variance = np.exp(np.clip(log_variance, -_FARTHEST, _FARTHEST))
        system = parts.total(variance)
        system[np.diag_indices_from(system)] += variance[-1] + noise
        try:
            lower = np.linalg.cholesky(system)
        except np.linalg.LinAlgError:
            return 1e12, np.zeros(len(variance))
        root = np.linalg.inv(lower)
        inverse = root.T @ root
        weight = inverse @ values
        gap = inverse - np.outer(weight, weight)
        slope = [0.5 * float(np.sum(gap * part)) for part in parts.scaled] + [0.5 * float(np.trace(gap))]
        away = (log_variance - usual) / _TRUST
        value = 0.5 * float(values @ weight) + float(np.log(np.diag(lower)).sum()) + 0.5 * float(np.sum(away**2))
        return value, np.array(slope) * variance + away / _TRUST

    found = minimize(loss, usual, jac=True, method="L-BFGS-B", options={"maxiter": _STEPS})
    return np.asarray(np.exp(np.clip(found.x, -_FARTHEST, _FARTHEST)), dtype=np.float64)
