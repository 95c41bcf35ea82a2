"""A small centre whose August is published: the worlds of the tests of contributions and rewards."""

from __future__ import annotations

import gzip
from datetime import datetime
from pathlib import Path

from wfm.roster.engine.search import Limit
from wfm.roster.solve import Options
from wfm.scenario.library import create
from wfm.scenario.month import plan_month
from wfm.scenario.points import claim_contributions, post_points, review_points
from wfm.store import Store, publish_draft

AGENTS = 40
QUICK = Options(Limit(moves=150_000), seed=1, threads=1, bound=False)
CLAIMED, REVIEWED, POSTED = (datetime(2026, 8, day, 9) for day in (29, 30, 31))


def published_august(target: Path) -> Path:
    """The utility scenario with a few people, August planned and published."""
    create("utility", target, agents=AGENTS, seed=7)
    for file in (target / "history").glob("*.csv*"):
        _shorten(file)
    plan_month(target, "2026-08", QUICK)
    publish_draft(Store.open(target), target / "results", "2026-08", author="chen", reason="first")
    return target


def _shorten(file: Path) -> None:
    """Only the last ten weeks of history: quick to read and to fit."""
    packed = file.suffix == ".gz"
    text = (gzip.decompress(file.read_bytes()) if packed else file.read_bytes()).decode("utf-8-sig")
    head, *rows = text.splitlines()
    column = head.split(",").index("start")
    kept = "\n".join([head, *(row for row in rows if row.split(",")[column] >= "2026-05-22")]) + "\n"
    file.write_bytes(gzip.compress(kept.encode()) if packed else kept.encode())


def posted_august(path: Path) -> Path:
    """Its contributions claimed, reviewed and posted before the end of August."""
    claim_contributions(path, "2026-08", who="zhao", as_of=CLAIMED)
    review_points(path, "approve", reason="checked", who="qian", as_of=REVIEWED)
    post_points(path, who="zhao", as_of=POSTED)
    return path
