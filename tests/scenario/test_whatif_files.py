"""What-if files: read strictly, each fault named with file, line, key, value and what is known; levels."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from wfm.errors import InputError, UsageError, WfmError
from wfm.scenario.whatif import open_whatif, parse, shipped
from wfm.scenario.whatif.basis import Basis, refuse_strangers, window_of
from wfm.scenario.whatif.levels import at_level, varies
from wfm.timegrid import Horizon, month_horizon

HEAD = "name: test\ntitle: Test\n"
SURGE = "demand: {project: hotline, from: 2026-08-10, to: 2026-08-12, factor: 1.5}\n"


def fault(text: str) -> WfmError:
    with pytest.raises(InputError) as caught:
        parse(HEAD + text, "mine.yaml")
    return caught.value


@pytest.mark.parametrize("name", shipped())
def test_shipped_files_are_sound_and_found_by_name_and_path(name: str) -> None:
    file = open_whatif(name)
    assert file.base.name == name
    assert file.levels == ("low", "base", "high")
    assert file.base.title.en != file.base.title.zh
    ready = Path(__file__).parents[2] / "wfm" / "scenario" / "whatif" / "ready" / f"{name}.yaml"
    assert open_whatif(ready).sha256 == file.sha256


def test_at_least_seven_are_shipped() -> None:
    assert len(shipped()) >= 7


@pytest.mark.parametrize(
    ("text", "key", "seen", "known"),
    [
        ("demnad: {}\n", "demnad", "{}", "demand"),
        ("demand: {project: ev, from: 2026-08-10, to: 2026-08-11, factr: 2}\n", "demand.fact", "2", "factor"),
        ("demand:\n  - {from: 2026-08-10, to: 2026-08-11, factor: -1}\n", "demand[1].factor", "-1", "> 0"),
        ("demand: {from: 2026-08-10, to: 2026-08-11, factor: {low: 1, base: 2, high: 99}}\n", "demand.factor.high", "99", "≤ 20"),
        ("demand: {from: 2026-08-10, to: 2026-08-11, factor: {low: 1, high: 2}}\n", "demand.factor", "low", "base"),
        ("demand: {from: 2026-08-10, to: 2026-08-09, factor: 1}\n", "demand[1].to", "2026-08-09", "≥ 2026-08-10"),
        ("demand: {from: soon, to: 2026-08-09, factor: 1}\n", "demand.from", "soon", "2026-08-12"),
        ("demand: {from: 2026-08-10, to: 2026-08-11, factor: much}\n", "demand.factor", "much", "1.5"),
        ('demand: {from: 2026-08-10, to: 2026-08-11, factor: 2, hours: "20:00-08:00"}\n', "hours", "20:00-08:00", "08:00-20:00"),
        ("heat_wave: {from: 2026-08-10, to: 2026-08-11}\n", "heat_wave", "-", "degrees | temperatures"),
        ("heat_wave: {from: 2026-08-10, to: 2026-08-12, temperatures: [36, 37]}\n", "temperatures", "[36.0, 37.0]", "3"),
        ("train: {project: hotline}\n", "train", "-", "employee | best"),
        ("handling_time: {from: 2026-08-10, to: 2026-08-11, seconds: 5, percent: 3}\n", "handling_time", "seconds", "seconds |"),
        ("hours_system: flexible\n", "hours_system", "flexible", "averaged"),
        ("call_up: {from: 2026-08-10}\n", "call_up.to", "", "people"),
    ],
)
def test_a_fault_names_file_key_value_and_what_is_known(text: str, key: str, seen: str, known: str) -> None:
    error = fault(text)
    for language in ("en", "zh"):
        said = f"{error.message(language)} {error.remedy(language)}"
        assert "mine.yaml" in said
        assert key in said.replace("[1]", "") or key in said
        assert seen in said
        assert known in said


def test_a_fault_names_its_line() -> None:
    error = fault(
        "demand:\n  - {from: 2026-08-10, to: 2026-08-11, factor: 2}\n  - from: 2026-08-10\n    to: 2026-08-11\n    factor: 0\n"
    )
    assert error.values["line"] == 7
    assert error.values["key"] == "demand[2].factor"


@pytest.mark.parametrize("text", ["name: [", "a: 1\na: 2", "demand: {from: 2026-02-30}", "- 1", ""])
def test_text_that_is_no_mapping_is_refused(text: str) -> None:
    with pytest.raises(InputError) as caught:
        parse(text, "mine.yaml")
    assert "mine.yaml" in caught.value.message("zh")


def test_an_unknown_name_lists_close_ones(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        open_whatif("heatwave")
    assert "heat-wave" in caught.value.remedy()
    wrong = tmp_path / "w.yaml"
    wrong.write_bytes(b"\xff\xfe\xff")
    with pytest.raises(InputError):
        open_whatif(wrong)


def test_levels_replace_numbers_only_where_told() -> None:
    raw = {"a": {"low": 1, "base": 2}, "b": [3, {"base": 4, "high": 5}], "title": {"en": "x", "zh": "y"}}
    assert at_level(raw, "low") == {"a": 1, "b": [3, 4], "title": {"en": "x", "zh": "y"}}
    assert at_level(raw, "high") == {"a": 2, "b": [3, 5], "title": {"en": "x", "zh": "y"}}
    assert varies(raw)
    assert not varies({"title": {"en": "x"}})
    assert parse(HEAD + SURGE, "x").levels == ("base",)


def test_the_window_is_what_the_parts_speak_of_inside_the_month() -> None:
    spec = parse(HEAD + SURGE + "storm: {arrives: 2026-08-12 22:00, peak_factor: 2, half_life_hours: 3}\n", "x").base
    assert window_of(spec, month_horizon("2026-08")) == Horizon(date(2026, 8, 10), 4)
    assert window_of(parse(HEAD, "x").base, month_horizon("2026-08")).days == 31
    with pytest.raises(UsageError) as caught:
        window_of(spec, month_horizon("2026-09"))
    assert caught.value.remedy("zh")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (SURGE.replace("hotline", "hotlin"), "hotlin"),
        ("absence: {from: 2026-08-10, to: 2026-08-11, share: 0.1, team: hotline-9}\n", "hotline-9"),
        ("absence: {from: 2026-08-10, to: 2026-08-11, employees: [nobody]}\n", "nobody"),
        ("train: {project: hotline, employee: nobody}\n", "nobody"),
        ("call_up: {from: 2026-08-10, to: 2026-08-11, projects: [post]}\n", "post"),
    ],
)
def test_strangers_are_refused(text: str, word: str, basis: Basis) -> None:
    with pytest.raises(UsageError) as caught:
        refuse_strangers(parse(HEAD + text, "mine.yaml").base, basis.workspace, "mine.yaml")
    assert word in caught.value.message()
    assert "mine.yaml" in caught.value.message("zh")
