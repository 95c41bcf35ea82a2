"""Duties taken on at short notice, in bands of notice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from pydantic import Field

from wfm.data.worked import WorkedDay
from wfm.incentives.contributions import Evidence
from wfm.incentives.facts import Facts
from wfm.incentives.measures.base import Measure, MeasureExample, MeasureParams
from wfm.timegrid import moment


class ShortNoticeParams(MeasureParams):
    """What notice is worth."""

    bands: tuple[tuple[int, int], ...] = Field(
        default=((24, 8), (48, 5), (72, 3), (168, 1)),
        description="(hours, points): less notice than these hours earns these points; the narrowest band counts",
    )


class ShortNotice(Measure[ShortNoticeParams]):
    """A changed duty that was worked (another shift, a day off turned into a duty, a call-in) told less than the band's hours
    before its start. A duty taken away, a swap one asked for, a moved break and another project in the same shift earn
    nothing: the first two are no burden, the last is help to another project."""

    id = "short-notice"
    Params = ShortNoticeParams
    unit = "points"
    examples = (
        MeasureExample("another shift, told 20 hours before", (("A", 0, "D>E@20"),), {"A": 8}),
        MeasureExample("a day off turned into a duty", (("A", 0, "->D@30"),), {"A": 5}),
        MeasureExample("exactly a day of notice", (("A", 0, "D>E@24"),), {"A": 5}),
        MeasureExample("a week of notice", (("A", 0, "D>E@168"),), {}),
        MeasureExample("a duty taken away", (("A", 0, "D>-@2"),), {}),
        MeasureExample("told, but not worked", (("A", 0, "D>E@20"),), {}, desk={("A", 0): ()}),
        MeasureExample("never changed", (("A", 0, "D"),), {}),
        MeasureExample("changed away and back", (("A", 0, "D>D@5"),), {}),
    )

    def evidence(self, facts: Facts, params: ShortNoticeParams) -> Iterator[tuple[str, Evidence]]:
        for worked in facts.days:
            begins = _begins(worked)
            if worked.told_at is None or begins is None or not _asks_more(worked):
                continue
            notice = (begins - worked.told_at) // timedelta(hours=1)
            units = next((points for hours, points in sorted(params.bands) if notice < hours), 0)
            if units > 0:
                values = {
                    "hours": notice,
                    "before": worked.first.shift if worked.first else "-",
                    "after": worked.last.shift if worked.last else "+",
                    "told": f"{worked.told_at:%Y-%m-%d %H:%M}",
                }
                yield worked.employee, Evidence(worked.day, units, values)


def _begins(worked: WorkedDay) -> datetime | None:
    return moment(worked.day, worked.stretches[0].from_minute) if worked.stretches else None


def _asks_more(worked: WorkedDay) -> bool:
    """Whether the day became another one than was first published."""
    if worked.last is None:
        return True
    return worked.first is None or worked.first.shift != worked.last.shift
