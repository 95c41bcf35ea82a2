"""What a what-if starts from: the month's demand and the roster in force, read once and never written."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from wfm import words
from wfm.data.demand import Demand, Forecast
from wfm.data.roster import Roster, RunCard
from wfm.data.workspace import Workspace
from wfm.errors import UsageError
from wfm.roster.problem import RosterProblem, build_problem
from wfm.scenario.in_force import standing
from wfm.scenario.kept_demand import forecast_of
from wfm.scenario.month import Month, open_month
from wfm.scenario.whatif.demand import named_projects
from wfm.scenario.whatif.faults import dotted
from wfm.scenario.whatif.model import ALL, WhatIf
from wfm.store import Store, load_draft
from wfm.timegrid import Horizon

Say = Callable[[str], None]


@dataclass(frozen=True)
class Basis:
    """An opened month with its forecast and roster. ``source``: ``version N`` or ``draft``; ``card``: its run card, which tells
    who is absent; ``as_of``: from which day staffing saw absence (None: a month ahead)."""

    opened: Month
    forecast: Forecast
    roster: Roster
    card: RunCard
    source: str
    as_of: date | None

    @property
    def workspace(self) -> Workspace:
        """The workspace as it is."""
        return self.opened.workspace

    @property
    def horizon(self) -> Horizon:
        """The month."""
        return self.opened.horizon

    def problem(self, workspace: Workspace | None = None, demand: Demand | None = None) -> RosterProblem:
        """The month's task with awards, absences and call-ins in force; on another workspace or demand where given."""
        task = build_problem(workspace or self.workspace, demand or self.opened.demand, self.horizon, base=self.roster)
        return standing(task.with_awards(self.opened.placed.in_force), self.card)


def open_basis(path: Path, month: str, *, version: int | None = None, say: Say | None = None) -> Basis:
    """The month of the workspace at ``path`` with the roster in force: published ``version``, else the latest, else the draft.

    ``say`` is told in a sentence when it is the draft. Raises UsageError when there is neither.
    """
    opened = open_month(path, month, say=say)
    workspace = opened.workspace
    store = Store.open(workspace.path, workspace.centre.database)
    latest = store.latest(month) if version is None else None
    number = version if version is not None else latest.number if latest else None
    if number is not None:
        published = store.load(number)
        roster, card, source = published.roster, published.card, f"version {number}"
        if roster.horizon != opened.horizon:
            raise UsageError("pooling.other_month", version=number, found=roster.horizon, horizon=opened.horizon)
    else:
        draft = load_draft(workspace.results, month)
        roster, card, source = draft.roster, draft.card, "draft"
        if say is not None:
            say(words.say("whatif.from_draft", workspace.centre.language))
    seen = opened.demand.made_with.get("as_of")
    forecast = forecast_of(workspace, opened.demand, opened.horizon)
    return Basis(opened, forecast, roster, card, source, date.fromisoformat(str(seen)) if seen else None)


def month_of(spec: WhatIf, asked: str | None) -> str:
    """The month to look at: as asked, else the file's, else that of its days. Raises UsageError when nothing says."""
    if asked:
        return asked
    if spec.month:
        return spec.month
    spans = [(spec.window.from_date, spec.window.to_date)] if spec.window else sorted(spec.spans())
    if not spans:
        raise UsageError("whatif.no_month", name=spec.name)
    return f"{spans[0][0]:%Y-%m}"


def window_of(spec: WhatIf, horizon: Horizon) -> Horizon:
    """The days that are judged: the file's window, else from the first to the last day its parts speak of, inside the month.

    Raises UsageError when none of them lies in the month.
    """
    spans = [(spec.window.from_date, spec.window.to_date)] if spec.window else list(spec.spans())
    if not spans:
        return horizon
    first, last = min(span[0] for span in spans), max(span[1] for span in spans)
    low, high = max(first, horizon.start), min(last, horizon.end)
    if low > high:
        raise UsageError("whatif.other_month", name=spec.name, first=first, last=last, month=horizon)
    return Horizon(low, (high - low).days + 1)


def refuse_strangers(spec: WhatIf, workspace: Workspace, source: str) -> None:
    """Raises UsageError for a project, team or employee that the workspace does not have."""
    projects = [project.project for project in workspace.projects]
    for key, project in named_projects(spec):
        if project not in (*projects, ALL):
            raise _stranger(source, dotted(key), project, projects)
    people = {person.employee for person in workspace.employees}
    teams = sorted({person.team for person in workspace.employees})
    for place, wave in enumerate(spec.absence):
        if wave.team and wave.team not in teams:
            raise _stranger(source, dotted(("absence", place, "team")), wave.team, teams)
        for employee in wave.employees:
            if employee not in people:
                raise _stranger(source, dotted(("absence", place, "employees")), employee, sorted(people))
    for place, part in enumerate(spec.train):
        if part.employee and part.employee not in people:
            raise _stranger(source, dotted(("train", place, "employee")), part.employee, sorted(people))


def _stranger(source: str, key: str, value: str, known: list[str]) -> UsageError:
    close = difflib.get_close_matches(value, known, n=5, cutoff=0.4)
    return UsageError("whatif.stranger", file=source, key=key, value=value, known=", ".join(close or known[:20]))
