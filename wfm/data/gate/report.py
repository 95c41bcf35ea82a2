"""What the gate says: issues, scores per dimension, reconciliation totals; as JSON or as a frame."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from wfm.data.gate.base import InputRule
from wfm.data.reading import Dimension, Issue, Level, Reading

WEIGHT = {Level.REFUSE: 1.0, Level.WARN: 0.5, Level.NOTE: 0.0}
"""How much an affected row counts in the score."""
FRAME_COLUMNS = ("level", "rule", "dimension", "file", "row", "column", "value", "count", "message", "remedy")


@dataclass(frozen=True)
class Totals:
    """Reconciliation of one table: ``in_file`` = ``read`` + ``refused`` + ``repeated``."""

    files: tuple[str, ...]
    in_file: int
    read: int
    refused: int
    repeated: int


@dataclass(frozen=True)
class CheckReport:
    """The verdict over a workspace.

    ``scores``: dimension -> 0..100 (see ``score``); ``totals``: table -> rows; ``calls``: project -> sum of calls read;
    ``language``: the centre's; ``skipped``: rules that ask for a month when none was given.
    """

    issues: tuple[Issue, ...]
    scores: Mapping[Dimension, float]
    totals: Mapping[str, Totals]
    calls: Mapping[str, float]
    language: str = "en"
    month: str | None = None
    skipped: tuple[str, ...] = ()

    @property
    def refused(self) -> bool:
        """Whether anything may not be planned with."""
        return any(issue.level is Level.REFUSE for issue in self.issues)

    def of_level(self, level: Level) -> tuple[Issue, ...]:
        """The issues of one level, in the order of files and rows."""
        return tuple(issue for issue in self.issues if issue.level is level)

    def to_json(self, language: str = "en") -> dict[str, object]:
        """Plain data: verdict, counts, scores, totals, issues with sentences in ``language``."""
        return {
            "refused": self.refused,
            "month": self.month,
            "counts": {level.value: len(self.of_level(level)) for level in Level},
            "scores": {dimension.value: score for dimension, score in self.scores.items()},
            "totals": {name: vars(total) | {"files": list(total.files)} for name, total in self.totals.items()},
            "calls": dict(self.calls),
            "skipped": list(self.skipped),
            "issues": [issue.to_json(language) for issue in self.issues],
        }

    def to_frame(self, language: str = "en") -> pd.DataFrame:
        """One row per issue, columns ``FRAME_COLUMNS``; row numbers as Int64 (missing = whole file)."""
        frame = pd.DataFrame([issue.to_json(language) for issue in self.issues], columns=list(FRAME_COLUMNS))
        return frame.astype({"row": "Int64", "count": "int64"})


def score(rules: Iterable[InputRule], issues: Iterable[Issue], reading: Reading) -> dict[Dimension, float]:
    """Score per dimension, 0..100, rounded down to one decimal so that 100 means no refusal and no warning.

    Each rule of the dimension that could be applied gets ``100 x (1 - w x affected / examined)``: affected = rows its
    issues stand for, examined = rows of its table (or of all tables), w = 1 for refusals, 0.5 for warnings, 0 for notes;
    affected is at most examined. The dimension's score is the mean of its rules.
    """
    affected: dict[str, int] = {}
    for issue in issues:
        affected[issue.rule] = affected.get(issue.rule, 0) + issue.count
    marks: dict[Dimension, list[float]] = {dimension: [] for dimension in Dimension}
    every = sum(read.total for read in reading.tables.values())
    for rule in rules:
        if rule.table and rule.table not in reading.tables:
            continue
        examined = max(1, reading.tables[rule.table].total if rule.table else every)
        share = min(1.0, affected.get(rule.id, 0) / examined)
        marks[rule.dimension].append(100 * (1 - WEIGHT[rule.level] * share))
    return {name: int(10 * sum(found) / len(found) + 1e-9) / 10 if found else 100.0 for name, found in marks.items()}


def totals(reading: Reading) -> dict[str, Totals]:
    """Rows in the file against rows read, per table."""
    return {
        name: Totals(read.files, read.total, read.taken, read.refused, read.repeated) for name, read in reading.tables.items()
    }


def calls_read(reading: Reading) -> dict[str, float]:
    """Sum of the calls read per project."""
    sums = reading.history.groupby("project")["calls"].sum()
    return {str(project): float(value) for project, value in sums.items()}
