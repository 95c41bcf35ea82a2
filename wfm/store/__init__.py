"""Published versions, books and the audit log (SQLite by default, PostgreSQL by URL)."""

from __future__ import annotations

from wfm.store.books import Beside, BookEntry, NewEntry
from wfm.store.chain import GENESIS, LogEntry, Outcome, Problem, Verification
from wfm.store.drafts import base_of, load_draft, publish_draft, rosters_to_compare
from wfm.store.forecasts import ForecastVersion
from wfm.store.store import Store, month_of
from wfm.store.versions import Layer, PublishedVersion, Version

__all__ = [
    "GENESIS",
    "Beside",
    "BookEntry",
    "ForecastVersion",
    "Layer",
    "LogEntry",
    "NewEntry",
    "Outcome",
    "Problem",
    "PublishedVersion",
    "Store",
    "Verification",
    "Version",
    "base_of",
    "load_draft",
    "month_of",
    "publish_draft",
    "rosters_to_compare",
]
