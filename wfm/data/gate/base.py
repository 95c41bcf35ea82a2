"""An input rule: identity as data, one small function that finds what it is about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from wfm.data.gate.scope import Scope
from wfm.data.reading.faults import Fault
from wfm.data.reading.issues import Dimension, Issue, Level, Place


@dataclass(frozen=True)
class Hit:
    """A place where a rule is broken; fields as in ``Issue``."""

    place: Place
    column: str = ""
    value: object = ""
    values: Mapping[str, object] = field(default_factory=dict)
    count: int = 1


Finder = Callable[[Scope], Iterable[Hit]]


@dataclass(frozen=True)
class InputRule:
    """One rule of the gate. Texts: ``gate.<id>_title``, ``_message``, ``_remedy``.

    ``table`` names what it judges ('' = the workspace as a whole); ``function`` None = found while reading;
    ``month``: it asks about the month to plan and is skipped when none is given.
    """

    id: str
    dimension: Dimension
    level: Level
    table: str
    columns: tuple[str, ...] = ()
    function: Finder | None = None
    month: bool = False

    def issue(self, hit: Hit) -> Issue:
        """``hit`` as an issue of this rule."""
        return Issue(
            self.id, self.dimension, self.level, hit.place.file, hit.place.row, hit.column, str(hit.value), hit.values, hit.count
        )


def found_in_reading(*faults: Fault) -> tuple[InputRule, ...]:
    """The reader's faults as rules."""
    return tuple(InputRule(fault.id, fault.dimension, fault.level, "") for fault in faults)
