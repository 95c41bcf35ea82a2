"""Which files or sheets hold which table; each file's SHA-256; files nobody asked for are named, not passed over."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from wfm import words
from wfm.data.reading import faults
from wfm.data.reading.columns import nearest, plain, table_names
from wfm.data.reading.issues import Issue, Place
from wfm.data.reading.sheets import BadFile, Sheet, csv_sheet, excel_sheet, workbook_sheets
from wfm.errors import UsageError

WORKBOOKS = (".xlsx", ".xlsm")
SETTINGS = ("wfm.yaml", "wfm.yml", "rules.yaml", "rules.yml")


@dataclass
class Sources:
    """Everything found: tables as sheets of text (history may have several), settings as YAML text or sheets."""

    folder: Path
    sheets: dict[str, list[Sheet]] = field(default_factory=dict)
    yaml: dict[str, tuple[str, str]] = field(default_factory=dict)
    hashes: dict[str, str] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    unreadable: set[str] = field(default_factory=set)

    def add(self, name: str, sheet: Sheet) -> None:
        """A sheet of table ``name``; a second one is reported unless it is history."""
        known = self.sheets.setdefault(name, [])
        if known and name != "history":
            self.issues.append(faults.TABLE_TWICE.at(Place(sheet.file), value=known[0].file, values={"table": name}))
            return
        known.append(sheet)

    def refuse(self, file: str, name: str, reason: str) -> None:
        """``file`` of table ``name`` cannot be read; ``reason`` is a key of the area ``reading``."""
        self.unreadable.add(name)
        self.issues.append(faults.UNREADABLE.at(Place(file), values={"reason": f"reading.{reason}"}))


def find_sources(path: Path) -> Sources:
    """Read every file of the workspace folder, or every sheet of the workbook, at ``path``."""
    if path.is_dir():
        return _from_folder(path)
    if path.is_file() and path.suffix.lower() in WORKBOOKS:
        return _from_workbook(path)
    raise UsageError("reading.no_workspace", path=path)


def _from_folder(folder: Path) -> Sources:
    sources = Sources(folder)
    for file in sorted(entry for entry in folder.iterdir() if entry.is_file() and not entry.name.startswith(".")):
        if file.name in SETTINGS:
            _add_settings(sources, file)
        elif _is_csv(file) and not is_call_file(file.name) and not is_absence_file(file.name):
            _add_csv(sources, file, _table_of(file), file.name)
    for file in sorted(_history_files(folder)):
        _add_csv(sources, file, "history", file.relative_to(folder).as_posix())
    return sources


def _history_files(folder: Path) -> Iterator[Path]:
    for name in ("history", "历史话务"):
        if (folder / name).is_dir():
            yield from (file for file in (folder / name).iterdir() if _is_csv(file))


def is_call_file(name: str) -> bool:
    """Whether a file or folder of this name holds call records: they are read by ``wfm.data.calls``, when asked for."""
    stem = plain(name.split(".")[0])
    return stem in {plain(words.say("reading.table_calls", language)) for language in words.LANGUAGES}


def is_absence_file(name: str) -> bool:
    """Whether a file of this name holds absences from published duties: ``wfm adjust`` reads it, when asked for."""
    stem = plain(name.split(".")[0])
    return stem in {plain(words.say("reading.table_absences", language)) for language in words.LANGUAGES}


def _is_csv(file: Path) -> bool:
    return file.name.lower().endswith((".csv", ".csv.gz", ".tsv"))


def _table_of(file: Path) -> str | None:
    stem = plain(file.name.split(".")[0])
    return table_names().get(stem)


def _add_csv(sources: Sources, file: Path, name: str | None, shown: str) -> None:
    if name is None:
        _unknown(sources, shown, file.name.split(".")[0])
        return
    content = _bytes(sources, file, name, shown)
    if content is None:
        return
    try:
        sheet, issues = csv_sheet(shown, content)
    except BadFile as error:
        sources.refuse(shown, name, error.reason)
        return
    sources.issues.extend(issues)
    sources.add(name, sheet)


def _bytes(sources: Sources, file: Path, name: str, shown: str) -> bytes | None:
    try:
        content = file.read_bytes()
        sources.hashes[shown] = hashlib.sha256(content).hexdigest()
        return gzip.decompress(content) if file.suffix == ".gz" else content
    except (OSError, EOFError, zlib.error):
        sources.refuse(shown, name, "bad_bytes")
        return None


def _add_settings(sources: Sources, file: Path) -> None:
    name = file.stem
    content = _bytes(sources, file, name, file.name)
    if content is None:
        return
    try:
        sources.yaml[name] = (file.name, content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        sources.refuse(file.name, name, "bad_encoding")


def _unknown(sources: Sources, shown: str, word: str) -> None:
    maybe = nearest(plain(word), table_names())
    values = {"maybe": table_names()[maybe]} if maybe else {}
    sources.issues.append(faults.UNKNOWN_FILE.at(Place(shown), value=word, values=values))


def _from_workbook(path: Path) -> Sources:
    sources = Sources(path.parent)
    content = _bytes(sources, path, "wfm", path.name)
    if content is None:
        return sources
    try:
        sheets, issues = workbook_sheets(path.name, content)
    except BadFile as error:
        sources.refuse(path.name, "wfm", error.reason)
        return sources
    sources.issues.extend(issues)
    for title, cells in sheets.items():
        _add_sheet(sources, f"{path.name} [{title}]", title, cells)
    return sources


def _add_sheet(sources: Sources, shown: str, title: str, cells: pd.DataFrame) -> None:
    name = table_names().get(plain(title))
    if name is None:
        _unknown(sources, shown, title)
        return
    try:
        sheet, issues = excel_sheet(shown, cells)
    except BadFile as error:
        if error.reason != "empty_file":
            sources.refuse(shown, name, error.reason)
        return
    sources.issues.extend(issues)
    sources.add(name, sheet)
