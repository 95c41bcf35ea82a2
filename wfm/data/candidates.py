"""Where somebody stands who could be asked for a duty, and why somebody was not taken: one form for every question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from wfm.data.roster import Finding

RULE = "rule"
"""Reason of somebody whom rules forbid the duty: ``Passed.findings`` names them."""


@dataclass(frozen=True)
class Standing:
    """Where a person stands for one project on one day.

    ``emergency_only``, ``priority``: of the best certificate in date (priority 0: none); ``minutes_left``: until contract and
    overtime of the month are used up, may be negative; ``asked_before``: times asked so far, of the kind the question counts;
    ``day_minutes``: a working day of the contract, at least 1.
    """

    employee: str
    project: str
    emergency_only: bool
    priority: int
    minutes_left: int
    asked_before: int
    day_minutes: int

    @property
    def key(self) -> tuple[bool, int, int, int, str]:
        """Sorts the fair order: planned before emergency-only certificates, most whole working days left, fewest times asked,
        priority of the certificate, id. Hours count in whole days so that the times asked decide between near equals."""
        return self.emergency_only, -(self.minutes_left // self.day_minutes), self.asked_before, self.priority, self.employee

    @property
    def lent(self) -> bool:
        """Whether the project is not the person's main one."""
        return self.emergency_only or self.priority > 1


@dataclass(frozen=True)
class Passed:
    """Somebody free and certified who was not taken.

    ``reason``: ``rule`` (``findings`` says which, with figures), else a key of the catalogue under ``candidate``, filled by
    ``values``; ``minutes_left``: as in ``Standing``.
    """

    employee: str
    reason: str
    values: Mapping[str, object] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    minutes_left: int = 0

    @property
    def rules(self) -> tuple[str, ...]:
        """Ids of the rules that forbid it, each once."""
        return tuple(dict.fromkeys(finding.rule for finding in self.findings))

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "employee": self.employee,
            "minutes_left": self.minutes_left,
            "reason": self.reason,
            "rules": list(self.rules),
            **self.values,
        }
