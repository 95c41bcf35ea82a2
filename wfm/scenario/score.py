"""The scorer of rosters: what the audit says a roster costs on an instance, whoever made it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from wfm.data.roster import Roster
from wfm.errors import InputError
from wfm.roster.audit import audit
from wfm.roster.shortage import shortages, unmet_share
from wfm.scenario.library import is_frozen
from wfm.scenario.month import open_month


@dataclass(frozen=True)
class Score:
    """``instance``: name of the frozen instance, empty when the workspace is none. ``cost``: cost units."""

    instance: str
    legal: bool
    cost: int
    unmet_share: float

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return asdict(self)


def score_roster(workspace: Path, month: str, file: Path) -> Score:
    """Audit the roster in ``file`` (a draft, or exported JSON) against the workspace's month."""
    roster = read_roster(file)
    opened = open_month(workspace, month)
    problem = opened.problem()
    certificate = audit(problem, roster)
    entry = is_frozen(workspace)
    unmet = unmet_share(problem, shortages(problem, roster)) if certificate.legal else 1.0
    return Score(entry.name if entry else "", certificate.legal, certificate.cost, round(unmet, 6))


def read_roster(file: Path) -> Roster:
    """The roster of a result file, or of plain roster JSON; InputError when there is none."""
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
        return Roster.from_json(data.get("roster", data))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError("score.no_roster", file=file) from error
