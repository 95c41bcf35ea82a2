"""Capacity by lead time: on duty, lent, staying longer, called in by lead time, emergency-only; each fills what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import numpy as np

from wfm.data.roster import Roster
from wfm.roster.callup import Called, CallUps, Cover, Extension, Wanted, call_up, emergency_problem, extensions
from wfm.roster.problem import RosterProblem
from wfm.scenario.echelon.quota import EchelonQuota
from wfm.scenario.whatif.lend import Lent, lend
from wfm.scenario.whatif.model import WhatIf
from wfm.scenario.whatif.outcome import Situation

LEADS = (2.0, 4.0, 24.0)
"""Hours of lead time that call-ins are told by."""
TIERS = ("on_duty", "lent", "extended", "within_2h", "within_4h", "within_24h", "emergency_only")
"""Steps of capacity, each on top of those before it."""


@dataclass(frozen=True)
class Tier:
    """``people`` this step adds; ``present``: agents by project and interval of the day with it, [projects, slots]."""

    name: str
    people: int
    present: Any


@dataclass(frozen=True)
class Capacity:
    """``tiers`` in the order of ``TIERS``; who fills them; ``refused``: who was free on the day and why they cannot be called."""

    tiers: tuple[Tier, ...]
    lent: tuple[Lent, ...]
    extended: tuple[Extension, ...]
    called: tuple[Called, ...]
    calls: CallUps
    lead_of: Mapping[str, float] = field(default_factory=dict)
    roster: Roster | None = None


class _Within:
    """A quota that allows only people whose lead time is at most ``hours``, and emergency-only certificates only when asked."""

    def __init__(self, situation: Situation, hours: float, emergency: bool, projects: Sequence[str], day: date) -> None:
        self.situation, self.hours, self.emergency = situation, hours, emergency
        self.lead = lead_hours(situation)
        self.planned = _planned(situation.problem, projects, day)

    def refusal(self, employee: str, begins: datetime) -> tuple[str, Mapping[str, object]] | None:
        """Why not yet in this step."""
        if self.lead[employee] > self.hours:
            return "lead", {"hours": f"{self.lead[employee]:g}"}
        return ("emergency_only_later", {}) if not self.emergency and employee not in self.planned else None

    def take(self, employee: str) -> None:
        """Nothing to count: readiness asks who could come, quotas are a matter of activation."""


def lead_hours(situation: Situation) -> dict[str, float]:
    """Employee -> shortest lead time of an echelon row that may call them; 24 h for everybody else."""
    workspace = situation.workspace
    quota = EchelonQuota(workspace, range(1, 10))
    return {
        person.employee: min((row.lead_hours for row in quota.rows_of(person.employee)), default=LEADS[-1])
        for person in workspace.employees
    }


def _planned(problem: RosterProblem, projects: Sequence[str], day: date) -> set[str]:
    """People with a planned certificate for one of ``projects`` on the day."""
    return {
        name
        for name, skills in problem.skills.items()
        if any(
            skill.project in projects
            and not skill.emergency_only
            and (skill.valid_from is None or skill.valid_from <= day)
            and (skill.valid_to is None or day <= skill.valid_to)
            for skill in skills
        )
    }


def capacity_on(
    situation: Situation,
    roster: Roster,
    day: date,
    projects: Sequence[str],
    spec: WhatIf | None,
    called_before: Mapping[str, int],
) -> Capacity:
    """What each step adds on ``day`` for ``projects``, against the demand of ``situation`` (usually a high quantile).

    On duty: ``roster``. Lent: as the what-if says. Extended: up to three hours each, legal by the audit. Called in: people off
    that day with planned certificates, by the lead time of their echelon (2, 4, 24 h), then emergency-only ones.
    """
    problem = situation.problem
    tiers = [
        Tier(
            "on_duty",
            sum(duty.day == day and duty.project in projects for duty in roster.duties),
            present_on(problem, roster, day),
        )
    ]
    helped, lent = lend(problem, roster, spec) if spec is not None and spec.lend else (roster, ())
    lent = tuple(one for one in lent if one.after.day == day)
    tiers.append(Tier("lent", len(lent), present_on(problem, helped, day)))
    cover = Cover(problem, helped)
    extended = extensions(emergency_problem(problem), helped, cover, day, projects)
    before = present_on(problem, helped, day)
    more = _day_of(cover, day) - before
    tiers.append(Tier("extended", len(extended), before + more))
    called: list[Called] = []
    steps = [(name, hours, False) for name, hours in zip(TIERS[3:6], LEADS, strict=True)]
    for name, hours, emergency in [*steps, (TIERS[6], LEADS[-1], True)]:
        calls = call_up(
            problem,
            helped,
            Wanted((day,), tuple(projects)),
            quota=_Within(situation, hours, emergency, projects, day),
            called_before=called_before,
            beside=more,
        )
        helped = calls.roster
        called += calls.called
        tiers.append(Tier(name, len(calls.called), present_on(problem, helped, day) + more))
    return Capacity(tuple(tiers), lent, extended, tuple(called), calls, lead_hours(situation), helped)


def on_duty(roster: Roster, day: date, projects: Sequence[str]) -> int:
    """People with a duty of the day on ``projects``."""
    return sum(duty.day == day and duty.project in projects for duty in roster.duties)


def present_on(problem: RosterProblem, roster: Roster, day: date) -> Any:
    """Agents there on the day, [projects, slots]."""
    return _day_of(Cover(problem, roster), day)


def _day_of(cover: Cover, day: date) -> Any:
    first = cover.problem.horizon.index(day) * cover.slots
    return cover.present[:, first : first + cover.slots].copy()


def missing_hours(tier: Tier, required: Any, hours: float, projects: Sequence[int]) -> float:
    """Agent-hours missing on the day with this tier on ``projects`` (rows); ``required`` [projects, slots]."""
    return float(np.maximum(required - tier.present, 0)[list(projects)].sum() * hours)
