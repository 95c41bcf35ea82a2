"""Work on public holidays and in the night."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from pydantic import Field

from wfm.data.worked import Stretch, WorkedDay
from wfm.incentives.contributions import Evidence
from wfm.incentives.facts import Facts
from wfm.incentives.measures.base import Measure, MeasureExample, MeasureParams
from wfm.timegrid import MINUTES_PER_DAY


class HolidayNightParams(MeasureParams):
    """Weights of a minute."""

    per: int = Field(default=240, ge=1, description="weighted minutes that earn `points`")
    statutory: int = Field(default=6, ge=0, description="weight of a minute on a day paid at the highest multiple")
    holiday: int = Field(default=3, ge=0, description="weight of a minute on another public holiday")
    night: int = Field(default=1, ge=0, description="weight of a minute at night, added to the day's")
    night_from: int = Field(default=22, ge=0, le=23, description="hour at which the night begins")
    night_to: int = Field(default=6, ge=0, le=23, description="hour at which the night ends")


class HolidayNight(Measure[HolidayNightParams]):
    """Minutes worked on holidays (each minute by its own calendar day) and between the night's hours, weighted."""

    id = "holiday-night"
    Params = HolidayNightParams
    unit = "weighted minutes"
    examples = (
        MeasureExample("a day duty on a statutory holiday: 480 x 6", (("A", 0, "D"),), {"A": 12}, holidays={0: True}),
        MeasureExample("on another holiday: 480 x 3", (("A", 0, "D"),), {"A": 6}, holidays={0: False}),
        MeasureExample("an ordinary day", (("A", 0, "D"),), {}),
        MeasureExample("a night: 420 of its minutes lie between 22 and 6", (("A", 0, "N"),), {"A": 1}),
        MeasureExample(
            "a night into a holiday: 420 + 420 x 6, its minutes after midnight alone",
            (("A", 0, "N"),),
            {"A": 12},
            holidays={1: True},
        ),
        MeasureExample("rest on a holiday", (("A", 0, "-"),), {}, holidays={0: True}),
        MeasureExample("nights switched off", (("A", 0, "N"),), {}, {"night": 0}),
    )

    def evidence(self, facts: Facts, params: HolidayNightParams) -> Iterator[tuple[str, Evidence]]:
        for worked in facts.days:
            night = facts.clock_minutes(worked, 60 * params.night_from, 60 * params.night_to)
            statutory, holiday = _holiday_minutes(facts, worked)
            units = statutory * params.statutory + holiday * params.holiday + night * params.night
            if units:
                values = {"statutory": statutory, "holiday": holiday, "night": night}
                yield worked.employee, Evidence(worked.day, units, values)


def _holiday_minutes(facts: Facts, worked: WorkedDay) -> tuple[int, int]:
    """Minutes on statutory holidays and on other ones, by the calendar day of each minute."""
    found = {True: 0, False: 0}
    for late in (0, 1):
        statutory = facts.holidays.get(worked.day + timedelta(days=late))
        if statutory is not None:
            found[statutory] += sum(_on(stretch, late) for stretch in worked.stretches)
    return found[True], found[False]


def _on(stretch: Stretch, late: int) -> int:
    """Minutes of a stretch on its own day (0) or the next (1)."""
    low, high = late * MINUTES_PER_DAY, (late + 1) * MINUTES_PER_DAY
    return max(0, min(high, stretch.to_minute) - max(low, stretch.from_minute))
