"""Published versions and the audit log (SQLite by default, PostgreSQL by URL)."""

from __future__ import annotations

from wfm.store.chain import GENESIS, LogEntry, Outcome, Problem, Verification
from wfm.store.store import Store, month_of
from wfm.store.versions import Layer, PublishedVersion, Version

__all__ = [
    "GENESIS",
    "Layer",
    "LogEntry",
    "Outcome",
    "Problem",
    "PublishedVersion",
    "Store",
    "Verification",
    "Version",
    "month_of",
]
