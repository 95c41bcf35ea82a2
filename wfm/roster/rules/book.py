"""The rule book in force: a pack, changed by the centre's rules.yaml."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache
from importlib import resources
from typing import Any

import yaml
from pydantic import ValidationError

from wfm.data.tables import RuleSettings
from wfm.errors import InputError, UsageError
from wfm.roster.rules.base import InForce, Rule, RuleParams

PACKS = ("cn", "eu", "neutral")


@dataclass(frozen=True)
class RuleBook:
    """Rules in force, in the order of ``RULES``."""

    pack: str
    entries: tuple[tuple[Rule[Any], InForce[Any]], ...]

    def __iter__(self) -> Iterator[tuple[Rule[Any], InForce[Any]]]:
        return iter(self.entries)

    def force(self, rule: str) -> InForce[Any] | None:
        """How rule ``rule`` is in force; None when it is off for everybody."""
        return next((force for entry, force in self.entries if entry.id == rule), None)

    def changed(self, rule: str, **values: Any) -> RuleBook:
        """The same book with other values of some parameters of ``rule``, for everybody it is in force for."""

        def other(params: RuleParams | None) -> RuleParams | None:
            return None if params is None else params.model_copy(update=values)

        def each(targets: Mapping[str, RuleParams | None]) -> dict[str, RuleParams | None]:
            return {name: other(params) for name, params in targets.items()}

        entries = tuple(
            (entry, force)
            if entry.id != rule
            else (
                entry,
                replace(
                    force,
                    params=other(force.params),
                    by_contract=each(force.by_contract),
                    by_team=each(force.by_team),
                    by_employee=each(force.by_employee),
                ),
            )
            for entry, force in self.entries
        )
        return RuleBook(self.pack, entries)


@cache
def load_pack(name: str) -> Mapping[str, Mapping[str, Any]]:
    """A pack's lines: rule id -> {params, basis: law|policy, article}."""
    if name not in PACKS:
        raise UsageError("rules.no_such_pack", value=name, known=", ".join(PACKS))
    text = (resources.files("wfm.roster") / "packs" / f"{name}.yaml").read_text(encoding="utf-8")
    loaded: Mapping[str, Mapping[str, Any]] = yaml.safe_load(text)
    return loaded


def rule_book(pack: str, settings: RuleSettings) -> RuleBook:
    """The pack's rules with the centre's changes; raises InputError naming an unknown rule or a wrong parameter."""
    from wfm.roster.rules import RULES

    lines = load_pack(pack)
    known = {rule.id: rule for rule in RULES}
    for name in [*settings.rules, *(override.rule for override in settings.overrides)]:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            raise InputError("rules.no_such_rule", value=name, maybe=near[0] if near else ", ".join(known))
    entries: list[tuple[Rule[Any], InForce[Any]]] = []
    for rule in RULES:
        line = lines.get(rule.id)
        changes = settings.rules.get(rule.id, {})
        switched_off = changes is None or (line is None and rule.id not in settings.rules)
        base = {**((line or {}).get("params") or {}), **(changes or {})}
        targets: dict[str, dict[str, RuleParams | None]] = {"contract": {}, "team": {}, "employee": {}}
        for override in settings.overrides:
            if override.rule == rule.id:
                level = next(key for key in targets if getattr(override, key))
                params = None if override.off else _params(rule, {**base, **override.params})
                targets[level][getattr(override, level)] = params
        if switched_off and not any(targets.values()):
            continue
        force = InForce(
            params=None if switched_off else _params(rule, base),
            basis=str((line or {}).get("basis", "policy")),
            article=str((line or {}).get("article", "")),
            by_contract=targets["contract"],
            by_team=targets["team"],
            by_employee=targets["employee"],
        )
        entries.append((rule, force))
    return RuleBook(pack, tuple(entries))


def _params(rule: Rule[Any], values: Mapping[str, Any]) -> RuleParams:
    try:
        return rule.Params(**values)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        known = ", ".join(rule.Params.model_fields)
        raise InputError(
            "rules.bad_parameter", rule=rule.id, parameter=where, value=first.get("input"), problem=first["msg"], known=known
        ) from None
