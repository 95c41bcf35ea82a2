"""What reading and checking find: one ``Issue`` per place, worded in the catalogue (``wfm/words/gate.yaml``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from wfm import words


class Level(StrEnum):
    """What an issue means for the data: refused, doubtful, or merely said."""

    REFUSE = "refuse"
    WARN = "warn"
    NOTE = "note"


class Dimension(StrEnum):
    """The six dimensions of data quality; the first letter of a rule's id names its dimension (K = consistency)."""

    COMPLETENESS = "completeness"
    VALIDITY = "validity"
    UNIQUENESS = "uniqueness"
    ACCURACY = "accuracy"
    CONSISTENCY = "consistency"
    TIMELINESS = "timeliness"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: file as shown to people, row counted as Excel does (the head is row 1)."""

    file: str
    row: int | None = None


@dataclass(frozen=True)
class Issue:
    """One finding about the input.

    ``row`` as a person sees it in Excel (None = the whole file); ``column`` the table's column name; ``value`` the text
    seen; ``values`` fill the rule's sentences beside file, row, column and value (``maybe``: a likely intended word;
    ``reason``: a key of the catalogue);
    ``count``: rows or cells this issue stands for.
    """

    rule: str
    dimension: Dimension
    level: Level
    file: str
    row: int | None = None
    column: str = ""
    value: str = ""
    values: Mapping[str, object] = field(default_factory=dict)
    count: int = 1

    def title(self, language: str = "en") -> str:
        """The rule in a few words."""
        return words.say(f"gate.{self.rule}_title", language)

    def message(self, language: str = "en") -> str:
        """What is wrong here, with the value seen."""
        return words.say(f"gate.{self.rule}_message", language, **self._filled(language))

    def remedy(self, language: str = "en") -> str:
        """What to do about it."""
        return words.say(f"gate.{self.rule}_remedy", language, **self._filled(language))

    def to_json(self, language: str = "en") -> dict[str, object]:
        """Plain data with the sentences in ``language``."""
        return {
            "rule": self.rule,
            "dimension": self.dimension.value,
            "level": self.level.value,
            "file": self.file,
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "count": self.count,
            "message": self.message(language),
            "remedy": self.remedy(language),
        }

    def _filled(self, language: str) -> dict[str, object]:
        maybe = self.values.get("maybe", "")
        hint = words.say("gate.maybe", language, candidate=maybe) if maybe else ""
        reason = str(self.values.get("reason", ""))
        said = {"maybe": hint, "reason": words.say(reason, language) if reason else ""}
        own = {"file": self.file, "row": self.row, "column": self.column, "value": self.value, "count": self.count}
        return own | dict(self.values) | said
