"""Write docs/reference/input-rules.md from the gate's rules; ``--check`` only compares and exits 1 when the page is stale.

python docs/generate_input_rules.py [--check]
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from inspect import cleandoc
from pathlib import Path

from wfm import words
from wfm.data.files import write_text
from wfm.data.gate import RULES, InputRule
from wfm.data.gate.report import score
from wfm.data.reading import Dimension

PAGE = Path(__file__).parent / "reference" / "input-rules.md"
INTRO = """# Input rules

<!-- Written by docs/generate_input_rules.py from wfm/data/gate; do not edit. -->

`wfm check` judges a workspace by these {count} rules in six dimensions. *refuse*: no command plans with this input. *warn*: a
doubt to look at. *note*: something read in an unusual form, or good to know. Nothing is dropped or repaired without a word.
Rules marked *month* need `--month`. Every finding names file, row (as Excel counts, the head is row 1), column, value and
remedy, in English and Chinese; `--json` and `--xlsx` hold all of them. Exit code 1 when anything is refused, else 0.

## Score

{score}

## Reconciliation

Per table: rows in the file = rows read + rows refused + rows repeated exactly (history only, read once); per project: the sum
of the calls read. Rows of history left out because their time does not exist and they hold no calls (V-26) count as refused.

## Add a rule

One line in the tuple `RULES` of its dimension's file in `wfm/data/gate/` (id, dimension, level, table, columns, function), a
function from `Scope` to `Hit`s, three texts in `wfm/words/gate.yaml` (title, message, remedy, both languages), and a spoiled
workspace in `tests/data/spoiled_workspaces.py`, all tested together; then run `python docs/generate_input_rules.py`.
"""


def page() -> str:
    """The whole page."""
    about = cleandoc(score.__doc__ or "").replace("``", "`")
    return "\n".join([INTRO.format(count=len(RULES), score=about), *(line for one in Dimension for line in _dimension(one))])


def _dimension(dimension: Dimension) -> Iterator[str]:
    yield f"## {words.say(f'gate.dimension_{dimension.value}')} ({words.say(f'gate.dimension_{dimension.value}', 'zh')})"
    yield ""
    yield "| rule | level | looks at | finds | 名称 | remedy |"
    yield "|---|---|---|---|---|---|"
    for rule in RULES:
        if rule.dimension is dimension:
            yield _line(rule)
    yield ""


def _line(rule: InputRule) -> str:
    level = rule.level.value + (", month" if rule.month else "")
    place = rule.table + (f": {', '.join(rule.columns)}" if rule.columns else "")
    key = f"gate.{rule.id}"
    remedy = re.sub(r"\{(\w+)\}", r"*\1*", words.catalogue()[f"{key}_remedy"]["en"])
    return f"| {rule.id} | {level} | {place} | {words.say(f'{key}_title')} | {words.say(f'{key}_title', 'zh')} | {remedy} |"


def main() -> int:
    """Write the page, or compare it; 1 when it is stale."""
    if "--check" in sys.argv[1:]:
        stale = not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page()
        if stale:
            sys.stderr.write(f"{PAGE} is stale: run python docs/generate_input_rules.py\n")
        return int(stale)
    write_text(PAGE, page())
    return 0


if __name__ == "__main__":
    sys.exit(main())
