"""The roster as flat files: CSV rows, canonical JSON."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from wfm.data.result import PlanResult
from wfm.data.roster import Duty, Roster
from wfm.data.serial import canonical, result_to_json
from wfm.data.tables import Shift
from wfm.data.workspace import Workspace
from wfm.errors import UsageError
from wfm.report.neutral import neutral
from wfm.timegrid import minutes_of, moment, zone

CSV_COLUMNS = ("employee", "date", "shift", "project", "start", "end")


def duty_times(duty: Duty, shift: Shift, place: ZoneInfo) -> tuple[datetime, datetime]:
    """Start and end of a duty, zone-aware. Both are wall-clock times of the template, as the planner sees them."""
    begin = minutes_of(shift.start)
    return (
        moment(duty.day, begin).replace(tzinfo=place),
        moment(duty.day, begin + shift.minutes).replace(tzinfo=place),
    )


def sorted_duties(roster: Roster, employee: str = "") -> list[Duty]:
    """Duties by person and day; of one person when ``employee`` is given."""
    chosen = (duty for duty in roster.duties if employee in ("", duty.employee))
    return sorted(chosen, key=lambda duty: (duty.employee, duty.day))


def require_employee(workspace: Workspace, employee: str) -> None:
    """Raise UsageError unless ``employee`` is empty or known."""
    if employee and employee not in {person.employee for person in workspace.employees}:
        raise UsageError("export.unknown_employee", value=employee)


def roster_csv(workspace: Workspace, roster: Roster, *, employee: str = "", bom: bool = False) -> str:
    """CSV text with columns ``CSV_COLUMNS``, sorted by person and day; start and end carry offsets. Cells that a
    spreadsheet would take for a formula begin with an apostrophe. ``bom``: the mark older Excel needs to see UTF-8."""
    require_employee(workspace, employee)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    writer.writerows(_rows(workspace, sorted_duties(roster, employee)))
    return ("\ufeff" if bom else "") + text.getvalue()


def result_json(result: PlanResult) -> str:
    """The canonical JSON of a result: the same result, the same bytes."""
    return canonical(result_to_json(result)) + "\n"


def _rows(workspace: Workspace, duties: Iterable[Duty]) -> Iterator[list[str]]:
    shifts = {shift.shift: shift for shift in workspace.shifts}
    place = zone(workspace.centre.timezone)
    for duty in duties:
        start, end = ("", "")
        if duty.shift in shifts:
            start, end = (time.isoformat(timespec="minutes") for time in duty_times(duty, shifts[duty.shift], place))
        yield [*map(neutral, (duty.employee, duty.day.isoformat(), duty.shift, duty.project)), start, end]
