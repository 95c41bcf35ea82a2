"""Which column names an id of which table, as data; ids that miss their target, and why they may."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from wfm.data.gate.base import Finder, Hit, InputRule
from wfm.data.gate.scope import Scope
from wfm.data.reading import Dimension, Level
from wfm.data.reading.columns import nearest
from wfm.data.tables import OFF, table

Form = Callable[[str], str]
"""An id to what it has in common with its look-alikes."""


@dataclass(frozen=True)
class Reference:
    """Column ``column`` of ``table`` names ids of ``target`` (several, separated by ``;``, when ``many``)."""

    id: str
    level: Level
    table: str
    column: str
    target: str
    many: bool = False


REFERENCES: tuple[Reference, ...] = (
    Reference("K-01", Level.REFUSE, "skills", "employee", "employees"),
    Reference("K-02", Level.REFUSE, "skills", "project", "projects"),
    Reference("K-03", Level.REFUSE, "employees", "contract", "contracts"),
    Reference("K-04", Level.REFUSE, "leave", "employee", "employees"),
    Reference("K-05", Level.REFUSE, "preferences", "employee", "employees"),
    Reference("K-06", Level.REFUSE, "locks", "employee", "employees"),
    Reference("K-07", Level.REFUSE, "locks", "shift", "shifts"),
    Reference("K-08", Level.REFUSE, "locks", "project", "projects"),
    Reference("K-09", Level.WARN, "previous", "employee", "employees"),
    Reference("K-10", Level.REFUSE, "previous", "shift", "shifts"),
    Reference("K-11", Level.WARN, "previous", "project", "projects"),
    Reference("K-12", Level.REFUSE, "requirements", "project", "projects"),
    Reference("K-13", Level.REFUSE, "requirements", "shift", "shifts"),
    Reference("K-14", Level.REFUSE, "events", "project", "projects"),
    Reference("K-15", Level.REFUSE, "shifts", "projects", "projects", many=True),
    Reference("K-16", Level.REFUSE, "shifts", "contracts", "contracts", many=True),
    Reference("K-36", Level.REFUSE, "shrinkage", "project", "projects"),
    Reference("K-37", Level.REFUSE, "history_notes", "project", "projects"),
    Reference("K-38", Level.REFUSE, "projects", "like", "projects"),
    Reference("K-39", Level.REFUSE, "adjustments", "project", "projects"),
    Reference("K-60", Level.REFUSE, "claims", "employee", "employees"),
    Reference("K-40", Level.REFUSE, "offphone", "employee", "employees"),
    Reference("K-41", Level.REFUSE, "offphone", "shift", "shifts"),
    Reference("K-70", Level.REFUSE, "echelon_members", "employee", "employees"),
)


def reference_rules() -> tuple[InputRule, ...]:
    """A rule per reference: the id must exist in its target."""
    return tuple(
        InputRule(one.id, Dimension.CONSISTENCY, one.level, one.table, (one.column,), _finder(one)) for one in REFERENCES
    )


def _finder(reference: Reference) -> Finder:
    def find(scope: Scope) -> Iterator[Hit]:
        known = scope.ids(reference.target)
        zeros, variants = _index(known, _without_zeros), _index(known, _folded)
        for hit in missing(scope, reference):
            word = str(hit.value)
            if _without_zeros(word) not in zeros and _folded(word) not in variants:
                yield Hit(hit.place, hit.column, word, {"maybe": nearest(word, known)})

    return find


def missing(scope: Scope, reference: Reference) -> Iterator[Hit]:
    """Every id that its target does not hold; nothing when the target itself is absent."""
    known = scope.ids(reference.target)
    if not known:
        return
    for place, row in scope.rows(table(reference.table).row):
        text = str(getattr(row, reference.column) or "")
        for word in text.split(";") if reference.many else [text]:
            if word and word != OFF and word not in known:
                yield Hit(place, reference.column, word)


def lost_zeros(scope: Scope) -> Iterator[Hit]:
    """Ids that differ from a known one only by leading zeros."""
    yield from _alike(scope, _without_zeros)


def variants(scope: Scope) -> Iterator[Hit]:
    """Ids that differ from a known one only by case, blanks or dashes."""
    yield from _alike(scope, _folded)


def _alike(scope: Scope, form: Form) -> Iterator[Hit]:
    for reference in REFERENCES:
        known = _index(scope.ids(reference.target), form)
        for hit in missing(scope, reference):
            twin = known.get(form(str(hit.value)))
            if twin:
                yield Hit(hit.place, hit.column, hit.value, {"known": twin, "table": reference.target})


def twins(scope: Scope) -> Iterator[Hit]:
    """Ids of one table that differ only by leading zeros, case, blanks or dashes."""
    for name in ("employees", "projects", "shifts", "contracts"):
        ids = scope.ids(name)
        for form in (_without_zeros, _folded):
            groups: dict[str, list[str]] = defaultdict(list)
            for word in ids:
                groups[form(word)].append(word)
            for key, words in groups.items():
                for word in words[1:] if key else []:
                    yield Hit(ids[word], table(name).key[0], word, {"known": words[0]})


def _index(ids: Mapping[str, object], form: Form) -> dict[str, str]:
    return {key: word for word in ids if (key := form(word))}


def _without_zeros(word: str) -> str:
    """The number behind an id of digits; '' for other ids."""
    return (word.lstrip("0") or "0") if word.isdigit() else ""


def _folded(word: str) -> str:
    return re.sub(r"[\s_\-]+", "", word).casefold()
