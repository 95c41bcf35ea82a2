"""What a rule is: one identity, five faces (parameters, compile, check, explain, examples)."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from wfm import words
from wfm.data.roster import Finding
from wfm.data.tables import Employee
from wfm.data.terms import BAN, Band, Term
from wfm.roster.problem import RosterProblem
from wfm.roster.rules.view import RosterView


class RuleParams(BaseModel):
    """Parameters of a rule: immutable; unknown keys refused; each with meaning and unit."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    level: Literal["hard", "priced"] = Field(default="hard", description="hard: never broken; priced: may be broken at `price`")
    price: int = Field(default=0, ge=0, description="cost units per unit broken, when priced")

    @property
    def hard(self) -> bool:
        """Whether breaking it is illegal."""
        return self.level == "hard"

    @property
    def ban_or_price(self) -> int:
        """BAN when hard, else the price: what an Allow or Follow term wants."""
        return BAN if self.hard else self.price

    def at_most(self, limit: int) -> Band:
        """A band with this upper limit at the rule's level."""
        return Band(hard_max=limit) if self.hard else Band(soft_max=limit, over=self.price)

    def at_least(self, limit: int) -> Band:
        """A band with this lower limit at the rule's level."""
        return Band(hard_min=limit) if self.hard else Band(soft_min=limit, under=self.price)


P = TypeVar("P", bound=RuleParams)


@dataclass(frozen=True)
class InForce(Generic[P]):
    """A rule's parameters for everybody, and who differs. ``basis``: law or policy; ``article``: the text cited."""

    params: P | None
    basis: str = "policy"
    article: str = ""
    by_contract: Mapping[str, P | None] = field(default_factory=dict)
    by_team: Mapping[str, P | None] = field(default_factory=dict)
    by_employee: Mapping[str, P | None] = field(default_factory=dict)

    def of(self, person: Employee) -> P | None:
        """Parameters for ``person``, None when the rule is off for them; employee before team before contract."""
        if person.employee in self.by_employee:
            return self.by_employee[person.employee]
        if person.team in self.by_team:
            return self.by_team[person.team]
        return self.by_contract.get(person.contract, self.params)


@dataclass(frozen=True)
class Example:
    """A worked case in the example world (``wfm.roster.rules.example``).

    ``lines``: person -> pattern of D E N S . (day, evening, night, study, off), history before ``|``; ``hard``: summed
    amount of hard findings of this rule; ``cost``: its price. Other fields change the world.
    """

    why: str
    lines: Mapping[str, str]
    hard: int = 0
    cost: int = 0
    params: Mapping[str, Any] = field(default_factory=dict)
    people: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    leave: tuple[tuple[str, int, int, str], ...] = ()
    wishes: tuple[Mapping[str, Any], ...] = ()
    locks: tuple[tuple[str, int, str], ...] = ()
    skills: tuple[Mapping[str, Any], ...] = ()
    contract: Mapping[str, Any] = field(default_factory=dict)
    project: Mapping[str, Any] = field(default_factory=dict)
    start: str = "2026-08-03"


class Rule(ABC, Generic[P]):
    """One rule of the roster rule book. Titles and sentences are in the catalogue under ``rules.<id>_...``."""

    id: ClassVar[str]
    Params: ClassVar[type[RuleParams]]
    unit: ClassVar[str]
    examples: ClassVar[tuple[Example, ...]] = ()

    @abstractmethod
    def compile(self, problem: RosterProblem, force: InForce[P]) -> Iterator[Term]:
        """The rule in primitive terms."""

    @abstractmethod
    def check(self, view: RosterView, force: InForce[P]) -> Iterator[Finding]:
        """Walk the calendar and report what is broken, as a supervisor would; shares nothing with ``compile``."""

    def title(self, language: str = "en") -> str:
        """The rule's name."""
        return words.say(f"rules.{self.id}_title", language)

    def explain(self, finding: Finding, language: str = "en") -> str:
        """One sentence about a finding: who, when, how much, limit."""
        dates = ", ".join(day.isoformat() for day in finding.days)
        return words.say(
            f"rules.{self.id}_breach",
            language,
            **{"employee": finding.employee, "days": dates, "amount": finding.amount, "cost": finding.cost, **finding.values},
        )
