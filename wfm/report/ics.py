"""A person's duties as an iCalendar file (RFC 5545) that a phone can subscribe to or import."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from wfm import __version__, words
from wfm.data.files import write_bytes
from wfm.data.roster import Duty, Roster
from wfm.data.tables import Project, Shift
from wfm.data.workspace import Workspace
from wfm.report.flat import duty_times, require_employee, sorted_duties
from wfm.timegrid import clock_of, minutes_of, zone


def person_ics(
    workspace: Workspace, roster: Roster, employee: str, *, stamp: datetime, sequence: int = 0, language: str = ""
) -> bytes:
    """The duties of ``employee`` as one calendar, times in the centre's zone with its definition (VTIMEZONE).

    A duty's UID depends on centre, person and date only, so a later file replaces the earlier one's entries.
    ``stamp``: when the roster was made (UTC); ``sequence``: its version, which calendars use to tell the newer one.
    """
    require_employee(workspace, employee)
    language = language or workspace.centre.language
    names = {person.employee: person.name or person.employee for person in workspace.employees}
    calendar = Calendar()
    calendar.add("prodid", f"-//wfm//wfm {__version__}//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    title = words.say("export.ics_calendar", language, centre=workspace.centre.name, employee=names[employee])
    calendar.add("x-wr-calname", title)
    shifts = {shift.shift: shift for shift in workspace.shifts}
    projects = {project.project: project for project in workspace.projects}
    place = zone(workspace.centre.timezone)
    for duty in sorted_duties(roster, employee):
        if duty.shift in shifts:
            event = _event(duty, shifts[duty.shift], projects, place, language)
            event.add("uid", duty_uid(workspace.centre.name, duty))
            event.add("dtstamp", stamp)
            event.add("sequence", sequence)
            calendar.add_component(event)
    calendar.add_missing_timezones()
    content: bytes = calendar.to_ical()
    return content


def write_ics_folder(
    workspace: Workspace, roster: Roster, folder: Path, *, stamp: datetime, sequence: int = 0, language: str = ""
) -> tuple[Path, ...]:
    """One file a person, in the order of the employees' table; returns the files written.

    File names are the ids with everything but letters, digits, ``-`` and ``_`` replaced, and stay inside ``folder``.
    """
    written: dict[str, Path] = {}
    for person in workspace.employees:
        name = _file_name(person.employee)
        while name.casefold() in written:
            name += "_"
        path = folder / f"{name}.ics"
        write_bytes(path, person_ics(workspace, roster, person.employee, stamp=stamp, sequence=sequence, language=language))
        written[name.casefold()] = path
    return tuple(written.values())


def duty_uid(centre: str, duty: Duty) -> str:
    """Stable identity of a person's working day."""
    return hashlib.sha256("\n".join((centre, duty.employee, duty.day.isoformat())).encode()).hexdigest()[:32] + "@wfm"


def _event(duty: Duty, shift: Shift, projects: Mapping[str, Project], place: ZoneInfo, language: str) -> Event:
    start, end = duty_times(duty, shift, place)
    name, project = shift.name or shift.shift, projects.get(duty.project)
    event = Event()
    if project:
        name = words.say("export.ics_summary", language, shift=name, project=project.name or project.project)
    event.add("summary", name)
    event.add("dtstart", start)
    event.add("dtend", end)
    if duty.break_start is not None and shift.break_minutes:
        begin = minutes_of(shift.start) + duty.break_start
        pause = words.say("export.ics_break", language, start=clock_of(begin), end=clock_of(begin + shift.break_minutes))
        event.add("description", pause)
    return event


def _file_name(employee: str) -> str:
    return "".join(sign if sign.isalnum() or sign in "-_" else "_" for sign in employee) or "_"
