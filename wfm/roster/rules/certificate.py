"""Valid certificates: nobody serves a project without one in date, and emergency-only ones are not planned."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from pydantic import Field

from wfm.data.roster import Finding
from wfm.data.tables import Skill
from wfm.data.terms import BAN, Allow, Term
from wfm.roster.problem import RosterProblem
from wfm.roster.rules.base import Example, InForce, Rule, RuleParams
from wfm.roster.rules.view import RosterView


class CertificateParams(RuleParams):
    """The ban itself has no parameter; second projects have a price."""

    second_project_price: int = Field(
        default=2, ge=0, description="cost units per duty and step of priority below the main project (priority 2 = one step)"
    )
    emergency: bool = Field(default=False, description="whether emergency-only certificates may be planned")

    def cost(self, amount: int) -> int:
        return self.second_project_price * amount


class Certificate(Rule[CertificateParams]):
    """Allow terms per project: banned on days without a certificate, priced by priority on days with one. Of several rows
    for one project the best priority counts. A phone duty without project is refused by the check; engines make none."""

    id = "valid-certificate"
    Params = CertificateParams
    unit = "duties"
    examples = (
        Example("certified", {"A": "DDDDD.."}, skills=({"employee": "A", "project": "P"},)),
        Example("no certificate for Q", {"A": "Ddd...."}, hard=2, skills=({"employee": "A", "project": "P"},)),
        Example(
            "valid from the second day", {"A": ".D....."}, skills=({"employee": "A", "project": "P", "valid_from": "2026-08-04"},)
        ),
        Example(
            "a day too early", {"A": "DD....."}, hard=1, skills=({"employee": "A", "project": "P", "valid_from": "2026-08-04"},)
        ),
        Example("the last valid day", {"A": "DD....."}, skills=({"employee": "A", "project": "P", "valid_to": "2026-08-04"},)),
        Example(
            "a day after it", {"A": "DDN...."}, hard=1, skills=({"employee": "A", "project": "P", "valid_to": "2026-08-04"},)
        ),
        Example(
            "emergency-only is not planned",
            {"A": "Dd....."},
            hard=1,
            skills=({"employee": "A", "project": "P"}, {"employee": "A", "project": "Q", "emergency_only": True}),
        ),
        Example(
            "emergency-only in an emergency",
            {"A": "Dd....."},
            params={"emergency": True},
            skills=({"employee": "A", "project": "P"}, {"employee": "A", "project": "Q", "emergency_only": True}),
        ),
        Example(
            "a third choice costs two steps",
            {"A": "Ddd...."},
            cost=8,
            skills=({"employee": "A", "project": "P"}, {"employee": "A", "project": "Q", "priority": 3}),
        ),
        Example("study needs no certificate", {"A": "S......"}, skills=({"employee": "B", "project": "P"},)),
    )

    def compile(self, problem: RosterProblem, force: InForce[CertificateParams]) -> Iterator[Term]:
        projects = [project.project for project in problem.projects]
        for person, params in force.each(problem.employees):
            rows: defaultdict[str, list[Skill]] = defaultdict(list)
            for skill in problem.skills.get(person.employee, ()):
                if params.emergency or not skill.emergency_only:
                    rows[skill.project].append(skill)
            never = frozenset(projects) - rows.keys()
            if never:
                yield Allow(self.id, person.employee, tuple(range(problem.horizon.days)), BAN, projects=never)
            for project in projects:
                priced: defaultdict[int, list[int]] = defaultdict(list)
                for number, day in enumerate(problem.horizon.dates if project in rows else ()):
                    best = min((row.priority for row in rows[project] if _in_date(row, day)), default=0)
                    priced[params.second_project_price * (best - 1) if best else BAN].append(number)
                for price, days in priced.items():
                    if price:
                        yield Allow(self.id, person.employee, tuple(days), price, projects=frozenset({project}))

    def check(self, view: RosterView, force: InForce[CertificateParams]) -> Iterator[Finding]:
        for person, params in force.each(view.people):
            held = view.problem.skills.get(person.employee, ())
            for duty in view.duties(person.employee):
                if not duty.project and not view.shift(duty).covers:
                    continue
                rank = None
                for skill in held:
                    begun = skill.valid_from is None or skill.valid_from <= duty.day
                    over = skill.valid_to is not None and skill.valid_to < duty.day
                    planned = params.emergency or not skill.emergency_only
                    if skill.project == duty.project and begun and not over and planned:
                        rank = skill.priority if rank is None else min(rank, skill.priority)
                if rank is None:
                    yield Finding(self.id, True, 1, 0, person.employee, (duty.day,), {"project": duty.project, "case": "none"})
                elif rank > 1 and params.second_project_price:
                    values = {"project": duty.project, "priority": rank, "case": "second"}
                    yield Finding(self.id, False, 1, params.cost(rank - 1), person.employee, (duty.day,), values)


def _in_date(skill: Skill, day: date) -> bool:
    return (skill.valid_from or day) <= day <= (skill.valid_to or day)
