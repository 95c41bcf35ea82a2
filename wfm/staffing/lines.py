"""Lines (trunks) for a blocking target: Erlang B turned round."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from wfm.staffing.checks import FloatArray, at_least, share
from wfm.staffing.compiled import compiled
from wfm.staffing.erlang import IntArray
from wfm.staffing.kernels import inverse_b


@compiled
def _fewest_lines(load: FloatArray, blocking: FloatArray, out: IntArray) -> None:
    """Lines carry load x (1 - blocking), so fewer than that never do; from there I(n) = 1 + n / a I(n - 1) upwards."""
    for i in range(load.size):
        a = load[i]
        if a == 0.0:
            out[i] = 0
            continue
        lines = math.ceil(a * (1.0 - blocking[i]))
        inverse = inverse_b(lines, a)
        while inverse * blocking[i] < 1.0:
            lines += 1
            inverse = 1.0 + lines / a * inverse
        out[i] = lines


def fewest_lines(load: npt.ArrayLike, blocking: npt.ArrayLike) -> IntArray:
    """Fewest lines on which at most the share ``blocking`` of calls meets a busy tone; arguments broadcast.

    ``load`` Erlang **of the lines**: a call holds its line while it waits and while it is handled (``line_load``). Blocked
    calls are lost and do not try again. Raises InputError for negative loads and shares outside (0, 1).
    """
    loads, shares = np.broadcast_arrays(at_least(load, "load", 0.0), share(blocking, "blocking"))
    out = np.empty(loads.size, dtype=np.int64)
    _fewest_lines(loads.ravel(), shares.ravel(), out)
    return out.reshape(loads.shape)


def line_load(
    load: npt.ArrayLike, mean_wait_seconds: npt.ArrayLike, abandonment: npt.ArrayLike, aht_seconds: npt.ArrayLike
) -> FloatArray:
    """Erlang of lines: calls on hold or in hand, load x (mean wait / handling time + 1 - abandonment) (Little's law).

    ``load`` Erlang of the agents; after-call work inside ``aht_seconds`` counts as if it held the line: a safe value.
    """
    loads, wait, lost, aht = np.broadcast_arrays(at_least(load, "load", 0.0), mean_wait_seconds, abandonment, aht_seconds)
    held = np.zeros(loads.shape)
    np.divide(wait, aht, out=held, where=loads > 0)
    return np.asarray(loads * (held + 1.0 - lost), dtype=np.float64)
