"""``rules.yaml``: which rules are in force, with which parameters, for whom."""

from __future__ import annotations

from typing import Any

from pydantic import Field, model_validator

from wfm.data.tables.base import Row, column


class RuleOverride(Row):
    """Other parameters of one rule for a contract, a team or an employee; the narrowest wins."""

    rule: str = column("rule id", min_length=1)
    contract: str = column("contract id", default="")
    team: str = column("team", default="")
    employee: str = column("employee id", default="")
    off: bool = column("rule not in force for them", default=False)
    params: dict[str, Any] = Field(default_factory=dict, description="parameters that differ")

    @model_validator(mode="after")
    def _names_one_target(self) -> RuleOverride:
        if sum(map(bool, (self.contract, self.team, self.employee))) != 1:
            raise ValueError("an override names exactly one of contract, team, employee")
        return self


class RuleSettings(Row):
    """The centre's changes to its rule pack."""

    rules: dict[str, dict[str, Any] | None] = Field(
        default_factory=dict, description="rule id -> parameters that differ from the pack; null switches the rule off"
    )
    overrides: tuple[RuleOverride, ...] = Field(default=(), description="differences for some people")
