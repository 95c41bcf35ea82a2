"""The catalogue of every text a user reads, in English and Chinese.

One YAML file per area beside this module; each entry is ``key: {en: ..., zh: ...}`` with ``str.format`` placeholders.
A key is ``area.name``; the area is the file's name, so two files can never define the same key.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources

import yaml

LANGUAGES = ("en", "zh")


LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The compiled YAML reader where it is built in: every command reads the catalogue."""


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """All entries: key -> language -> text."""
    entries: dict[str, Mapping[str, str]] = {}
    for file in sorted(resources.files(__name__).iterdir(), key=lambda f: f.name):
        if file.name.endswith(".yaml"):
            area = file.name.removesuffix(".yaml")
            loaded = yaml.load(file.read_text(encoding="utf-8"), Loader=LOADER) or {}
            for name, texts in loaded.items():
                entries[f"{area}.{name}"] = texts
    return entries


def has(key: str) -> bool:
    """Whether the catalogue holds ``key``."""
    return key in catalogue()


def say(key: str, language: str = "en", /, **values: object) -> str:
    """The text of ``key`` in ``language`` with its placeholders filled; raises KeyError for an unknown key."""
    return catalogue()[key][language].format(**values)
