"""The rules as data: ids, dimensions, levels, texts in both languages; tables and columns documented; pages up to date."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from wfm import words
from wfm.data.gate import RULES, InputRule, accuracy, completeness, consistency, timeliness, uniqueness, validity
from wfm.data.reading import Dimension
from wfm.data.reading.columns import columns, heads, plain
from wfm.data.reading.faults import READER_FAULTS
from wfm.data.tables import TABLES, Table

DOCS = Path(__file__).parents[2] / "docs"
LETTERS = dict(zip(Dimension, "CVUAKT", strict=True))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_rule_is_well_formed(rule: InputRule) -> None:
    assert re.fullmatch(rf"{LETTERS[rule.dimension]}-\d\d", rule.id)
    for part in ("title", "message", "remedy"):
        texts = words.catalogue()[f"gate.{rule.id}_{part}"]
        assert set(texts) == {"en", "zh"}
        assert all(text.strip() for text in texts.values())
        fields = {language: set(re.findall(r"\{(\w+)\}", text)) for language, text in texts.items()}
        assert fields["en"] == fields["zh"], part
    assert not re.search(r"[一-鿿]", words.say(f"gate.{rule.id}_title", "en"))
    known = {table.name: set(table.row.model_fields) for table in TABLES}
    assert not rule.table or set(rule.columns) <= known[rule.table]
    if rule.function is not None:
        assert rule.function.__doc__ or rule.function.__qualname__.endswith("find")


def test_there_are_rules_enough_and_ids_are_unique() -> None:
    assert len(RULES) >= 45
    assert len({rule.id for rule in RULES}) == len(RULES)
    assert {rule.dimension for rule in RULES} == set(Dimension)


def test_each_dimension_has_its_own_file() -> None:
    for module in (completeness, validity, uniqueness, accuracy, consistency, timeliness):
        name = module.__name__.rsplit(".", 1)[1]
        assert {rule.dimension.value for rule in module.RULES} == {name}


def test_every_fault_of_the_reader_is_a_rule() -> None:
    found = {rule.id: rule for rule in RULES if rule.function is None}
    assert set(found) == {fault.id for fault in READER_FAULTS}
    for fault in READER_FAULTS:
        assert (found[fault.id].dimension, found[fault.id].level) == (fault.dimension, fault.level)


def test_no_text_is_left_over() -> None:
    ids = {rule.id for rule in RULES}
    written = {match[1] for key in words.catalogue() if (match := re.fullmatch(r"gate\.([A-Z]-\d\d)_\w+", key))}
    assert written == ids


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_table_and_columns_are_documented(table: Table) -> None:
    assert table.row.__doc__
    page = (DOCS / "reference" / "tables.md").read_text(encoding="utf-8")
    assert f"## {table.name}.csv" in page
    for column in columns(table):
        assert column.description
        for language in words.LANGUAGES:
            assert column.about(language)
            assert heads(table)[plain(column.head(language))] == column.name
        assert f"| {column.name} | {column.head('zh')} | {column.description} |" in page


@pytest.mark.parametrize("name", ["generate_tables", "generate_input_rules"])
def test_pages_are_up_to_date(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module = _script(name)
    monkeypatch.setattr("sys.argv", [name, "--check"])
    assert module.main() == 0


def test_stale_page_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    module = _script("generate_tables")
    monkeypatch.setattr(module, "PAGE", tmp_path / "tables.md")
    monkeypatch.setattr("sys.argv", ["generate_tables", "--check"])
    assert module.main() == 1
    assert "stale" in capsys.readouterr().err


def _script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, DOCS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
