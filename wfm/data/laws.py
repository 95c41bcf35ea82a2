"""Laws of durations: what fits find in call records, and what the simulation draws from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

LawKind = Literal["exponential", "lognormal", "empirical", "endless"]


@dataclass(frozen=True)
class Law:
    """A distribution of seconds. ``mean``: its mean, s (infinite for ``endless``: nobody hangs up). ``cv``: coefficient of
    variation (1 for exponential). ``levels`` and ``values``: quantile table of an empirical law, both ascending, levels from 0
    to 1, values in s; empty for the others."""

    kind: LawKind
    mean: float
    cv: float = 1.0
    levels: tuple[float, ...] = ()
    values: tuple[float, ...] = ()

    def quantile(self, uniform: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Durations (s) at these levels in (0, 1), same shape: the inverse transform keeps common random numbers common."""
        if self.kind == "endless":
            return np.full(uniform.shape, np.inf)
        if self.kind == "empirical":
            return np.interp(uniform, self.levels, self.values)
        if self.kind == "exponential":
            return np.asarray(-self.mean * np.log1p(-uniform))
        from scipy.special import ndtri

        variance = np.log1p(self.cv**2)
        return np.asarray(self.mean * np.exp(np.sqrt(variance) * ndtri(uniform) - 0.5 * variance))

    def remaining(self, waited: npt.NDArray[np.float64], uniform: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Durations (s) known to be longer than ``waited`` (s, same shape), at these levels in (0, 1) of what is left; ``waited``
        itself where the law ends before it."""
        if self.kind in ("endless", "exponential"):
            return np.asarray(waited + self.quantile(uniform))
        reached = self._level(waited)
        return np.maximum(self.quantile(reached + (1.0 - reached) * uniform), waited)

    def _level(self, seconds: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Share of durations up to ``seconds``, of an empirical or a log-normal law."""
        if self.kind == "empirical":
            return np.interp(seconds, self.values, self.levels)
        from scipy.special import ndtr

        variance = np.log1p(self.cv**2)
        with np.errstate(divide="ignore"):
            return np.asarray(ndtr((np.log(seconds / self.mean) + 0.5 * variance) / np.sqrt(variance)))

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return {"kind": self.kind, "mean": self.mean, "cv": self.cv, "levels": list(self.levels), "values": list(self.values)}

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> Law:
        """Inverse of ``to_json``."""
        return Law(data["kind"], float(data["mean"]), float(data["cv"]), tuple(data["levels"]), tuple(data["values"]))
