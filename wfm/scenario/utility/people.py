"""The utility department's generated staff. Ids are six digits as text; nobody is real."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

import numpy as np
import yaml
from pydantic import BaseModel, ConfigDict

from wfm.data.tables import Employee, Skill
from wfm.scenario.folder import shipped_text
from wfm.scenario.people import Line, pick, quota, some, stream
from wfm.timegrid import Horizon

EMPLOYERS = ("外包甲公司", "外包乙公司")
GRADES = {1: 0.2, 2: 0.3, 3: 0.28, 4: 0.15, 5: 0.07}


class _Settings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Team(_Settings):
    """A team's share of the staff and its main project."""

    share: float
    project: str


class Rotation(_Settings):
    """Shift ids in day order, share of able people on it, days each team stands later than ``anchor``."""

    pattern: str
    share: float
    anchor: date
    offsets: Mapping[str, int]


class StaffSettings(_Settings):
    """The whole of ``staff.yaml``."""

    teams: Mapping[str, Team]
    contracts: Mapping[str, Mapping[str, float]]
    skills: Mapping[str, Mapping[str, float]]
    rotation: Rotation
    patterns: Mapping[str, tuple[str, ...]]
    protected_patterns: Mapping[str, tuple[str, ...]]


@cache
def settings() -> StaffSettings:
    """The shipped settings."""
    return StaffSettings.model_validate(yaml.safe_load(shipped_text("wfm.scenario.utility", "staff.yaml")))


@dataclass(frozen=True)
class Person:
    """An employee, certificates (main project first), and how the days went before the month."""

    employee: Employee
    skills: tuple[Skill, ...]
    line: Line


@dataclass(frozen=True)
class _Place:
    """What is settled about a person before the details are drawn."""

    number: int
    team: str
    project: str
    contract: str
    extras: str
    leader: bool = False
    protected: bool = False
    rotates: bool = False
    joins: bool = False
    leaves: bool = False
    studies: bool = False

    @property
    def employee(self) -> str:
        return f"{self.number:06d}"


def staff(agents: int, seed: int, horizon: Horizon) -> list[Person]:
    """``agents`` people in order of their ids; shares of teams, contracts and certificates hold as exactly as they can."""
    rng = stream(seed, "people")
    places = _leaders(_places(rng, agents))
    others = [p for p in places if not p.leader]
    protected = _numbers(some(rng, [p for p in others if p.contract != "RD"], 0.08))
    able = [p for p in places if p.team in settings().rotation.offsets and p.contract in ("FT", "OS")]
    rotating = _numbers(some(rng, [p for p in able if p.number not in protected], settings().rotation.share))
    joining, leaving = (_numbers(some(rng, others, 0.01)) for _ in range(2))
    studying = _numbers(some(rng, [p for p in others if p.contract != "PT"], 0.03))
    places = [
        replace(
            p,
            protected=p.number in protected,
            rotates=p.number in rotating,
            joins=p.number in joining,
            leaves=p.number in leaving - joining,
            studies=p.number in studying - joining,
        )
        for p in places
    ]
    return [_person(rng, place, horizon) for place in places]


def _numbers(places: Sequence[_Place]) -> set[int]:
    return {place.number for place in places}


def _places(rng: np.random.Generator, agents: int) -> list[_Place]:
    teams = quota(rng, {name: team.share for name, team in settings().teams.items()}, agents)
    contracts: dict[int, str] = {}
    extras: dict[int, str] = {}
    for project in sorted({team.project for team in settings().teams.values()}):
        members = [n for n, team in enumerate(teams) if settings().teams[team].project == project]
        contracts.update(zip(members, quota(rng, settings().contracts[project], len(members)), strict=True))
        extras.update(zip(members, quota(rng, settings().skills[project], len(members)), strict=True))
    return [_Place(n + 1, team, settings().teams[team].project, contracts[n], extras[n]) for n, team in enumerate(teams)]


def _leaders(places: Sequence[_Place]) -> list[_Place]:
    """One in eight of a team leads shifts, at least one: own staff on full time, able to do nights first."""
    leaders: set[int] = set()
    for team in settings().teams:
        members = [p for p in places if p.team == team and p.contract in ("FT", "FD", "RD")]
        wanted = max(1, sum(p.team == team for p in places) // 8)
        leaders |= {p.number for p in sorted(members, key=lambda p: p.contract != "FT")[:wanted]}
    return [replace(p, leader=p.number in leaders) for p in places]


def _person(rng: np.random.Generator, place: _Place, horizon: Horizon) -> Person:
    draw = [float(value) for value in rng.random(6)]
    hired = _hired(draw[0], place, horizon)
    new = (horizon.start - hired).days < 90
    rotation = settings().rotation
    nightly = place.contract in ("FT", "OS") and not place.protected and not new
    protected_until = _protected_until(draw[4], horizon) if place.protected else None
    employee = Employee(
        employee=place.employee,
        name=f"员工{place.employee}",
        team=place.team,
        site="main" if draw[2] < 0.7 else "north",
        employer=EMPLOYERS[int(draw[3] * len(EMPLOYERS))] if place.contract == "OS" else "",
        contract=place.contract,
        grade=4 + int(draw[1] > 0.6) if place.leader else 1 if new else _grade(draw[1]),
        leader=place.leader,
        energy_value=round(80 + 9.9 * draw[5] if place.studies else 90 + 10 * draw[5], 1),
        hired_on=hired,
        leaves_on=horizon.start + timedelta(days=19) if place.leaves else None,
        no_nights_until=protected_until,
        no_overtime_until=protected_until,
        rotation=rotation.pattern if place.rotates else "",
        rotation_anchor=rotation.anchor + timedelta(days=rotation.offsets[place.team]) if place.rotates else None,
        carry_minutes=0 if new else 30 * pick(rng, range(-8, 9)),
        nights_before=int(rng.poisson((horizon.start.month - 1) * 5)) if nightly else 0,
        weekends_before=0 if new else int(rng.binomial(4 * (horizon.start.month - 1), 0.55)),
    )
    return Person(employee, _skills(rng, place, hired, horizon), _line(rng, employee, place, horizon))


def _hired(draw: float, place: _Place, horizon: Horizon) -> date:
    """First working day: since 2016, on the tenth of the month for those who join, long ago for leaders."""
    if place.joins:
        return horizon.start + timedelta(days=9)
    first = date(2016, 1, 4)
    last = horizon.start - timedelta(days=400 if place.leader else 30)
    return first + timedelta(days=int(draw * (last - first).days))


def _grade(draw: float) -> int:
    total = 0.0
    for grade, share in GRADES.items():
        total += share
        if draw < total:
            return grade
    return max(GRADES)


def _protected_until(draw: float, horizon: Horizon) -> date:
    """For a third the protection ends inside the month."""
    return horizon.start + timedelta(days=14 if draw < 0.33 else 150)


def _skills(rng: np.random.Generator, place: _Place, hired: date, horizon: Horizon) -> tuple[Skill, ...]:
    projects = (place.project, *place.extras.split())
    rows = []
    for rank, project in enumerate(projects):
        draw = rng.random(3)
        expires = rank > 0 and draw[1] < 0.04
        starts = rank > 0 and draw[1] > 0.97
        rows.append(
            Skill(
                employee=place.employee,
                project=project.rstrip("*"),
                proficiency=round((1.0 if rank == 0 else 0.92) * (0.85 + 0.3 * float(draw[0])), 2),
                priority=rank + 1,
                emergency_only=project.endswith("*"),
                valid_from=horizon.start + timedelta(days=10) if starts else hired,
                valid_to=horizon.start + timedelta(days=7 + int(15 * draw[2])) if expires else None,
            )
        )
    return tuple(rows)


def _line(rng: np.random.Generator, employee: Employee, place: _Place, horizon: Horizon) -> Line:
    if employee.rotation_anchor is not None:
        pattern = tuple(employee.rotation.split())
        phase = (horizon.start - employee.rotation_anchor).days
    else:
        table = settings().protected_patterns if place.protected else settings().patterns
        pattern = tuple(pick(rng, table[place.contract]).split())
        phase = int(rng.random() * len(pattern))
    return Line(employee.employee, pattern, phase, place.project, employee.hired_on)
