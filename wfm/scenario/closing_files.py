"""The files a closing writes: previous.csv anew, three columns of employees.csv in place, everything else as it stood."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from wfm.data.files import write_bytes, write_text
from wfm.data.reading.cells import narrow
from wfm.data.reading.columns import heads, plain, table_names
from wfm.data.reading.encoding import decode, delimiter_of
from wfm.data.tables import PreviousDuty, table
from wfm.errors import InputError
from wfm.scenario.folder import table_text


def write_previous(folder: Path, rows: Sequence[PreviousDuty]) -> Path:
    """previous.csv with ``rows`` instead of what it held; a file of another name that holds the table is replaced in place."""
    path = _file_of(folder, "previous") or folder / "previous.csv"
    write_text(path, table_text(PreviousDuty, rows))
    return path


def write_employees(folder: Path, changes: Mapping[str, Mapping[str, int]]) -> Path:
    """The employees' file with ``changes`` (employee -> column -> value) written into it, whole.

    Encoding, delimiter, heads, order and every other cell stay; a column that is missing is added. InputError when the file
    has no column of ids, or a row has no id.
    """
    path = _file_of(folder, "employees") or folder / "employees.csv"
    text, encoding = decode(path.read_bytes())
    delimiter = delimiter_of(text.split("\n", 1)[0])
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    known = heads(table("employees"))
    head_row = next((k for k, row in enumerate(rows) if any(known.get(plain(cell)) == "employee" for cell in row)), None)
    if head_row is None:
        raise InputError("closing.no_ids", file=path.name)
    head = rows[head_row]
    place = {known[plain(cell)]: column for column, cell in enumerate(head) if plain(cell) in known}
    for name in ("carry_minutes", "nights_before", "weekends_before"):
        if name not in place:
            place[name] = len(head)
            head.append(name)
    for row in rows[head_row + 1 :]:
        employee = narrow(row[place["employee"]]).strip() if place["employee"] < len(row) else ""
        for name, value in changes.get(employee, {}).items():
            row += [""] * (place[name] + 1 - len(row))
            row[place[name]] = str(value)
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(rows)
    write_bytes(path, out.getvalue().encode(encoding))
    return path


def _file_of(folder: Path, name: str) -> Path | None:
    """The file that holds table ``name``, whatever language its name is in."""
    files = (file for file in sorted(folder.iterdir()) if file.suffix.lower() in (".csv", ".tsv"))
    return next((file for file in files if table_names().get(plain(file.name.split(".")[0])) == name), None)
