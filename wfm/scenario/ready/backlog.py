"""How long a queue takes to clear: a fluid model of the day, for callers who wait and for work that may."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
STEPS = 30
"""Steps of an interval."""
CLEARED = 1.0
"""A queue shorter than this many calls is none."""


@dataclass(frozen=True)
class Backlog:
    """``peak``: longest queue, calls, and ``peak_slot`` where; ``cleared_slot``: first interval after it that ends without queue
    (None = not within the days); ``lost``: calls that hang up; ``minutes``: from the longest queue until it is cleared."""

    peak: float
    peak_slot: int
    cleared_slot: int | None
    lost: float
    minutes: float | None
    queue: FloatArray


def fluid(
    calls: FloatArray, aht_seconds: FloatArray, agents: FloatArray, patience_seconds: float | None, interval_minutes: int
) -> Backlog:
    """The queue Q of an overloaded period as a fluid, arrays [intervals]:

        dQ/dt = lambda(t) - mu(t) min(s(t), load in service) - Q / patience,   Q >= 0

    lambda = ``calls`` per interval, mu = 1 / ``aht_seconds``, s = ``agents`` at the desk; while Q > 0 all of them are busy, so
    service goes at s / aht; hanging up goes at Q / patience (None = nobody hangs up: the calls are worked off). The
    many-server fluid limit of Erlang A (Mandelbaum, Massey & Reiman 1998; Whitt 2004, Management Science 50). It starts empty.
    """
    step = interval_minutes * 60 / STEPS
    queue, lost = 0.0, 0.0
    ends, peaks = np.zeros(len(calls)), np.zeros(len(calls))
    for k in range(len(calls)):
        rate_in = calls[k] / (interval_minutes * 60)
        rate_out = agents[k] / aht_seconds[k] if aht_seconds[k] > 0 else 0.0
        for _ in range(STEPS):
            gone = queue / patience_seconds * step if patience_seconds else 0.0
            lost += min(gone, queue)
            queue = max(0.0, queue + (rate_in - rate_out) * step - min(gone, queue))
            peaks[k] = max(peaks[k], queue)
        ends[k] = queue
    return _summary(peaks, ends, lost, interval_minutes)


def _summary(peaks: FloatArray, ends: FloatArray, lost: float, interval_minutes: int) -> Backlog:
    worst = int(peaks.argmax()) if len(peaks) else 0
    peak = float(peaks.max(initial=0.0))
    if peak < CLEARED:
        return Backlog(peak, worst, worst, lost, 0.0, ends)
    clear = next((k for k in range(worst, len(ends)) if ends[k] < CLEARED), None)
    minutes = None if clear is None else float((clear - worst) * interval_minutes)
    return Backlog(peak, worst, clear, lost, minutes, ends)


def worked_off(work_hours: FloatArray, capacity_hours: FloatArray) -> tuple[FloatArray, int | None]:
    """Deferrable work left at the end of each day, hours, and the first day that ends with none (None = not within the days).

    left(d) = max(0, left(d - 1) + work(d) - capacity(d)).
    """
    left, found = 0.0, np.zeros(len(work_hours))
    for day, (work, capacity) in enumerate(zip(work_hours, capacity_hours, strict=True)):
        left = max(0.0, left + work - capacity)
        found[day] = left
    behind = np.flatnonzero(found > 0.01)
    if not len(behind):
        return found, 0
    after = [day for day in range(int(behind[0]), len(found)) if found[day] <= 0.01]
    return found, after[0] if after else None
