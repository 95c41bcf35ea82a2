"""Where demand is not met, by how much, and who could help."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from wfm.data.result import Helper, Shortage
from wfm.data.roster import Roster
from wfm.data.tables import Employee, Skill
from wfm.roster.problem import RosterProblem
from wfm.roster.rules.view import RosterView

MAX_HELPERS = 5


def shortages(problem: RosterProblem, roster: Roster) -> tuple[Shortage, ...]:
    """Stretches of intervals with fewer agents than required, worst first, each with people who could help."""
    view = RosterView(problem, roster)
    demand = problem.demand
    found = []
    for number, project in enumerate(demand.projects):
        for index, day in enumerate(view.dates):
            row = (day - demand.start).days
            if not 0 <= row < demand.days:
                continue
            required = demand.requirement[row, :, number].tolist()
            present = view.present[project][index * demand.slots : (index + 1) * demand.slots]
            for first, last in _stretches(required, present):
                gaps = [required[s] - present[s] for s in range(first, last)]
                worst = first + gaps.index(max(gaps))
                found.append(Shortage(project, day, first, last, required[worst], present[worst], sum(gaps)))
    found.sort(key=lambda s: (-s.missing, s.day, s.project, s.from_slot))
    people = _People(view)
    return tuple(
        Shortage(s.project, s.day, s.from_slot, s.to_slot, s.required, s.present, s.missing, people.who_could(s.project, s.day))
        for s in found
    )


def unmet_share(problem: RosterProblem, found: tuple[Shortage, ...]) -> float:
    """Missing agent-intervals over required agent-intervals."""
    required = int(problem.demand.requirement.sum())
    return sum(shortage.missing for shortage in found) / required if required else 0.0


def _stretches(required: list[int], present: list[int]) -> Iterator[tuple[int, int]]:
    first = None
    for slot, (need, there) in enumerate(zip(required, present, strict=True)):
        if need > there and first is None:
            first = slot
        if need <= there and first is not None:
            yield first, slot
            first = None
    if first is not None:
        yield first, len(required)


class _People:
    """Who is certified for a project and free on a day; hours left are counted once."""

    def __init__(self, view: RosterView) -> None:
        self.view = view
        self.left = {person.employee: self._minutes_left(person) for person in view.people}
        self.by_project: dict[str, list[tuple[Employee, Skill]]] = {}
        for person in view.people:
            for skill in view.problem.skills.get(person.employee, ()):
                self.by_project.setdefault(skill.project, []).append((person, skill))
        self.known: dict[tuple[str, date], tuple[Helper, ...]] = {}

    def _minutes_left(self, person: Employee) -> int:
        problem = self.view.problem
        target = problem.month_minutes(person) - problem.credited_minutes(person)
        return target + problem.contract_of(person).max_overtime_minutes - self.view.worked_minutes(person.employee)

    def who_could(self, project: str, day: date) -> tuple[Helper, ...]:
        """The likeliest people: planned skill first, then emergency-only; most hours left first."""
        if (project, day) not in self.known:
            ranked = sorted(
                (skill.emergency_only, -self.left[person.employee], person.employee)
                for person, skill in self.by_project.get(project, ())
                if self._free(person, skill, day)
            )
            self.known[project, day] = tuple(
                Helper(employee, "roster.helper_emergency_only" if emergency else "roster.helper_free", -left)
                for emergency, left, employee in ranked[:MAX_HELPERS]
            )
        return self.known[project, day]

    def _free(self, person: Employee, skill: Skill, day: date) -> bool:
        valid = (skill.valid_from is None or skill.valid_from <= day) and (skill.valid_to is None or day <= skill.valid_to)
        return valid and self.view.at_work(person, day) and self.view.duty(person.employee, day) is None
