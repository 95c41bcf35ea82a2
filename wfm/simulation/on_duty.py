"""Who was on duty when, inferred from call records: they show agents only while they talk.

An agent is taken to be on duty while on a call, and idle for ``reach`` seconds after it and before the next. Two facts narrow
that. While somebody waits, every agent on duty is busy: an agent in a gap between two calls during which callers waited for
more than ``wrap_up`` seconds was away, from the first moment somebody waited (or from the call's end) to the last. And a gap of
up to ``wrap_up`` seconds while somebody waits is work after the call. Calls without a recorded agent were answered by
somebody: each is a session of an unnamed seat for its own length.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from wfm.simulation.model import FloatArray

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]
_RESOLUTION = 1.0
"""Clock of the records, s: also the least length of a session."""


@dataclass(frozen=True)
class AnsweredCalls:
    """Calls as agents saw them, arrays of one length. ``start``, ``end``: s of any fixed clock. ``agent``: index, -1 = not
    recorded. ``queued``: whether the caller had waited."""

    start: FloatArray
    end: FloatArray
    agent: IntArray
    queued: BoolArray


@dataclass(frozen=True)
class OnDuty:
    """``seat``, ``start``, ``end`` (s): sessions, ascending by seat and start, those of a seat apart from each other; seats of
    named agents come first. ``seats``: their number. ``pauses`` (s): work after calls seen while somebody waited."""

    seat: IntArray
    start: FloatArray
    end: FloatArray
    seats: int
    pauses: FloatArray

    def at(self, moments: FloatArray) -> IntArray:
        """Agents on duty at these moments."""
        begun = np.searchsorted(np.sort(self.start), moments, side="right")
        over = np.searchsorted(np.sort(self.end), moments, side="right")
        return np.asarray(begun - over, dtype=np.int64)


class Waiting:
    """When at least one caller waited: the union of ``since``..``until`` (s), and questions about it."""

    def __init__(self, since: FloatArray, until: FloatArray) -> None:
        order = np.argsort(since, kind="stable")
        since, until = since[order], np.maximum.accumulate(until[order])
        opens = np.concatenate([[True], since[1:] > until[:-1]]) if since.size else np.zeros(0, dtype=bool)
        self.start = since[opens]
        self.end = until[np.concatenate([opens[1:], [True]])] if since.size else until
        self._before = np.concatenate([[0.0], np.cumsum(self.end - self.start)])

    def seconds(self, moments: FloatArray) -> FloatArray:
        """Seconds before each moment in which somebody waited."""
        k = np.searchsorted(self.start, moments, side="right")
        current = np.where(k > 0, np.minimum(moments, self._end(k - 1)) - self._start(k - 1), 0.0)
        return np.asarray(self._before[np.maximum(k - 1, 0)] * (k > 0) + np.maximum(current, 0.0))

    def next(self, moments: FloatArray) -> FloatArray:
        """The first moment from each on at which somebody waits; infinite when nobody does any more."""
        k = np.searchsorted(self.end, moments, side="right")
        return np.asarray(np.maximum(np.append(self.start, np.inf)[k], moments))

    def last(self, moments: FloatArray) -> FloatArray:
        """The last moment up to each at which somebody waited; minus infinite when nobody had."""
        k = np.searchsorted(self.start, moments, side="left")
        return np.asarray(np.minimum(np.append(-np.inf, self.end)[k], moments))

    def _start(self, k: IntArray) -> FloatArray:
        return self.start[np.maximum(k, 0)] if self.start.size else np.zeros(k.shape)

    def _end(self, k: IntArray) -> FloatArray:
        return self.end[np.maximum(k, 0)] if self.end.size else np.zeros(k.shape)


@dataclass(frozen=True)
class _Gaps:
    """Each call of a named agent, by agent and start, with the gap before it: ``before`` = when the agent's calls so far had
    ended, ``waited`` = seconds of the gap in which somebody waited. The first call of an agent has no gap."""

    seat: IntArray
    start: FloatArray
    over: FloatArray
    queued: BoolArray
    first: BoolArray
    before: FloatArray
    waited: FloatArray

    @property
    def length(self) -> FloatArray:
        return np.asarray(self.start - self.before)


def infer_on_duty(calls: AnsweredCalls, waiting: Waiting, *, wrap_up: float, reach: float) -> OnDuty:
    """Sessions of every agent; ``wrap_up`` and ``reach`` in s (see the module)."""
    gaps = _gaps(calls, waiting)
    away = gaps.waited > wrap_up
    opens = gaps.first | away | (gaps.length > 2 * reach)
    unnamed = calls.agent < 0
    agents = int(calls.agent.max()) + 1 if gaps.seat.size else 0
    parts = [
        _sessions(gaps, opens, away, waiting, reach),
        _unnamed(calls.start[unnamed], calls.end[unnamed], agents),
    ]
    seat = np.concatenate([part[0] for part in parts])
    start, end = (np.concatenate([part[k] for part in parts]) for k in (1, 2))
    order = np.lexsort((start, seat))
    while_waiting = ~opens & (gaps.length > 0) & (gaps.waited >= gaps.length - _RESOLUTION)
    return OnDuty(seat[order], start[order], end[order], int(seat.max(initial=-1)) + 1, gaps.length[while_waiting])


def _gaps(calls: AnsweredCalls, waiting: Waiting) -> _Gaps:
    named = np.flatnonzero(calls.agent >= 0)
    order = named[np.lexsort((calls.start[named], calls.agent[named]))]
    seat, start = calls.agent[order], calls.start[order]
    first = np.append(True, seat[1:] != seat[:-1])[: seat.size]
    # an agent may hold two lines at once: free only when the last of all calls so far is over
    over = pd.Series(calls.end[order]).groupby(seat).cummax().to_numpy(dtype=np.float64)
    before = np.where(first, -np.inf, np.append(-np.inf, over)[: seat.size])
    known = ~first & (start > before)
    waited = np.where(known, waiting.seconds(start) - waiting.seconds(np.where(known, before, start)), 0.0)
    return _Gaps(seat, start, np.asarray(over), calls.queued[order], first, before, waited)


def _sessions(
    gaps: _Gaps, opens: BoolArray, away: BoolArray, waiting: Waiting, reach: float
) -> tuple[IntArray, FloatArray, FloatArray]:
    """Seat, start and end of the sessions that begin with the calls ``opens``.

    After a call an agent sat ready for ``reach``, when away at most until somebody waited. Before a call that had not waited the
    agent sat ready for ``reach`` too, but not while somebody waited.
    """
    left = np.minimum(gaps.before + reach, np.where(away, waiting.next(gaps.before), np.inf))
    doubt = gaps.first | (gaps.waited > 0)
    ready = np.maximum(gaps.start - reach, np.where(doubt, waiting.last(gaps.start - _RESOLUTION), -np.inf))
    begin = np.where(gaps.queued, gaps.start, np.minimum(ready, gaps.start))
    begin = np.where(gaps.first, begin, np.maximum(begin, left))
    heads = np.flatnonzero(opens)
    following = np.append(heads[1:], gaps.seat.size)[: heads.size]
    same = np.append(~gaps.first, False)[following]
    end = np.where(same, np.append(left, np.inf)[following], gaps.over[following - 1] + reach)
    return gaps.seat[heads], begin[heads], np.maximum(end, begin[heads] + _RESOLUTION)


def _unnamed(start: FloatArray, end: FloatArray, seats: int) -> tuple[IntArray, FloatArray, FloatArray]:
    """Calls without agent, each a session of the first unnamed seat that is free."""
    order = np.argsort(start, kind="stable")
    lane = np.zeros(order.size, np.int64)
    ends: list[tuple[float, int]] = []
    free: list[int] = []
    for position, k in enumerate(order.tolist()):
        while ends and ends[0][0] <= start[k]:
            heapq.heappush(free, heapq.heappop(ends)[1])
        lane[position] = heapq.heappop(free) if free else len(ends)
        heapq.heappush(ends, (float(max(end[k], start[k] + _RESOLUTION)), int(lane[position])))
    return lane + seats, start[order], np.maximum(end[order], start[order] + _RESOLUTION)
