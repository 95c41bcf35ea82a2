"""Imports into a workspace: read the file, decide, write the table. Each function is the twin of a command."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import pandas as pd

from wfm.data.imports.codes import CodeMap, load_codes
from wfm.data.imports.findings import Findings, ImportFinding
from wfm.data.imports.history import ImportResult, import_history, infer_profile
from wfm.data.imports.profile import load_profile, profile_path, save_profile
from wfm.data.imports.roster import RosterImport, import_wide_roster
from wfm.data.imports.save import Saved, save_history, save_rows
from wfm.data.imports.skills import SKILL_COLUMNS, SkillImport, import_skill_matrix
from wfm.data.reading import read_workspace
from wfm.data.tables import OFF, Shift
from wfm.data.workspace import Workspace
from wfm.errors import InputError, UsageError


@dataclass(frozen=True)
class HistoryImport:
    """``saved``: None when nothing was written (dry run, or something refused). ``profile``: where the profile is kept."""

    result: ImportResult
    saved: Saved | None
    profile: Path
    profile_saved: bool


@dataclass(frozen=True)
class RosterImported:
    """``leave``: absences as rows of leave.csv, not written. ``rows``: rows of previous.csv. ``findings`` hold the result's."""

    result: RosterImport
    saved: Saved | None
    rows: Sequence[Mapping[str, str]]
    leave: Sequence[Mapping[str, str]]


@dataclass(frozen=True)
class SkillsImported:
    """The matrix read and the file written."""

    result: SkillImport
    saved: Saved | None


def history_into(
    workspace: Path,
    file: Path,
    name: str,
    *,
    project_of_group: Mapping[str, str] | None = None,
    replace_rows: bool = False,
    dry_run: bool = False,
    skip_unreadable: bool = False,
) -> HistoryImport:
    """Import an interval export through profile ``name`` into ``history/``; infers and saves the profile the first time.

    ``project_of_group`` is added to the profile. Cells that cannot be read forbid writing unless ``skip_unreadable``: then
    they count as missing. Overlap with history already there: InputError unless ``replace_rows``.
    """
    opened = _open(workspace)
    path = profile_path(workspace, name)
    known = path.exists()
    profile = load_profile(path) if known else infer_profile(file)
    profile = profile.model_copy(update={"project_of_group": {**profile.project_of_group, **(project_of_group or {})}})
    result = import_history(
        file,
        profile,
        timezone=opened.centre.timezone,
        interval=opened.centre.interval_minutes,
        projects=[project.project for project in opened.projects],
        report_columns=not known,
    )
    result = replace(result, guessed=(*_settings_guess(workspace, opened), *result.guessed))
    if dry_run or (result.refused and not skip_unreadable):
        return HistoryImport(result, None, path, False)
    saved = save_history(workspace, name, result.frame, timezone=opened.centre.timezone, replace=replace_rows)
    changed = not known or result.profile != load_profile(path)
    if changed:
        save_profile(path, result.profile)
    return HistoryImport(result, saved, path, changed)


def _settings_guess(workspace: Path, opened: Workspace) -> tuple[ImportFinding, ...]:
    if any((workspace / name).exists() for name in ("wfm.yaml", "wfm.yml")):
        return ()
    found = Findings()
    found.guess("no_settings", value=opened.centre.timezone, minutes=opened.centre.interval_minutes)
    return found.guesses()


def roster_into(
    workspace: Path,
    file: Path,
    *,
    month: str,
    codes: Path | None = None,
    shift_of_code: Mapping[str, str] | None = None,
    dry_run: bool = False,
    skip_unreadable: bool = False,
) -> RosterImported:
    """Import a wide roster as ``previous.csv`` (``-`` for days without duty); earlier rows of other days or people stay.

    ``codes``: a code map, else ``profiles/codes.yaml`` of the workspace. A code's shift is the map's, else the shift of
    shifts.csv with that code; without any shift table the code itself. InputError: codes of shifts without one.
    """
    opened = _open(workspace)
    default = workspace / "profiles" / "codes.yaml"
    own = load_codes(codes) if codes else load_codes(default) if default.exists() else CodeMap()
    result = import_wide_roster(file, month=month, codes=own)
    found = Findings()
    shift_of = _shifts_of_codes(result, opened.shifts, shift_of_code or {}, found)
    if opened.employees:
        ids = {employee.employee for employee in opened.employees}
        for employee in sorted(set(result.frame["employee"]) - ids):
            found.warn("unknown_employee", value=employee)
    result = replace(result, findings=(*result.findings, *found.findings()), guessed=(*result.guessed, *found.guesses()))
    rows = [
        {"employee": row["employee"], "date": row["date"].isoformat(), "shift": shift_of[row["code"]], "project": ""}
        for row in result.frame.to_dict("records")
    ]
    leave = leave_rows(result.frame)
    if dry_run or (result.refused and not skip_unreadable):
        return RosterImported(result, None, rows, leave)
    saved = save_rows(workspace / "previous.csv", ("employee", "date", "shift", "project"), rows, key=("employee", "date"))
    return RosterImported(result, saved, rows, leave)


def _shifts_of_codes(result: RosterImport, shifts: Sequence[Shift], told: Mapping[str, str], found: Findings) -> dict[str, str]:
    """Code -> shift id; off and leave are ``-``."""
    chosen: dict[str, str] = {}
    unmapped: list[str] = []
    spoken = {reading.code: shift for code, shift in told.items() if (reading := result.codes.read(code))}
    for code in dict.fromkeys(result.frame["code"]):
        entry = result.codes.codes[code]
        if code in spoken or entry.shift:
            chosen[code] = spoken.get(code) or entry.shift
        elif entry.kind not in ("shift", "study"):
            chosen[code] = OFF
        elif not shifts:
            chosen[code] = code
            found.guess("code_is_shift", value=code)
        elif match := _shift_with_code(code, entry.hours, result.codes, shifts):
            chosen[code] = match.shift
            found.guess("shift_of_code", value=code, shift=match.shift)
        else:
            unmapped.append(code)
    known = {shift.shift for shift in shifts} | {OFF}
    strangers = sorted({shift for shift in chosen.values() if shifts and shift not in known})
    if strangers:
        raise InputError("imports.no_such_shift", value=", ".join(strangers), known=", ".join(sorted(known)))
    if unmapped:
        raise InputError("imports.unmapped_codes", codes=", ".join(unmapped), first=unmapped[0])
    return chosen


def _shift_with_code(code: str, hours: float | None, codes: CodeMap, shifts: Sequence[Shift]) -> Shift | None:
    """The one shift whose code, id or name reads as this code; among several the one with the code's standard hours."""
    for texts in (lambda s: (s.code,), lambda s: (s.shift, s.name)):
        match = [shift for shift in shifts if any(_reads_as(text, code, codes) for text in texts(shift))]
        if len(match) > 1 and hours is not None:
            match = [shift for shift in match if abs(shift.paid_minutes - hours * 60) < 1]
        if len(match) == 1:
            return match[0]
        if match:
            return None
    return None


def _reads_as(text: str, code: str, codes: CodeMap) -> bool:
    reading = codes.read(text) if text else None
    return reading is not None and reading.hours is None and reading.code == code


def leave_rows(frame: pd.DataFrame) -> list[dict[str, str]]:
    """Consecutive days of the same kind of leave as rows of leave.csv: employee, kind, from_date, to_date."""
    rows: list[dict[str, str]] = []
    last: tuple[str, str, date] | None = None
    for day in frame[~frame["kind"].isin(["shift", "off", "study"])].to_dict("records"):
        if last and last[:2] == (day["employee"], day["kind"]) and day["date"] - last[2] == timedelta(days=1):
            rows[-1]["to_date"] = day["date"].isoformat()
        else:
            iso = day["date"].isoformat()
            rows.append({"employee": day["employee"], "kind": day["kind"], "from_date": iso, "to_date": iso})
        last = (day["employee"], day["kind"], day["date"])
    return rows


def skills_into(
    workspace: Path, file: Path, *, project_of_group: Mapping[str, str] | None = None, dry_run: bool = False
) -> SkillsImported:
    """Import a skill matrix as ``skills.csv``; rows of people who are not in the matrix stay."""
    opened = _open(workspace)
    result = import_skill_matrix(
        file,
        project_of_group=project_of_group,
        projects={project.project: project.name for project in opened.projects} or None,
        employees={employee.employee for employee in opened.employees} or None,
    )
    if dry_run or result.refused:
        return SkillsImported(result, None)
    rows: list[dict[str, object]] = [
        {
            **{str(column): value for column, value in row.items()},
            "emergency_only": str(row["emergency_only"]).lower(),
            "valid_to": row["valid_to"].isoformat() if row["valid_to"] else "",
        }
        for row in result.frame.to_dict("records")
    ]
    return SkillsImported(result, save_rows(workspace / "skills.csv", SKILL_COLUMNS, rows, key=("employee",)))


def _open(workspace: Path) -> Workspace:
    """The workspace with whatever can be read; UsageError when it is not a folder."""
    if not workspace.is_dir():
        raise UsageError("imports.needs_folder", value=workspace)
    return read_workspace(workspace)[0]
