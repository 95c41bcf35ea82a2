"""What a rule is: one identity, five faces (parameters, compile, check, explain, examples)."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from wfm import words
from wfm.data.roster import Finding
from wfm.data.tables import Employee
from wfm.data.terms import BAN, Band, Term
from wfm.roster.problem import RosterProblem
from wfm.roster.rules.view import RosterView


class RuleParams(BaseModel):
    """Parameters of a rule: immutable; unknown keys refused; each with meaning and unit. On its own: a rule always hard."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @property
    def posts(self) -> bool:
        """Whether the rule says anything at all: a price of 0 posts nothing."""
        return True

    @property
    def hard(self) -> bool:
        """Whether breaking it is illegal."""
        return True

    def cost(self, amount: int) -> int:
        """Cost units of ``amount`` broken units; 0 when hard."""
        return 0


class LevelParams(RuleParams):
    """Parameters of a rule that may be hard or priced."""

    level: Literal["hard", "priced"] = Field(default="hard", description="hard: never broken; priced: may be broken at `price`")
    price: int = Field(default=0, ge=0, description="cost units per unit broken, when priced")

    @property
    def posts(self) -> bool:
        return self.hard or self.price > 0

    @property
    def hard(self) -> bool:
        return self.level == "hard"

    def cost(self, amount: int) -> int:
        return 0 if self.hard else self.price * amount

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


class PricedParams(RuleParams):
    """Parameters of a rule that is always priced."""

    price: int = Field(default=0, ge=0, description="cost units per unit broken; 0 switches the rule off")

    @property
    def posts(self) -> bool:
        return self.price > 0

    @property
    def hard(self) -> bool:
        return False

    def cost(self, amount: int) -> int:
        return self.price * amount


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
        """Parameters for ``person``, None when the rule is off for them (or costs nothing); employee before team before
        contract."""
        found = self.by_contract.get(person.contract, self.params)
        if person.employee in self.by_employee:
            found = self.by_employee[person.employee]
        elif person.team in self.by_team:
            found = self.by_team[person.team]
        return found if found is not None and found.posts else None

    def each(self, people: Iterable[Employee]) -> Iterator[tuple[Employee, P]]:
        """Every person the rule is in force for, with the parameters."""
        for person in people:
            params = self.of(person)
            if params is not None:
                yield person, params

    @property
    def everybody(self) -> P | None:
        """Parameters of a rule over people (cover, floors); None when it is off or costs nothing."""
        return self.params if self.params is not None and self.params.posts else None


@dataclass(frozen=True)
class Example:
    """A worked case in the example world (``wfm.roster.rules.example``).

    ``lines``: person -> pattern of D E N S . (day, evening, night, study, off; lower case = on project Q instead of P),
    history before ``|``, ``?`` there = not on record; ``hard``: summed amount of hard findings of this rule; ``cost``: its
    price. Other fields change the world: ``people``, ``contract``, ``project`` (P), ``shifts`` and ``centre`` give columns
    of those tables; ``leave`` (person, first day, last day, kind), ``locks`` (person, day, shift or shift/project), the keys
    ``first`` and ``last`` of ``offphone`` and the key ``day`` of ``wishes`` count days from 0; ``need``, ``floor``:
    (day, slot) -> agents of project P; ``beside``: other rules; ``awards``: columns of ``Award``, its days and those of
    ``served`` counted from 0; ``published``: lines published before, with ``policy`` on what of them may change (columns of
    ChangePolicy; days, and the hours of ``as_of``, count from the start); ``check_only``: a case terms need not say, because
    engines make no such duty.
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
    shifts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    centre: Mapping[str, Any] = field(default_factory=dict)
    need: Mapping[tuple[int, int], int] = field(default_factory=dict)
    floor: Mapping[tuple[int, int], int] = field(default_factory=dict)
    requirements: tuple[Mapping[str, Any], ...] = ()
    offphone: tuple[Mapping[str, Any], ...] = ()
    beside: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    awards: tuple[Mapping[str, Any], ...] = ()
    published: Mapping[str, str] = field(default_factory=dict)
    policy: Mapping[str, Any] = field(default_factory=dict)
    check_only: bool = False


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

    def breach(self, params: RuleParams, amount: int, employee: str, days: Iterable[date], /, **values: Any) -> Finding:
        """A finding of ``amount`` broken units at the level and price of ``params``."""
        return Finding(self.id, params.hard, amount, params.cost(amount), employee, tuple(days), values)

    def title(self, language: str = "en") -> str:
        """The rule's name."""
        return words.say(f"rules.{self.id}_title", language)

    def about(self, language: str = "en") -> str:
        """What the rule asks, in one sentence."""
        return words.say(f"rules.{self.id}_about", language)

    def explain(self, finding: Finding, language: str = "en") -> str:
        """One sentence about a finding: who, when, how much, limit. A value ``case`` chooses a narrower sentence."""
        key = f"rules.{self.id}_breach"
        narrow = f"{key}_{finding.values.get('case')}"
        return words.say(
            narrow if words.has(narrow) else key,
            language,
            **{
                "employee": finding.employee,
                "days": _dates(finding.days),
                "amount": finding.amount,
                "cost": finding.cost,
                **finding.values,
            },
        )


def _dates(days: tuple[date, ...]) -> str:
    """The dates, a longer unbroken stretch as first..last."""
    if len(days) > 2 and (days[-1] - days[0]).days + 1 == len(days):
        return f"{days[0]}..{days[-1]}"
    return ", ".join(day.isoformat() for day in days)
