"""The bank's generated staff: nobody here worked at the bank; the source does not record who was on duty."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from wfm.data.tables import Employee, Skill
from wfm.scenario.people import Tastes, pick, quota, stream

CONTRACTS = {"full": 0.7, "part": 0.2, "student": 0.1}
"""Shares of contracts: 40 people have 6,048 contracted hours for some 5,880 seat hours June asks for."""

SKILLS = {
    ("regular",): 0.15,
    ("regular", "callbacks"): 0.15,
    ("regular", "prospects"): 0.15,
    ("prospects", "regular", "callbacks"): 0.2,
    ("stocks", "regular"): 0.2,
    ("stocks", "regular", "prospects"): 0.05,
    ("regular", "stocks*"): 0.1,
}
"""Certificates, main project first; ``*`` = emergency-only."""

PATTERNS = {
    "full": (
        ("D1", "D1", "D2", "D2", "D3", "-", "-"),
        ("D3", "D3", "D4", "D4", "D4", "-", "-"),
        ("D5", "D5", "E1", "E1", "-", "-", "S1"),
        ("E1", "E1", "E1", "-", "D4", "F1", "-"),
    ),
    "part": (
        ("A1", "A1", "-", "A2", "-", "F1", "-"),
        ("A3", "A3", "A4", "A4", "-", "-", "-"),
        ("A5", "A5", "A5", "-", "-", "-", "S2"),
    ),
    "student": (
        ("A4", "A5", "-", "A5", "-", "-", "-"),
        ("-", "-", "A3", "A4", "-", "F2", "S2"),
    ),
}
"""Weeks worked before the month, from Sunday; each repeats legally."""

TASTES = {
    "full": Tastes(shifts=("D1", "D2", "D4"), avoided=("evening",)),
    "part": Tastes(shifts=("A1", "A3", "A5"), avoided=("evening",)),
    "student": Tastes(shifts=("A4", "A5", "S1"), avoided=()),
}
"""Contract -> what is wished."""


@dataclass(frozen=True)
class Person:
    """An employee with certificates, main project first."""

    employee: Employee
    skills: tuple[Skill, ...]


def staff(agents: int, seed: int) -> list[Person]:
    """``agents`` people; ids are text with leading zeros."""
    rng = stream(seed, "bank-people")
    contracts = quota(rng, CONTRACTS, agents)
    certificates = quota(rng, SKILLS, agents)
    people = []
    for number, (contract, projects) in enumerate(zip(contracts, certificates, strict=True), start=1):
        employee = f"{number:03d}"
        leader = contract == "full" and contracts[: number - 1].count("full") % 2 == 0
        grade = 4 + int(rng.random() * 2) if leader else 1 + int(rng.random() * 4)
        hired = date(1996, 1, 1) + timedelta(days=int(rng.random() * 1100))
        protected = rng.random() < 0.05
        person = Employee(
            employee=employee,
            name=f"Agent {employee}",
            team=f"team-{'abc'[number % 3]}",
            contract=contract,
            grade=grade,
            leader=leader,
            hired_on=hired,
            no_nights_until=date(1999, 9, 30) if protected else None,
            carry_minutes=30 * pick(rng, range(-4, 5)),
            nights_before=int(rng.random() * 4),
            weekends_before=5 + int(rng.random() * 8),
        )
        people.append(Person(person, tuple(_skill(employee, k, name, rng.random()) for k, name in enumerate(projects))))
    return people


def _skill(employee: str, rank: int, project: str, draw: float) -> Skill:
    return Skill(
        employee=employee,
        project=project.rstrip("*"),
        proficiency=round((1.0 if rank == 0 else 0.9) * (0.85 + 0.3 * draw), 2),
        priority=rank + 1,
        emergency_only=project.endswith("*"),
        valid_from=date(1998, 1, 1),
    )
