"""Settings that a centre writes in a small YAML file beside its tables: read, checked, every fault named."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from wfm.errors import InputError

P = TypeVar("P", bound=BaseModel)


def read_mapping(path: Path, key: str) -> dict[str, Any]:
    """The file's names and values, empty without a file; InputError ``key`` (``detail``) for one that is no mapping."""
    if not path.is_file():
        return {}
    try:
        loaded = yaml.safe_load(path.read_text(encoding="utf-8-sig")) or {}
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise InputError(key, detail=str(error).splitlines()[0]) from error
    if not isinstance(loaded, dict):
        raise InputError(key, detail=type(loaded).__name__)
    return {str(name): value for name, value in loaded.items()}


def parsed(params: type[P], values: Mapping[str, Any], key: str, **named: object) -> P:
    """``values`` as ``params``; InputError ``key`` with parameter, value, problem and known names for the first fault."""
    try:
        return params(**values)
    except (ValidationError, TypeError) as error:
        first: Any = error.errors()[0] if isinstance(error, ValidationError) else {"loc": (), "msg": str(error)}
        where = ".".join(str(part) for part in first["loc"])
        fields = ", ".join(params.model_fields)
        problem = first["msg"]
        raise InputError(key, **named, parameter=where, value=first.get("input"), problem=problem, known=fields) from None
