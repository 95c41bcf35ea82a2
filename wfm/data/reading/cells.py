"""One cell of text to a value: cleaning, numbers, yes/no, times of day, lists. What was read in an unusual form is said."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from wfm.data.reading import faults
from wfm.data.reading.faults import Fault

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_INVISIBLE = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::00)?")
YES = frozenset({"yes", "y", "1", "true", "t", "是", "√", "✓"})
NO = frozenset({"no", "n", "0", "false", "f", "否", "×"})


class Unreadable(Exception):
    """A cell that is not what its column holds; ``fault`` says how."""

    def __init__(self, fault: Fault, **values: object) -> None:
        self.fault = fault
        self.values = values
        super().__init__(fault.id)


@dataclass(frozen=True, slots=True)
class Cell:
    """A value read, with the notes to be made about how it was read."""

    value: object
    notes: tuple[Fault, ...] = field(default=())


def narrow(text: str) -> str:
    """Full-width letters, digits and signs made half-width, invisible marks and outer blanks removed."""
    return text.translate(_FULL_WIDTH).translate(_INVISIBLE).strip()


def clean(text: str) -> str:
    """``narrow``, and without the apostrophe with which spreadsheets mark text."""
    plain = narrow(text)
    return plain[1:].strip() if plain.startswith("'") else plain


def is_excel_error(text: str) -> bool:
    """Whether the cell holds an error of a spreadsheet, such as #N/A."""
    return bool(re.fullmatch(r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!)", text))


def number(text: str, delimiter: str = ",") -> Cell:
    """A number; 1,234 and 80% are read and said, as is 0,8 in a file delimited by semicolons."""
    plain, share = text, text.endswith("%")
    if share:
        plain = text[:-1].strip()
    other = share
    if not _NUMBER.fullmatch(plain):
        plain, other = _with_comma(plain, delimiter), True
    value = float(plain) / (100 if share else 1)
    return Cell(value, (faults.OTHER_NUMBER_FORM,) if other else ())


def _with_comma(plain: str, delimiter: str) -> str:
    thousands = bool(_THOUSANDS.fullmatch(plain))
    if thousands and delimiter != ";":
        return plain.replace(",", "")
    if _DECIMAL_COMMA.fullmatch(plain) and delimiter == ";" and not thousands:
        return plain.replace(",", ".")
    raise Unreadable(faults.BAD_NUMBER)


def whole(text: str, delimiter: str = ",") -> Cell:
    """A whole number; 3.0 counts as 3."""
    cell = number(text, delimiter)
    assert isinstance(cell.value, float)
    if not cell.value.is_integer():
        raise Unreadable(faults.BAD_NUMBER)
    return Cell(int(cell.value), cell.notes)


def yes_no(text: str) -> Cell:
    """yes/no, 1/0, true/false, 是/否 in any case."""
    plain = text.casefold()
    if plain in YES or plain in NO:
        return Cell(plain in YES)
    raise Unreadable(faults.BAD_BOOLEAN)


def clock(text: str) -> Cell:
    """H:MM or HH:MM up to 24:00, written back as HH:MM."""
    match = _CLOCK.fullmatch(text)
    if not match or int(match[2]) > 59 or int(match[1]) * 60 + int(match[2]) > 1440:
        raise Unreadable(faults.BAD_CLOCK)
    return Cell(f"{int(match[1]):02d}:{match[2]}")


def listing(text: str) -> Cell:
    """Words separated by ; (also 、 , |), written back with ;."""
    return Cell(";".join(word.strip() for word in re.split(r"[;、,|]", text) if word.strip()))
