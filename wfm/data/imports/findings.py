"""What an importer has to say about a file: structured findings, worded by the catalogue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from wfm import words

Level = Literal["refuse", "warn", "note", "guess"]
LEVELS: tuple[Level, ...] = ("refuse", "warn", "guess", "note")
"""Worst first. refuse: nothing may be written; warn: left out or doubtful; guess: inferred from content; note: counted."""


@dataclass(frozen=True)
class ImportFinding:
    """One thing found: its kind, the cell or row it stands in, the value seen, and what the sentence needs besides.

    ``kind`` names the sentence ``imports.finding_<kind>`` of the catalogue.
    """

    kind: str
    level: Level
    where: str = ""
    value: str = ""
    values: Mapping[str, object] = field(default_factory=dict)

    def message(self, language: str = "en") -> str:
        """The sentence, without the place."""
        return words.say(f"imports.finding_{self.kind}", language, where=self.where, value=self.value, **self.values)

    def to_json(self, language: str = "en") -> dict[str, object]:
        """Plain data with the sentence."""
        return {
            "kind": self.kind,
            "level": self.level,
            "where": self.where,
            "value": self.value,
            **{name: value for name, value in self.values.items() if name not in ("kind", "level")},
            "message": self.message(language),
        }


class Findings:
    """Collects findings while a file is read."""

    def __init__(self) -> None:
        self._found: list[ImportFinding] = []

    def refuse(self, kind: str, where: str = "", value: object = "", **values: object) -> None:
        """Something that cannot be read: the import may not be written."""
        self._add(kind, "refuse", where, value, values)

    def warn(self, kind: str, where: str = "", value: object = "", **values: object) -> None:
        """Something left out or doubtful that a person should look at."""
        self._add(kind, "warn", where, value, values)

    def note(self, kind: str, where: str = "", value: object = "", **values: object) -> None:
        """Something dealt with as the form asks, and counted."""
        self._add(kind, "note", where, value, values)

    def guess(self, kind: str, where: str = "", value: object = "", **values: object) -> None:
        """Something inferred from the file's content."""
        self._add(kind, "guess", where, value, values)

    def _add(self, kind: str, level: Level, where: str, value: object, values: Mapping[str, object]) -> None:
        shown = str(value)
        self._found.append(ImportFinding(kind, level, where, shown if len(shown) <= 80 else shown[:79] + "…", dict(values)))

    def findings(self) -> tuple[ImportFinding, ...]:
        """All but the guesses, worst first, in the order found."""
        return tuple(sorted((f for f in self._found if f.level != "guess"), key=lambda f: LEVELS.index(f.level)))

    def guesses(self) -> tuple[ImportFinding, ...]:
        """What was inferred, in the order found."""
        return tuple(f for f in self._found if f.level == "guess")


def refused(findings: Iterable[ImportFinding]) -> tuple[ImportFinding, ...]:
    """The findings that forbid writing."""
    return tuple(finding for finding in findings if finding.level == "refuse")


def render(findings: Iterable[ImportFinding], language: str = "en", most: int = 12) -> list[str]:
    """Lines for people: at most ``most`` of each kind, and how many more there are."""
    listed = tuple(findings)
    total = Counter((finding.level, finding.kind) for finding in listed)
    shown: Counter[tuple[str, str]] = Counter()
    lines: list[str] = []
    for finding in listed:
        key = (finding.level, finding.kind)
        shown[key] += 1
        if shown[key] <= most:
            place = f"{finding.where}: " if finding.where else ""
            lines.append(f"{words.say(f'imports.level_{finding.level}', language)}  {place}{finding.message(language)}")
        elif shown[key] == total[key]:
            lines.append(words.say("imports.more_of_kind", language, count=total[key] - most, kind=finding.kind))
    return lines
