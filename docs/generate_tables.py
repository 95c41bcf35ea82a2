"""Write docs/reference/tables.md from the table models; ``--check`` only compares and exits 1 when the page is stale.

python docs/generate_tables.py [--check]
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from inspect import cleandoc
from pathlib import Path

from wfm import words
from wfm.data.files import write_text
from wfm.data.reading.columns import Column, columns, limits_of
from wfm.data.tables import TABLES, Table
from wfm.data.tables.calls import CALLS
from wfm.data.template import settings

PAGE = Path(__file__).parent / "reference" / "tables.md"
INTRO = """# Tables of a workspace

<!-- Written by docs/generate_tables.py from wfm/data/tables; do not edit. -->

A workspace is a folder of CSV files with these names, or one Excel workbook whose sheets carry them (in English or
Chinese). `wfm init DIR` writes all of them empty, with an Excel template. Heads may be written in English or Chinese; case,
blanks, underscores and a unit in brackets do not matter. An empty cell takes the default. Ids are text and keep leading zeros.

What is read and, where it is a guess or another form, said by `wfm check`:

- UTF-8 with or without byte order mark, UTF-16 with one, GB18030 (GBK); comma, semicolon or tab between cells;
- full-width letters and digits, invisible marks, a leading apostrophe;
- dates as 2026-08-01, 2026/8/1, 2026.8.1, 2026年8月1日, 20260801, an Excel date or serial, 25/12/2026; never 3/4/2026;
- times as 8:30 or 08:30; moments as a date and a time, with an offset or in the centre's time zone;
- yes/no, 1/0, true/false, 是/否; numbers as 1,234 and 80%; decimal commas in files with semicolons;
- in workbooks: numbers formatted `00000` as ids with their zeros.

A needed column is marked *needed*.
"""
SETTINGS = """## wfm.yaml

The centre. In a workbook: a sheet `centre` with the columns key and value, groups written with a dot (`defaults.target`).

| setting | meaning | unit | limits | default |
|---|---|---|---|---|
"""
RULES = """## rules.yaml

Changes to the rule pack: `rules` (rule id -> parameters that differ, or `off`) and `overrides` (rule, one of contract, team,
employee, and `params` or `off: true`). In a workbook: a sheet `rules` with keys `rule.parameter` and values, and a sheet
`overrides` with the columns rule, contract, team, employee, off, parameter, value. The rules: [rules](rules.md).
"""


def page() -> str:
    """The whole page."""
    return "\n".join([INTRO, *_settings(), RULES, *(line for table in (*TABLES, CALLS) for line in _table(table))])


def _settings() -> Iterator[str]:
    yield SETTINGS.rstrip("\n")
    for key, info in settings():
        extra = info.json_schema_extra
        unit = extra.get("unit", "") if isinstance(extra, dict) else ""
        default = "*needed*" if info.is_required() else info.default
        yield f"| {key} | {info.description} | {unit} | {limits_of(info)} | {default if default != '' else ''} |"
    yield ""


def _table(table: Table) -> Iterator[str]:
    needed = "Needed by every plan. " if table.required else ""
    folder = " Also as a folder `history/` of .csv and .csv.gz files." if table.name == "history" else ""
    yield f"## {table.name}.csv"
    yield ""
    yield f"{words.say(f'reading.table_{table.name}', 'zh')}. {cleandoc(table.row.__doc__ or '')}"
    yield ""
    yield f"{needed}One row per {', '.join(table.key)}.{folder}"
    yield ""
    yield "| column | 列名 | meaning | holds | unit | limits | default |"
    yield "|---|---|---|---|---|---|---|"
    for column in columns(table):
        yield _line(column)
    yield ""


def _line(column: Column) -> str:
    kinds = {"yes-no": "yes or no", "choice": " / ".join(column.choices), "day-text": "date", "list": "words separated by ;"}
    holds = kinds.get(column.kind, column.kind)
    default = "*needed*" if column.required else column.default
    head = column.head("zh")
    return f"| {column.name} | {head} | {column.description} | {holds} | {column.unit} | {column.limits} | {default} |"


def main() -> int:
    """Write the page, or compare it; 1 when it is stale."""
    if "--check" in sys.argv[1:]:
        stale = not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page()
        if stale:
            sys.stderr.write(f"{PAGE} is stale: run python docs/generate_tables.py\n")
        return int(stale)
    write_text(PAGE, page())
    return 0


if __name__ == "__main__":
    sys.exit(main())
