"""The call table of a workspace: calls.csv, calls.csv.gz or a folder calls/, read when a command asks for it.

Frame contract, one row per offered call, ascending by arrival:

| column | type | meaning |
|---|---|---|
| project | str | project id |
| arrival | datetime64[ns, zone] | when the caller joined the queue |
| outcome | str | ``answered`` or ``abandoned`` |
| wait_seconds | float64 | time in the queue, s, at least 0 |
| handling_seconds | float64 | time of the agent on the call, s; NaN = not recorded, always NaN when abandoned |
| agent | str | who answered; '' = not recorded |
"""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from wfm import words
from wfm.data.gate import describe
from wfm.data.reading import Issue, Level, Place, faults
from wfm.data.reading.calls import COLUMNS, no_calls, read_call_sheet
from wfm.data.reading.sheets import BadFile, csv_sheet
from wfm.data.reading.sources import is_call_file
from wfm.errors import InputError, UsageError
from wfm.timegrid import zone

SHOWN = 3
"""Issues quoted in the error of a refused call table."""


@dataclass(frozen=True)
class CallTable:
    """Call records as read. ``frame``: the contract above. ``issues``: what was read in an unusual form or is doubtful.
    ``hashes``: file -> SHA-256. ``repeated``: rows that say the same as another one; they are kept."""

    frame: pd.DataFrame
    issues: tuple[Issue, ...]
    hashes: Mapping[str, str]
    repeated: int


class CallRefusal(InputError):
    """The call table is refused; ``issues`` are all its refusals."""

    def __init__(self, issues: tuple[Issue, ...]) -> None:
        self.issues = issues
        first = issues[0]
        super().__init__(
            "calls.refused", count=sum(issue.count for issue in issues), file=first.file, row=first.row, column=first.column
        )

    def message(self, language: str = "en") -> str:
        """The number of refusals and the first of them with their remedies, in ``language``."""
        lines = [describe(issue, language) for issue in self.issues[:SHOWN]]
        return "\n  ".join([words.say(self.key, language, **self.values), *lines])


def find_calls(workspace: Path) -> Path:
    """The call table of a workspace folder; UsageError when there is none."""
    folder = workspace if workspace.is_dir() else workspace.parent
    found = sorted(entry for entry in folder.iterdir() if is_call_file(entry.name) and (entry.is_dir() or _is_csv(entry)))
    if not found:
        raise UsageError("calls.none", path=folder)
    if len(found) > 1:
        raise UsageError("calls.several", path=folder, files=", ".join(entry.name for entry in found))
    return found[0]


def read_calls(path: Path, timezone: str) -> CallTable:
    """The call records in a CSV file (also gzipped) or in every such file of a folder; naive times are in ``timezone``.

    Raises UsageError when there is no such file, ``CallRefusal`` naming file, row, column and value of what cannot be read.
    """
    files = _files(path)
    frames, issues, hashes = [no_calls(zone(timezone))], list[Issue](), dict[str, str]()
    for file in files:
        shown = file.name if path == file else f"{path.name}/{file.name}"
        content = _content(file, shown, hashes)
        try:
            sheet, found = csv_sheet(shown, content)
        except BadFile as error:
            raise _unreadable(shown, error.reason) from error
        frame, more = read_call_sheet(sheet, zone(timezone))
        frames.append(frame)
        issues += [*found, *more]
    refused = tuple(issue for issue in issues if issue.level is Level.REFUSE)
    if refused:
        raise CallRefusal(refused)
    table = pd.concat(frames, ignore_index=True).sort_values("arrival", kind="stable", ignore_index=True)
    return CallTable(table, tuple(issues), hashes, int(table.duplicated(list(COLUMNS)).sum()))


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        files = sorted(entry for entry in path.iterdir() if _is_csv(entry) and not entry.name.startswith("."))
        if not files:
            raise UsageError("calls.empty_folder", path=path)
        return files
    if not path.is_file():
        raise UsageError("calls.no_file", path=path)
    return [path]


def _is_csv(file: Path) -> bool:
    return file.name.lower().endswith((".csv", ".csv.gz", ".tsv"))


def _content(file: Path, shown: str, hashes: dict[str, str]) -> bytes:
    try:
        content = file.read_bytes()
        hashes[shown] = hashlib.sha256(content).hexdigest()
        return gzip.decompress(content) if file.suffix.lower() == ".gz" else content
    except (OSError, EOFError, zlib.error) as error:
        raise _unreadable(shown, "bad_bytes") from error


def _unreadable(shown: str, reason: str) -> CallRefusal:
    return CallRefusal((faults.UNREADABLE.at(Place(shown), values={"reason": f"reading.{reason}"}),))
