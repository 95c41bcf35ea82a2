"""Cover beside requirement and forecast: sums for the tables, arrays for the charts, shortages in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from wfm.data.demand import Demand, Forecast, IntArray
from wfm.data.result import Helper, Shortage
from wfm.data.roster import Roster, RunCard
from wfm.data.workspace import Workspace
from wfm.report.counts import count_cover
from wfm.report.texts import date_text, said, said_or, same
from wfm.report.view import HeatCell, ProjectCover, ShortageNote
from wfm.timegrid import clock_of, day_and_slot, slots_per_day, zone

FloatArray = npt.NDArray[np.float64]
HEAT_EDGES = (0.02, 0.05, 0.10, 0.20)
"""Share of a day's requirement missing at which the heat map turns to its next level."""

_SHORTAGES_SHOWN = 200
_HELPERS_SHOWN = 4
_BANDS = {"mean": "calls", "p10": "calls_p10", "p90": "calls_p90"}


def roster_cover(workspace: Workspace, roster: Roster) -> IntArray:
    """Agents at the desk, int64 [days, slots, projects] in the order of the workspace's projects."""
    return count_cover(
        roster,
        {shift.shift: shift for shift in workspace.shifts},
        [project.project for project in workspace.projects],
        workspace.centre.interval_minutes,
        workspace.previous,
    )


def requirement_of(workspace: Workspace, roster: Roster, demand: Demand | None) -> IntArray | None:
    """The requirement on the same grid as ``roster_cover``; None without demand or when its interval is another one.

    Days of the roster outside the demand's grid are taken as closed.
    """
    if demand is None or demand.interval_minutes != workspace.centre.interval_minutes:
        return None
    grid = np.zeros((roster.horizon.days, demand.slots, len(workspace.projects)), dtype=np.int64)
    columns = {project: index for index, project in enumerate(demand.projects)}
    for day, when in enumerate(roster.horizon.dates):
        source = (when - demand.start).days
        for index, project in enumerate(workspace.projects):
            if 0 <= source < demand.days and project.project in columns:
                grid[day, :, index] = demand.requirement[source, :, columns[project.project]]
    return grid


def planned_for(card: RunCard, demand: Demand | None) -> bool:
    """Whether ``demand`` is the one the run card names; True where the card names none or there is no demand."""
    named = card.inputs.get("demand")
    return demand is None or named is None or demand.sha256() == named


def call_bands(workspace: Workspace, roster: Roster, forecast: Forecast | None) -> Mapping[str, FloatArray]:
    """``mean``, ``p10``, ``p90`` -> calls, float [days, slots, projects], NaN where closed; empty without forecast.

    Where clocks go back two instants share a slot: the larger number is kept.
    """
    if forecast is None or forecast.frame.empty:
        return {}
    frame = forecast.frame
    starts = pd.DatetimeIndex(pd.to_datetime(frame["start"], utc=True)).tz_convert(zone(workspace.centre.timezone))
    day, slot = day_and_slot(starts, roster.horizon, workspace.centre.interval_minutes)
    index = {project.project: number for number, project in enumerate(workspace.projects)}
    column = np.asarray([index.get(project, -1) for project in frame["project"]], dtype=np.int64)
    keep = (column >= 0) & (day >= 0) & (day < roster.horizon.days)
    bands = {}
    for name, source in _BANDS.items():
        grid = np.full((roster.horizon.days, slots_per_day(workspace.centre.interval_minutes), len(index)), np.nan)
        values = frame[source].to_numpy(dtype=np.float64)
        np.fmax.at(grid, (day[keep], slot[keep], column[keep]), values[keep])
        bands[name] = grid
    return bands


def project_covers(
    workspace: Workspace, cover: IntArray, required: IntArray | None, bands: Mapping[str, FloatArray]
) -> tuple[ProjectCover, ...]:
    """Sums of each project over the month."""
    hours = workspace.centre.interval_minutes / 60
    need = np.zeros_like(cover) if required is None else required
    covers = []
    for index, project in enumerate(workspace.projects):
        wanted, there = need[:, :, index], cover[:, :, index]
        missing = np.maximum(wanted - there, 0)
        calls = float(np.nansum(bands["mean"][:, :, index])) if bands else None
        covers.append(
            ProjectCover(
                name=project.name or project.project,
                index=index,
                peak=int(wanted.max(initial=0)),
                required=float(wanted.sum() * hours),
                met=float(np.minimum(wanted, there).sum() * hours),
                missing=float(missing.sum() * hours),
                spare=float(np.maximum(there - wanted, 0).sum() * hours),
                calls=calls,
                days=tuple(_heat(day, missing[day].sum() * hours, wanted[day].sum() * hours) for day in range(len(wanted))),
            )
        )
    return tuple(covers)


def cover_total(covers: Sequence[ProjectCover]) -> ProjectCover | None:
    """All projects together; None without projects. ``peak`` is the largest of any project."""
    if not covers:
        return None
    calls = None if covers[0].calls is None else sum(cover.calls or 0.0 for cover in covers)
    sums = {name: sum(getattr(cover, name) for cover in covers) for name in ("required", "met", "missing", "spare")}
    return ProjectCover(name="", index=-1, peak=max(cover.peak for cover in covers), calls=calls, days=(), **sums)


def chart_arrays(cover: IntArray, required: IntArray | None, bands: Mapping[str, FloatArray]) -> dict[str, Any]:
    """The charts' numbers, each a list by project, day, slot; calls rounded to a tenth, null where closed."""
    arrays: dict[str, Any] = {"cover": np.moveaxis(cover, 2, 0).tolist()}
    if required is not None:
        arrays["need"] = np.moveaxis(required, 2, 0).tolist()
    for name, grid in bands.items():
        arrays[name] = [[[_tenth(value) for value in day] for day in project] for project in np.moveaxis(grid, 2, 0).tolist()]
    return arrays


def shortage_notes(workspace: Workspace, roster: Roster, shortages: Sequence[Shortage]) -> tuple[ShortageNote, ...]:
    """The largest shortages first, with who could help."""
    index = {project.project: number for number, project in enumerate(workspace.projects)}
    names = {project.project: project.name or project.project for project in workspace.projects}
    people = {person.employee: person.name or person.employee for person in workspace.employees}
    interval = workspace.centre.interval_minutes
    ordered = sorted(shortages, key=lambda s: (-s.missing, s.day, s.project, s.from_slot))
    notes = []
    for gap in ordered[:_SHORTAGES_SHOWN]:
        span = f"{clock_of(gap.from_slot * interval)}–{_end_clock(gap.to_slot * interval)}"
        notes.append(
            ShortageNote(
                project=names.get(gap.project, gap.project),
                when={language: f"{text} {span}" for language, text in date_text(gap.day).items()},
                size=said(
                    "report.shortage_size",
                    present=gap.present,
                    required=gap.required,
                    hours=f"{gap.missing * interval / 60:,.1f}",
                ),
                helpers=tuple(_helper(helper, people) for helper in gap.helpers[:_HELPERS_SHOWN]),
                more=max(0, len(gap.helpers) - _HELPERS_SHOWN),
                project_index=index.get(gap.project, -1),
                day_index=roster.horizon.index(gap.day),
            )
        )
    return tuple(notes)


def _helper(helper: Helper, people: Mapping[str, str]) -> dict[str, str]:
    reason = said_or(helper.reason, helper.reason) if "." in helper.reason else same(helper.reason)
    name = people.get(helper.employee, helper.employee)
    return dict(said("report.helper_left", name=name, reason=reason, hours=f"{helper.minutes_left / 60:,.0f}"))


def _heat(day: int, missing: float, required: float) -> HeatCell:
    share = missing / required if required else 0.0
    level = 0 if missing <= 0 else 1 + sum(share >= edge for edge in HEAT_EDGES)
    return HeatCell(float(missing), level, day)


def _end_clock(minutes: int) -> str:
    return "24:00" if minutes == timedelta(days=1) // timedelta(minutes=1) else clock_of(minutes)


def _tenth(value: float) -> float | None:
    return None if value != value else round(value, 1)
