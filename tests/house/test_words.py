"""The catalogue: both languages, the same placeholders, no key that code asks for in vain, none that nothing asks for."""

from __future__ import annotations

import ast
import re
import string
from functools import cache

import pytest
from house_tree import texts

from wfm.words import LANGUAGES, catalogue, has

KEYS = sorted(catalogue())
AREAS = "|".join(sorted({key.split(".")[0] for key in KEYS}))
DIFFERENT = {"diagnose.rule"}
"""Keys that use other values in each language on purpose: English shows a rule's id, Chinese its title too."""
FILES = (".py", ".yaml", ".yml", ".csv", ".json", ".npz", ".db", ".html", ".words")


def _placeholders(text: str) -> set[str]:
    return {field.split(".")[0].split("[")[0] for _, field, _, _ in string.Formatter().parse(text) if field is not None}


@pytest.mark.parametrize("area", AREAS.split("|"))
def test_every_text_stands_in_both_languages_with_the_same_placeholders(area: str) -> None:
    for key in KEYS:
        if key.startswith(f"{area}."):
            entry = catalogue()[key]
            assert set(entry) == set(LANGUAGES), key
            assert all(isinstance(text, str) and text.strip() for text in entry.values()), key
            if key not in DIFFERENT:
                assert _placeholders(entry["en"]) == _placeholders(entry["zh"]), key


def test_names_are_text() -> None:
    """YAML reads a bare ``off`` or ``no`` as a truth value: such a key would never be found."""
    assert [key for key in KEYS if re.search(r"\.(True|False|None|\d.*)$", key)] == []


def test_chinese_texts_are_chinese() -> None:
    """A text of words, not only of figures and signs, is not left in English."""
    latin = [
        key
        for key, entry in catalogue().items()
        if entry["en"] == entry["zh"] and len(re.findall(r"[a-z]{4,}", re.sub(r"\{[^}]*\}|\S+\.\w+|--\w+", "", entry["en"]))) > 2
    ]
    assert latin == []


def test_a_remedy_belongs_to_a_message() -> None:
    bases = [key.removesuffix("_remedy") for key in KEYS if key.endswith("_remedy")]
    assert [base for base in bases if not (has(base) or has(f"{base}_message"))] == []


def test_keys_that_code_names_exist() -> None:
    named = {value for value in _constants() if re.fullmatch(rf"({AREAS})\.[a-z][a-z0-9_-]*[a-z0-9]", value)}
    assert sorted(key for key in named if not has(key) and not key.endswith(FILES)) == []


def test_no_text_is_unused() -> None:
    assert [key for key in KEYS if not _used(key)] == []


def _used(key: str) -> bool:
    """Code holds the key, its name, how it begins up to a ``_``, or a pattern with placeholders that fits it."""
    area, name = key.split(".", 1)
    for text in (key, name, f"{area}.{name.removesuffix('_remedy')}", name.removesuffix("_remedy")):
        if text in _words() or _pattern().fullmatch(text):
            return True
    if any(text[: at.end()] in _words() for text in (key, name) for at in re.finditer("_", text)):
        return True
    head, _, case = key.rpartition("_")
    return case in _words() and _pattern().fullmatch(head) is not None


@cache
def _trees() -> tuple[ast.AST, ...]:
    return tuple(ast.parse(text) for name, text in texts().items() if name.startswith("wfm/") and name.endswith(".py"))


@cache
def _constants() -> frozenset[str]:
    """Strings, names of fields and names of arguments in the package's code."""
    found: set[str] = set()
    for tree in _trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                found.add(node.target.id)
            elif isinstance(node, ast.keyword) and node.arg:
                found.add(node.arg)
    return frozenset(found)


@cache
def _words() -> frozenset[str]:
    """Those, and the words of the report's templates and scripts."""
    made = [text for name, text in texts().items() if name.startswith("wfm/") and name.endswith((".j2", ".js"))]
    return _constants() | {word for text in made for word in re.findall(r"[A-Za-z_][\w.-]*", text)}


@cache
def _pattern() -> re.Pattern[str]:
    """The f-strings of the code as one pattern; those that would fit a whole area are left out."""
    found = set()
    for tree in _trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                parts = [part.value if isinstance(part, ast.Constant) else None for part in node.values]
                literal = "".join(part for part in parts if isinstance(part, str))
                if re.fullmatch(r"[a-z0-9_.-]*[a-z]{3}[a-z0-9_.-]*", literal) and not re.fullmatch(rf"({AREAS})?\.?_?", literal):
                    found.add("".join(".+" if part is None else re.escape(str(part)) for part in parts))
    return re.compile("|".join(sorted(found)))
