"""Terms evaluated slowly and plainly, as their docstrings read: the oracle of the engines and of the rules' tests."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from wfm.data.roster import Duty, Roster
from wfm.data.tables import OFF
from wfm.data.terms import BAN, Allow, Cover, Follow, Run, Sequence, Sum, Term, Together, Touch
from wfm.roster.problem import RosterProblem
from wfm.timegrid import MINUTES_PER_DAY, minutes_of


@dataclass(frozen=True)
class Evaluation:
    """``hard``: bans and hard bands broken; ``cost``: prices paid; ``by_rule``: rule -> (hard, cost)."""

    hard: int
    cost: int
    by_rule: Mapping[str, tuple[int, int]]


def evaluate(terms: Iterable[Term], problem: RosterProblem, roster: Roster) -> Evaluation:
    """What ``terms`` say about ``roster``, whole lines at a time."""
    lines = _Lines(problem, roster)
    found: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for term in terms:
        for price in lines.prices(term):
            found[term.rule][price != BAN] += 1 if price == BAN else price
    by_rule = {rule: (hard, cost) for rule, (hard, cost) in found.items()}
    return Evaluation(sum(hard for hard, _ in by_rule.values()), sum(cost for _, cost in by_rule.values()), by_rule)


class _Lines:
    """The roster as lines of duties, and the prices each term charges."""

    def __init__(self, problem: RosterProblem, roster: Roster) -> None:
        self.problem = problem
        dates = problem.horizon.dates
        self.duties = {person.employee: [roster.duty(person.employee, day) for day in dates] for person in problem.employees}
        self.shifts = {name: [duty.shift if duty else OFF for duty in line] for name, line in self.duties.items()}

    def prices(self, term: Term) -> Iterator[int]:
        """Every price the term charges; BAN for each breach."""
        match term:
            case Allow():
                yield from self._allow(term)
            case Follow():
                yield from self._follow(term)
            case Run():
                yield from self._run(term)
            case Sum():
                line = self.shifts[term.employee]
                days = range(max(0, term.first), min(len(line) - 1, term.last) + 1)
                yield term.band.price(term.before + sum(term.weights.get(line[day], 0) for day in days))
            case Touch():
                line = self.shifts[term.employee]
                touched = {group for shift, group in zip(line, term.groups, strict=True) if group >= 0 and shift in term.shifts}
                yield term.band.price(term.before + len(touched))
            case Sequence():
                state = term.start
                for shift in self.shifts[term.employee]:
                    state, price = term.automaton.step[state].get(shift, (state, 0))
                    yield price
            case Cover():
                yield from self._cover(term)
            case Together():
                first, second = self.shifts[term.first], self.shifts[term.second]
                for day in term.days:
                    yield term.price * (term.labels.get(first[day], -1) != term.labels.get(second[day], -1))

    def _allow(self, term: Allow) -> Iterator[int]:
        for day in term.days:
            duty = self.duties[term.employee][day]
            shift = duty.shift if duty else OFF
            named = shift in term.shifts if term.shifts is not None else shift != OFF
            project = duty.project if duty else ""
            if named and (term.projects is None or project in term.projects):
                yield term.price

    def _follow(self, term: Follow) -> Iterator[int]:
        eve = self.problem.horizon.start - timedelta(days=1)
        line = [self.problem.previous_shift(term.employee, eve), *self.shifts[term.employee]]
        for pair in pairwise(line):
            if pair in term.pairs:
                yield term.price

    def _run(self, term: Run) -> Iterator[int]:
        line = self.shifts[term.employee]
        length = term.before
        for day, shift in enumerate(line):
            if shift in term.shifts:
                length += 1
            elif length:
                if day > 0:
                    yield term.band.price(length)
                length = 0
        if line[-1] in term.shifts:
            yield term.band.price(length) if not self._short(term, length) else 0

    def _short(self, term: Run, length: int) -> bool:
        low = [limit for limit in (term.band.hard_min, term.band.soft_min) if limit is not None]
        return bool(low) and length < max(low)

    def _cover(self, term: Cover) -> Iterator[int]:
        counts = [0] * (len(term.offset) - 1)
        for name, line in self.duties.items():
            if term.members is not None and name not in term.members:
                continue
            for day, duty in enumerate([self._last_night(name), *line], start=-1):
                if duty is not None:
                    for cell in self._cells(term, day, duty):
                        if 0 <= cell < len(counts):
                            counts[cell] += 1
        for cell, present in enumerate(counts):
            curve = [int(value) for value in term.loss[term.offset[cell] : term.offset[cell + 1]]]
            if len(curve) == 1 or present < len(curve):
                yield curve[min(present, len(curve) - 1)]
            elif curve:
                yield curve[-1] + (curve[-1] - curve[-2]) * (present - len(curve) + 1)

    def _last_night(self, name: str) -> Duty | None:
        """The duty of the day before the horizon, its break at the earliest placement."""
        eve = self.problem.horizon.start - timedelta(days=1)
        cell = self.problem.previous.get(name, {}).get(eve)
        if cell is None or cell.shift not in self.problem.shifts:
            return None
        shift = self.problem.shifts[cell.shift]
        return Duty(name, eve, cell.shift, cell.project, shift.break_from if shift.break_minutes else None)

    def _cells(self, term: Cover, day: int, duty: Duty) -> Iterator[int]:
        """Cells of a cover in which a duty of ``day`` counts (day -1 and spills past the end included)."""
        named = (term.shifts is None or duty.shift in term.shifts) and (term.projects is None or duty.project in term.projects)
        if not named:
            return
        if not term.interval:
            yield day if day >= 0 else -1
        elif duty.project and self.problem.shifts[duty.shift].covers:
            for slot in self._desk(duty, MINUTES_PER_DAY // term.slots):
                yield day * term.slots + slot

    def _desk(self, duty: Duty, length: int) -> Iterator[int]:
        """Intervals at the desk for at least half their length, counted from midnight of the duty's date."""
        shift = self.problem.shifts[duty.shift]
        begin = minutes_of(shift.start)
        start, end = begin + shift.overlap_minutes, begin + shift.minutes
        pause = (
            (begin + duty.break_start, begin + duty.break_start + shift.break_minutes) if duty.break_start is not None else (0, 0)
        )
        for slot in range(begin // length, end // length + 1):
            low, high = max(start, slot * length), min(end, (slot + 1) * length)
            away = max(0, min(high, pause[1]) - max(low, pause[0]))
            if 2 * (max(0, high - low) - away) >= length:
                yield slot
