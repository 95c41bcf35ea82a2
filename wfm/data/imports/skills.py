"""A skill matrix (people x groups with √ / 主 / 备) as certificates per person and project."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pandas as pd

from wfm.data import cells
from wfm.data.imports.findings import Findings, ImportFinding, refused
from wfm.data.imports.grid import Grid, read_book
from wfm.data.imports.people_columns import OTHER_HEADS, find_people, head_word, looks_like_id
from wfm.data.imports.profile import LEAVE_OUT, group_key
from wfm.data.imports.skill_marks import SYMBOL, Mark, MarkKind, Marks, counts_by_mark, head_notes
from wfm.errors import InputError

SKILL_COLUMNS = ("employee", "project", "priority", "emergency_only", "valid_to")
_TOTAL_HEADS = ("技能数", "合计", "总计", "小计", "数量", "total", "count", "skills", "sum")
_PRIORITY: dict[MarkKind, int] = {"main": 1, "certified": 2, "emergency": 3}


@dataclass(frozen=True)
class SkillImport:
    """``frame``: columns SKILL_COLUMNS, one row per person and project. ``groups``: one row per mark, columns employee,
    group, head, mark (主, √, 备), valid_to, cell. ``marks_per_group``: group -> mark -> people."""

    frame: pd.DataFrame
    groups: pd.DataFrame
    findings: tuple[ImportFinding, ...]
    guessed: tuple[ImportFinding, ...]
    marks_per_group: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    @property
    def refused(self) -> tuple[ImportFinding, ...]:
        """Findings that forbid writing."""
        return refused(self.findings)


@dataclass(frozen=True)
class _Column:
    """A column of marks: its group's head, the project head above it, footnotes of both."""

    column: int
    group: str
    project_head: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Cell:
    employee: str
    column: _Column
    mark: Mark
    where: str


def import_skill_matrix(
    file: Path,
    *,
    project_of_group: Mapping[str, str] | None = None,
    projects: Mapping[str, str] | None = None,
    employees: Collection[str] | None = None,
    id_head: str = "",
) -> SkillImport:
    """Read a skill matrix, .xlsx or text, every visible sheet that holds one.

    ``project_of_group``: group head or project head -> project id (``-`` leaves it out). ``projects``: known project ids and
    their names; heads that are neither mapped nor known: InputError. None takes the project heads as ids, reported.
    ``employees``: known ids, to report strangers and people without a row. 主 = priority 1, √ = 2, 备 = emergency-only (3); a
    project takes the best mark of its groups and is emergency-only when all of them are. A person twice with different
    marks: those marks are left out and reported.
    """
    found = Findings()
    book = read_book(file)
    taken: list[_Cell] = []
    people: dict[str, str] = {}
    columns: list[_Column] = []
    ends: dict[tuple[str, str], date | None] = {}
    for grid in book.grids:
        if grid.hidden:
            found.note("hidden_sheet", value=grid.name)
            continue
        marks = Marks(grid, found)
        sheet_columns, sheet_cells = _read_grid(grid, marks, people, id_head, found)
        columns += sheet_columns
        taken += sheet_cells
        for cell in sheet_cells:
            ends[cell.employee, cell.where] = marks.valid_to((*cell.mark.notes, *cell.column.notes))
    if not people:
        raise InputError("imports.no_matrix", file=file.name)
    taken = _without_clashes(taken, found)
    _report_people(people, taken, employees, found)
    project = _projects(columns, project_of_group or {}, projects, found)
    rows = [cell for cell in taken if cell.mark.kind != "none"]
    if not rows:
        raise InputError("imports.no_matrix", file=file.name)
    groups = pd.DataFrame(
        [
            (c.employee, c.column.group, c.column.project_head, SYMBOL[c.mark.kind], ends[c.employee, c.where], c.where)
            for c in rows
        ],
        columns=["employee", "group", "head", "mark", "valid_to", "cell"],
    )
    frame = _certificates(rows, project, ends)
    counts = counts_by_mark((c.column.group, c.mark.kind) for c in rows)
    return SkillImport(frame, groups, found.findings(), found.guesses(), counts)


def _read_grid(
    grid: Grid, marks: Marks, people: dict[str, str], id_head: str, found: Findings
) -> tuple[list[_Column], list[_Cell]]:
    """Columns and cells of one sheet; ``people`` (id -> row) is added to. Nothing when the sheet holds no matrix."""
    body = [row for row in range(len(grid.rows)) if any(looks_like_id(grid.id_text(row, c)) for c in range(min(grid.width, 8)))]
    if not body:
        return [], []
    head_rows = range(max(0, body[0] - 3), body[0])
    found_people = find_people(grid, head_rows, range(grid.width), body, found, id_head=id_head)
    if found_people is None:
        found.note("sheet_without_matrix", value=grid.name)
        return [], []
    rows = [row for row in body if looks_like_id(grid.id_text(row, found_people.employee))]
    used = {found_people.employee, found_people.name, found_people.team}
    columns = _mark_columns(grid, head_rows, rows, used, marks)
    if not columns:
        found.note("sheet_without_matrix", value=grid.name)
        return [], []
    taken: list[_Cell] = []
    for row in rows:
        employee = grid.id_text(row, found_people.employee)
        if employee in people:
            found.warn("person_twice", grid.where(row), employee, other=people[employee])
        people.setdefault(employee, grid.where(row))
        for column in columns:
            where = grid.where(row, column.column)
            mark = marks.read(grid.filled(row, column.column))
            if mark is None:
                found.warn("unknown_mark", where, grid.text(row, column.column), employee=employee, group=column.group)
            else:
                _report_footnotes(mark, marks, where, found)
                taken.append(_Cell(employee, column, mark, where))
    _check_totals(grid, columns, rows, taken, max(used, key=lambda c: c or 0), found)
    return columns, taken


def _mark_columns(
    grid: Grid, head_rows: Sequence[int], rows: Sequence[int], used: Collection[int | None], marks: Marks
) -> list[_Column]:
    """Columns with a head, most of whose filled cells are marks."""
    columns: list[_Column] = []
    for column in range(grid.width):
        texts = [grid.text(row, column) for row in head_rows if not _is_title(grid, row)]
        parts = [text for k, text in enumerate(texts) if text and text not in texts[:k]]
        if column in used or not parts or head_word(parts[-1]) in (*OTHER_HEADS, *_TOTAL_HEADS):
            continue
        filled = [value for row in rows if cells.tidy(value := grid.filled(row, column))]
        known = sum(marks.read(value) is not None for value in filled)
        if 2 * known >= len(filled):
            group, notes = head_notes(parts[-1])
            above, more = head_notes(parts[-2]) if len(parts) > 1 else (group, ())
            columns.append(_Column(column, group, above, (*notes, *more)))
    return columns


def _is_title(grid: Grid, row: int) -> bool:
    """A row with one text over the whole width."""
    return len({text for text in (grid.text(row, column) for column in range(grid.width)) if text}) <= 1


def _report_footnotes(mark: Mark, marks: Marks, where: str, found: Findings) -> None:
    for sign in mark.notes:
        if sign in marks.footnotes:
            found.note("footnote", where, sign, text=marks.footnotes[sign])
        else:
            found.warn("footnote_untold", where, sign)


def _check_totals(
    grid: Grid, columns: Sequence[_Column], rows: Sequence[int], taken: Sequence[_Cell], left: int | None, found: Findings
) -> None:
    """A row of totals counts filled cells in some matrices: compare with the people who hold the skill."""
    for row in range(rows[-1] + 1, len(grid.rows)):
        label = "".join(grid.text(row, column) for column in range((left or 0) + 1))
        if not any(word in label.lower() for word in _TOTAL_HEADS):
            continue
        for column in columns:
            shown = cells.parse_number(grid.rows[row][column.column])
            held = sum(cell.mark.kind != "none" for cell in taken if cell.column == column)
            if shown is not None and shown != held:
                found.warn("skill_total_disagrees", grid.where(row, column.column), column.group, shown=f"{shown:g}", held=held)


def _without_clashes(taken: Sequence[_Cell], found: Findings) -> list[_Cell]:
    """One mark per person and group; differing ones are all left out and reported."""
    by_key: dict[tuple[str, str, str], list[_Cell]] = {}
    for cell in taken:
        by_key.setdefault((cell.employee, cell.column.project_head, cell.column.group), []).append(cell)
    kept: list[_Cell] = []
    for (employee, _, group), same in by_key.items():
        kinds = {cell.mark.kind for cell in same}
        if len(kinds) == 1:
            kept.append(same[0])
        else:
            shown = " / ".join(f"{cell.where} {SYMBOL[cell.mark.kind] or '-'}" for cell in same)
            found.warn("marks_disagree", same[-1].where, employee, group=group, marks=shown)
    return kept


def _report_people(people: Mapping[str, str], taken: Iterable[_Cell], employees: Collection[str] | None, found: Findings) -> None:
    skilled = {cell.employee for cell in taken if cell.mark.kind != "none"}
    for employee, where in people.items():
        if employees is not None and employee not in employees:
            found.warn("unknown_employee", where, employee)
        if employee not in skilled:
            found.note("no_marks", where, employee)
    for employee in sorted(set(employees or ()) - set(people)):
        found.warn("no_skills", value=employee)


def _projects(
    columns: Sequence[_Column], mapping: Mapping[str, str], projects: Mapping[str, str] | None, found: Findings
) -> dict[tuple[str, str], str]:
    """(project head, group) -> project id, by the group's mapping, the head's, or a known project of that name."""
    told = {group_key(name): project for name, project in mapping.items()}
    known = {group_key(text): project for project, name in (projects or {}).items() for text in (name, project) if text}
    chosen: dict[tuple[str, str], str] = {}
    unmapped: list[str] = []
    for column in columns:
        keys = [group_key(column.group), group_key(column.project_head), group_key(f"{column.project_head}/{column.group}")]
        project = next((told[key] for key in (keys[2], *keys[:2]) if key in told), None)
        project = project or next((known[key] for key in keys[:2] if key in known), None)
        if project is None and projects is None:
            project = column.project_head
            if project not in chosen.values():
                found.guess("head_is_project", value=project)
        if project is None:
            unmapped.append(
                column.project_head if column.project_head == column.group else f"{column.project_head}/{column.group}"
            )
        else:
            chosen[column.project_head, column.group] = project
    if unmapped:
        raise InputError("imports.unmapped_groups", groups=", ".join(unmapped), first=unmapped[0])
    return chosen


def _certificates(
    taken: Sequence[_Cell], project: Mapping[tuple[str, str], str], ends: Mapping[tuple[str, str], date | None]
) -> pd.DataFrame:
    by_key: dict[tuple[str, str], list[_Cell]] = {}
    for cell in taken:
        target = project[cell.column.project_head, cell.column.group]
        if target != LEAVE_OUT:
            by_key.setdefault((cell.employee, target), []).append(cell)
    rows = []
    for (employee, target), same in sorted(by_key.items()):
        planned = [cell for cell in same if cell.mark.kind != "emergency"] or same
        until = [ends[cell.employee, cell.where] for cell in planned]
        known = [end for end in until if end is not None]
        valid_to = max(known) if len(known) == len(until) else None
        priority = min(_PRIORITY[cell.mark.kind] for cell in same)
        rows.append((employee, target, priority, priority == _PRIORITY["emergency"], valid_to))
    return pd.DataFrame(rows, columns=list(SKILL_COLUMNS))
