"""The prices that docs/architecture.md states are those of the code."""

from __future__ import annotations

import re

import pytest
from house_tree import ROOT

from wfm.data.tables import Defaults, OffPhoneWork, Preference, Requirement, RuleSettings
from wfm.roster.rules.book import rule_book

TABLES = {"defaults": Defaults, "requirements": Requirement, "preferences": Preference, "offphone": OffPhoneWork}


def _prices() -> list[tuple[int, str]]:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    section = page.split("\n## Prices\n")[1].split("\n## ")[0]
    return [(int(units), by) for units, by in re.findall(r"^\| [^|]+ \| (\d+) \| `([^`]+)`", section, re.MULTILINE)]


def test_the_table_has_rows() -> None:
    assert len(_prices()) > 10


@pytest.mark.parametrize(("units", "by"), _prices(), ids=lambda value: str(value))
def test_price_is_the_default(units: int, by: str) -> None:
    rule, colon, parameter = by.partition(": ")
    if colon:
        force = rule_book("neutral", RuleSettings()).force(rule)
        assert force is not None
        assert getattr(force.params, parameter) == units
    else:
        table, _, field = by.partition(".")
        assert TABLES[table].model_fields[field].default == units


def test_all_terms_are_listed() -> None:
    from wfm.data import terms

    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    names = [each.__name__ for each in (*terms.PersonTerm.__args__, terms.Cover, terms.Together)]
    assert [name for name in names if f"| `{name}` |" not in page] == []
