"""What a shift leader hands in: the moment, who is absent. Every wrong value is answered with its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path

import pandas as pd

from wfm.data.tables import LEAVE_KINDS
from wfm.errors import InputError, UsageError, WfmError
from wfm.timegrid import minutes_of
from wfm.words import Phrase

DEFAULT_KIND = "sick"
_COLUMNS = ("employee",)
_RARE = ("from_time", "kind")


@dataclass(frozen=True)
class Absence:
    """``from_minute``: from then on, None = the whole duty; ``kind``: of leave, as in leave.csv."""

    employee: str
    from_minute: int | None = None
    kind: str = DEFAULT_KIND


def as_of_minute(day: date, text: str | None, now: datetime | None = None) -> int:
    """Minute of ``day`` at which the question is asked: ``text`` (ISO, local), else the clock ``now`` when it is on that day,
    else midnight for a day to come. UsageError for another day, or a day that is over."""
    if text is None:
        clock = now or datetime.now()
        if clock.date() < day:
            return 0
        if clock.date() > day:
            raise UsageError("tweak.day_over", date=day, now=clock.isoformat(timespec="minutes"))
        return clock.hour * 60 + clock.minute
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise UsageError("tweak.bad_as_of", value=text, date=day) from None
    if moment.date() != day:
        raise UsageError("tweak.as_of_other_day", value=text, date=day)
    return moment.hour * 60 + moment.minute


def read_absences(path: Path) -> list[tuple[Absence, int]]:
    """Rows of an absences file (employee; from_time HH:MM and kind may be empty or left out) with their row numbers."""
    if not path.is_file():
        raise UsageError("tweak.no_file", file=path)
    try:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except (ValueError, UnicodeDecodeError) as error:
        raise InputError("tweak.bad_file", file=path) from error
    unknown = [name for name in frame.columns if name not in (*_COLUMNS, *_RARE)]
    if "employee" not in frame.columns or unknown:
        raise InputError("tweak.bad_columns", file=path, columns=", ".join(map(str, frame.columns)) or "-")
    found = []
    for number, row in enumerate(frame.to_dict("records"), start=2):
        found.append((_absence(path, number, {str(key): str(value).strip() for key, value in row.items()}), number))
    return found


def _absence(path: Path, number: int, row: Mapping[str, str]) -> Absence:
    kind, clock = row.get("kind", "") or DEFAULT_KIND, row.get("from_time", "")
    if kind not in LEAVE_KINDS:
        known = ", ".join(LEAVE_KINDS)
        raise InputError("tweak.bad_kind_of_leave", file=path, row=number, column="kind", value=kind, known=known)
    minute = None
    if clock:
        try:
            minute = minutes_of(clock)
        except UsageError:
            raise InputError("tweak.bad_clock", file=path, row=number, column="from_time", value=clock) from None
    return Absence(row["employee"], minute, kind)


@dataclass(frozen=True)
class Given:
    """Where a person's id was handed in: an ``option``, or a row of ``file``."""

    option: str = ""
    file: Path | None = None
    row: int = 0

    def refused(self, key: str, value: str, **values: object) -> WfmError:
        """The error for ``value``: a wrong option (UsageError), or a wrong cell (InputError)."""
        if self.file is None:
            return UsageError(key, place=Phrase("tweak.in_option", option=self.option), value=value, **values)
        place = Phrase("tweak.in_file", file=self.file, row=self.row, column="employee")
        return InputError(key, place=place, file=self.file, row=self.row, column="employee", value=value, **values)

    def unknown(self, value: str, known: Iterable[str]) -> WfmError:
        """The error for an id that no employee has, with those most alike."""
        alike = ", ".join(get_close_matches(value, list(known), n=3, cutoff=0.5))
        return self.refused("tweak.unknown_employee", value, maybe=Phrase("tweak.alike", names=alike) if alike else Phrase())


def gathered(named: Iterable[str], file: Path | None) -> list[tuple[Absence, Given]]:
    """Everything handed in with its place; UsageError or InputError when somebody is named twice."""
    found = [(Absence(name.strip()), Given("--absent")) for name in named]
    if file is not None:
        found += [(absence, Given(file=file, row=row)) for absence, row in read_absences(file)]
    seen: set[str] = set()
    for absence, given in found:
        if absence.employee in seen:
            raise given.refused("tweak.absent_twice", absence.employee)
        seen.add(absence.employee)
    return found
