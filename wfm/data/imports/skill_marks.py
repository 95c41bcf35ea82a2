"""What the marks of a skill matrix mean: main, certified, emergency-only, none; footnote signs and their texts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from wfm.data import cells
from wfm.data.imports.findings import Findings
from wfm.data.imports.grid import Grid

MarkKind = Literal["main", "certified", "emergency", "none"]
_DEFAULTS: dict[str, MarkKind] = {
    **dict.fromkeys(("主", "主技能", "主岗", "main", "primary"), "main"),
    **dict.fromkeys(("√", "✓", "✔", "☑", "v", "y", "yes", "是", "有", "副", "●"), "certified"),
    **dict.fromkeys(("备", "备用", "应急", "backup", "reserve", "emergency"), "emergency"),
    **dict.fromkeys(("", "×", "✗", "✘", "x", "/", "-", "--", "\\", "n", "no", "否", "无"), "none"),
}
SYMBOL: dict[MarkKind, str] = {"main": "主", "certified": "√", "emergency": "备", "none": ""}
"""The sign shown for each meaning."""
_MEANINGS: tuple[tuple[str, MarkKind], ...] = (
    (r"不具备|没有|无资格|未认证|not certified|none", "none"),
    (r"备用|应急|后备|emergency|reserve|backup", "emergency"),
    (r"主技能|主岗|主要|main|primary", "main"),
    (r"具备|合格|持证|资格|认证|certified|qualified", "certified"),
)
_FOOTNOTE = re.compile(r"[①②③④⑤⑥⑦⑧⑨⑩*†‡¹²³]")
_PAIR = re.compile(r"([^\s=:;,。()/]{1,8})\s*[=:]\s*([^;。=]+)")


@dataclass(frozen=True)
class Mark:
    """A cell's meaning and its footnote signs."""

    kind: MarkKind
    notes: tuple[str, ...] = ()


class Marks:
    """Marks known from the defaults and the sheet's own legend, and what the footnotes say."""

    def __init__(self, grid: Grid, found: Findings) -> None:
        self.meanings: dict[str, MarkKind] = dict(_DEFAULTS)
        self.footnotes: dict[str, str] = {}
        self.ends: dict[str, date] = {}
        for row in range(len(grid.rows)):
            for column, text in enumerate(grid.row_texts(row)):
                if len(text) >= 3:
                    self._learn(text, grid.where(row, column), found)

    def _learn(self, text: str, where: str, found: Findings) -> None:
        body = re.sub(r"^(?:注|图例|说明|legend|note|key)\s*:", "", text, flags=re.IGNORECASE)
        for match in _PAIR.finditer(body) if "=" in body or body != text else ():
            kind = next((kind for pattern, kind in _MEANINGS if re.search(pattern, match[2].lower())), None)
            sign = match[1].casefold()
            if kind and self.meanings.get(sign) != kind:
                self.meanings[sign] = kind
                found.guess("mark_from_legend", where, match[1], meaning=kind)
        note = re.fullmatch(rf"({_FOOTNOTE.pattern})[\s.、:]*(.{{2,}})", text)
        if note:
            self.footnotes[note[1]] = note[2]
            end = _end_date(note[2])
            if end:
                self.ends[note[1]] = end
                found.guess("certificate_ends", where, note[2], sign=note[1], date=end)

    def read(self, value: object) -> Mark | None:
        """The mark in a cell; None when it is none. Spaces, brackets around it and footnote signs behind it are allowed."""
        text = "".join(cells.tidy(value).split())
        notes = tuple(_FOOTNOTE.findall(text))
        plain = _FOOTNOTE.sub("", text).casefold()
        bare = re.sub(r"^\((.*)\)$", r"\1", plain)
        for key in (text.casefold(), plain, bare):
            if key in self.meanings and (key or not notes):
                return Mark(self.meanings[key], notes)
        return None

    def valid_to(self, notes: Iterable[str]) -> date | None:
        """The earliest end that footnotes give a certificate; None = no end."""
        return min((self.ends[sign] for sign in notes if sign in self.ends), default=None)


def head_notes(text: str) -> tuple[str, tuple[str, ...]]:
    """A head without its footnote signs, and the signs."""
    return _FOOTNOTE.sub("", text).strip(), tuple(_FOOTNOTE.findall(text))


def _end_date(text: str) -> date | None:
    """The date a footnote says a certificate ends on."""
    if not re.search(r"到期|有效|截止|失效|expires?|valid (?:un)?til|valid to|ends?", text, re.IGNORECASE):
        return None
    for match in re.finditer(r"\d{4}[-/.年]\s?\d{1,2}[-/.月]\s?\d{1,2}日?", text):
        try:
            return cells.parse_date(match[0])
        except ValueError:
            continue
    return None


def counts_by_mark(marks: Iterable[tuple[str, MarkKind]]) -> Mapping[str, Mapping[str, int]]:
    """Group -> sign -> people."""
    counts: dict[str, dict[str, int]] = {}
    for group, kind in marks:
        if kind != "none":
            row = counts.setdefault(group, {})
            row[SYMBOL[kind]] = row.get(SYMBOL[kind], 0) + 1
    return counts
