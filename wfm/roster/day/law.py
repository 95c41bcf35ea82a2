"""How far a duty may be extended: daily rest to its neighbours, the month's overtime, protected people.

The rules' parameters are read from the rule book; minutes extended on other days are in the day's book, not in the roster.
"""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import Any

from wfm.data.day_changes import ChangeKind
from wfm.data.tables import Employee
from wfm.roster.day.band import lifts_band
from wfm.roster.day.state import PersonDay, person_day
from wfm.roster.day.task import DayTask

ENDLESS = 1 << 30


class Law:
    """Answers about people of one task; counts once."""

    def __init__(self, task: DayTask) -> None:
        self.task = task

    @cached_property
    def _worked(self) -> Counter[str]:
        """Paid minutes of the month, extensions included, people absent today counted as planned."""
        minutes: Counter[str] = Counter()
        for duty in (*self.task.roster.duties, *self.task.asked):
            minutes[duty.employee] += self.task.problem.shifts[duty.shift].paid_minutes
        for change in (*self.task.history, *self.task.standing):
            if change.kind is ChangeKind.EXTEND and change.day in self.task.roster.horizon:
                minutes[change.employee] += change.to_minute - change.from_minute
        return minutes

    def worked(self, employee: str) -> int:
        """Minutes of the month so far planned or extended."""
        return self._worked[employee]

    def contracted(self, person: Employee) -> int:
        """Minutes due this month: contract less credited leave."""
        return max(0, self.task.problem.month_minutes(person) - self.task.problem.credited_minutes(person))

    def over(self, person: Employee, more: int) -> int:
        """Minutes beyond the contracted ones that ``more`` minutes of work would make."""
        worked = self._worked[person.employee]
        due = self.contracted(person)
        return max(0, worked + more - due) - max(0, worked - due)

    def left(self, person: Employee) -> int:
        """Minutes the person may still work this month by the hard rules in force."""
        due, limits = self.contracted(person), [ENDLESS]
        cap = self._params("overtime-cap", person)
        if cap is not None and cap.hard:
            contract = self.task.problem.contract_of(person).max_overtime_minutes
            limits.append(due + min(int(cap.hours * 60), contract if cap.contract_limit else ENDLESS))
        band = self._params("monthly-hours", person)
        if band is not None and band.hard_over_hours is not None and not lifts_band(self.task.problem):
            carried = person.carry_minutes if band.settle_carry else 0
            limits.append(max(0, due - carried) + round(band.hard_over_hours * 60))
        until = person.no_overtime_until
        if self._params("protected-persons", person) is not None and until and until >= self.task.roster.horizon.start:
            limits.append(due)
        return min(limits) - self._worked[person.employee]

    def later(self, person: Employee, state: PersonDay) -> int:
        """Minutes the duty may go on after its end."""
        if not self._may_extend(person):
            return 0
        most = min(self.task.settings.max_extension_minutes, self.left(person))
        following = self.task.duty(person.employee, 1)
        if following is not None:
            begins = person_day(self.task, following, 1).early
            most = min(most, begins - state.end - self._rest(person))
        return max(0, most)

    def earlier(self, person: Employee, state: PersonDay) -> int:
        """Minutes the duty may begin before its start; the person hears of it in time."""
        if not self._may_extend(person):
            return 0
        most = min(self.task.settings.max_extension_minutes, self.left(person))
        most = min(most, state.begin - self.task.as_of - self.task.settings.call_in_lead_minutes)
        return max(0, min(most, state.begin - self.rested_at(person)))

    def rested_at(self, person: Employee) -> int:
        """Minute from which the person has had the daily rest since the duty of the day before."""
        before = self.task.duty(person.employee, -1)
        return -ENDLESS if before is None else person_day(self.task, before, -1).late + self._rest(person)

    def rest_before_next(self, person: Employee) -> int:
        """Minute by which the person must be gone to have the daily rest before tomorrow's duty."""
        following = self.task.duty(person.employee, 1)
        return ENDLESS if following is None else person_day(self.task, following, 1).early - self._rest(person)

    def _may_extend(self, person: Employee) -> bool:
        if not self.task.extend or person.employee in self.task.declined:
            return False
        protected = self._params("protected-persons", person) is not None
        dates = (person.no_nights_until, person.no_overtime_until)
        return not (protected and any(until is not None and until >= self.task.day for until in dates))

    def _rest(self, person: Employee) -> int:
        params = self._params("min-rest", person)
        return 0 if params is None else int(params.hours * 60)

    def _params(self, rule: str, person: Employee) -> Any:
        force = self.task.problem.rules.force(rule)
        return force.of(person) if force is not None else None
