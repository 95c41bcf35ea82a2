"""Rest given up: a day off as first published that became a duty."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from wfm.incentives.contributions import Evidence
from wfm.incentives.facts import Facts
from wfm.incentives.measures.base import Measure, MeasureExample, MeasureParams


class CancelledRestParams(MeasureParams):
    """What a day of rest is worth."""

    points: int = Field(default=10, ge=0, description="points for a day of rest; 0 switches the measure off")
    least_minutes: int = Field(default=60, ge=1, description="minutes worked from which the rest counts as given up")
    holiday: int = Field(default=2, ge=1, description="a public holiday counts as this many days of rest")


class CancelledRest(Measure[CancelledRestParams]):
    """Days first published as off on which somebody worked because they were asked: a told change or an agreed call-in. A
    swap one asked for is no rest given up."""

    id = "cancelled-rest"
    Params = CancelledRestParams
    unit = "days of rest"
    examples = (
        MeasureExample("a day off turned into a duty", (("A", 0, "->D@30"),), {"A": 10}),
        MeasureExample("on a public holiday", (("A", 0, "->D@30"),), {"A": 20}, holidays={0: False}),
        MeasureExample("a duty changed into another", (("A", 0, "D>E@30"),), {}),
        MeasureExample("an hour's help exactly", (("A", 0, "->D@30"),), {"A": 10}, desk={("A", 0): ((600, 660, "P"),)}),
        MeasureExample("a minute less", (("A", 0, "->D@30"),), {}, desk={("A", 0): ((600, 659, "P"),)}),
        MeasureExample("asked for it oneself: nothing was told", (("A", 0, "->D"),), {}),
        MeasureExample("a day off kept", (("A", 0, "-"),), {}),
    )

    def evidence(self, facts: Facts, params: CancelledRestParams) -> Iterator[tuple[str, Evidence]]:
        for worked in facts.days:
            if worked.first is None and worked.told_at is not None and worked.minutes >= params.least_minutes:
                holiday = worked.day in facts.holidays
                values = {"minutes": worked.minutes, "shift": worked.last.shift if worked.last else "+"}
                yield worked.employee, Evidence(worked.day, params.holiday if holiday else 1, values)
