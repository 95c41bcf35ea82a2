"""What every table row shares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Row(BaseModel):
    """One row of a table: immutable, unknown columns refused, text stripped."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


def column(description: str, *, default: Any = ..., unit: str = "", **limits: Any) -> Any:
    """A column with its meaning and unit; ``default=...`` (Ellipsis) makes it required."""
    return Field(default, description=description, json_schema_extra={"unit": unit} if unit else None, **limits)


@dataclass(frozen=True)
class Table:
    """A workspace file: its name without ending, its row model, its key columns, and whether planning needs it."""

    name: str
    row: type[Row]
    key: tuple[str, ...]
    required: bool = False
