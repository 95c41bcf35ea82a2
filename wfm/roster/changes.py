"""What an adjustment changed: price and notice of each change, whose absence it makes up for, who must agree, why this person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from wfm.data.diff import CellChange, diff
from wfm.data.result import Certificate
from wfm.data.roster import Duty, Finding
from wfm.data.tables import Skill
from wfm.data.week import Absence, Change, CoverDay
from wfm.roster.adjust import Adjusted
from wfm.roster.candidate import certificate_of, consents, due_minutes, minutes_left
from wfm.roster.passed_over import PassedOver
from wfm.roster.problem import RosterProblem
from wfm.roster.rules.keep_published import KeepPublished, KeepPublishedParams
from wfm.roster.rules.service_cover import ServiceCover
from wfm.roster.rules.view import RosterView


def changes_of(problem: RosterProblem, adjusted: Adjusted, absences: Sequence[Absence]) -> tuple[Change, ...]:
    """Every person-day that differs from what is left of the published roster, by day and person."""
    return _Changes(problem, adjusted, absences).all()


def cover_days(problem: RosterProblem, adjusted: Adjusted, days: Sequence[date]) -> tuple[CoverDay, ...]:
    """Agent-intervals missing and service loss, before and after, by project and day; losses as the audit found them."""
    losses = [_losses(certificate) for certificate in (adjusted.certificate_before, adjusted.result.certificate)]
    views = [RosterView(problem, roster) for roster in (adjusted.before, adjusted.result.roster)]
    demand, slots = problem.demand, problem.demand.slots
    found = []
    for number, project in enumerate(demand.projects):
        for day in days:
            row = (day - demand.start).days
            if not 0 <= row < demand.days:
                continue
            required = demand.requirement[row, :, number].tolist()
            first = problem.horizon.index(day) * slots
            missing = [
                sum(max(0, need - there) for need, there in zip(required, view.present[project][first:], strict=False))
                for view in views
            ]
            lost = [loss.get((project, day), 0) for loss in losses]
            found.append(CoverDay(project, day, sum(required), *missing, *lost))
    return tuple(found)


def _losses(certificate: Certificate) -> dict[tuple[str, date], int]:
    """Service loss by project and day."""
    return {
        (str(finding.values["project"]), finding.days[0]): finding.cost
        for finding in certificate.findings
        if finding.rule == ServiceCover.id
    }


class _Changes:
    def __init__(self, problem: RosterProblem, adjusted: Adjusted, absences: Sequence[Absence]) -> None:
        assert problem.policy is not None
        self.problem, self.adjusted, self.policy = problem, adjusted, problem.policy
        self.before = RosterView(problem, adjusted.before)
        self.after = RosterView(problem, adjusted.result.roster)
        self.paid = {
            (finding.employee, finding.days[0]): finding
            for finding in adjusted.result.findings
            if finding.rule == KeepPublished.id and not finding.hard
        }
        self.lost = [duty for absence in absences for duty in absence.duties if duty.day in self.policy.days]

    def all(self) -> tuple[Change, ...]:
        cells = diff(self.adjusted.before, self.adjusted.result.roster).changes
        found = [self._change(cell) for cell in sorted(cells, key=lambda cell: (cell.day, cell.employee))]
        passed = PassedOver(self.problem, self.adjusted)
        matched = self._matched(found)
        return tuple(passed.explain(replace(change, replaces=matched.get(k, ""))) for k, change in enumerate(found))

    def _change(self, cell: CellChange) -> Change:
        person = self.problem.employee[cell.employee]
        params = self._params(cell.employee)
        finding = self.paid.get((cell.employee, cell.day))
        notice = self._notice(finding, cell)
        new = cell.new
        skill = None if new is None else certificate_of(self.problem, cell.employee, new.project, new.day)
        left = minutes_left(self.problem, person, self.before.worked_minutes(cell.employee))
        return Change(
            employee=cell.employee,
            team=person.team,
            day=cell.day,
            kinds=cell.kinds,
            old=cell.old,
            new=cell.new,
            notice_hours=notice,
            band=min((limit for limit in params.bands if notice < limit), default=0),
            price=finding.cost if finding else 0,
            consent=self._consent(cell, notice, params, skill),
            minutes_left=left,
            changes_before=self.policy.before.get(cell.employee, 0),
            priority=skill.priority if skill else 0,
            emergency_only=bool(skill and skill.emergency_only),
            nights_before=person.nights_before,
        )

    def _params(self, employee: str) -> KeepPublishedParams:
        force = self.problem.rules.force(KeepPublished.id)
        params = force.of(self.problem.employee[employee]) if force else None
        return params or KeepPublishedParams()

    def _notice(self, finding: Finding | None, cell: CellChange) -> float:
        begins = [self.after.begins(duty) for duty in (cell.old, cell.new) if duty is not None]
        return (min(begins) - self.policy.as_of).total_seconds() / 3600

    def _consent(self, cell: CellChange, notice: float, params: KeepPublishedParams, skill: Skill | None) -> tuple[str, ...]:
        before, after = (view.worked_minutes(cell.employee) for view in (self.before, self.after))
        called = cell.old is None and cell.new is not None
        newly = skill is not None and (cell.old is None or cell.old.project != skill.project)
        return consents(
            due=due_minutes(self.problem, self.problem.employee[cell.employee]),
            worked=before,
            more=after - before if self._paid(cell.new) > self._paid(cell.old) else 0,
            rest_day=called and notice < max(params.bands, default=0),
            emergency_only=newly and skill is not None and skill.emergency_only,
        )

    def _paid(self, duty: Duty | None) -> int:
        return self.problem.shifts[duty.shift].paid_minutes if duty else 0

    def _matched(self, changes: Sequence[Change]) -> dict[int, str]:
        """Position of a change -> the absent person whose duty it makes up for: same day and project, most hours in common."""
        pairs = []
        for number, change in enumerate(changes):
            if change.new is None or not change.new.project or change.kinds == ("break",):
                continue
            for place, duty in enumerate(self.lost):
                if (duty.day, duty.project) == (change.day, change.new.project):
                    common = self._overlap(duty, change.new) - (self._overlap(duty, change.old) if self._same(change) else 0)
                    if common > 0:
                        pairs.append((-common, number, place))
        matched: dict[int, str] = {}
        taken: set[int] = set()
        for _, number, place in sorted(pairs):
            if number not in matched and place not in taken:
                matched[number] = self.lost[place].employee
                taken.add(place)
        return matched

    def _same(self, change: Change) -> bool:
        return change.old is not None and change.new is not None and change.old.project == change.new.project

    def _overlap(self, one: Duty, other: Duty | None) -> int:
        if other is None:
            return 0
        spans = [(self.after.begins(duty), self.after.ends(duty)) for duty in (one, other)]
        common = min(spans[0][1], spans[1][1]) - max(spans[0][0], spans[1][0])
        return max(0, int(common.total_seconds() // 60))
