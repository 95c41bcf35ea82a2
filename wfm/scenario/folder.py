"""Text of workspace files: tables from their row models, YAML, history."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Mapping
from datetime import date
from enum import Enum
from importlib import resources
from pathlib import Path

import yaml
from pydantic import BaseModel

from wfm.data.files import write_text
from wfm.data.tables import Centre, Row, RuleSettings
from wfm.data.tables.base import is_rare
from wfm.errors import UsageError

Files = Mapping[str, str]
"""File name inside the workspace (``history/ev.csv``) -> its whole text."""


def table_text(model: type[Row], rows: Iterable[Row]) -> str:
    """CSV of ``rows`` with the columns of ``model`` in its order, rare ones only where a row uses them; empty cells for None."""
    rows = list(rows)
    fields = model.model_fields
    columns = [
        name for name in fields if not is_rare(model, name) or any(getattr(row, name) != fields[name].default for row in rows)
    ]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(getattr(row, name)) for name in columns] for row in rows)
    return out.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:g}" if isinstance(value, float) else str(value)


def centre_text(centre: Centre) -> str:
    """``wfm.yaml``: what the scenario sets, the rest left to defaults."""
    return _yaml(centre)


def rules_text(settings: RuleSettings) -> str:
    """``rules.yaml``: what the scenario sets."""
    return _yaml(settings)


def _yaml(model: BaseModel) -> str:
    return yaml.safe_dump(model.model_dump(mode="json", exclude_unset=True), sort_keys=False, allow_unicode=True, width=110)


def shipped_text(package: str, name: str) -> str:
    """A text file shipped in ``package``."""
    return resources.files(package).joinpath(name).read_text(encoding="utf-8")


def shipped_rows(package: str, name: str, model: type[Row]) -> list[dict[str, str]]:
    """Rows of a CSV shipped in ``package``, blank cells left out; every row is checked against ``model``."""
    rows = [{k: v for k, v in row.items() if v} for row in csv.DictReader(io.StringIO(shipped_text(package, name)))]
    for row in rows:
        model.model_validate(row)
    return rows


def write_folder(target: Path, files: Files) -> Path:
    """Write ``files`` under ``target``, which must be new or empty; returns it."""
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise UsageError("scenario.target_not_empty", target=target)
    for name, text in sorted(files.items()):
        write_text(target / name, text)
    return target


def fingerprint(files: Files) -> str:
    """SHA-256 over names and contents of everything a planner reads; texts for people (``*.md``) may be reworded."""
    digest = hashlib.sha256()
    for name, text in sorted(files.items()):
        if name.endswith(".md"):
            continue
        digest.update(f"{name} {hashlib.sha256(text.encode()).hexdigest()}\n".encode())
    return digest.hexdigest()


def read_files(folder: Path) -> Files:
    """Every file under ``folder`` by its relative name (what ``fingerprint`` takes); results, the database and
    hidden files left out."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    relative = {path.relative_to(folder): path for path in found}
    return {
        name.as_posix(): path.read_bytes().decode()
        for name, path in relative.items()
        if name.parts[0] != "results" and not name.name.startswith((".", "wfm.db"))
    }
