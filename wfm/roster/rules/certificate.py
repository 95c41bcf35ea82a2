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
    emergency_price: int = Field(
        default=40, ge=0, description="cost units per duty on an emergency-only certificate, on top, where they may be planned"
    )

    def cost(self, amount: int) -> int:
        return self.second_project_price * amount


class Certificate(Rule[CertificateParams]):
    """Allow terms per project: banned on days without a certificate, priced by priority on days with one, and for being
    emergency-only where such may be planned. Of several rows for one project the cheapest counts. A phone duty without
    project is refused by the check; engines make none."""

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
            cost=40,
            skills=({"employee": "A", "project": "P"}, {"employee": "A", "project": "Q", "emergency_only": True}),
        ),
        Example(
            "emergency-only as a second choice pays for both",
            {"A": "Dd....."},
            params={"emergency": True, "emergency_price": 25},
            cost=27,
            skills=(
                {"employee": "A", "project": "P"},
                {"employee": "A", "project": "Q", "emergency_only": True, "priority": 2},
            ),
        ),
        Example(
            "a planned certificate beside an emergency-only one costs nothing",
            {"A": "Dd....."},
            params={"emergency": True},
            skills=(
                {"employee": "A", "project": "P"},
                {"employee": "A", "project": "Q", "emergency_only": True},
                {"employee": "A", "project": "Q"},
            ),
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
                    prices = [_price(params, row) for row in rows[project] if _in_date(row, day)]
                    priced[min(prices, default=BAN)].append(number)
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
                reserve = False
                for skill in held:
                    begun = skill.valid_from is None or skill.valid_from <= duty.day
                    over = skill.valid_to is not None and skill.valid_to < duty.day
                    planned = params.emergency or not skill.emergency_only
                    if skill.project == duty.project and begun and not over and planned:
                        dear = params.cost(skill.priority - 1) + params.emergency_price * skill.emergency_only
                        if rank is None or dear < params.cost(rank - 1) + params.emergency_price * reserve:
                            rank, reserve = skill.priority, skill.emergency_only
                if rank is None:
                    yield Finding(self.id, True, 1, 0, person.employee, (duty.day,), {"project": duty.project, "case": "none"})
                    continue
                cost = params.cost(rank - 1) + params.emergency_price * reserve
                if cost:
                    values = {"project": duty.project, "priority": rank, "case": "reserve" if reserve else "second"}
                    yield Finding(self.id, False, 1, cost, person.employee, (duty.day,), values)


def _price(params: CertificateParams, skill: Skill) -> int:
    """Price of a duty on this certificate."""
    return params.second_project_price * (skill.priority - 1) + (params.emergency_price if skill.emergency_only else 0)


def _in_date(skill: Skill, day: date) -> bool:
    return (skill.valid_from or day) <= day <= (skill.valid_to or day)
