"""Where demand is not met, by how much, and who could help."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from wfm.data.result import Helper, Shortage
from wfm.data.roster import Roster
from wfm.data.tables import Employee
from wfm.roster.candidate import free_on, minutes_left, paid_minutes, standings
from wfm.roster.problem import RosterProblem
from wfm.roster.rules.view import RosterView

MAX_HELPERS = 5
PLANNED, RESERVE = "roster.helper_free", "roster.helper_emergency_only"


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
        self.problem, self.roster = view.problem, view.roster
        worked = paid_minutes(self.problem, self.roster)
        self.left = {one.employee: minutes_left(self.problem, one, worked[one.employee]) for one in view.people}
        self.free: dict[date, list[Employee]] = {}
        self.known: dict[tuple[str, date], tuple[Helper, ...]] = {}

    def who_could(self, project: str, day: date) -> tuple[Helper, ...]:
        """The likeliest people: the first in the fair order, nobody asked so far."""
        if (project, day) not in self.known:
            if day not in self.free:
                self.free[day] = [one for one in self.problem.employees if free_on(self.problem, self.roster, one, day)]
            ranked = standings(self.problem, self.free[day], project, day, left=self.left, asked={})
            self.known[project, day] = tuple(
                Helper(one.employee, RESERVE if one.emergency_only else PLANNED, one.minutes_left) for one in ranked[:MAX_HELPERS]
            )
        return self.known[project, day]
