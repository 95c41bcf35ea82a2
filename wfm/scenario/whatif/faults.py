"""A fault of a what-if file said for people: file, line, key path, the value seen, what is known or wanted there."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from types import UnionType
from typing import Any, Union, get_args, get_origin

import yaml
from pydantic import BaseModel, ValidationError

from wfm.errors import InputError
from wfm.scenario.whatif.levels import Level, is_varied
from wfm.scenario.whatif.model import WhatIf

Key = tuple[str | int, ...]
_SIGNS = {
    "greater_than": ("gt", ">"),
    "greater_than_equal": ("ge", "≥"),
    "less_than": ("lt", "<"),
    "less_than_equal": ("le", "≤"),
}
_FORMS = {
    "float": "1.5 | {low: 1, base: 1.5, high: 2}",
    "int": "3 | {low: 2, base: 3, high: 4}",
    "datetime": "2026-08-12 15:30",
    "date": "2026-08-12",
    "bool": "true | false",
    "string": '"..."',
    "tuple": "[..., ...]",
    "model": "{key: value}",
}
"""How a value of each kind is written."""


def as_error(error: ValidationError, raw: Any, tree: yaml.Node | None, source: str, level: Level) -> InputError:
    """The first fault of ``error``; ``raw``: the file as read, ``tree``: the same with its lines."""
    errors = error.errors(include_url=False)  # a misspelt key is the cause of the one that then is missing
    first = next((one for one in errors if one["type"] == "extra_forbidden"), errors[0])
    key = _as_written(tuple(first["loc"]), raw)
    where: dict[str, object] = {"file": source, "line": line_of(tree, key), "key": dotted(key)}
    if first["type"] == "extra_forbidden":
        known = names_of(_model_at(key[:-1]))
        close = difflib.get_close_matches(str(key[-1]), known, n=1)
        listed = ", ".join([*close, *(name for name in known if name not in close)])
        return InputError("whatif.unknown_key", **where, value=first["input"], known=listed)
    if first["type"] == "missing":
        return InputError("whatif.missing_key", **where, known=", ".join(names_of(_model_at(key[:-1]))))
    told = _at(raw, key)
    if is_varied(told) and "base" in told:
        where["key"] = f"{dotted(key)}.{level}"
    return InputError("whatif.bad_value", **where, value=first["input"], wanted=_wanted(first))


def misfit(tree: yaml.Node | None, source: str, key: Key, value: object, wanted: str) -> InputError:
    """A value that does not fit the others beside it."""
    return InputError("whatif.bad_value", file=source, line=line_of(tree, key), key=dotted(key), value=value, wanted=wanted)


def names_of(model: type[BaseModel]) -> list[str]:
    """Keys of a part as a file writes them."""
    return [field.alias or name for name, field in model.model_fields.items()]


def dotted(key: Key) -> str:
    """``demand[2].factor``; lists count from 1."""
    return re.sub(r"\.\[", "[", ".".join(f"[{step + 1}]" if isinstance(step, int) else step for step in key)) or "-"


def line_of(tree: yaml.Node | None, key: Key) -> int:
    """Line of ``key``, or of the nearest key above it."""
    line, node = 1, tree
    for step in key:
        inner: Any = None
        if isinstance(node, yaml.MappingNode):
            inner = next((pair for pair in node.value if pair[0].value == str(step)), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            inner = (node.value[step], node.value[step])
        if inner is None:
            break
        line, node = inner[0].start_mark.line + 1, inner[1]
    return line


def _wanted(first: Mapping[str, Any]) -> str:
    """What would be accepted, in signs and forms rather than in words."""
    kind, context = str(first["type"]), first.get("ctx") or {}
    if kind in _SIGNS:
        name, sign = _SIGNS[kind]
        return f"{sign} {context[name]:g}"
    if kind == "literal_error":
        return str(context["expected"])
    if kind == "string_pattern_mismatch":
        return str(context["pattern"])
    return next((form for name, form in _FORMS.items() if kind.startswith(name)), str(first["msg"]))


def _model_at(key: Key) -> type[BaseModel]:
    """The model of the part at ``key``."""
    model: type[BaseModel] = WhatIf
    for step in key:
        field = next((field for name, field in model.model_fields.items() if (field.alias or name) == step), None)
        inner = _model_of(field.annotation) if field is not None else None
        model = inner or model
    return model


def _model_of(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) in (tuple, Union, UnionType):
        return next((found for each in get_args(annotation) if (found := _model_of(each)) is not None), None)
    return None


def _as_written(key: Key, raw: Any) -> Key:
    """``key`` as the file has it: without the place in a list that the file did not write as one."""
    found: list[str | int] = []
    node = raw
    for step in key:
        if isinstance(step, int) and isinstance(node, Mapping):
            continue
        found.append(step)
        node = _at(node, (step,))
    return tuple(found)


def _at(raw: Any, key: Key) -> Any:
    for step in key:
        if isinstance(raw, Mapping):
            raw = raw.get(step)
        elif isinstance(raw, list) and isinstance(step, int) and step < len(raw):
            raw = raw[step]
        else:
            return None
    return raw
