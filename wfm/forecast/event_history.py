"""The events of a workspace held against its history: what past ones did, in every project."""

from __future__ import annotations

from datetime import date

from wfm.calendars import DayCalendar
from wfm.data.workspace import Workspace
from wfm.forecast.cleaning import verdicts, without_gaps
from wfm.forecast.daily import day_totals
from wfm.forecast.events import Observed, event_days, observe
from wfm.forecast.history import grid_history
from wfm.forecast.opening import open_slots, served


def past_effects(workspace: Workspace, before: date, calendar: DayCalendar) -> tuple[Observed, ...]:
    """What every event begun before ``before`` did to its project's calls, as far as history shows it; gaps are
    left out."""
    centre = workspace.centre
    found: list[Observed] = []
    for project in workspace.projects:
        own = [event for event in workspace.events if event.project == project.project and event.from_date < before]
        history = (
            grid_history(workspace.history, project.project, centre.interval_minutes, centre.timezone, before) if own else None
        )
        if history is not None:
            service = served(history, open_slots(project, centre.interval_minutes), calendar)
            said = verdicts(workspace.history_notes, project.project)
            believed, _ = without_gaps(history, service, said, {day for event in own for day in event_days(event)})
            found += observe(own, history.first, day_totals(believed, service), calendar)
    return tuple(found)
