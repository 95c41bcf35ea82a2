"""What a roster workbook says about its own codes: a legend table, a legend line, notes on blank and coloured cells."""

from __future__ import annotations

import re
from collections.abc import Sequence

from wfm.data import cells
from wfm.data.imports.codes import Code, CodeMap, kind_of_meaning
from wfm.data.imports.findings import Findings
from wfm.data.imports.grid import Grid

_CODE_HEADS = frozenset({"代码", "班次代码", "符号", "标识", "简称", "code", "shiftcode", "sign"})
_MEANING_HEADS = frozenset({"含义", "说明", "名称", "班次", "班次名称", "意义", "meaning", "description", "name"})
_HOURS_HEADS = frozenset({"工时", "时长", "小时", "工时(小时)", "标准工时", "hours", "paidhours"})
_BLANK = re.compile(r"(?:空白|空格|空着|不填)[^。;,]{0,6}?(休)|blank[^.;]{0,12}?(off|rest)", re.IGNORECASE)
_LOCKED = re.compile(
    r"(黄|红|绿|蓝|橙|灰|yellow|red|green|blue|orange|grey)[^。;,.]{0,10}?(?:锁定|锁|不得改|不可改|locked)", re.IGNORECASE
)
_TIMED = re.compile(r"([^\s\d:/,;、()]{1,4})\s*\d{1,2}:\d{2}\s*[-~]\s*(?:次日)?\d{1,2}:\d{2}")
_PAIR = re.compile(r"([^\s\d:/,;、()=]{1,4})\s*=\s*([^\s,;、=]{1,12})")
_COLOURS = {"黄": "yellow", "红": "red", "绿": "green", "蓝": "blue", "橙": "orange", "灰": "grey"}


def learn_codes(grids: Sequence[Grid], codes: CodeMap, found: Findings) -> CodeMap:
    """``codes`` with what the workbook's legends add: standard hours, codes of its own, blank cells, the locked colour."""
    learned: dict[str, Code] = {}
    blank = locked = ""
    for grid in grids:
        learned.update(_legend_table(grid, codes, found))
        for row in range(len(grid.rows)):
            for column, text in enumerate(grid.row_texts(row)):
                if not text or len(text) < 2:
                    continue
                where = grid.where(row, column)
                if not blank and (match := _BLANK.search(text)):
                    blank = "休"
                    found.guess("blank_is_off", where, match[0])
                if not locked and (match := _LOCKED.search(text)):
                    locked = _COLOURS.get(match[1], match[1].lower())
                    found.guess("locked_colour", where, match[0], colour=locked)
                if re.match(r"图例|说明|注|legend|key", text, re.IGNORECASE):
                    learned.update(_legend_line(text, codes, learned, where, found))
    return codes.merged(CodeMap(codes=learned, blank=blank, locked=locked))


def _legend_table(grid: Grid, codes: CodeMap, found: Findings) -> dict[str, Code]:
    for row in range(len(grid.rows)):
        heads = ["".join(text.lower().split()) for text in grid.row_texts(row)]
        code_at = next((column for column, head in enumerate(heads) if head in _CODE_HEADS), None)
        meaning_at = next((c for c, head in enumerate(heads) if head in _MEANING_HEADS and c != code_at), None)
        if code_at is not None and meaning_at is not None:
            hours_at = next((column for column, head in enumerate(heads) if head in _HOURS_HEADS), None)
            return _legend_rows(grid, row + 1, (code_at, meaning_at, hours_at), codes, found)
    return {}


def _legend_rows(
    grid: Grid, first: int, columns: tuple[int, int, int | None], codes: CodeMap, found: Findings
) -> dict[str, Code]:
    code_at, meaning_at, hours_at = columns
    learned: dict[str, Code] = {}
    for row in range(first, len(grid.rows)):
        sign, meaning = grid.text(row, code_at), grid.text(row, meaning_at)
        if not sign or not meaning or len(sign) > 8:
            break
        hours = cells.parse_number(grid.rows[row][hours_at]) if hours_at is not None else None
        hours = hours if hours is not None and 0 <= hours <= 24 else None
        known = codes.read(sign)
        kind = kind_of_meaning(meaning.split(";")[0])
        if known is not None:
            learned[known.code] = Code(kind=codes.codes[known.code].kind, hours=hours)
            if hours is not None:
                found.guess("hours_from_legend", grid.where(row, code_at), known.code, hours=hours)
        elif kind is not None:
            learned[sign] = Code(kind=kind, hours=hours)
            found.guess("code_from_legend", grid.where(row, code_at), sign, meaning=kind)
    return learned


def _legend_line(text: str, codes: CodeMap, learned: dict[str, Code], where: str, found: Findings) -> dict[str, Code]:
    """Codes of their own in a line such as ``图例:早08:00-16:00 P=培训``; known ones stay as they are."""
    body = re.sub(r"^(?:图例|说明|注|legend|key)\s*:?", "", text, flags=re.IGNORECASE)
    added: dict[str, Code] = {}
    for match in _PAIR.finditer(body):
        kind = kind_of_meaning(match[2])
        if kind and codes.read(match[1]) is None and match[1] not in learned:
            added[match[1]] = Code(kind=kind)
    for match in _TIMED.finditer(body):
        if codes.read(match[1]) is None and match[1] not in learned:
            added[match[1]] = Code(kind="shift")
    for sign, code in added.items():
        found.guess("code_from_legend", where, sign, meaning=code.kind)
    return added
