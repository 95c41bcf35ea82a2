"""What the keys of a part ask of each other: days in order, lists as long as their days, one of two sizes."""

from __future__ import annotations

from collections.abc import Iterator

import yaml
from pydantic import BaseModel

from wfm.scenario.whatif.faults import Key, misfit
from wfm.scenario.whatif.model import Absence, HandlingTime, HeatWave, Hours, Span, Train, WhatIf

ONE_OF = (
    (HeatWave, "degrees", "temperatures"),
    (HandlingTime, "seconds", "percent"),
    (Absence, "share", "employees"),
    (Train, "employee", "best"),
)
"""Parts that want exactly one of two keys."""
LISTED = ("shape", "temperatures")
"""Keys that hold a number for each day."""


def refuse_misfits(found: WhatIf, tree: yaml.Node | None, source: str) -> None:
    """Raises InputError for the first part whose keys do not fit each other."""
    for key, part in parts_of(found):
        for inner, value, wanted in _misfits(part):
            raise misfit(tree, source, (*key, *inner), value, wanted)


def parts_of(found: WhatIf) -> Iterator[tuple[Key, BaseModel]]:
    """Every part with its key path."""
    for name in type(found).model_fields:
        value = getattr(found, name)
        if isinstance(value, BaseModel):
            yield (name,), value
        elif isinstance(value, tuple):
            yield from (((name, place), part) for place, part in enumerate(value) if isinstance(part, BaseModel))


def _misfits(part: BaseModel) -> Iterator[tuple[Key, object, str]]:
    """Key inside the part, value seen, what is wanted."""
    if isinstance(part, Span):
        if part.to_date < part.from_date:
            yield ("to",), part.to_date, f"≥ {part.from_date}"
        for name in LISTED:
            listed = getattr(part, name, None)
            if listed is not None and len(listed) != len(part.days):
                yield (name,), list(listed), f"{len(part.days)} × 1.0"
    if isinstance(part, Hours):
        first, last = part.hours.split("-")
        if not first < last <= "24:00" or max(first[3:], last[3:]) > "59":
            yield ("hours",), part.hours, "08:00-20:00"
    for model, one, other in ONE_OF:
        if isinstance(part, model):
            given = [
                name
                for name in (one, other)
                if getattr(part, name) is not None and getattr(part, name) not in ("", ()) and name in part.model_fields_set
            ]
            if len(given) != 1:
                yield (), ", ".join(given) or "-", f"{one} | {other}"
