"""The input gate: every rule over a workspace, and the door that opens only when nothing is refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from wfm import words
from wfm.data.gate import accuracy, completeness, consistency, incentives, timeliness, uniqueness, validity
from wfm.data.gate.base import InputRule
from wfm.data.gate.report import CheckReport, calls_read, score, totals
from wfm.data.gate.scope import Scope
from wfm.data.reading import Issue, Level, Reading, read
from wfm.data.tables import TABLES
from wfm.data.workspace import Workspace
from wfm.errors import InputError
from wfm.timegrid import month_horizon

RULES: tuple[InputRule, ...] = (
    *completeness.RULES,
    *validity.RULES,
    *uniqueness.RULES,
    *accuracy.RULES,
    *consistency.RULES,
    *incentives.RULES,
    *timeliness.RULES,
)
"""Every input rule; adding one is a line in its dimension's tuple, a small function, and its texts."""
REQUIRED = frozenset(table.name for table in TABLES if table.required)
LISTED = 200
"""Issues listed one by one per rule and file; the rest stand in one issue with their count."""
SHOWN = 3
"""Issues quoted in the error of a refused workspace."""


def check(path: Path, month: str | None = None, needs: Iterable[str] | None = None) -> CheckReport:
    """Judge the workspace at ``path`` by every input rule.

    ``month`` (``2026-08``): the month to plan; without it the rules that ask about the month are skipped and named.
    ``needs``: tables the command at hand cannot do without (default: those every plan needs).
    Raises UsageError when there is no workspace or the month is none.
    """
    return judge(read(Path(path)), month, needs)


def judge(reading: Reading, month: str | None = None, needs: Iterable[str] | None = None) -> CheckReport:
    """``check`` for a workspace already read."""
    horizon = month_horizon(month) if month else None
    scope = Scope(reading, horizon, REQUIRED if needs is None else frozenset(needs))
    applied = [rule for rule in RULES if horizon is not None or not rule.month]
    found = [issue for rule in applied for issue in _issues(rule, scope)]
    issues = sorted(found, key=lambda issue: (list(Level).index(issue.level), issue.file, issue.row or 0, issue.rule))
    skipped = tuple(rule.id for rule in RULES if rule not in applied)
    scores = score(applied, issues, reading)
    language = reading.workspace.centre.language
    return CheckReport(tuple(issues), scores, totals(reading), calls_read(reading), language, month, skipped)


def open_workspace(path: Path, month: str | None = None, needs: Iterable[str] | None = None) -> Workspace:
    """The workspace at ``path``; raises InputError (``gate.refused``, with the first issues) when anything is refused."""
    reading = read(Path(path))
    refused = judge(reading, month, needs).of_level(Level.REFUSE)
    if refused:
        raise GateRefusal(refused)
    return reading.workspace


class GateRefusal(InputError):
    """The gate refuses the workspace; ``issues`` are all its refusals."""

    def __init__(self, issues: tuple[Issue, ...]) -> None:
        self.issues = issues
        first = issues[0]
        super().__init__(
            "gate.refused", count=len(issues), file=first.file, row=first.row, column=first.column, value=first.value
        )

    def message(self, language: str = "en") -> str:
        """The number of refusals and the first of them with their remedies, in ``language``."""
        lines = [describe(issue, language) for issue in self.issues[:SHOWN]]
        return "\n  ".join([words.say(self.key, language, **self.values), *lines])


def describe(issue: Issue, language: str = "en") -> str:
    """One line for people: place, rule, what is wrong, what to do."""
    row = words.say("gate.row", language, row=issue.row) if issue.row is not None else ""
    return f"{issue.file}{row} [{issue.rule}] {issue.message(language)} {issue.remedy(language)}"


def _issues(rule: InputRule, scope: Scope) -> Iterator[Issue]:
    if rule.function is None:
        yield from _capped(issue for issue in scope.reading.issues if issue.rule == rule.id)
    elif not rule.table or scope.has(rule.table):
        yield from _capped(rule.issue(hit) for hit in rule.function(scope))


def _capped(issues: Iterable[Issue]) -> Iterator[Issue]:
    """The first ``LISTED`` issues of each file, then one issue that stands for all others of that file."""
    seen: Counter[str] = Counter()
    rest: dict[str, Issue] = {}
    for issue in issues:
        seen[issue.file] += 1
        if seen[issue.file] <= LISTED:
            yield issue
        else:
            before = rest.get(issue.file)
            rest[issue.file] = replace(before, count=before.count + issue.count) if before else issue
    yield from rest.values()
