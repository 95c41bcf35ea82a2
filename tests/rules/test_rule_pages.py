"""The reference page is the rules' own, and the page for newcomers stays true."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

from wfm.roster.rules import RULES

DOCS = Path(__file__).parents[2] / "docs"


def test_the_reference_page_is_fresh() -> None:
    generator = runpy.run_path(str(DOCS / "generate_rules.py"))
    assert (DOCS / "reference" / "rules.md").read_text(encoding="utf-8") == generator["page"]()
    assert generator["main"](["--check"]) == 0


def test_every_rule_and_parameter_is_documented() -> None:
    text = (DOCS / "reference" / "rules.md").read_text(encoding="utf-8")
    for rule in RULES:
        assert f"\n## {rule.id}\n" in text
        for name in rule.Params.model_fields:
            assert f"| `{name}` |" in text


def test_the_sample_rule_of_the_page_works(tmp_path: Path) -> None:
    """The rule shown in add-a-rule.md is run against its own examples, by check and by terms."""
    from rule_worlds import checked, stated, summed

    from wfm.roster.rules.example import world

    blocks = re.findall(r"```python\n(.*?)```", (DOCS / "add-a-rule.md").read_text(encoding="utf-8"), re.DOTALL)
    sample = tmp_path / "sample_rule.py"
    sample.write_text(blocks[0], encoding="utf-8")
    rule = runpy.run_path(str(sample))["WorkedHolidays"]()
    for example in rule.examples:
        problem, plan = world(example, rule)
        assert summed(checked(rule, problem, plan)) == (example.hard, example.cost), example.why
        said = stated(rule, problem, plan)
        assert (said.hard > 0, said.cost) == (example.hard > 0, example.cost), example.why
