"""What-if files: shipped ones by name, others by path; read strictly, each fault with file, line, key, value, what is known."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from wfm.data.serial import sha256
from wfm.errors import InputError, UsageError
from wfm.scenario.whatif.faults import as_error, names_of
from wfm.scenario.whatif.fitting import refuse_misfits
from wfm.scenario.whatif.levels import LEVELS, Level, at_level, varies
from wfm.scenario.whatif.model import WhatIf

READY = "ready"
"""Folder of the shipped files; ``scenarios/whatif`` points to it."""


@dataclass(frozen=True)
class WhatIfFile:
    """A what-if at each of its levels. ``source``: where it was read; ``sha256`` of its text; ``levels``: those that differ."""

    source: str
    sha256: str
    at: Mapping[Level, WhatIf]
    levels: tuple[Level, ...]

    @property
    def base(self) -> WhatIf:
        """The base level."""
        return self.at["base"]


class _Loader(yaml.SafeLoader):
    """Refuses a key that stands twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if str(key.value) in seen:
                raise yaml.MarkedYAMLError(problem=f"{key.value}: {key.value}:", problem_mark=key.start_mark)
            seen.add(str(key.value))
        return super().construct_mapping(node, deep)


def shipped() -> tuple[str, ...]:
    """Names of the files that come with the package."""
    folder = resources.files(__package__) / READY
    return tuple(sorted(file.name.removesuffix(".yaml") for file in folder.iterdir() if file.name.endswith(".yaml")))


def open_whatif(name: str | Path) -> WhatIfFile:
    """The what-if at the path ``name``, or the shipped one of that name.

    Raises UsageError when there is none, InputError when it cannot be used.
    """
    path = Path(name)
    if path.is_file():
        try:
            return parse(path.read_text(encoding="utf-8-sig"), str(path))
        except UnicodeDecodeError as error:
            raise InputError("whatif.not_text", file=path) from error
    known = shipped()
    if str(name) in known:
        return parse((resources.files(__package__) / READY / f"{name}.yaml").read_text(encoding="utf-8"), f"{name}.yaml")
    close = difflib.get_close_matches(str(name), known, n=3, cutoff=0.4)
    raise UsageError("whatif.unknown_file", value=name, known=", ".join(close or known))


def parse(text: str, source: str) -> WhatIfFile:
    """``text`` as a what-if; ``source`` names it in messages. Raises InputError for the first fault."""
    try:
        tree = yaml.compose(text, Loader=yaml.SafeLoader)
        raw = yaml.load(text, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line, detail = (mark.line + 1 if mark else 1), (getattr(error, "problem", None) or "-")
        raise InputError("whatif.not_yaml", file=source, line=line, detail=detail) from error
    except ValueError as error:  # 2026-02-30: YAML takes it for a date
        raise InputError("whatif.not_yaml", file=source, line=1, detail=error) from error
    if not isinstance(raw, dict):
        raise InputError("whatif.no_mapping", file=source, known=", ".join(names_of(WhatIf)))
    found: dict[Level, WhatIf] = {}
    for level in LEVELS:
        try:
            found[level] = WhatIf.model_validate(at_level(raw, level))
        except ValidationError as error:
            raise as_error(error, raw, tree, source, level) from None
        refuse_misfits(found[level], tree, source)
    return WhatIfFile(source, sha256(text), found, LEVELS if varies(raw) else ("base",))
