"""What every table row shares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Row(BaseModel):
    """One row of a table: immutable, unknown columns refused, text stripped."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


def column(description: str, *, default: Any = ..., unit: str = "", rare: bool = False, **limits: Any) -> Any:
    """A column with its meaning and unit; ``default=...`` (Ellipsis) makes it required. ``rare``: files that we generate
    leave it out while no row uses it."""
    extra: dict[str, Any] = {name: value for name, value in (("unit", unit), ("rare", rare)) if value}
    return Field(default, description=description, json_schema_extra=extra or None, **limits)


def is_rare(model: type[Row], name: str) -> bool:
    """Whether generated files leave the column out while no row uses it."""
    extra = model.model_fields[name].json_schema_extra
    return isinstance(extra, dict) and bool(extra.get("rare"))


@dataclass(frozen=True)
class Table:
    """A workspace file: its name without ending, its row model, its key columns, and whether planning needs it."""

    name: str
    row: type[Row]
    key: tuple[str, ...]
    required: bool = False
