"""A command that is refused leaves results/ as it was, although opening a month may have made forecast and curves there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from wfm.data.files import write_bytes

MADE = ("forecast.csv", "forecast.json", "staffing.csv", "curves.npz")
"""Files of results/ that opening a month makes."""


@dataclass(frozen=True)
class _Before:
    """A file as it was; None = not there."""

    content: bytes
    times: tuple[int, int]


@contextmanager
def leaves_results(path: Path) -> Iterator[None]:
    """Whatever ends this block by an error (or Ctrl-C) puts forecast and curves of the workspace at ``path`` back as they were,
    with their times, so that what was fresh stays fresh; files that were not there go. Blocks may be nested."""
    results = (path if path.is_dir() else path.parent) / "results"
    there = results.is_dir()
    before = {name: _read(results / name) for name in MADE}
    try:
        yield
    except BaseException:
        for name, kept in before.items():
            _put_back(results / name, kept)
        if not there and results.is_dir() and not any(results.iterdir()):
            results.rmdir()
        raise


def _read(file: Path) -> _Before | None:
    if not file.is_file():
        return None
    told = file.stat()
    return _Before(file.read_bytes(), (told.st_atime_ns, told.st_mtime_ns))


def _put_back(file: Path, before: _Before | None) -> None:
    if before is None:
        file.unlink(missing_ok=True)
    elif not file.is_file() or file.stat().st_mtime_ns != before.times[1]:
        write_bytes(file, before.content)
        os.utime(file, ns=before.times)
