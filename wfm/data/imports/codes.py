"""Roster codes: what a sign in a cell means, from defaults, the workbook's legend, and the centre's own file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from wfm.data import cells
from wfm.errors import InputError

CodeKind = Literal["shift", "off", "study", "annual", "sick", "maternity", "statutory", "compensatory", "unpaid", "other"]
_HOURS = re.compile(r"(?P<code>\D+?)\(?(?P<hours>\d{1,2}(?:\.\d+)?)(?:h|hrs?|小时|时)?\)?", re.IGNORECASE)
_CLOCKS = re.compile(r"(?P<code>\D+?)\(?\d{1,2}:\d{2}[-~](?:次日)?\d{1,2}:\d{2}\)?")
_BRACKET = re.compile(r"(?P<code>[^()]+)\((?P<inside>[^()]*)\)")
_HOURS_BAND = (4.0, 16.0)
"""Hours accepted behind a code; D1, D2 are codes of their own, not a day of one or two hours."""
_MEANINGS: tuple[tuple[str, CodeKind], ...] = (
    (r"年假|年休|annual|vacation", "annual"),
    (r"病假|病休|sick", "sick"),
    (r"陪产|婚假|丧假|育儿假|bereavement|paternity", "statutory"),
    (r"产假|maternity", "maternity"),
    (r"事假|无薪|unpaid", "unpaid"),
    (r"调休|补休|compensat|in lieu", "compensatory"),
    (r"学习|培训|training|study", "study"),
    (r"假$|leave", "other"),
    (r"班|shift|值", "shift"),
    (r"休|day off|rest|\boff\b", "off"),
)


class Code(BaseModel):
    """A code: its kind, standard hours where known, the shift id it stands for, and other ways it is written."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: CodeKind
    hours: float | None = Field(None, description="standard hours of a day with this code", ge=0, le=24)
    shift: str = Field("", description="shift id of the workspace")
    names: tuple[str, ...] = Field((), description="other ways to write it")


@dataclass(frozen=True)
class Reading:
    """What a cell says: the code as in the code map, hours as written (None = standard), and what stands in brackets."""

    code: str
    hours: float | None = None
    remark: str = ""


class CodeMap(BaseModel):
    """All codes, what an empty cell means (empty = unknown), and the fill colour of locked cells by its English name."""

    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(cached_property,))

    codes: Mapping[str, Code] = Field(default_factory=dict)
    blank: str = ""
    locked: str = ""

    @cached_property
    def index(self) -> Mapping[str, str]:
        """Every spelling -> code."""
        spellings = {_key(name): code for code, entry in self.codes.items() for name in entry.names}
        return {**spellings, **{_key(code): code for code in self.codes}}

    def read(self, value: object) -> Reading | None:
        """The code in a cell; None when it is none. Spaces, full width, case, 班 / 息 / 假 and hours behind it are allowed."""
        key = _key(cells.tidy(value)) if not isinstance(value, float) else _key(cells.text_id(value))
        code = self._plain(key)
        if code:
            return Reading(code)
        match = _HOURS.fullmatch(key)
        if match and (code := self._plain(match["code"])) and _HOURS_BAND[0] <= float(match["hours"]) <= _HOURS_BAND[1]:
            return Reading(code, float(match["hours"]))
        match = _CLOCKS.fullmatch(key)
        if match and (code := self._plain(match["code"])):
            return Reading(code)
        match = _BRACKET.fullmatch(key)
        if match and (code := self._plain(match["code"])):
            return Reading(code, remark=match["inside"])
        return None

    def _plain(self, key: str) -> str:
        if key in self.index:
            return self.index[key]
        short = re.sub(r"(?:班|息|假)$", "", key)
        return self.index.get(short, "") if short != key else ""

    def merged(self, other: CodeMap) -> CodeMap:
        """This map with another laid over it: its codes win, its empty fields do not."""
        codes = dict(self.codes)
        for code, entry in other.codes.items():
            old = codes.get(code)
            if old is not None:
                entry = entry.model_copy(
                    update={
                        "names": (*old.names, *entry.names),
                        "hours": old.hours if entry.hours is None else entry.hours,
                        "shift": entry.shift or old.shift,
                    }
                )
            codes[code] = entry
        return CodeMap(codes=codes, blank=other.blank or self.blank, locked=other.locked or self.locked)


def _key(text: str) -> str:
    return "".join(cells.halfwidth(text).split()).casefold()


def default_codes() -> CodeMap:
    """The codes shipped with the package."""
    text = resources.files(__package__).joinpath("codes.yaml").read_text(encoding="utf-8")
    return CodeMap.model_validate(yaml.safe_load(text))


def load_codes(path: Path) -> CodeMap:
    """A centre's own codes (YAML, the form of ``CodeMap``; a code may also be given as the code it stands for).

    InputError names the field that cannot be read.
    """
    try:
        loaded = yaml.safe_load(cells.decode(path.read_bytes())[0]) or {}
        if not isinstance(loaded, dict):
            raise InputError("imports.bad_codes", file=path.name, reason="not a mapping")
        codes = loaded.get("codes")
        if isinstance(codes, dict):
            loaded = {**loaded, "codes": _without_aliases(codes)}
        return CodeMap.model_validate(loaded)
    except OSError as error:
        raise InputError("imports.no_such_file", file=path) from error
    except yaml.YAMLError as error:
        raise InputError("imports.bad_codes", file=path.name, reason=" ".join(str(error).split())) from error
    except ValidationError as error:
        first = error.errors()[0]
        reason = f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"
        raise InputError("imports.bad_codes", file=path.name, reason=reason) from error


def _without_aliases(codes: Mapping[object, object]) -> dict[str, object]:
    """``早班: 早`` becomes another name of 早, taking kind and hours from the map or the defaults."""
    entries: dict[str, object] = {str(code): entry for code, entry in codes.items() if not isinstance(entry, str)}
    known = default_codes().codes
    for alias, code in ((str(a), c) for a, c in codes.items() if isinstance(c, str)):
        entry = entries.get(code, known[code].model_dump() if code in known else None)
        if not isinstance(entry, dict):
            raise InputError("imports.bad_codes", file="codes", reason=f"{alias}: {code} ?")
        entries[code] = {**entry, "names": [*entry.get("names", ()), alias]}
    return entries


def kind_of_meaning(meaning: str) -> CodeKind | None:
    """The kind a legend's words say; None when they say none."""
    plain = cells.tidy(meaning).lower()
    return next((kind for pattern, kind in _MEANINGS if re.search(pattern, plain)), None)


def known_codes(codes: CodeMap, kinds: Iterable[str]) -> list[str]:
    """Codes of these kinds."""
    wanted = set(kinds)
    return [code for code, entry in codes.codes.items() if entry.kind in wanted]
