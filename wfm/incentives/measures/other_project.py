"""Help to another project: lent, called from off-phone work, or on a project held for emergencies only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from pydantic import Field

from wfm.data.day_changes import ChangeKind
from wfm.data.worked import WorkedDay
from wfm.incentives.contributions import Evidence
from wfm.incentives.facts import Facts
from wfm.incentives.measures.base import Measure, MeasureExample, MeasureParams

LENT = {"employee": "A", "day": 0, "kind": "lend", "from_minute": 600, "to_minute": 720, "project": "Q"}
AT_Q = {("A", 0): ((480, 600, "P"), (600, 720, "Q"), (720, 990, "P"))}


class OtherProjectParams(MeasureParams):
    """What an hour elsewhere is worth."""

    points: int = Field(default=1, ge=0, description="points for every full `per` units; 0 switches the measure off")
    per: int = Field(default=60, ge=1, description="weighted minutes that earn `points`")
    lent: int = Field(default=1, ge=0, description="weight of a minute lent to another project")
    emergency: int = Field(default=2, ge=0, description="weight of a minute on a project held for emergencies only")


class OtherProject(Measure[OtherProjectParams]):
    """Minutes at another project's desk that the day asked for (lent, or called from off-phone work), and all minutes on a
    project for which the person is certified for emergencies only, the dearer weight where both hold."""

    id = "other-project"
    Params = OtherProjectParams
    unit = "weighted minutes"
    examples = (
        MeasureExample("two hours lent", (("A", 0, "D"),), {"A": 2}, desk=AT_Q, changes=(LENT,)),
        MeasureExample("the own project is no help to another", (("A", 0, "D"),), {}),
        MeasureExample("planned on a second project, not lent", (("A", 0, "D"),), {}, desk=AT_Q),
        MeasureExample(
            "two hours on an emergency project", (("A", 0, "D"),), {"A": 4}, desk=AT_Q, emergency=frozenset({("A", "Q")})
        ),
        MeasureExample(
            "lent to an emergency project counts once, at the dearer weight",
            (("A", 0, "D"),),
            {"A": 4},
            desk=AT_Q,
            changes=(LENT,),
            emergency=frozenset({("A", "Q")}),
        ),
        MeasureExample(
            "lent on paper, absent in fact", (("A", 0, "D"),), {}, desk={("A", 0): ((480, 600, "P"),)}, changes=(LENT,)
        ),
        MeasureExample(
            "59 minutes stay below a point",
            (("A", 0, "D"),),
            {},
            desk={("A", 0): ((600, 659, "Q"),)},
            changes=(LENT,),
        ),
    )

    def evidence(self, facts: Facts, params: OtherProjectParams) -> Iterator[tuple[str, Evidence]]:
        for worked in facts.days:
            home = facts.home.get(worked.employee, "")
            for project, (lent, held) in sorted(_elsewhere(facts, worked, home).items()):
                units = lent * params.lent + held * max(params.emergency, 0)
                if units:
                    values = {"project": project, "lent": lent, "emergency": held, "home": home}
                    yield worked.employee, Evidence(worked.day, units, values)


def _elsewhere(facts: Facts, worked: WorkedDay, home: str) -> dict[str, tuple[int, int]]:
    """Project -> minutes lent there, and minutes on it as a project for emergencies only; no minute is in both."""
    asked = [c for c in worked.changes if c.kind in (ChangeKind.LEND, ChangeKind.TAKE_CALLS)]
    found: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for stretch in worked.stretches:
        if not stretch.project or stretch.project == home:
            continue
        if (worked.employee, stretch.project) in facts.emergency:
            found[stretch.project][1] += stretch.minutes
            continue
        for change in asked:
            if change.project == stretch.project:
                since, until = max(stretch.from_minute, change.from_minute), min(stretch.to_minute, change.to_minute)
                found[stretch.project][0] += max(0, until - since)
    return {project: (lent, held) for project, (lent, held) in found.items() if lent or held}
