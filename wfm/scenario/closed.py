"""A month that is closed, looked at again: people's balances as they stood before its closing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from wfm.data.tables import PreviousDuty
from wfm.data.workspace import Workspace
from wfm.scenario.closing import BOOK, CLOSE
from wfm.store import Store


def before_closing(workspace: Workspace, month: str) -> Workspace:
    """``workspace`` with previous.csv, nights_before, weekends_before and carry_minutes as before ``month`` was closed; as it is
    when the month has not been closed. Closing writes the figures after the month into employees.csv: judged by those, hours
    of the month would count twice and a legal roster break monthly-hours."""
    entries = Store.open(workspace.path, workspace.centre.database).book(BOOK)
    first = next((entry for entry in entries if entry.kind == CLOSE and entry.subject == month), None)
    if first is None:
        return workspace
    kept = first.content["before"]
    people = tuple(
        person.model_copy(
            update={
                "nights_before": int(kept[person.employee]["nights_before"]),
                "weekends_before": int(kept[person.employee]["weekends_before"]),
                "carry_minutes": int(kept[person.employee]["carry_before"]),
            }
        )
        if person.employee in kept
        else person
        for person in workspace.employees
    )
    cells = tuple(
        PreviousDuty(employee=employee, date=date.fromisoformat(day), shift=shift, project=project)
        for employee, day, shift, project in first.content.get("previous", ())
    )
    return replace(workspace, employees=people, previous=cells or workspace.previous)
