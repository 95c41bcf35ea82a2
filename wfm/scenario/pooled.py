"""Requirement bounds under pooling for a month: forecast and staffing against the people on duty. The twin of ``wfm pool``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from wfm.data.serial import draft_path
from wfm.data.workspace import Workspace
from wfm.errors import UsageError
from wfm.scenario.month import Month, open_month, stored_result
from wfm.scenario.pooled_people import People, people_of
from wfm.scenario.pooled_result import VALUES, Certificate, Pooling, TightSet, Value
from wfm.scenario.refused import leaves_results
from wfm.staffing import read_staffing
from wfm.staffing.erlang import IntArray
from wfm.staffing.pooling import Queues, pooled_need
from wfm.staffing.pooling_flow import (
    Deficiency,
    ProjectSets,
    dedicated_deficiency,
    deficiency,
    in_proportion,
    least_heads,
    project_sets,
    whole_heads,
)
from wfm.staffing.targets import targets_of
from wfm.store import Store
from wfm.timegrid import Horizon, clock_of, day_and_slot, slots_per_day

SHOWN_SETS = 10
SHOWN_CERTIFICATES = 5


def pool_month(path: Path, month: str, *, day: date | None = None, version: int | None = None) -> Pooling:
    """Pooling bounds of ``month`` of the workspace at ``path``, or of one ``day`` of it.

    People: published ``version``; else the month's draft; else the version in force; else the staff list's skill mix. Makes
    forecast and staffing first where they are missing. Raises UsageError for a day outside the month.
    """
    with leaves_results(path):
        return pool_opened(open_month(path, month), day=day, version=version)


def pool_opened(opened: Month, *, day: date | None = None, version: int | None = None) -> Pooling:
    """``pool_month`` for an opened month."""
    if day is not None and day not in opened.horizon:
        raise UsageError("pooling.other_day", day=day, horizon=opened.horizon)
    people, number = _people(opened, version)
    frame = read_staffing(opened.workspace.results / "staffing.csv", opened.workspace.centre.timezone)
    queues = queues_of(opened.workspace, frame, opened.horizon)
    slots = slots_per_day(opened.workspace.centre.interval_minutes)
    wanted = queues.requirement.sum(axis=1) > 0
    if day is not None:
        wanted &= np.arange(wanted.size) // slots == opened.horizon.index(day)
    return _pooling(opened, people, number, queues, np.flatnonzero(wanted))


def _people(opened: Month, version: int | None) -> tuple[People, int | None]:
    workspace, horizon = opened.workspace, opened.horizon
    month = f"{horizon.start:%Y-%m}"
    if version is None and draft_path(workspace.results, month).is_file():
        return people_of(workspace, horizon, stored_result(opened).roster, "draft"), None
    latest = Store.open(workspace.path, workspace.centre.database).latest(month) if version is None else None
    number = version if version is not None else latest.number if latest else None
    if number is None:
        return people_of(workspace, horizon, None, "staff"), None
    roster = stored_result(opened, number).roster
    if roster.horizon != horizon:
        raise UsageError("pooling.other_month", version=number, horizon=horizon, found=roster.horizon)
    return people_of(workspace, horizon, roster, "version"), number


def queues_of(workspace: Workspace, frame: pd.DataFrame, horizon: Horizon) -> Queues:
    """Staffing rows (``wfm.staffing.staff``) as queues on the wall-clock grid, [days x slots, projects], day after day.

    Closed intervals ask for nobody. Where clocks go back two rows share an interval: one given by hand wins, then the larger
    load.
    """
    slots = slots_per_day(workspace.centre.interval_minutes)
    day, slot = day_and_slot(pd.DatetimeIndex(frame["start"]), horizon, workspace.centre.interval_minutes)
    index = {project.project: number for number, project in enumerate(workspace.projects)}
    rows = frame.assign(
        cell=day * slots + slot,
        column=frame["project"].map(index),
        by_hand=frame["bound_by"] == "given",
        load=np.where(frame["bound_by"] == "closed", 0.0, frame["load_erlang"]),
    )
    rows = rows[(day >= 0) & (day < horizon.days) & rows["column"].notna()]
    rows = rows.sort_values(["by_hand", "load"], kind="stable").drop_duplicates(["cell", "column"], keep="last")
    at = rows["cell"].to_numpy(), rows["column"].to_numpy(dtype=np.int64)
    shape = horizon.days * slots, len(index)
    requirement, floor = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    load, aht, given = np.zeros(shape), np.ones(shape), np.zeros(shape, dtype=np.bool_)
    requirement[at], floor[at], load[at], given[at] = rows["agents"], rows["floor"], rows["load"], rows["by_hand"]
    aht[at] = np.where(rows["load"] > 0, rows["aht_seconds"], 1.0)
    return Queues(
        requirement,
        load,
        aht,
        floor,
        given,
        np.array([project.deferrable for project in workspace.projects], dtype=np.bool_),
        tuple(targets_of(project, workspace.centre.defaults) for project in workspace.projects),
    )


def _pooling(opened: Month, people: People, version: int | None, month: Queues, cells: IntArray) -> Pooling:
    queues = month.at(cells)
    minutes = opened.workspace.centre.interval_minutes
    sets = project_sets(people.groups)
    dedicated = queues.requirement.sum(axis=1)
    heads = whole_heads(dedicated, list(people.mix)) if people.heads is None else people.heads[cells]
    needs: dict[Value, IntArray] = {
        "dedicated": queues.requirement @ sets.members.T.astype(np.int64),
        "team": pooled_need(queues, sets.members, "arrival"),
        "lower": pooled_need(queues, sets.members, "any"),
    }
    lacks: dict[Value, Deficiency] = {
        "dedicated": dedicated_deficiency(queues.requirement, heads, people.groups, sets),
        "team": deficiency(needs["team"], heads, sets),
        "lower": deficiency(needs["lower"], heads, sets),
    }
    slots = slots_per_day(minutes)
    columns: dict[str, Sequence[object] | IntArray] = {
        "day": [opened.horizon.start + timedelta(days=int(cell) // slots) for cell in cells],
        "clock": [clock_of(int(cell) % slots * minutes) for cell in cells],
        "heads": heads.sum(axis=1),
    }
    for name in VALUES:
        columns[name] = dedicated if name == "dedicated" else least_heads(needs[name], sets)
    for name in VALUES:
        columns[f"missing_{name}"] = lacks[name].missing
    frame = pd.DataFrame(columns)
    hours = minutes / 60
    return Pooling(
        source=people.source,
        version=version,
        interval_minutes=minutes,
        frame=frame,
        hours={name: float(frame[name].sum() * hours) for name in VALUES},
        missing={name: float(frame[f"missing_{name}"].sum() * hours) for name in VALUES},
        in_mix={name: float(in_proportion(needs[name], people.mix, sets).sum() * hours) for name in VALUES},
        tight=_tight(opened.workspace, frame, sets, lacks, hours),
        certificates=_certificates(opened.workspace, people, heads, lacks["dedicated"], hours),
        complete=sets.complete,
        without=people.without,
        emergency_only=people.emergency_only,
    )


def _tight(
    workspace: Workspace, frame: pd.DataFrame, sets: ProjectSets, lacks: Mapping[Value, Deficiency], hours: float
) -> tuple[TightSet, ...]:
    """The sets that lack most agent-hours, by the strongest value that finds any lack: whatever the routing first."""
    value: Value = next((name for name in reversed(VALUES) if (lacks[name].worst >= 0).any()), "lower")
    found = []
    worst, lacking = lacks[value].worst, lacks[value].lacking
    for row in np.unique(worst[worst >= 0]):
        amounts = np.where(worst == row, lacking, 0).sum(axis=1)
        peak = frame.iloc[int(amounts.argmax())]
        projects = tuple(project.project for project, inside in zip(workspace.projects, sets.members[row], strict=True) if inside)
        total = float(amounts.sum() * hours)
        found.append(
            TightSet(projects, value, int((amounts > 0).sum()), total, int(amounts.max()), peak["day"], str(peak["clock"]))
        )
    return tuple(sorted(found, key=lambda tight: (-tight.agent_hours, tight.projects))[:SHOWN_SETS])


def _certificates(
    workspace: Workspace, people: People, heads: IntArray, lack: Deficiency, hours: float
) -> tuple[Certificate, ...]:
    """What one more certificate saves: an agent of a group with nobody to spare for its own projects helps nobody; else an
    agent trained for a project of every set that lacks most makes one fewer missing (all minimum cuts must be crossed)."""
    found = []
    for group, skills in enumerate(people.groups):
        members = max(1.0, float(people.members[group]), float(heads[:, group].max(initial=0)))
        spare = ~lack.bound_up[:, skills].any(axis=1)
        for column, project in enumerate(workspace.projects):
            if not skills[column]:
                gain = float((heads[:, group] * (spare & lack.short[:, column])).sum() / members * hours)
                if gain > 0:
                    found.append(Certificate(people.skills[group], project.project, gain, float(people.members[group])))
    return tuple(sorted(found, key=lambda one: (-one.agent_hours, one.holds, one.project))[:SHOWN_CERTIFICATES])
