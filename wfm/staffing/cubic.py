"""Values between whole numbers, from a table of the whole ones."""

from __future__ import annotations

import math

from wfm.staffing.checks import FloatArray
from wfm.staffing.compiled import compiled


@compiled
def between(values: FloatArray, first: int, c: float) -> float:
    """Cubic through the values at the four whole c around ``c``."""
    k = math.floor(c)
    t = c - k
    i = k - first
    outer, inner = (1.0 + t) * (2.0 - t), t * (1.0 - t)
    near = outer * ((1.0 - t) * values[i] + t * values[i + 1]) / 2.0
    return float(near - inner * ((2.0 - t) * values[i - 1] + (1.0 + t) * values[i + 2]) / 6.0)
