"""What a simulation reads and returns: plain arrays. Times are seconds from the stretch's zero (any fixed moment)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Calls:
    """Calls in order of arrival, arrays of one length. ``arrival``: s, ascending. ``project``: index. ``handling``: s, for an
    agent of proficiency 1. ``patience``: s until the caller hangs up when not answered (infinite = never)."""

    arrival: FloatArray
    project: npt.NDArray[np.int16]
    handling: FloatArray
    patience: FloatArray


@dataclass(frozen=True)
class Desk:
    """Who sits at the phones. A *seat* is one person's duty; a *session* a stretch of it without break.

    ``session_seat``, ``session_start``, ``session_end`` (s): sessions ascending by start; sessions of one seat do not overlap. A
    call in hand at a session's end is finished first; the seat's next session then begins late by the overrun (a break is
    kept whole). ``seat_group``: group of each seat. ``speed`` [seats, projects]: proficiency, handling times are divided by it.
    ``level`` [groups, projects]: 0 = the group does not serve the project, 1 = first choice, 2 = second choice ...
    """

    session_seat: npt.NDArray[np.int32]
    session_start: FloatArray
    session_end: FloatArray
    seat_group: npt.NDArray[np.int32]
    speed: FloatArray
    level: npt.NDArray[np.int16]


@dataclass(frozen=True)
class Window:
    """What is counted: calls arriving in [``first``, ``first + intervals * interval``), by intervals of ``interval`` s.

    Calls before warm the queue up, calls after keep it honest until the last counted call is settled."""

    first: float
    interval: float
    intervals: int


@dataclass(frozen=True)
class Tally:
    """Counts of one run, [projects, intervals] by the interval of arrival unless said otherwise.

    ``offered`` = ``answered`` + ``abandoned``. ``in_time``: answered within the project's threshold.
    ``waited``: found nobody free.
    ``wait_seconds``: summed over all offered calls, those who hang up included. ``busy_seconds`` [projects, intervals]: agents'
    time on calls of the project, by the clock; ``group_busy_seconds`` [groups, intervals]: the same time by who spends it.
    ``staffed_seconds`` [groups, intervals]: time at the desk by the clock, overrun included. ``seat_busy``, ``seat_staffed``
    [seats]: s inside the window. ``stranded``: those of ``abandoned`` who would never hang up, but whom nobody served either.
    """

    offered: IntArray
    answered: IntArray
    in_time: IntArray
    abandoned: IntArray
    waited: IntArray
    wait_seconds: FloatArray
    busy_seconds: FloatArray
    group_busy_seconds: FloatArray
    staffed_seconds: FloatArray
    seat_busy: FloatArray
    seat_staffed: FloatArray
    stranded: int = 0
