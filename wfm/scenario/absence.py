"""The absence forecast of a workspace: rosters of the past and leave.csv in, a proposal in the form of shrinkage.csv out."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from wfm.data.files import write_text
from wfm.data.tables import OFF, Project, Shrinkage
from wfm.data.workspace import Workspace
from wfm.errors import InputError
from wfm.forecast.absence import AbsenceForecast, forecast_absence
from wfm.forecast.absence_days import absence_days
from wfm.store import Store
from wfm.timegrid import month_horizon

_WORTH_A_ROW = 0.05
"""A project gets rows of its own when its people's absence differs by so much, relative."""
_DECIMALS = 4


@dataclass(frozen=True)
class AbsenceProposal:
    """``forecast``: what was learnt; ``rows``: the proposal, for ``shrinkage.csv``; ``projects``: project -> factor of its
    people's teams; ``in_force``: the centre's single share until now; ``rosters``: months with a roster."""

    forecast: AbsenceForecast
    rows: tuple[Shrinkage, ...]
    projects: dict[str, float]
    in_force: float
    rosters: tuple[str, ...]


def propose_shrinkage(workspace: Workspace, month: str, store: Store | None = None) -> AbsenceProposal:
    """Unplanned absence expected in ``month`` (YYYY-MM), by weekday, and by project where teams differ.

    Learnt from ``leave.csv`` (sick and other leave) against the people rostered before the month: ``previous.csv`` and the latest
    published version of each month in ``store``. Raises InputError when no roster, too few person-days or no absence is recorded.
    """
    start = month_horizon(month).start
    rosters = past_rosters(workspace, start, store)
    if rosters.empty:
        raise InputError("absence.no_rosters", month=month)
    days = absence_days(rosters, workspace.leave, workspace.centre.defaults.known_absence_days)
    made = forecast_absence(days, {person.employee: person.team for person in workspace.employees}, month)
    projects = {project.project: _project_factor(workspace, project, made, start) for project in workspace.projects}
    rows = [row for k in range(7) for row in _rows(k, made, projects)]
    months = tuple(sorted({f"{day:%Y-%m}" for day in rosters["date"]}))
    return AbsenceProposal(made, tuple(rows), projects, workspace.centre.defaults.unplanned_shrinkage, months)


def past_rosters(workspace: Workspace, before: date, store: Store | None) -> pd.DataFrame:
    """Columns employee, date, duty: a row for each person and day before ``before`` that a roster speaks of. A published month
    wins over ``previous.csv``."""
    found: dict[tuple[str, date], bool] = {(row.employee, row.date): row.shift != OFF for row in workspace.previous}
    for version in _latest(store, before):
        assert store is not None
        roster = store.load(version).roster
        people = {duty.employee for duty in roster.duties}
        found |= {(name, day): roster.duty(name, day) is not None for name in people for day in roster.horizon.dates}
    rows = [(name, day, duty) for (name, day), duty in found.items() if day < before]
    return pd.DataFrame(rows, columns=["employee", "date", "duty"])


def _latest(store: Store | None, before: date) -> list[int]:
    """Number of the latest version of each month before ``before``."""
    if store is None:
        return []
    latest = {version.month: version.number for version in store.versions() if version.month < f"{before:%Y-%m}"}
    return list(latest.values())


def _project_factor(workspace: Workspace, project: Project, made: AbsenceForecast, start: date) -> float:
    """Mean factor of the teams of the people certified for ``project`` as their main one."""
    team = {person.employee: person.team for person in workspace.employees}
    own = {
        skill.employee
        for skill in workspace.skills
        if skill.project == project.project
        and skill.priority == 1
        and not skill.emergency_only
        and (skill.valid_to is None or skill.valid_to >= start)
    }
    factors = [made.teams.get(team.get(name, ""), 1.0) for name in sorted(own)]
    return float(np.mean(factors)) if factors else 1.0


def _rows(weekday: int, made: AbsenceForecast, projects: dict[str, float]) -> list[Shrinkage]:
    share = float(made.weekday[weekday])
    whole = Shrinkage(weekdays=str(weekday + 1), unplanned=round(share, _DECIMALS))
    own = [
        Shrinkage(project=name, weekdays=str(weekday + 1), unplanned=round(min(share * factor, 0.89), _DECIMALS))
        for name, factor in projects.items()
        if abs(factor - 1.0) >= _WORTH_A_ROW
    ]
    return [whole, *own]


def write_proposal(made: AbsenceProposal, path: Path) -> None:
    """Write ``path`` with the columns of ``shrinkage.csv``, and what the rows rest on in a JSON file of the same name beside
    it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    names = list(Shrinkage.model_fields)
    writer.writerow(names)
    writer.writerows(["" if (value := getattr(row, name)) is None else value for name in names] for row in made.rows)
    write_text(path, out.getvalue())
    forecast = {key: value.tolist() if isinstance(value, np.ndarray) else value for key, value in asdict(made.forecast).items()}
    facts = {**forecast, "projects": made.projects, "in_force": made.in_force, "rosters": made.rosters}
    write_text(path.with_suffix(".json"), json.dumps(facts, ensure_ascii=False, indent=2, default=str) + "\n")


def default_path(workspace: Workspace, month: str) -> Path:
    """``results/shrinkage-MONTH.csv``: never the user's own file."""
    return workspace.results / f"shrinkage-{month}.csv"
