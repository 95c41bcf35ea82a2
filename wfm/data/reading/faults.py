"""Everything the reader itself can find; the gate registers each of these as an input rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wfm.data.reading.issues import Dimension, Issue, Level, Place


@dataclass(frozen=True, slots=True)
class Fault:
    """A kind of finding of the reader: rule id, dimension, level."""

    id: str
    dimension: Dimension
    level: Level

    def at(
        self, place: Place, column: str = "", value: object = "", count: int = 1, values: Mapping[str, object] | None = None
    ) -> Issue:
        """This fault found at ``place``."""
        return Issue(self.id, self.dimension, self.level, place.file, place.row, column, str(value), dict(values or {}), count)


def _fault(number: str, level: Level) -> Fault:
    letters = {dimension.value[0].upper(): dimension for dimension in Dimension if dimension is not Dimension.CONSISTENCY}
    return Fault(number, letters[number[0]], level)


REFUSE, WARN, NOTE = Level.REFUSE, Level.WARN, Level.NOTE

MISSING_COLUMN = _fault("C-02", REFUSE)
EMPTY_CELL = _fault("C-03", REFUSE)
NO_SETTINGS = _fault("C-05", REFUSE)
WISH_WITHOUT_VALUE = _fault("C-06", REFUSE)
FORMULA_WITHOUT_RESULT = _fault("C-07", WARN)

UNREADABLE = _fault("V-01", REFUSE)
BAD_NUMBER = _fault("V-02", REFUSE)
BAD_DATE = _fault("V-03", REFUSE)
AMBIGUOUS_DATE = _fault("V-04", REFUSE)
BAD_CLOCK = _fault("V-05", REFUSE)
BAD_BOOLEAN = _fault("V-06", REFUSE)
BAD_CHOICE = _fault("V-07", REFUSE)
OUT_OF_LIMITS = _fault("V-08", REFUSE)
BAD_FORM = _fault("V-09", REFUSE)
MISSPELT_COLUMN = _fault("V-10", REFUSE)
UNKNOWN_COLUMN = _fault("V-11", WARN)
TOO_MANY_CELLS = _fault("V-12", REFUSE)
BAD_YAML = _fault("V-13", REFUSE)
UNKNOWN_KEY = _fault("V-14", REFUSE)
BAD_ZONE = _fault("V-15", REFUSE)
NO_SUCH_TIME = _fault("V-16", REFUSE)
EXCEL_ERROR = _fault("V-17", REFUSE)
OVERRIDE_TARGET = _fault("V-18", REFUSE)
UNKNOWN_FILE = _fault("V-19", WARN)
CLEANED = _fault("V-20", NOTE)
GUESSED_ENCODING = _fault("V-21", NOTE)
GUESSED_DELIMITER = _fault("V-22", NOTE)
OTHER_DATE_FORM = _fault("V-23", NOTE)
OTHER_NUMBER_FORM = _fault("V-24", NOTE)
REPEATED_HOUR = _fault("V-25", WARN)
SKIPPED_NO_SUCH_TIME = _fault("V-26", NOTE)
TRANSLATED_CHOICE = _fault("V-27", NOTE)

SAME_COLUMN_TWICE = _fault("U-02", REFUSE)
REPEATED_HISTORY_ROW = _fault("U-04", WARN)
TABLE_TWICE = _fault("U-05", REFUSE)
YAML_KEY_TWICE = _fault("U-06", REFUSE)

READER_FAULTS: tuple[Fault, ...] = tuple(value for value in list(globals().values()) if isinstance(value, Fault))
"""Every fault above, in order of definition."""
