"""Call history from an ACD's interval export: groups become projects, in long form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pandas as pd

from wfm.data.imports import acd_checks, acd_gaps
from wfm.data.imports.acd_projects import group_frame, project_frame, sums_by_project
from wfm.data.imports.acd_rows import RowReader, Rows
from wfm.data.imports.findings import Findings, ImportFinding, refused
from wfm.data.imports.grid import Book, Grid, read_book
from wfm.data.imports.headers import USED_ROLES, Header, guess_header, head_key, named_header, role_of
from wfm.data.imports.profile import Profile, group_key
from wfm.errors import InputError, UsageError

ALL_GROUPS = "*"
"""The group of a file that has no column of groups."""


@dataclass(frozen=True)
class ImportResult:
    """``frame``: columns HISTORY_COLUMNS, ``start`` zone-aware, NaN = not recorded, an absent row = missing or closed.
    ``groups``: the data rows by group, columns group, project, start (wall clock), calls, answered, abandoned,
    aht_seconds, and the columns of the file they come from. ``totals``: project -> sums to reconcile with the source.
    ``skipped``: kind of row that is no data -> rows. ``profile``: the profile used, with what was inferred."""

    frame: pd.DataFrame
    findings: tuple[ImportFinding, ...]
    guessed: tuple[ImportFinding, ...]
    totals: Mapping[str, Mapping[str, float]]
    groups: pd.DataFrame
    skipped: Mapping[str, int] = field(default_factory=dict)
    profile: Profile = field(default_factory=Profile)

    @property
    def refused(self) -> tuple[ImportFinding, ...]:
        """Findings that forbid writing: each names its cell or row."""
        return refused(self.findings)


@dataclass(frozen=True)
class _Table:
    """A sheet with its heads."""

    grid: Grid
    header: Header


def infer_profile(file: Path) -> Profile:
    """A profile guessed from the heads of ``file``: sheet (when only one has such heads) and columns; groups not mapped.

    UsageError: no such file; InputError: no table with a time and a number of calls in it.
    """
    book = read_book(file)
    tables = _tables(book, Profile(), file)
    header = tables[0].header
    columns = {role: header.name(header.roles[role]) for role in USED_ROLES if role in header.roles}
    return Profile(columns=columns, sheet=tables[0].grid.name if len(tables) == 1 else "", encoding=book.encoding)


def import_history(
    file: Path,
    profile: Profile | None = None,
    *,
    timezone: str = "Asia/Shanghai",
    interval: int = 30,
    projects: Sequence[str] = (),
    report_columns: bool | None = None,
) -> ImportResult:
    """Read an interval export (.xlsx or text) as history by project.

    ``profile``: None infers the columns. ``timezone``: IANA zone in which naive times are read. ``interval``: minutes of
    the result; a finer file is summed, a coarser one refused. ``projects``: known project ids; a group of the same name
    is taken as that project. ``report_columns``: list the columns as guesses (default: when they are). A group without a
    project: InputError listing all of them. Calls are offered calls, each once (transfers in taken off where they are
    counted twice); handling time is weighted by answered calls.
    """
    found = Findings()
    chosen = profile or infer_profile(file)
    book = read_book(file, encoding=chosen.encoding, delimiter=chosen.delimiter)
    tables = _tables(book, chosen, file)
    _report_form(book, tables, chosen, profile is None if report_columns is None else report_columns, found)
    parts = [_read(table, number, chosen, timezone, found) for number, table in enumerate(tables)]
    records = acd_checks.without_strays([record for part in parts for record in part.records], found)
    records = acd_checks.without_repeats(records, found)
    if not records:
        raise InputError("imports.no_rows", file=file.name)
    for part in parts:
        outcome = acd_checks.check_totals(part, records, found)
        if part.totals:
            agreed, disagreed, skipped_totals = outcome
            found.note("totals_checked", agreed=agreed, disagreed=disagreed, not_checked=skipped_totals)
    skipped = {kind: sum(part.skipped.get(kind, 0) for part in parts) for kind in sorted({k for p in parts for k in p.skipped})}
    names = acd_checks.one_name_per_group(records, found)
    chosen = _with_projects(chosen, names, projects, found)
    notes = " ".join(text for table in tables for row in range(table.header.last + 1) for text in table.grid.row_texts(row))
    how = acd_checks.counting(records, chosen, notes, found)
    minutes = acd_checks.interval_minutes(records, chosen.interval_minutes, found)
    if minutes > interval or interval % minutes:
        raise InputError("imports.interval_too_long", minutes=minutes, wanted=interval)
    starts: dict[str, set[datetime]] = {}
    for record in records:
        starts.setdefault(names[group_key(record.group)], set()).add(record.start)
    missing = acd_gaps.missing_starts(starts, minutes, found)
    groups = group_frame(records, names, chosen, how, found)
    frame = project_frame(groups, missing, chosen, timezone, minutes, interval, found)
    return ImportResult(frame, found.findings(), found.guesses(), sums_by_project(groups), groups, skipped, chosen)


def _tables(book: Book, profile: Profile, file: Path) -> list[_Table]:
    """The sheets to read: the profile's, else every visible one whose heads say the same as the best one's."""
    grids = [grid for grid in book.grids if grid.name == profile.sheet] if profile.sheet else list(book.grids)
    if not grids:
        raise UsageError("imports.no_such_sheet", value=profile.sheet, known=", ".join(grid.name for grid in book.grids))
    visible = [grid for grid in grids if profile.sheet or not grid.hidden]
    headers = [(grid, named_header(grid, profile.columns) if profile.columns else guess_header(grid)) for grid in visible]
    tables = [_Table(grid, header) for grid, header in headers if header is not None]
    if tables:
        most = max(len(table.header.roles) for table in tables)
        best = next(set(table.header.roles) for table in tables if len(table.header.roles) == most)
        return [table for table in tables if set(table.header.roles) == best]
    if profile.columns:
        raise InputError("imports.heads_not_found", file=file.name, **_nearest_heads(visible, profile))
    raise InputError("imports.no_table", file=file.name, known=", ".join(USED_ROLES))


def _nearest_heads(grids: Sequence[Grid], profile: Profile) -> dict[str, str]:
    """Which heads of the profile are nowhere in the file, and which heads the file has."""
    guessed = next((header for grid in grids if (header := guess_header(grid))), None)
    known = [head.leaf for head in guessed.heads.values()] if guessed else []
    keys = {head_key(name) for name in known}
    missing = [name for name in profile.columns.values() if head_key(name.rsplit("/", 1)[-1]) not in keys]
    return {"missing": ", ".join(missing or profile.columns.values()), "known": ", ".join(known) or "-"}


def _report_form(book: Book, tables: Sequence[_Table], profile: Profile, guessed: bool, found: Findings) -> None:
    if book.encoding and (guessed or not profile.encoding):
        found.guess("encoding", value=book.encoding, delimiter={"\t": "tab"}.get(book.delimiter, book.delimiter))
    for table in tables:
        header, grid = table.header, table.grid
        if grid.name and (guessed or not profile.sheet):
            found.guess("sheet", value=grid.name, rows=f"{header.first + 1}-{header.last + 1}")
        if not guessed:
            continue
        for role in USED_ROLES:
            if role in header.roles:
                found.guess("column", grid.where(header.last, header.roles[role]), header.name(header.roles[role]), role=role)
        for role, heads in header.doubled.items():
            found.guess("column_passed_over", value=", ".join(heads), role=role, taken=header.name(header.roles[role]))
    ratios = {head.leaf for table in tables for head in table.header.heads.values() if role_of(head.leaf)[0] == "ratio"}
    if ratios:
        found.note("own_definition", value=", ".join(sorted(ratios)))
    if any("offered" not in table.header.roles for table in tables):
        found.guess("calls_from_parts")


def _read(table: _Table, number: int, profile: Profile, timezone: str, found: Findings) -> Rows:
    default = table.grid.name or ALL_GROUPS
    rows = RowReader(table.grid, number, table.header, profile.total_words, default, timezone, found).read()
    if "group" in table.header.roles:
        column = table.header.roles["group"]
        acd_checks.raw_variants((row[column] for row in table.grid.rows[table.header.last + 1 :]), found)
    return rows


def _with_projects(profile: Profile, names: Mapping[str, str], projects: Sequence[str], found: Findings) -> Profile:
    """The profile with groups named like a project mapped to it; InputError lists groups that have no project."""
    known = {group_key(project): project for project in projects}
    added = {name: known[key] for key, name in names.items() if profile.project(name) is None and key in known}
    for name, project in added.items():
        found.guess("group_is_project", value=name, project=project)
    complete = profile.model_copy(update={"project_of_group": {**profile.project_of_group, **added}})
    unmapped = [name for name in names.values() if not complete.project(name)]
    if unmapped:
        raise InputError("imports.unmapped_groups", groups=", ".join(unmapped), first=unmapped[0])
    return complete
