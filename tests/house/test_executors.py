"""The executor seam: same answers inline and in processes, errors carried, a missing cluster answered."""

from __future__ import annotations

import importlib.util

import pytest

from wfm.errors import UsageError
from wfm.executors import executor


@pytest.mark.parametrize("workers", [1, 2])
def test_tasks_come_back_in_order(workers: int) -> None:
    with executor(workers) as pool:
        assert list(pool.map(divmod, [7, 9, 11], [2, 2, 3])) == [(3, 1), (4, 1), (3, 2)]


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_reaches_the_caller(workers: int) -> None:
    with executor(workers) as pool, pytest.raises(ZeroDivisionError):
        pool.submit(divmod, 1, 0).result()


@pytest.mark.skipif(importlib.util.find_spec("distributed") is not None, reason="dask.distributed is installed")
def test_a_cluster_without_dask_is_answered() -> None:
    with pytest.raises(UsageError) as caught, executor(address="tcp://127.0.0.1:1"):
        pass
    assert "dask.distributed" in caught.value.message("en")
    assert caught.value.remedy("zh")
