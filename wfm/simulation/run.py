"""One run of the event loop: arrays in, tallies out."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from wfm.simulation.checks import check_run
from wfm.simulation.kernel import event_loop
from wfm.simulation.model import Calls, Desk, FloatArray, IntArray, Tally, Window


def run(calls: Calls, desk: Desk, window: Window, threshold: FloatArray) -> Tally:
    """Simulate ``calls`` at ``desk`` and count what arrives in ``window``; ``threshold`` [projects]: s.

    A call goes to an idle agent of the best level, among equals of the group that serves fewest projects, among those to the one
    idle longest. A free agent takes the project of its best level that has callers waiting, among equals the longest wait.
    Raises InputError for arrays that contradict the contract of ``wfm.simulation.model``.
    """
    check_run(calls, desk, window, threshold)
    groups, projects = desk.level.shape
    seats = desk.seat_group.size
    order = np.lexsort((desk.session_start, desk.session_seat))
    session_ptr = np.searchsorted(desk.session_seat[order], np.arange(seats + 1)).astype(np.int64)
    tally = _nothing_yet(projects, groups, seats, window.intervals)
    stranded = event_loop(
        _plain(calls.arrival, np.float64),
        _plain(calls.project, np.int16),
        _plain(calls.handling, np.float64),
        _plain(calls.patience, np.float64),
        _plain(desk.session_start[order], np.float64),
        _plain(desk.session_end[order], np.float64),
        session_ptr,
        _plain(desk.seat_group, np.int32),
        _plain(desk.speed, np.float64),
        *_serving(desk.level),
        *_taking(desk.level),
        _plain(threshold, np.float64),
        float(window.first),
        float(window.interval),
        *(getattr(tally, each.name) for each in fields(Tally) if each.name != "stranded"),
    )
    return replace(tally, stranded=int(stranded))


def _nothing_yet(projects: int, groups: int, seats: int, intervals: int) -> Tally:
    def counts() -> IntArray:
        return np.zeros((projects, intervals), np.int64)

    def seconds(rows: int) -> FloatArray:
        return np.zeros((rows, intervals))

    return Tally(
        offered=counts(),
        answered=counts(),
        in_time=counts(),
        abandoned=counts(),
        waited=counts(),
        wait_seconds=seconds(projects),
        busy_seconds=seconds(projects),
        group_busy_seconds=seconds(groups),
        staffed_seconds=seconds(groups),
        seat_busy=np.zeros(seats),
        seat_staffed=np.zeros(seats),
    )


def _plain(array: npt.ArrayLike, kind: type[np.generic]) -> npt.NDArray[Any]:
    """As the compiled loop was compiled for: one type, contiguous, writeable (a copy only where it is not)."""
    return np.require(array, kind, ["C", "W"])


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
