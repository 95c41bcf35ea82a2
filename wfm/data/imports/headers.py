"""Finding the heads of a table: which rows they stand in, and what role each column plays by its words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

import yaml

from wfm.data import cells
from wfm.data.imports.grid import Grid

MOST_PREAMBLE = 60
"""Rows searched for heads."""
COUNT_ROLES = ("offered", "transfers_in", "answered", "abandoned", "short_abandoned", "answered_within")
DURATION_ROLES = (
    "aht_seconds", "talk_average", "hold_average", "acw_average", "handle_total", "talk_total", "hold_total", "acw_total",
)  # fmt: skip
TIME_ROLES = ("start", "interval", "date")
KEY_ROLES = ("serial", "date", "start", "end", "interval", "group", "group_code")
USED_ROLES = (*KEY_ROLES, *COUNT_ROLES, *DURATION_ROLES)
"""Roles a profile may name; the others (ratio, wait, agents, ...) are recognised so that they are not mistaken."""


@cache
def header_words() -> Mapping[str, tuple[str, ...]]:
    """Role -> words of heads, normalised."""
    loaded = yaml.safe_load(resources.files(__package__).joinpath("headers.yaml").read_text(encoding="utf-8"))
    return {role: tuple(head_key(str(word)) for word in words) for role, words in loaded.items()}


def head_key(text: str) -> str:
    """A head for comparing: half-width, lower case, no spaces, no brackets, no "of which"."""
    plain = re.sub(r"[(\[【][^)\]】]*[)\]】]", "", cells.halfwidth(text)).lower()
    return re.sub(r"^(其中|其中的|ofwhich):?", "", re.sub(r"[\s:_]+", "", plain)).rstrip("①②③④⑤*")


@cache
def role_of(text: str) -> tuple[str, int]:
    """The role a head's words name and how sure: 1000 for an exact word, else the length of the longest word contained;
    ("", 0) when no word fits. A percent sign or 率 outside brackets always says ratio."""
    key = head_key(text)
    if not key:
        return "", 0
    for role, words in header_words().items():
        if key in words:
            return role, 1000
    if "率" in key or "%" in key or key.endswith(("rate", "pct", "percent")):
        return "ratio", 999
    if not any(sign.isalpha() for sign in key):
        return "", 0
    best, length = "", 0
    for role, words in header_words().items():
        for word in words:
            if len(word) > length and _contained(word, key):
                best, length = role, len(word)
    return best, length


def _contained(word: str, key: str) -> bool:
    """Chinese words of two signs and English ones of five letters may stand inside a longer head."""
    return word in key and len(word) >= (5 if word.isascii() else 2)


@dataclass(frozen=True)
class Head:
    """A column's head: its own text, and with the texts above it, joined by /."""

    leaf: str
    path: str


@dataclass(frozen=True)
class Header:
    """Heads found in rows ``first`` .. ``last``: column -> head, and role -> column. ``doubled``: roles that more than one
    column could play, with the heads passed over."""

    first: int
    last: int
    heads: Mapping[int, Head]
    roles: Mapping[str, int]
    doubled: Mapping[str, tuple[str, ...]]

    def name(self, column: int) -> str:
        """The head that names this column alone: its leaf when no other column has the same, else its path."""
        leaf = self.heads[column].leaf
        same = [head for head in self.heads.values() if head_key(head.leaf) == head_key(leaf)]
        return leaf if len(same) == 1 else self.heads[column].path


def heads_of(grid: Grid, first: int, last: int) -> dict[int, Head]:
    """Heads of the span of rows: merged ranges filled, the lowest text of a column its leaf."""
    heads: dict[int, Head] = {}
    for column in range(grid.width):
        parts: list[str] = []
        for row in range(first, last + 1):
            text = grid.text(row, column)
            if text and (not parts or parts[-1] != text):
                parts.append(text)
        if parts:
            heads[column] = Head(parts[-1], "/".join(parts))
    return heads


def _guess_roles(heads: Mapping[int, Head]) -> tuple[dict[str, int], dict[str, tuple[str, ...]]]:
    scored: dict[str, list[tuple[int, int]]] = {}
    for column, head in heads.items():
        role, score = role_of(head.leaf)
        if not role:
            role, score = role_of(head.path)
        if role:
            scored.setdefault(role, []).append((-score, column))
    roles = {role: min(found)[1] for role, found in scored.items()}
    doubled = {
        role: tuple(heads[column].path for _, column in sorted(found)[1:])
        for role, found in scored.items()
        if len(found) > 1 and role in USED_ROLES
    }
    return roles, doubled


def _enough(roles: Mapping[str, int]) -> bool:
    """A time and something counted."""
    return any(role in roles for role in TIME_ROLES) and any(role in roles for role in ("offered", "answered"))


def guess_header(grid: Grid) -> Header | None:
    """The span of one to three rows whose heads name most roles, a time and a count among them; None when there is none."""

    def found(heads: Mapping[int, Head]) -> tuple[dict[str, int], dict[str, tuple[str, ...]]] | None:
        roles, doubled = _guess_roles(heads)
        return (roles, doubled) if _enough(roles) else None

    return _best_span(grid, found)


def named_header(grid: Grid, columns: Mapping[str, str]) -> Header | None:
    """The rows in which every head a profile names stands; None when some head is nowhere."""

    def found(heads: Mapping[int, Head]) -> tuple[dict[str, int], dict[str, tuple[str, ...]]] | None:
        roles: dict[str, int] = {}
        for role, text in columns.items():
            match = [column for column, head in heads.items() if _same_head(head, text)]
            if not match:
                return None
            roles[role] = match[0]
        return roles, {}

    return _best_span(grid, found)


def _same_head(head: Head, text: str) -> bool:
    wanted = cells.tidy(text)
    return wanted in (head.leaf, head.path) or head_key(wanted) == head_key(head.leaf)


Finder = Callable[[Mapping[int, Head]], "tuple[dict[str, int], dict[str, tuple[str, ...]]] | None"]


def _best_span(grid: Grid, found: Finder) -> Header | None:
    best: Header | None = None
    for first in range(min(len(grid.rows), MOST_PREAMBLE)):
        if len([text for text in grid.row_texts(first) if text]) < 2:
            continue
        for last in range(first, min(first + 3, len(grid.rows))):
            heads = heads_of(grid, first, last)
            result = found(heads)
            if result and (best is None or (-len(result[0]), last - first) < (-len(best.roles), best.last - best.first)):
                best = Header(first, last, heads, *result)
    return _with_merged_rows(grid, best) if best else None


def _with_merged_rows(grid: Grid, header: Header) -> Header:
    """The header reaching up to where merged heads begin, and to a row of merged parents right above it."""
    rows = range(header.first, header.last + 1)
    first = min(
        (grid.anchors[row, c][0] for row in rows for c in range(grid.width) if (row, c) in grid.anchors), default=header.first
    )
    return replace(header, first=first, heads=heads_of(grid, first, header.last)) if first < header.first else header
