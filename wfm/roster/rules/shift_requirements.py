"""Requirements by named shift and date (requirements.csv rows that name a shift)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np
from pydantic import Field

from wfm.data.roster import Finding
from wfm.data.tables import Requirement
from wfm.data.terms import Cover, Term
from wfm.roster.problem import RosterProblem
from wfm.roster.rules.base import Example, InForce, Rule, RuleParams
from wfm.roster.rules.stating import offsets
from wfm.roster.rules.view import RosterView

TWO_DAYS = ({"day": 0, "shift": "D", "agents": 2, "missing_price": 10, "spare_price": 3},)


class ShiftRequirementsParams(RuleParams):
    """Prices are in requirements.csv."""

    scale: int = Field(default=1, ge=0, description="every price is multiplied by this; 0 switches the rule off")

    @property
    def posts(self) -> bool:
        return self.scale > 0

    @property
    def hard(self) -> bool:
        return False


class ShiftRequirements(Rule[ShiftRequirementsParams]):
    """A Cover term by shift for every (project, shift) named: so many agents on that shift, a price per missing and per spare
    one. Of two rows for the same cell the last counts."""

    id = "shift-requirements"
    Params = ShiftRequirementsParams
    unit = "duties"
    examples = (
        Example("exactly two", {"A": "D", "B": "D", "C": "."}, requirements=TWO_DAYS),
        Example("one missing", {"A": "D", "B": ".", "C": "E"}, cost=10, requirements=TWO_DAYS),
        Example("one to spare", {"A": "D", "B": "D", "C": "D"}, cost=3, requirements=TWO_DAYS),
        Example("nobody", {"A": ".", "B": ".", "C": "."}, cost=20, requirements=TWO_DAYS),
        Example("on another project", {"A": "D", "B": "d", "C": "."}, cost=10, requirements=TWO_DAYS),
        Example("other days are free", {"A": "DD", "B": "D.", "C": ".."}, requirements=TWO_DAYS),
        Example(
            "none wanted, one there",
            {"A": "N"},
            cost=4,
            requirements=({"day": 0, "shift": "N", "agents": 0, "missing_price": 1, "spare_price": 4},),
        ),
        Example("twice as dear", {"A": "D", "B": "."}, params={"scale": 2}, cost=20, requirements=TWO_DAYS),
    )

    def compile(self, problem: RosterProblem, force: InForce[ShiftRequirementsParams]) -> Iterator[Term]:
        params = force.everybody
        rows: dict[tuple[str, str], dict[int, Requirement]] = {}
        for row in problem.requirements if params else ():
            day = problem.horizon.index(date.fromisoformat(row.date))
            if row.shift and 0 <= day < problem.horizon.days:
                rows.setdefault((row.project, row.shift), {})[day] = row
        for (project, shift), wanted in rows.items():
            curves = [_curve(wanted.get(day)) for day in range(problem.horizon.days)]
            offset = offsets(np.array([len(curve) for curve in curves]))
            loss = np.array([value for curve in curves for value in curve], np.int64) * (params.scale if params else 0)
            label = f"{project} {shift}"
            yield Cover(self.id, label, False, 1, offset, loss, projects=frozenset({project}), shifts=frozenset({shift}))

    def check(self, view: RosterView, force: InForce[ShiftRequirementsParams]) -> Iterator[Finding]:
        if force.everybody is None:
            return
        there: dict[tuple[str, str, date], int] = {}
        for person in view.people:
            for duty in view.duties(person.employee):
                cell = duty.project, duty.shift, duty.day
                there[cell] = there.get(cell, 0) + 1
        last = {(row.project, row.shift, date.fromisoformat(row.date)): row for row in view.problem.requirements if row.shift}
        for cell, row in last.items():
            if cell[2] not in view.problem.horizon:
                continue
            spare = there.get(cell, 0) - row.agents
            cost = spare * row.spare_price if spare > 0 else -spare * row.missing_price
            if cost:
                values = {"project": row.project, "shift": row.shift, "limit": row.agents, "found": row.agents + spare}
                yield Finding(self.id, False, abs(spare), cost * force.everybody.scale, "", (cell[2],), values)


def _curve(row: Requirement | None) -> list[int]:
    """Cost units by agents on the shift: missing ones, none, a spare one (its slope goes on)."""
    if row is None:
        return []
    return [row.missing_price * (row.agents - n) for n in range(row.agents + 1)] + [row.spare_price]
