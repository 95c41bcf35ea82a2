"""Low, base and high: any number of a file may be ``{low: ..., base: ..., high: ...}``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, get_args

Level = Literal["low", "base", "high"]
LEVELS: tuple[Level, ...] = get_args(Level)


def is_varied(node: object) -> bool:
    """Whether ``node`` is a number told by level: a mapping with no other keys than the levels."""
    return isinstance(node, Mapping) and bool(node) and set(node) <= set(LEVELS)


def varies(node: object) -> bool:
    """Whether anything in ``node`` is told by level."""
    if is_varied(node):
        return True
    if isinstance(node, Mapping):
        return any(varies(value) for value in node.values())
    return isinstance(node, list) and any(varies(value) for value in node)


def at_level(node: Any, level: Level) -> Any:
    """``node`` with every number told by level replaced by that level's; a level left out is the base.

    A mapping without its base is left as it is, so that reading refuses it.
    """
    if is_varied(node):
        return node.get(level, node["base"]) if "base" in node else node
    if isinstance(node, Mapping):
        return {key: at_level(value, level) for key, value in node.items()}
    if isinstance(node, list):
        return [at_level(value, level) for value in node]
    return node
