"""Cover in short intervals, weighed by how short they were."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from pydantic import Field

from wfm.incentives.contributions import Evidence
from wfm.incentives.facts import Facts
from wfm.incentives.measures.base import Measure, MeasureExample, MeasureParams
from wfm.timegrid import clock_of

TEN = {("P", 0, slot): 10 for slot in range(20, 22)}
"""Ten agents of project P required from 10:00 to 11:00 of the first day."""


class ShortCoverParams(MeasureParams):
    """How short counts."""

    per: int = Field(default=600, ge=1, description="minute-percent that earn `points`: 600 = an hour in intervals 10 % short")
    least_percent: int = Field(default=5, ge=0, le=100, description="shortage below this counts for nothing, percent")
    cap_percent: int = Field(default=50, ge=1, le=100, description="a shortage counts up to this, percent")


class ShortCover(Measure[ShortCoverParams]):
    """Minutes at a desk x the percentage by which its project was short in that interval: 100 x (required - present) /
    required, rounded down. Present are the people at the desk for at least half of the interval, the person included."""

    id = "short-cover"
    Params = ShortCoverParams
    unit = "minute-percent"
    examples = (
        MeasureExample("an hour in intervals 90 % short counts as 50 %", (("A", 0, "D"),), {"A": 5}, need=TEN),
        MeasureExample(
            "two people: 80 % short, the cap lifted",
            (("A", 0, "D"), ("B", 0, "D")),
            {"A": 8, "B": 8},
            {"cap_percent": 100},
            need=TEN,
        ),
        MeasureExample("enough people earn nothing", (("A", 0, "D"),), {}, need={("P", 0, 20): 1}),
        MeasureExample("half an hour, half the points", (("A", 0, "D"),), {"A": 2}, need={("P", 0, 20): 10}),
        MeasureExample("exactly the least shortage", (("A", 0, "D"),), {"A": 2}, {"least_percent": 50}, need={("P", 0, 20): 2}),
        MeasureExample("a little below it", (("A", 0, "D"),), {}, {"least_percent": 51}, need={("P", 0, 20): 2}),
        MeasureExample("after midnight of a night", (("A", 0, "N"),), {"A": 2}, need={("P", 1, 6): 3}),
        MeasureExample("off the phones covers nothing", (("A", 0, "D"),), {}, desk={("A", 0): ((600, 660, ""),)}, need=TEN),
        MeasureExample("a monthly limit", (("A", 0, "D"),), {"A": 3}, {"most": 3}, need=TEN),
    )

    def evidence(self, facts: Facts, params: ShortCoverParams) -> Iterator[tuple[str, Evidence]]:
        for worked in facts.days:
            units: defaultdict[str, int] = defaultdict(int)
            shown: defaultdict[str, list[list[object]]] = defaultdict(list)
            for slot, minutes in sorted(facts.desk_minutes(worked).items()):
                required, present = facts.required(slot), facts.present[slot]
                percent = min(params.cap_percent, 100 * (required - present) // required) if required > present else 0
                if percent and percent >= params.least_percent:
                    units[slot[0]] += minutes * percent
                    clock = clock_of(slot[2] * facts.interval_minutes) + (
                        " +1" if slot[1] > facts.roster.horizon.index(worked.day) else ""
                    )
                    shown[slot[0]].append([clock, minutes, required, present, percent])
            for project in sorted(units):
                minutes_short = sum(int(str(row[1])) for row in shown[project])
                values = {"project": project, "minutes": minutes_short, "intervals": shown[project]}
                yield worked.employee, Evidence(worked.day, units[project], values)
