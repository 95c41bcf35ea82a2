"""What differs between two rosters, person-day by person-day."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from wfm import words
from wfm.data.roster import Duty, Roster
from wfm.data.tables import Shift
from wfm.errors import UsageError
from wfm.timegrid import Horizon

KINDS = ("added", "removed", "shift", "project", "break")
"""What can happen to a person-day; shift, project and break may come together."""

ROWS_IN_MESSAGE = 20
"""Person-days listed when a difference is part of a message."""


@dataclass(frozen=True, slots=True)
class CellChange:
    """One person-day that differs; None = off. ``minutes``: paid minutes after less those before (None = shifts unknown)."""

    employee: str
    day: date
    kinds: tuple[str, ...]
    old: Duty | None
    new: Duty | None
    minutes: int | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain data; a duty is [shift, project, break start] or None."""
        return {
            "employee": self.employee,
            "day": self.day.isoformat(),
            "kinds": list(self.kinds),
            "old": _duty_json(self.old),
            "new": _duty_json(self.new),
            "minutes": self.minutes,
        }


@dataclass(frozen=True)
class RosterDiff:
    """All changed person-days, sorted by employee and day, and the horizons of both rosters."""

    old_horizon: Horizon
    new_horizon: Horizon
    changes: tuple[CellChange, ...]

    @property
    def minutes(self) -> int | None:
        """Paid minutes gained (or lost) over all changes; None when any is unknown."""
        known = [change.minutes for change in self.changes if change.minutes is not None]
        return sum(known) if len(known) == len(self.changes) else None

    def per_kind(self) -> dict[str, int]:
        """Kind -> changed person-days, every kind named, in the order of ``KINDS``."""
        counts = Counter(kind for change in self.changes for kind in change.kinds)
        return {kind: counts[kind] for kind in KINDS}

    def per_person(self) -> dict[str, int]:
        """Employee -> changed days, sorted."""
        return _counted(change.employee for change in self.changes)

    def per_day(self) -> dict[str, int]:
        """Date (ISO) -> changed persons, sorted."""
        return _counted(change.day.isoformat() for change in self.changes)

    def per_team(self, teams: Mapping[str, str]) -> dict[str, int]:
        """Team -> changed person-days, sorted; ``teams``: employee -> team, people not in it count under ''."""
        return _counted(teams.get(change.employee, "") for change in self.changes)

    def apply(self, roster: Roster) -> Roster:
        """``roster`` with every change made; UsageError when a changed cell does not hold what the difference starts from."""
        cells = dict(roster.by_cell)
        for change in self.changes:
            cell = change.employee, change.day
            if cells.pop(cell, None) != change.old:
                raise UsageError("store.diff_does_not_fit", employee=change.employee, day=change.day)
            if change.new:
                cells[cell] = change.new
        return Roster(self.new_horizon, tuple(cells[cell] for cell in sorted(cells)))

    def to_json(self, teams: Mapping[str, str] | None = None) -> dict[str, Any]:
        """Plain data: counts first, then every change; ``per_team`` only when ``teams`` is given."""
        return {
            "old": str(self.old_horizon),
            "new": str(self.new_horizon),
            "changed": len(self.changes),
            "minutes": self.minutes,
            "per_kind": self.per_kind(),
            "per_person": self.per_person(),
            **({} if teams is None else {"per_team": self.per_team(teams)}),
            "per_day": self.per_day(),
            "changes": [change.to_json() for change in self.changes],
        }

    def text(self, language: str = "en", *, limit: int = 0, teams: Mapping[str, str] | None = None) -> str:
        """A table for people: a headline, counts, then the first ``limit`` changed person-days (0 = all)."""
        if not self.changes:
            return words.say("store.diff_none", language)
        figures = {"changed": len(self.changes), "people": len(self.per_person()), "days": len(self.per_day()), **self.per_kind()}
        lines = [words.say("store.diff_headline", language, **figures)]
        if self.minutes is not None:
            lines.append(words.say("store.diff_minutes", language, minutes=f"{self.minutes:+,}"))
        lines.append(words.say("store.diff_per_day", language, counts=_listed(self.per_day())))
        if teams is not None:
            lines.append(words.say("store.diff_per_team", language, counts=_listed(self.per_team(teams))))
        shown = self.changes[: limit or None]
        head = [words.say(f"store.diff_{name}", language) for name in ("employee", "day", "change", "before", "after")]
        lines += ["", *table([head, *(_row(change, language) for change in shown)])]
        if len(shown) < len(self.changes):
            lines.append(words.say("store.diff_more", language, more=len(self.changes) - len(shown)))
        return "\n".join(lines)

    def __format__(self, language: str) -> str:
        """Inside a message: ``{theirs:zh}``."""
        return self.text(language or "en", limit=ROWS_IN_MESSAGE)


def diff(old: Roster, new: Roster, shifts: Iterable[Shift] | None = None) -> RosterDiff:
    """What turns ``old`` into ``new``; with ``shifts``, each change says how many paid minutes it adds."""
    paid = {shift.shift: shift.paid_minutes for shift in shifts or ()}
    cells = sorted(old.by_cell.keys() | new.by_cell.keys())
    pairs = ((cell, old.by_cell.get(cell), new.by_cell.get(cell)) for cell in cells)
    changes = tuple(
        CellChange(*cell, _kinds(before, after), before, after, _minutes(before, after, paid))
        for cell, before, after in pairs
        if before != after
    )
    return RosterDiff(old.horizon, new.horizon, changes)


def _kinds(old: Duty | None, new: Duty | None) -> tuple[str, ...]:
    if old is None or new is None:
        return ("added",) if old is None else ("removed",)
    pairs = {
        "shift": (old.shift, new.shift),
        "project": (old.project, new.project),
        "break": (old.break_start, new.break_start),
    }
    return tuple(kind for kind, (before, after) in pairs.items() if before != after)


def _minutes(old: Duty | None, new: Duty | None, paid: Mapping[str, int]) -> int | None:
    if any(duty and duty.shift not in paid for duty in (old, new)):
        return None
    return (paid[new.shift] if new else 0) - (paid[old.shift] if old else 0)


def _duty_json(duty: Duty | None) -> list[str | int | None] | None:
    return [duty.shift, duty.project, duty.break_start] if duty else None


def _counted(names: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(names).items()))


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name or '-'} {count}" for name, count in counts.items())


def _row(change: CellChange, language: str) -> list[str]:
    kinds = ", ".join(words.say(f"store.diff_kind_{kind}", language) for kind in change.kinds)
    return [change.employee, change.day.isoformat(), kinds, _cell(change.old), _cell(change.new)]


def _cell(duty: Duty | None) -> str:
    """``E sales +240``: shift, project, break start in minutes after the shift's start; ``-`` = off."""
    if duty is None:
        return "-"
    rest = "" if duty.break_start is None else f"+{duty.break_start}"
    return " ".join(part for part in (duty.shift, duty.project, rest) if part)


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows as aligned lines; Chinese characters count as two columns."""
    widths = [max(_width(row[column]) for row in rows) for column in range(len(rows[0]))]
    return ["  ".join(text + " " * (w - _width(text)) for text, w in zip(row, widths, strict=True)).rstrip() for row in rows]


def _width(text: str) -> int:
    return sum(1 + (unicodedata.east_asian_width(sign) in "WF") for sign in text)
