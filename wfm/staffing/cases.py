"""Cases of the calculator: their fields, the rule of each, and a CSV of them; a value that breaks its rule is named."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from wfm import words
from wfm.data.cells import decode, parse_number, tidy
from wfm.errors import InputError, UsageError


@dataclass(frozen=True)
class Case:
    """One question. ``calls`` per ``interval`` (min), ``aht`` s, ``target`` share within ``threshold`` (s), ``max_wait`` mean
    wait (s), ``max_abandonment``, ``max_occupancy`` shares, ``patience`` mean (s; None = callers never hang up), ``agents`` to
    look at instead of the fewest, ``shrinkage`` share, ``blocking`` share for lines, ``utilisation`` and ``attendance`` shares
    of the partners' seat formula. None = not asked."""

    calls: float
    aht: float | None = None
    interval: float = 30.0
    target: float | None = None
    threshold: float = 20.0
    max_occupancy: float | None = None
    max_wait: float | None = None
    max_abandonment: float | None = None
    patience: float | None = None
    agents: float | None = None
    shrinkage: float | None = None
    blocking: float | None = None
    utilisation: float | None = None
    attendance: float | None = None
    name: str = ""


NUMBERS = tuple(field.name for field in fields(Case) if field.name != "name")

_RULES: Mapping[str, Callable[[float], bool]] = {
    "from_zero": lambda value: value >= 0,
    "above_zero": lambda value: value > 0,
    "share": lambda value: 0 < value < 1,
    "share_or_all": lambda value: 0 < value <= 1,
    "loss": lambda value: 0 <= value < 1,
    "whole": lambda value: value >= 0 and value == math.floor(value),
}
_RULE_OF: Mapping[str, str] = {
    "calls": "from_zero",
    "aht": "from_zero",
    "interval": "above_zero",
    "target": "share",
    "threshold": "from_zero",
    "max_occupancy": "share_or_all",
    "max_wait": "above_zero",
    "max_abandonment": "share",
    "patience": "above_zero",
    "agents": "whole",
    "shrinkage": "loss",
    "blocking": "share",
    "utilisation": "share_or_all",
    "attendance": "share_or_all",
}


@dataclass(frozen=True)
class Fault:
    """A value that breaks a rule: ``column`` and ``rule`` (a text ``erlang.rule_*``), ``row`` of the file, 0 without one."""

    column: str
    value: object
    rule: str
    row: int = 0


class BadCase(UsageError):
    """Values no case may have; ``faults`` are all of them. ``file`` is empty when they were options or arguments."""

    def __init__(self, faults: Sequence[Fault], file: str = "") -> None:
        self.faults = tuple(faults)
        self.file = file
        super().__init__("erlang.bad_cell" if file else "erlang.bad_option")

    def message(self, language: str = "en") -> str:
        """One line per fault."""
        return "\n".join(self._line(fault, language) for fault in self.faults)

    def _line(self, fault: Fault, language: str) -> str:
        rule = words.say(f"erlang.rule_{fault.rule}", language)
        option = f"--{fault.column.replace('_', '-')}"
        value = "" if fault.value is None else f"{fault.value:g}" if isinstance(fault.value, float) else fault.value
        return words.say(
            self.key, language, file=self.file, row=fault.row, column=fault.column, option=option, value=value, rule=rule
        )


def check_case(case: Case) -> None:
    """Raise ``BadCase`` unless every field keeps its rule and the case asks for something."""
    faults = list(_faults(case))
    if faults:
        raise BadCase(faults)


def _faults(case: Case, row: int = 0) -> Iterator[Fault]:
    for column, rule in _RULE_OF.items():
        value = getattr(case, column)
        if value is not None and not (math.isfinite(value) and _RULES[rule](value)):
            yield Fault(column, value, rule, row)
    if case.calls > 0 and not case.aht:
        yield Fault("aht", case.aht, "time_of_calls", row)
    if case.max_abandonment is not None and case.patience is None:
        yield Fault("patience", None, "patience_for_abandonment", row)
    if case.attendance is not None and case.utilisation is None:
        yield Fault("utilisation", None, "utilisation_for_attendance", row)
    if case.agents is case.target is case.max_wait is case.max_abandonment is case.max_occupancy is None:
        yield Fault("target", None, "something_asked", row)


def read_cases(path: Path, defaults: Mapping[str, float | None] | None = None) -> tuple[Case, ...]:
    """The cases of a CSV: a head row with names of ``Case`` (calls needed), one case a row.

    An empty cell, or a column that is not there, takes the value of ``defaults``, else that of ``Case``. Raises ``BadCase``
    with every cell that breaks a rule, UsageError for a file that is missing, empty, or has a column nobody knows.
    """
    rows = _rows(path)
    heads = [tidy(head).lower().replace("-", "_").replace(" ", "_") for head in rows[0][1]]
    _check_heads(path, heads)
    given = {name: value for name, value in (defaults or {}).items() if value is not None}
    cases: list[Case] = []
    faults: list[Fault] = []
    for row, cells in rows[1:]:
        try:
            cases.append(_case(heads, cells, row, given))
        except BadCase as bad:
            faults += bad.faults
    if faults:
        raise BadCase(faults, path.name)
    return tuple(cases)


def _rows(path: Path) -> list[tuple[int, list[str]]]:
    """Rows with anything in them and their numbers, the head first."""
    if not path.is_file():
        raise UsageError("erlang.no_file", file=path)
    try:
        text, _ = decode(path.read_bytes())
    except InputError as error:
        raise UsageError("erlang.not_text", file=path.name) from error
    reader = csv.reader(io.StringIO(text))
    rows = [(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]
    if len(rows) < 2:
        raise UsageError("erlang.no_cases", file=path.name, known=", ".join(("name", *NUMBERS)))
    return rows


def _check_heads(path: Path, heads: list[str]) -> None:
    unknown = [head for head in heads if head not in ("name", *NUMBERS)]
    twice = sorted({head for head in heads if heads.count(head) > 1})
    if unknown or twice:
        columns = ", ".join(unknown or twice)
        raise UsageError("erlang.bad_columns", file=path.name, columns=columns, known=", ".join(("name", *NUMBERS)))


def _case(heads: list[str], cells: list[str], row: int, given: Mapping[str, float]) -> Case:
    """One row as a case; raises BadCase with its row for cells that are no numbers or break a rule."""
    if len(cells) > len(heads):
        raise BadCase([Fault(str(len(heads) + 1), cells[len(heads)], "head", row)])
    values: dict[str, float] = dict(given)
    faults, name = [], ""
    for head, cell in zip(heads, cells, strict=False):
        if head == "name":
            name = tidy(cell)
        elif tidy(cell):
            number = parse_number(cell)
            if number is None:
                faults.append(Fault(head, cell, "number", row))
            else:
                values[head] = number
    if "calls" not in values and not any(fault.column == "calls" for fault in faults):
        faults.append(Fault("calls", "", "from_zero", row))
    if not faults:
        case = Case(name=name, **values)
        faults = list(_faults(case, row))
    if faults:
        raise BadCase(faults)
    return case
