"""What a measure is: one identity, parameters with units, evidence, points, a sentence, worked examples."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from wfm import words
from wfm.incentives.contributions import Contribution, Evidence, added_up
from wfm.incentives.facts import Facts


class MeasureParams(BaseModel):
    """Parameters of a measure: immutable, unknown keys refused, each with meaning and unit. ``points`` 0 switches it off."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    points: int = Field(default=1, ge=0, description="points for every full `per` units; 0 switches the measure off")
    per: int = Field(default=1, ge=1, description="units that earn `points`")
    most: int = Field(default=0, ge=0, description="most points for one person in a month; 0 = no limit")


P = TypeVar("P", bound=MeasureParams)


@dataclass(frozen=True)
class MeasureExample:
    """A worked case in the example world (``wfm.incentives.measures.example``).

    ``days``: rows (person, day from 0, pattern); a pattern is ``first>last`` of D E N O - and, after ``@``, the hours before
    the duty's start at which the change was told: ``->D@20`` = a day off turned into a day duty 20 hours ahead. ``desk``:
    (person, day) -> stretches (from minute, to minute, project) instead of the duty's own; ``changes``: columns of
    ``DayChange`` with ``day`` from 0; ``need``: (project, day, slot) -> agents required; ``expect``: person -> points.
    """

    why: str
    days: tuple[tuple[str, int, str], ...]
    expect: Mapping[str, int]
    params: Mapping[str, Any] = field(default_factory=dict)
    desk: Mapping[tuple[str, int], tuple[tuple[int, int, str], ...]] = field(default_factory=dict)
    changes: tuple[Mapping[str, Any], ...] = ()
    need: Mapping[tuple[str, int, int], int] = field(default_factory=dict)
    emergency: frozenset[tuple[str, str]] = frozenset()
    holidays: Mapping[int, bool] = field(default_factory=dict)
    call_ups: tuple[Mapping[str, Any], ...] = ()


class Measure(ABC, Generic[P]):
    """One measure of emergency contribution. Titles and sentences stand in the catalogue under ``measures.<id>_...``."""

    id: ClassVar[str]
    Params: ClassVar[type[MeasureParams]]
    unit: ClassVar[str]
    examples: ClassVar[tuple[MeasureExample, ...]] = ()

    @abstractmethod
    def evidence(self, facts: Facts, params: P) -> Iterator[tuple[str, Evidence]]:
        """(person, what was seen on a day) for everybody; units are whole numbers > 0."""

    def award(self, facts: Facts, params: P) -> tuple[Contribution, ...]:
        """Points by person, in the order of their ids, with the evidence; nothing when switched off."""
        if not params.points:
            return ()
        seen: defaultdict[str, list[Evidence]] = defaultdict(list)
        for employee, entry in self.evidence(facts, params):
            seen[employee].append(entry)
        found = (added_up(name, self.id, seen[name], params.points, params.per, params.most) for name in sorted(seen))
        return tuple(contribution for contribution in found if contribution is not None)

    def title(self, language: str = "en") -> str:
        """The measure's name."""
        return words.say(f"measures.{self.id}_title", language)

    def about(self, language: str = "en") -> str:
        """What it counts, in a sentence."""
        return words.say(f"measures.{self.id}_about", language)

    def explain(self, contribution: Contribution, language: str = "en") -> str:
        """One sentence about a person's points: how much of what, on how many days."""
        days = len({entry.day for entry in contribution.evidence})
        return words.say(
            f"measures.{self.id}_explain",
            language,
            employee=contribution.employee,
            points=contribution.points,
            units=contribution.units,
            days=days,
        )

    def line(self, entry: Evidence, language: str = "en") -> str:
        """One line of evidence."""
        return words.say(f"measures.{self.id}_line", language, day=entry.day, units=entry.units, **entry.values)
