"""Compiled: integrals over the wait of a queue whose callers hang up, in patiences s,

    exp(x (1 - e^-s) - c s)

a log-concave curve, by Gauss-Legendre panels that leave its top outwards until nothing is left.
"""

from __future__ import annotations

import math

import numpy as np

from wfm.staffing.compiled import compiled

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(16)
_NOTHING = 1e-18


@compiled
def area(c: float, x: float, near: float, far: float, top: float, weighted: bool) -> float:
    """Integral between ``near`` and ``far`` of exp(h(s) - h(top)), h(s) = x (1 - e^-s) - c s; with 1 - e^-s when ``weighted``.

    h must fall from ``near`` to ``far`` (either direction; ``far`` may be infinite). A panel is narrow against the slope,
    the curvature and the scale 1 of e^-s, so that 16 nodes give it to rounding.
    """
    scale = x * math.exp(-top)
    way = 1.0 if far > near else -1.0
    total, s = 0.0, near
    while way * (far - s) > 0.0:
        calls = x * math.exp(-s)
        width = min(1.0, abs(far - s), 8.0 / (abs(calls - c) + 1e-300), 3.0 / math.sqrt(calls + 1e-300))
        middle = s + way * width / 2.0
        part = 0.0
        for k in range(_NODES.size):
            at = middle + width / 2.0 * _NODES[k]
            beyond = at - top
            value = math.exp(-scale * math.expm1(-beyond) - c * beyond)
            part += _WEIGHTS[k] * (-math.expm1(-at) * value if weighted else value)
        part *= width / 2.0
        total += part
        if part <= _NOTHING * total:
            break
        s += way * width
    return total
