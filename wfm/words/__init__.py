"""The catalogue of every text a user reads, in English and Chinese.

One YAML file per area beside this module; each entry is ``key: {en: ..., zh: ...}`` with ``str.format`` placeholders.
A key is ``area.name``; the area is the file's name, so two files can never define the same key. A word that follows a number
stands in both its forms behind the number's name: ``{count} {count:change|changes}``.
"""

from __future__ import annotations

import string
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
    text = catalogue()[key][language]
    return _COUNTING.vformat(text, (), values) if "|" in text else text.format(**values)


class Phrase:
    """Part of a message with words of its own, such as the place of a fault: ``{place:en}``, ``{place:zh}`` in the catalogue.
    Without a ``key`` it says nothing."""

    def __init__(self, key: str = "", /, **values: object) -> None:
        self.key, self.values = key, values

    def __format__(self, language: str) -> str:
        return say(self.key, language or "en", **self.values) if self.key else ""

    def __str__(self) -> str:
        return format(self)


class _Counting(string.Formatter):
    """``{count:one|many}``: the first form for 1, else the second."""

    def format_field(self, value: object, format_spec: str) -> str:
        one, bar, many = format_spec.partition("|")
        if not bar:
            return str(super().format_field(value, format_spec))
        return one if str(value) == "1" else many


_COUNTING = _Counting()
