"""The rules in force as one version: a content hash over the points table and the measures' parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wfm.data.serial import canonical, sha256
from wfm.data.shipped import points_rules_of
from wfm.data.workspace import Workspace
from wfm.incentives.measures.settings import measure_params

SHOWN = 12
"""Signs of a version shown to people."""


def rules_in_force(workspace: Workspace) -> dict[str, Any]:
    """Sub-items (``item:<id>``) and measures (``measure:<id>``) -> everything that decides their points."""
    items = {f"item:{rule.sub_item}": rule.model_dump(mode="json") for rule in points_rules_of(workspace)}
    measures = {f"measure:{name}": params.model_dump(mode="json") for name, params in measure_params(workspace.path).items()}
    return {**dict(sorted(items.items())), **measures}


def rules_version(workspace: Workspace) -> str:
    """Version of the rules in force; the order of rows does not matter."""
    return version_of(rules_in_force(workspace))


def version_of(rules: Mapping[str, Any]) -> str:
    """The first signs of the SHA-256 of the canonical rules."""
    return sha256(canonical(rules))[:SHOWN]


def changed_rules(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[str]]:
    """``added``, ``removed``, ``changed`` rules between two versions, by name."""
    return {
        "added": sorted(after.keys() - before.keys()),
        "removed": sorted(before.keys() - after.keys()),
        "changed": sorted(name for name in before.keys() & after.keys() if before[name] != after[name]),
    }
