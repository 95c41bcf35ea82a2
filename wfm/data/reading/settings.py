"""``wfm.yaml`` and ``rules.yaml``, or their key/value sheets: every wrong key and value with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import yaml
from pydantic import ValidationError

from wfm import timegrid
from wfm.data.reading import faults
from wfm.data.reading.columns import nearest, plain, split
from wfm.data.reading.issues import Issue, Place
from wfm.data.reading.rows import model_issue
from wfm.data.reading.sheets import Sheet
from wfm.data.reading.sources import Sources
from wfm.data.tables import Centre, DaySettings, Defaults, Row, RuleOverride, RuleSettings, SolverLimits
from wfm.errors import UsageError

M = TypeVar("M", bound=Row)
Key = tuple[str, ...]
KEY_HEADS = frozenset({"key", "setting", "键", "设置项"})
OVERRIDE_HEADS = ("rule", "contract", "team", "employee", "off", "parameter", "value")
"""Columns of the sheet ``overrides``."""
LEVELS: Mapping[Key, type[Row]] = {("defaults",): Defaults, ("solver",): SolverLimits, ("day",): DaySettings}


class _Loader(yaml.SafeLoader):
    """YAML 1.2 booleans: only true and false, so that ``off:`` is a key and ``country: NO`` is Norway."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in found if tag != "tag:yaml.org,2002:bool"]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("true|True|TRUE|false|False|FALSE"), list("tTfF"))


@dataclass
class Document:
    """Settings as plain data, with the line (or Excel row) of every key."""

    file: str
    data: dict[str, Any] = field(default_factory=dict)
    lines: dict[Key, int] = field(default_factory=dict)

    def place(self, key: Key) -> Place:
        """Where ``key`` stands, or the nearest key above it."""
        while key and key not in self.lines:
            key = key[:-1]
        return Place(self.file, self.lines.get(key))


def read_centre(sources: Sources) -> tuple[Centre, ZoneInfo, list[Issue]]:
    """The centre and its time zone; without readable settings a centre named after the folder, and issues."""
    document, issues = _document(sources, "wfm", _centre_sheet)
    if document is None:
        document = Document("wfm.yaml")
        if not issues and "wfm" not in sources.unreadable:
            issues = [faults.NO_SETTINGS.at(Place("wfm.yaml"))]
        document.data = {"name": sources.folder.resolve().name or "centre"}
    centre, found = _validated(Centre, document, {"name": sources.folder.resolve().name or "centre"})
    try:
        return centre, timegrid.zone(centre.timezone), issues + found
    except UsageError:
        bad = faults.BAD_ZONE.at(document.place(("timezone",)), "timezone", centre.timezone)
        return centre, ZoneInfo("UTC"), [*issues, *found, bad]


def read_rules(sources: Sources) -> tuple[RuleSettings, Document, list[Issue]]:
    """The rule settings (empty without a file), where they stand, and issues."""
    document, issues = _document(sources, "rules", _rules_sheet)
    if document is None:
        document = Document("rules.yaml")
    for sheet in sources.sheets.get("overrides", []):
        _add_overrides(document, sheet)
    _switch_off(document)
    settings, found = _validated(RuleSettings, document, {})
    return settings, document, issues + found


def _document(sources: Sources, name: str, from_sheet: Any) -> tuple[Document | None, list[Issue]]:
    if name in sources.yaml:
        return _from_yaml(*sources.yaml[name])
    if sources.sheets.get(name):
        document: Document = from_sheet(sources.sheets[name][0])
        return document, []
    return None, []


def _from_yaml(file: str, text: str) -> tuple[Document | None, list[Issue]]:
    try:
        data = _plain(yaml.load(text, _Loader))
        keys = list(_keys(yaml.compose(text, _Loader), ()))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        place = Place(file, mark.line + 1 if mark else None)
        return None, [faults.BAD_YAML.at(place, value=getattr(error, "problem", "") or "")]
    if data is None:
        return Document(file), []
    if not isinstance(data, dict):
        return None, [faults.BAD_YAML.at(Place(file, 1), value=type(data).__name__)]
    document = Document(file, data, {})
    issues = []
    for key, line in keys:
        if key in document.lines:
            issues.append(faults.YAML_KEY_TWICE.at(Place(file, line), ".".join(key), key[-1]))
        document.lines.setdefault(key, line)
    return document, issues


def _plain(data: object) -> Any:
    """YAML lets numbers, dates and null be keys and lone surrogates be text; none of ours is."""
    if isinstance(data, dict):
        return {_plain(str(key)): _plain(value) for key, value in data.items()}
    if isinstance(data, str):
        return data.encode("utf-8", "replace").decode("utf-8")
    return [_plain(value) for value in data] if isinstance(data, list) else data


def _keys(node: yaml.Node | None, above: Key) -> Iterator[tuple[Key, int]]:
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            key = (*above, str(name.value))
            yield key, name.start_mark.line + 1
            yield from _keys(value, key)
    elif isinstance(node, yaml.SequenceNode):
        for k, value in enumerate(node.value):
            yield (*above, str(k)), value.start_mark.line + 1
            yield from _keys(value, (*above, str(k)))


def _pairs(sheet: Sheet) -> Iterator[tuple[str, str, int]]:
    rows = [(sheet.heads, sheet.head_row), *zip(sheet.frame.itertuples(index=False), map(int, sheet.rows), strict=True)]
    for cells, row in rows:
        key, value = str(cells[0]).strip(), str(cells[1]).strip() if len(cells) > 1 else ""
        if key and value and not (row == sheet.head_row and plain(key) in KEY_HEADS):
            yield key, value, row


def _centre_sheet(sheet: Sheet) -> Document:
    document = Document(sheet.file)
    for key, value, row in _pairs(sheet):
        path = tuple(key.split("."))
        at = document.data
        for part in path[:-1]:
            at = at.setdefault(part, {})
        at[path[-1]] = _typed(path, value)
        document.lines[path] = row
    return document


def _typed(path: Key, text: str) -> object:
    """Text stays text where the model wants text; lists are split at commas; else the scalar YAML would read."""
    info = LEVELS.get(path[:-1], Centre).model_fields.get(path[-1])
    if info is None or info.annotation is str:
        return text
    if path == ("weekend_days",):
        return [_scalar(part) for part in text.strip("[]()").replace(";", ",").split(",") if part.strip()]
    return _scalar(text)


def _scalar(text: str) -> object:
    try:
        return yaml.load(text, _Loader)
    except yaml.YAMLError:
        return text


def _rules_sheet(sheet: Sheet) -> Document:
    """Keys ``rule.parameter``; a bare ``rule`` with the value off switches the rule off."""
    rules: dict[str, Any] = {}
    document = Document(sheet.file, {"rules": rules})
    for key, value, row in _pairs(sheet):
        rule, _, parameter = key.partition(".")
        document.lines["rules", rule] = row
        if parameter:
            rules[rule] = {**(rules.get(rule) or {}), parameter: _scalar(value)}
        else:
            rules[rule] = {} if value == "on" else value
    return document


def _switch_off(document: Document) -> None:
    """``rule: off`` (or no, false) means the same as ``rule: null``."""
    rules = document.data.get("rules")
    if not isinstance(rules, dict):
        return
    for rule, value in rules.items():
        if value is False or str(value).casefold() in ("off", "no", "停用"):
            rules[rule] = None


def _add_overrides(document: Document, sheet: Sheet) -> None:
    """Rows rule, contract, team, employee, off, parameter, value; rows with one target are one override."""
    words_of = {plain(word): name for name in OVERRIDE_HEADS for word in (name, *split(f"reading.column_{name}"))}
    names = [words_of.get(plain(head), head) for head in sheet.heads]
    merged: dict[Key, dict[str, Any]] = {}
    for cells, row in zip(sheet.frame.itertuples(index=False), map(int, sheet.rows), strict=True):
        one = {name: str(cell).strip() for name, cell in zip(names, cells, strict=True) if str(cell).strip()}
        target = tuple(one.get(name, "") for name in ("rule", "contract", "team", "employee"))
        parameter, value = one.pop("parameter", ""), one.pop("value", "")
        document.lines.setdefault(("overrides", str(len(merged))), row)
        entry = merged.setdefault(target, {**one, "params": {}})
        if parameter:
            entry["params"][parameter] = _scalar(value)
    document.data["overrides"] = [*document.data.get("overrides", []), *merged.values()]


def _validated(model: type[M], document: Document, fallback: Mapping[str, object]) -> tuple[M, list[Issue]]:
    """The model; wrong entries become issues and are left out so that the rest can be used."""
    try:
        return model.model_validate(document.data), []
    except ValidationError as error:
        errors = error.errors()
    issues = []
    for one in errors:
        key = tuple(map(str, one["loc"]))
        issue = model_issue(document.place(key), one, "rules")
        issues.append(_suggested(issue, key) if one["type"] == "extra_forbidden" else issue)
    kept = {name: value for name, value in document.data.items() if name not in {one["loc"][0] for one in errors}}
    return model.model_validate({**fallback, **kept}), issues


def _suggested(issue: Issue, key: Key) -> Issue:
    known: Sequence[str] = list(_level(key).model_fields)
    return faults.UNKNOWN_KEY.at(
        Place(issue.file, issue.row),
        issue.column,
        key[-1],
        values={"maybe": nearest(key[-1], known, 0.6), "known": ", ".join(known)},
    )


def _level(key: Key) -> type[Row]:
    if key[0] == "overrides":
        return RuleOverride
    if len(key) == 1:
        return RuleSettings if key[0] in RuleSettings.model_fields else Centre
    return LEVELS.get(key[:-1], Centre)
