"""Staying longer, or coming earlier, when asked."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from wfm.data.day_changes import ChangeKind
from wfm.incentives.contributions import Evidence
from wfm.incentives.facts import Facts
from wfm.incentives.measures.base import Measure, MeasureExample, MeasureParams

LATE = {"employee": "A", "day": 0, "kind": "extend", "from_minute": 990, "to_minute": 1080, "project": "P", "agreed": True}


class ExtensionParams(MeasureParams):
    """What the time is worth."""

    per: int = Field(default=30, ge=1, description="minutes that earn `points`")


class Extension(Measure[ExtensionParams]):
    """Minutes worked inside agreed extensions of a duty. Time beyond the duty that nobody asked for counts nothing."""

    id = "extension"
    Params = ExtensionParams
    unit = "minutes"
    examples = (
        MeasureExample(
            "an hour and a half longer", (("A", 0, "D"),), {"A": 3}, desk={("A", 0): ((480, 1080, "P"),)}, changes=(LATE,)
        ),
        MeasureExample("agreed, left at the usual time", (("A", 0, "D"),), {}, changes=(LATE,)),
        MeasureExample("stayed, not asked", (("A", 0, "D"),), {}, desk={("A", 0): ((480, 1080, "P"),)}),
        MeasureExample("half an hour exactly", (("A", 0, "D"),), {"A": 1}, desk={("A", 0): ((480, 1020, "P"),)}, changes=(LATE,)),
        MeasureExample("a minute less", (("A", 0, "D"),), {}, desk={("A", 0): ((480, 1019, "P"),)}, changes=(LATE,)),
    )

    def evidence(self, facts: Facts, params: ExtensionParams) -> Iterator[tuple[str, Evidence]]:
        for worked in facts.days:
            for change in worked.changes:
                if change.kind is ChangeKind.EXTEND:
                    minutes = sum(
                        max(0, min(stretch.to_minute, change.to_minute) - max(stretch.from_minute, change.from_minute))
                        for stretch in worked.stretches
                    )
                    if minutes:
                        values = {"from_minute": change.from_minute, "to_minute": change.to_minute, "reason": change.reason}
                        yield worked.employee, Evidence(worked.day, minutes, values)
