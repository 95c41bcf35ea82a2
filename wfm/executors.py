"""Where independent pieces of work run (replications, restarts, scenarios): local processes, or a Dask cluster by address."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from typing import ParamSpec, TypeVar

from wfm.errors import UsageError

P = ParamSpec("P")
T = TypeVar("T")


class Inline(Executor):
    """Runs each task at once in this process: one worker costs no process."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """A future that is done: its result, or the exception the task raised."""
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


@contextmanager
def executor(workers: int | None = None, address: str = "") -> Iterator[Executor]:
    """An executor for tasks that can be pickled.

    ``workers``: local processes (default: the cores this process may use; 1 = in this process). ``address`` of a Dask
    scheduler, such as ``tcp://host:8786``: its workers instead; raises UsageError when dask.distributed is not installed
    or nobody answers there.
    """
    if address:
        with _cluster(address) as remote:
            yield remote
        return
    count = workers or len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else workers or os.cpu_count() or 1
    if count == 1:
        yield Inline()
        return
    with ProcessPoolExecutor(count, mp_context=multiprocessing.get_context("spawn")) as pool:
        yield pool


@contextmanager
def _cluster(address: str) -> Iterator[Executor]:
    try:
        from distributed import Client
    except ImportError as error:
        raise UsageError("executors.no_dask", address=address) from error
    try:
        client = Client(address, timeout=10)
    except OSError as error:
        raise UsageError("executors.no_answer", address=address) from error
    try:
        found: Executor = client.get_executor()
        yield found
    finally:
        client.close()
