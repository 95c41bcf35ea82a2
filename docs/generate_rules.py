"""Write docs/reference/rules.md from the rules themselves; ``--check`` only compares and exits 1 when the page is stale.

python docs/generate_rules.py [--check]
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import fields
from inspect import cleandoc
from pathlib import Path
from typing import Any

from wfm.data.files import write_text
from wfm.roster.rules import RULES
from wfm.roster.rules.base import Example, Rule
from wfm.roster.rules.book import PACKS, load_pack

PAGE = Path(__file__).parent / "reference" / "rules.md"
INTRO = """# Rules

<!-- Written by docs/generate_rules.py from wfm/roster/rules and wfm/roster/packs; do not edit. -->

Every rule of the roster rule book: what it asks, its parameters with units, its line in each pack, and worked cases that
the tests run. A centre changes its pack in `rules.yaml`, for everybody or for one contract, team or employee:

```yaml
rules:
  max-consecutive-days: {days: 5}
  team-together: {price: 5}      # a rule the pack leaves off is switched on by naming it
  shift-consistency: null        # switched off
overrides:
  - {rule: night-quota, contract: PT, params: {nights: 2}}
  - {rule: energy-gate, employee: "0042", off: true}
```

A hard rule is never broken; a priced one costs whole cost units, on the scale of 10 for a lost call. A price of 0 switches a
priced rule off. To write a rule of your own, see [Add a rule](../add-a-rule.md).

In the worked cases D, E, N, S are a day (08:00-16:30), evening (15:00-23:30), night (22:00-08:00) and study duty of 8, 8, 9
and 8 paid hours, `.` a day off, small letters duties on a second project, and what stands before `|` is the month before.
"""


def page() -> str:
    """The whole page."""
    return "\n".join([INTRO, *_overview(), *(line for rule in RULES for line in _section(rule))]) + "\n"


def _overview() -> Iterator[str]:
    yield "## All rules"
    yield ""
    yield "| rule | 规则 | asks | " + " | ".join(PACKS) + " |"
    yield "|---|---|---|" + "---|" * len(PACKS)
    for rule in RULES:
        basis = [str(load_pack(pack).get(rule.id, {}).get("basis", "off")) for pack in PACKS]
        yield f"| [{rule.id}](#{rule.id}) | {rule.title('zh')} | {rule.about()} | " + " | ".join(basis) + " |"
    yield ""


def _section(rule: Rule[Any]) -> Iterator[str]:
    yield from (f"## {rule.id}", "", f"**{rule.title()}** · {rule.title('zh')}", "")
    yield from (rule.about(), "", rule.about("zh"), "")
    yield from (cleandoc(rule.__doc__ or ""), "", f"Measured in: {rule.unit}.", "")
    yield from _parameters(rule)
    yield from _packs(rule)
    yield from _examples(rule)


def _parameters(rule: Rule[Any]) -> Iterator[str]:
    if not rule.Params.model_fields:
        yield from ("No parameters.", "")
        return
    yield from ("| parameter | default | meaning |", "|---|---|---|")
    for name, field in rule.Params.model_fields.items():
        yield f"| `{name}` | {_value(field.default)} | {field.description} |"
    yield ""


def _packs(rule: Rule[Any]) -> Iterator[str]:
    for pack in PACKS:
        line = load_pack(pack).get(rule.id)
        if line is None:
            yield f"- `{pack}`: off"
        else:
            params = ", ".join(f"{key}: {_value(value)}" for key, value in (line.get("params") or {}).items())
            yield f"- `{pack}`: {line['basis']} ({line['article']})" + (f"; {params}" if params else "")
    yield ""


def _examples(rule: Rule[Any]) -> Iterator[str]:
    yield from ("| case | lines | with | verdict |", "|---|---|---|---|")
    for example in rule.examples:
        lines = "<br>".join(f"{name} `{pattern}`".replace("|", "\\|") for name, pattern in example.lines.items())
        verdict = f"illegal by {example.hard}" if example.hard else f"costs {example.cost}" if example.cost else "fine"
        yield f"| {example.why} | {lines} | {_world(example)} | {verdict} |"
    yield ""


def _world(example: Example) -> str:
    told = {"why", "lines", "hard", "cost", "check_only"}
    parts = []
    for field in fields(Example):
        value = getattr(example, field.name)
        if field.name not in told and value and not (field.name == "start" and value == "2026-08-03"):
            parts.append(f"{field.name}: {_value(value)}")
    return "; ".join(parts)


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        cells = [
            f"{' slot '.join(map(str, key)) if isinstance(key, tuple) else key}: {_value(each)}" for key, each in value.items()
        ]
        return ", ".join([*cells[:3], "…"] if len(cells) > 4 else cells) or "as in the pack"
    if isinstance(value, tuple):
        return ", ".join(f"({_value(each)})" if isinstance(each, tuple | Mapping) else str(each) for each in value)
    return "none" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def main(arguments: list[str]) -> int:
    """Write the page, or compare it."""
    if "--check" in arguments:
        stale = not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page()
        if stale:
            sys.stderr.write(f"{PAGE} is stale: run python docs/generate_rules.py\n")
        return int(stale)
    write_text(PAGE, page())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
