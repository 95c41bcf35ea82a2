"""Every spoiled workspace leads to its rule, file and row, with a remedy in both languages, and never to a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sample_workspace import MONTH, base
from spoiled_workspaces import CASES, Spoiled

from wfm.data.gate import RULES, CheckReport, check, open_workspace
from wfm.data.reading import Level, read_workspace
from wfm.errors import InputError

LEVELS = {rule.id: rule.level for rule in RULES}


def report(case: Spoiled, folder: Path) -> CheckReport:
    sample = base()
    case.spoil(sample)
    return check(sample.write(folder / "w"), MONTH)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule} {case.name}")
def test_one_fault_one_rule(case: Spoiled, tmp_path: Path) -> None:
    result = report(case, tmp_path)
    found = [issue for issue in result.issues if issue.rule == case.rule]
    assert found, [(issue.rule, issue.file, issue.row, issue.message()) for issue in result.issues]
    assert (case.file, case.row) in [(issue.file, issue.row) for issue in found], found
    first = next(issue for issue in found if (issue.file, issue.row) == (case.file, case.row))
    assert first.column == case.column or not case.column
    assert first.value == case.value or not case.value
    assert result.refused == any(issue.level is Level.REFUSE for issue in result.issues)
    if LEVELS[case.rule] is not Level.REFUSE:
        assert not result.refused, "a doubt alone must not shut the gate"
    for issue in result.issues:
        for language in ("en", "zh"):
            assert issue.title(language)
            assert issue.message(language)
            assert issue.remedy(language)


NONSENSE = (
    *("", "-", "nan", "1e309", "=1+1", "#REF!", "24:00", "9999-12-31", "0001-01-01", "99999.5", "早", "a;b", "9" * 30),
    *("\x00", '"', "'", "1,5", "80%", "２０２６", "{x}", "{0}", "%s", "-1", "2026-08-01T09:00+08:00", "\u3000"),
)
SETTINGS = (
    *("name: [1]", "- a", "rules: 5", "weekend_days: x", "defaults: 3", "overrides: [1, {rule: a}]", "overrides: {a: b}"),
    *("rules: {a: {1: 2}}", "? [a]\n: b", "a: &x [*x]", "!!python/object:os.system {}", "2026-01-01: a", "null: 1", "{"),
    *("\t", "country: NO", "rules: {a: 3}", "overrides:\n - null", '"\\ud800": 1', "language: fr", "timezone: /etc"),
)


@given(data=st.data())
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nonsense_anywhere_is_reported_and_never_a_traceback(data: st.DataObject, tmp_path: Path) -> None:
    sample = base()
    for _ in range(data.draw(st.integers(1, 6))):
        table = data.draw(st.sampled_from(sorted(sample.tables)))
        row = data.draw(st.integers(2, len(sample.tables[table]) + 1))
        sample.set(table, row, data.draw(st.sampled_from(sample.heads[table])), data.draw(st.sampled_from(NONSENSE)))
    if data.draw(st.booleans()):
        sample.centre += data.draw(st.sampled_from(SETTINGS))
        sample.rules = data.draw(st.sampled_from(SETTINGS))
    report = check(sample.write(tmp_path / "w"), data.draw(st.sampled_from([None, MONTH])))
    for issue in report.issues:
        assert issue.message("en")
        assert issue.remedy("zh")
    for total in report.totals.values():
        assert total.in_file == total.read + total.refused + total.repeated
    assert len(report.to_frame()) == len(report.issues)


def test_valid_workspace_has_no_finding(tmp_path: Path) -> None:
    result = check(base().write(tmp_path / "w"), MONTH)
    assert result.issues == ()
    assert not result.refused
    assert set(result.scores.values()) == {100.0}


def test_the_corpus_spoils_each_dimension_and_most_rules() -> None:
    covered = {case.rule for case in CASES}
    assert len(CASES) >= 40
    assert covered <= set(LEVELS)
    uncovered = set(LEVELS) - covered
    read_in_other_tests = {"C-07", "V-16", "V-20", "V-21", "V-22", "V-23", "V-24", "V-25", "V-26", "V-27"}
    assert uncovered == read_in_other_tests


def test_all_faults_are_reported_at_once(tmp_path: Path) -> None:
    sample = base()
    for case in CASES:
        if case.rule in ("V-02", "V-04", "K-01", "A-01", "U-08"):
            case.spoil(sample)
    found = {issue.rule for issue in check(sample.write(tmp_path / "w"), MONTH).issues}
    assert {"V-02", "V-04", "K-01", "A-01", "U-08"} <= found


def test_gate_refuses_with_the_first_issues_in_its_message(tmp_path: Path) -> None:
    sample = base()
    sample.set("skills", 3, "employee", "99999")
    folder = sample.write(tmp_path / "w")
    with pytest.raises(InputError) as caught:
        open_workspace(folder)
    assert caught.value.key == "gate.refused"
    assert caught.value.exit_code == 1
    assert "skills.csv" in caught.value.message("en")
    assert "99999" in caught.value.message("zh")
    assert caught.value.remedy("zh")


def test_gate_opens_for_doubts(tmp_path: Path) -> None:
    sample = base()
    sample.set("shifts", 3, "code", "早")
    workspace = open_workspace(sample.write(tmp_path / "w"))
    assert [person.employee for person in workspace.employees] == [f"0010{k}" for k in range(1, 7)]


def test_what_could_be_read_is_still_there(tmp_path: Path) -> None:
    sample = base()
    sample.set("employees", 3, "grade", "9")
    workspace, issues = read_workspace(sample.write(tmp_path / "w"))
    assert len(workspace.employees) == 5
    assert [(issue.rule, issue.row, issue.value) for issue in issues] == [("V-08", 3, "9")]


def test_a_command_may_need_fewer_tables(tmp_path: Path) -> None:
    sample = base()
    sample.left_out |= {"employees.csv", "skills.csv", "contracts.csv", "shifts.csv", "previous.csv", "leave.csv", "locks.csv"}
    folder = sample.write(tmp_path / "w")
    assert check(folder).refused
    assert not check(folder, needs=["projects", "history"]).refused
