"""A project without history borrows the pattern of a like one: its days, its shape, its handling times, at a level of its own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from wfm.forecast.history import History


def borrowed(history: History, project: str, calls_per_day: float | None) -> History:
    """``history`` of the like project as one of ``project``, scaled so that a mean day with calls brings ``calls_per_day``.

    None: at the like project's own level. Handling times are kept, their weights scaled with the calls."""
    totals = np.nansum(history.calls, axis=1)
    served = totals > 0
    factor = 1.0
    if calls_per_day is not None and served.any():
        factor = calls_per_day / float(totals[served].mean())
    return replace(
        history,
        project=project,
        calls=history.calls * factor,
        handled=history.handled * factor,
        busy_seconds=history.busy_seconds * factor,
    )
