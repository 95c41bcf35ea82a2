"""One run of the event loop: arrays in, tallies out."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from wfm.simulation.kernel import event_loop
from wfm.simulation.model import Calls, Desk, FloatArray, Tally, Window


def run(calls: Calls, desk: Desk, window: Window, threshold: FloatArray) -> Tally:
    """Simulate ``calls`` at ``desk`` and count what arrives in ``window``; ``threshold`` [projects]: s.

    A call goes to an idle agent of the best level, among equals of the group that serves fewest projects, among those to the one
    idle longest. A free agent takes the project of its best level that has callers waiting, among equals the longest wait.
    """
    groups, projects = desk.level.shape
    serve_ptr, serve_group, serve_rank = _serving(desk.level)
    take_ptr, take_project, take_level = _taking(desk.level)
    seats = desk.seat_group.size
    order = np.lexsort((desk.session_start, desk.session_seat))
    session_ptr = np.searchsorted(desk.session_seat[order], np.arange(seats + 1)).astype(np.int64)
    shape = (projects, window.intervals)
    offered, answered, in_time, abandoned, waited = (np.zeros(shape, np.int64) for _ in range(5))
    wait_seconds, busy_seconds = np.zeros(shape), np.zeros(shape)
    staffed_seconds = np.zeros((groups, window.intervals))
    seat_busy, seat_staffed = np.zeros(seats), np.zeros(seats)
    event_loop(
        calls.arrival,
        calls.project,
        calls.handling,
        calls.patience,
        desk.session_start[order],
        desk.session_end[order],
        session_ptr,
        desk.seat_group,
        desk.speed,
        serve_ptr,
        serve_group,
        serve_rank,
        take_ptr,
        take_project,
        take_level,
        threshold,
        float(window.first),
        float(window.interval),
        offered,
        answered,
        in_time,
        abandoned,
        waited,
        wait_seconds,
        busy_seconds,
        staffed_seconds,
        seat_busy,
        seat_staffed,
    )
    return Tally(
        offered, answered, in_time, abandoned, waited, wait_seconds, busy_seconds, staffed_seconds, seat_busy, seat_staffed
    )


def _serving(level: npt.NDArray[np.int16]) -> tuple[npt.NDArray[np.int64], ...]:
    """For each project the groups that serve it, best rank first: pointers, groups, ranks."""
    breadth = (level > 0).sum(axis=1)
    rank = level.astype(np.int64) * (level.shape[1] + 1) + breadth[:, None]
    return _lists([(rank[level[:, p] > 0, p], np.flatnonzero(level[:, p])) for p in range(level.shape[1])])


def _taking(level: npt.NDArray[np.int16]) -> tuple[npt.NDArray[np.int64], ...]:
    """For each group the projects it takes, best level first: pointers, projects, levels."""
    return _lists([(row[row > 0].astype(np.int64), np.flatnonzero(row)) for row in level])


def _lists(rows: list[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]]) -> tuple[npt.NDArray[np.int64], ...]:
    """(key, item) lists sorted by key: pointers, items, keys."""
    pointer = np.concatenate([[0], np.cumsum([len(items) for _, items in rows])]).astype(np.int64)
    orders = [np.argsort(keys, kind="stable") for keys, _ in rows]
    nothing = np.zeros(0, np.int64)
    items = np.concatenate([nothing, *(found[order] for (_, found), order in zip(rows, orders, strict=True))])
    keys = np.concatenate([nothing, *(found[order] for (found, _), order in zip(rows, orders, strict=True))])
    return pointer, items.astype(np.int64), keys.astype(np.int64)
