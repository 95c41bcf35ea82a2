"""From rows by group to history by project: mapping, sums, the workspace's intervals, instants."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import datetime

import pandas as pd

from wfm import timegrid
from wfm.data.imports import acd_checks
from wfm.data.imports.acd_rows import Record
from wfm.data.imports.findings import Findings
from wfm.data.imports.headers import COUNT_ROLES
from wfm.data.imports.profile import LEAVE_OUT, Profile, group_key

HISTORY_COLUMNS = ("project", "start", "calls", "answered", "abandoned", "aht_seconds")


def group_frame(
    records: Sequence[Record], names: Mapping[str, str], profile: Profile, how: acd_checks.Counting, found: Findings
) -> pd.DataFrame:
    """The data rows by group: group, project, start (wall clock), counts of the file, calls, answered, abandoned,
    aht_seconds (NaN = missing), where."""
    rows: list[dict[str, object]] = []
    for record in records:
        name = names[group_key(record.group)]
        calls = acd_checks.calls_of(record, how)
        row: dict[str, object] = {
            "group": name,
            "project": profile.project(name),
            "start": record.start,
            **{role: record.numbers[role] for role in COUNT_ROLES if role in record.numbers},
            "calls": calls,
            "answered": record.numbers.get("answered"),
            "abandoned": acd_checks.abandoned_of(record, how),
            "aht_seconds": handling_seconds(record.numbers),
            "where": record.where,
        }
        for role in ("offered", "answered", "abandoned"):
            if role in record.numbers and record.numbers[role] is None:
                found.warn(
                    "missing_value", record.where, f"{name} {record.start:%Y-%m-%d %H:%M}", role=role, serial=record.serial
                )
        if calls is not None and calls < 0:
            found.refuse("negative_calls", record.where, calls)
        rows.append(row)
    frame = pd.DataFrame(rows)
    _check_handling(frame, found)
    numeric = [column for column in frame.columns if column not in ("group", "project", "start", "where")]
    return frame.astype(dict.fromkeys(numeric, "float64"))


def _check_handling(frame: pd.DataFrame, found: Findings) -> None:
    """A mean handling time under ten seconds or over an hour says that a column was misread."""
    for group, part in frame.groupby("group"):
        middle = pd.to_numeric(part["aht_seconds"]).median()
        if pd.notna(middle) and not 10 <= middle <= 3600:
            found.warn("handling_implausible", value=group, seconds=f"{middle:.1f}")


def handling_seconds(numbers: Mapping[str, float | None]) -> float | None:
    """Mean handling time of a row, seconds: as shown, else the sum of the means of talk, hold and after-call work, else
    totals over answered; None when nothing was answered or no column tells."""
    if "aht_seconds" in numbers:
        return numbers["aht_seconds"]
    if numbers.get("talk_average") is not None:
        return sum(numbers.get(role) or 0.0 for role in ("talk_average", "hold_average", "acw_average"))
    answered = numbers.get("answered")
    total = numbers.get("handle_total")
    if total is None and numbers.get("talk_total") is not None:
        total = sum(numbers.get(role) or 0.0 for role in ("talk_total", "hold_total", "acw_total"))
    return total / answered if total is not None and answered else None


def project_frame(
    groups: pd.DataFrame,
    missing: Mapping[str, set[datetime]],
    profile: Profile,
    timezone: str,
    minutes: int,
    interval: int,
    found: Findings,
) -> pd.DataFrame:
    """Sum groups into projects and the workspace's intervals; an interval that lacks a part is absent."""
    left_out = groups[groups["project"] == LEAVE_OUT]
    if len(left_out):
        found.note("groups_left_out", value=", ".join(sorted(set(left_out["group"]))), calls=float(left_out["calls"].sum()))
    kept = groups[groups["project"] != LEAVE_OUT]
    lost = {(profile.project(group), pd.Timestamp(start)) for group, starts in missing.items() for start in starts}
    if minutes < interval:
        found.note("intervals_summed", value=minutes, wanted=interval)
    step = f"{interval}min"
    kept = kept.assign(start=pd.to_datetime(kept["start"]).dt.floor(step), weighted=kept["answered"] * kept["aht_seconds"])
    kept = kept.assign(known=kept["answered"].where(kept["aht_seconds"].notna(), 0.0))
    lost = {(project, start.floor(step)) for project, start in lost}
    rows: list[tuple[object, object, float, float, float, float]] = []
    for (project, start), part in kept.groupby(["project", "start"], sort=True):
        if (project, start) in lost:
            continue
        sums = {column: float(part[column].sum(skipna=False)) for column in ("calls", "answered", "abandoned")}
        rows.append((str(project), start, sums["calls"], sums["answered"], sums["abandoned"], _weighted(part)))
    partial = sorted(lost & {(project, start) for project, start in zip(kept["project"], kept["start"], strict=True)})
    if partial:
        found.warn("partial_intervals", value=", ".join(f"{p} {s:%Y-%m-%d %H:%M}" for p, s in partial[:3]), count=len(partial))
    frame = pd.DataFrame(rows, columns=list(HISTORY_COLUMNS))
    frame["start"] = _localised(pd.DatetimeIndex(frame["start"]), timezone, found)
    return frame.dropna(subset=["start"]).reset_index(drop=True)


def _weighted(part: pd.DataFrame) -> float:
    """Handling time weighted by answered calls; NaN when answered is missing or zero in all, or no time is known."""
    if part["answered"].isna().any():
        return math.nan
    answered = float(part["known"].sum())
    return float(part["weighted"].fillna(0.0).sum()) / answered if answered else math.nan


def _localised(starts: pd.DatetimeIndex, timezone: str, found: Findings) -> pd.DatetimeIndex:
    """Wall clock to instants. An hour that the clock skips does not exist: its rows are refused."""
    local = starts.tz_localize(timegrid.zone(timezone), ambiguous=True, nonexistent="NaT")
    for start in starts[local.isna()]:
        found.refuse("no_such_time", value=f"{start:%Y-%m-%d %H:%M}", timezone=timezone)
    return local


def sums_by_project(groups: pd.DataFrame) -> dict[str, dict[str, float]]:
    """Sums by project over the data rows, to reconcile with the source's own totals."""
    counted = [column for column in (*COUNT_ROLES, "calls") if column in groups.columns]
    totals: dict[str, dict[str, float]] = {}
    for project, part in groups.groupby("project"):
        sums = {column: float(part[column].sum()) for column in counted}
        sums["answered_x_aht_seconds"] = float((part["answered"] * part["aht_seconds"]).sum())
        totals[str(project)] = {"rows": float(len(part)), **sums}
    return totals
