"""Which columns of a sheet hold the employee's id, name and team, by their heads or, failing that, by what stands in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from wfm.data.imports.findings import Findings
from wfm.data.imports.grid import Grid

_ID_HEADS = (
    "工号", "员工编号", "员工号", "人员编号", "员工工号", "坐席工号", "工号id", "员工id", "职工号", "坐席号", "编号", "账号",
    "employeeid", "employee", "agentid", "empid", "staffid", "id", "employeeno", "employeenumber", "loginid", "login", "staffno",
    "personnelno", "agent",
)  # fmt: skip
_NAME_HEADS = ("姓名", "员工姓名", "坐席姓名", "员工", "人员", "name", "employeename", "agentname", "fullname", "staffname")
_TEAM_HEADS = ("班组", "组别", "小组", "团队", "部门", "所属班组", "team", "group", "unit", "teamname", "department")
OTHER_HEADS = (
    "序号", "岗位", "星级", "职务", "等级", "备注", "职级", "性别", "入职日期", "no", "no.", "#", "grade", "role", "position",
    "remark", "remarks", "notes", "note", "level", "stars", "site", "contract", "入职时间", "职位", "角色", "job",
)  # fmt: skip
_ID = re.compile(r"[A-Za-z]{0,6}[-_]?\d{2,14}[A-Za-z]?")


@dataclass(frozen=True)
class PeopleColumns:
    """Column numbers; ``name`` and ``team`` are None where there is none."""

    employee: int
    name: int | None = None
    team: int | None = None


def head_word(text: str) -> str:
    """A head for comparing: lower case, no spaces, no brackets."""
    return re.sub(r"[\s_]|[(\[].*[)\]]", "", text.lower())


def looks_like_id(text: str) -> bool:
    """Digits, perhaps with letters before them; not a mere running number of one digit."""
    return bool(_ID.fullmatch(text))


def find_people(
    grid: Grid,
    head_rows: Iterable[int],
    columns: Iterable[int],
    body: Sequence[int],
    found: Findings,
    *,
    id_head: str = "",
    name_head: str = "",
) -> PeopleColumns | None:
    """Columns of id, name and team among ``columns``; ``id_head`` / ``name_head`` name them outright. None without an id."""
    heads: dict[int, list[str]] = {}
    rows = [row for row in head_rows if 0 <= row < len(grid.rows)]
    for column in columns:
        heads[column] = [head_word(grid.text(row, column)) for row in rows]
    ids = (head_word(id_head),) if id_head else _ID_HEADS
    names = (head_word(name_head),) if name_head else _NAME_HEADS
    employee = _first(heads, ids)
    if employee is None and not id_head:
        employee = _by_content(grid, [column for column in heads if not _first({column: heads[column]}, OTHER_HEADS)], body)
        if employee is not None:
            found.guess("id_column", grid.where(rows[0] if rows else 0, employee), grid.id_text(body[0], employee))
    if employee is None:
        return None
    return PeopleColumns(employee, _first(heads, names, but=employee), _first(heads, _TEAM_HEADS, but=employee))


def _first(heads: dict[int, list[str]], words: Sequence[str], but: int | None = None) -> int | None:
    """The column with the word that stands first in ``words``."""
    hits = [(words.index(text), column) for column, texts in heads.items() if column != but for text in texts if text in words]
    return min(hits)[1] if hits else None


def _by_content(grid: Grid, columns: Sequence[int], body: Sequence[int]) -> int | None:
    """The column with most different id-like texts, at least half of the rows filled so; running numbers do not count."""
    best: tuple[int, int] | None = None
    for column in columns:
        texts = [text for row in body if (text := grid.id_text(row, column))]
        ids = [text for text in texts if looks_like_id(text)]
        running = [str(k + 1) for k in range(len(ids))] == [text.lstrip("0") for text in ids]
        if len(ids) >= 2 and 2 * len(ids) >= len(texts) and not running and (best is None or len(set(ids)) > best[0]):
            best = (len(set(ids)), column)
    return best[1] if best else None
