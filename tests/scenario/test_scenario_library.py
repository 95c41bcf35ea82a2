"""Ready scenarios: complete, valid, the same for the same seed, with a legal roster before the month."""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from wfm.data.gate import open_workspace
from wfm.data.tables import OFF, TABLES, Centre, RuleSettings, Shift
from wfm.errors import UsageError
from wfm.scenario import library
from wfm.scenario.folder import fingerprint, read_files

CASES = [("bank-1999", 20), ("bank-1999", 40), ("utility", 40), ("utility", 60), ("utility", 120)]
MODELS = {table.name: table.row for table in TABLES}


@pytest.fixture(scope="module", params=CASES, ids=lambda case: f"{case[0]}-{case[1]}")
def made(request):
    name, agents = request.param
    return name, agents, library.files(name, agents=agents)


def rows(files, name):
    return list(csv.DictReader(io.StringIO(files[name])))


def test_every_row_of_every_table_is_valid(made):
    _, _, files = made
    for name, text in files.items():
        if not name.endswith(".csv"):
            continue
        model = MODELS[name.split("/")[0].removesuffix(".csv")]
        reader = csv.DictReader(io.StringIO(text))
        assert set(reader.fieldnames) <= set(model.model_fields)
        read = list(reader)
        assert read, name
        sample = read if len(read) < 5000 else read[:: len(read) // 2000]
        for row in sample:
            model.model_validate({column: value for column, value in row.items() if value != ""})


def test_keys_are_unique_and_references_exist(made):
    _, agents, files = made
    for table in TABLES:
        for name in [n for n in files if n == f"{table.name}.csv" or n.startswith(f"{table.name}/")]:
            keys = Counter(tuple(row.get(column, "") for column in table.key) for row in rows(files, name))
            assert max(keys.values()) == 1, name
    people = {row["employee"] for row in rows(files, "employees.csv")}
    projects = {row["project"] for row in rows(files, "projects.csv")}
    shifts = {row["shift"] for row in rows(files, "shifts.csv")}
    contracts = {row["contract"] for row in rows(files, "contracts.csv")}
    assert len(people) == agents
    assert {row["contract"] for row in rows(files, "employees.csv")} <= contracts
    assert {row["employee"] for row in rows(files, "skills.csv")} == people
    assert {row["project"] for row in rows(files, "skills.csv")} == projects
    assert {f"history/{project}.csv" for project in projects} == {name for name in files if name.startswith("history/")}
    for name in ("leave.csv", "preferences.csv", "previous.csv"):
        assert {row["employee"] for row in rows(files, name)} <= people
    assert {row["shift"] for row in rows(files, "previous.csv")} <= shifts | {OFF}
    for row in rows(files, "shifts.csv"):
        assert set(filter(None, row["contracts"].split(";"))) <= contracts
    for row in rows(files, "employees.csv"):
        assert set(row["rotation"].split()) <= shifts | {OFF}


def test_settings_say_what_is_generated(made):
    name, _, files = made
    centre = Centre.model_validate(yaml.safe_load(files["wfm.yaml"]))
    RuleSettings.model_validate(yaml.safe_load(files["rules.yaml"]))
    assert "generated" in centre.synthetic
    assert "enerated" in files["README.md"]
    if name == "bank-1999":
        assert (centre.timezone, centre.country, centre.week_start, centre.weekend_days) == ("Asia/Jerusalem", "IL", 6, (4, 5))
        assert "Technion" in files["README.md"]
        assert "Mandelbaum" in files["README.md"]
    else:
        assert (centre.timezone, centre.country, centre.pack) == ("Asia/Shanghai", "CN", "cn")


def test_ids_keep_leading_zeros(made):
    _, _, files = made
    ids = [row["employee"] for row in rows(files, "employees.csv")]
    assert ids[0].startswith("0")
    assert len({len(employee) for employee in ids}) == 1


def test_the_roster_before_the_month_is_legal(made):
    """11 hours of rest, at most 6 days in a row, on contracts' own shifts, nobody protected on nights or evenings."""
    _, _, files = made
    shifts = {row["shift"]: Shift.model_validate({k: v for k, v in row.items() if v}) for row in rows(files, "shifts.csv")}
    people = {row["employee"]: row for row in rows(files, "employees.csv")}
    lines: dict[str, dict[date, str]] = defaultdict(dict)
    for row in rows(files, "previous.csv"):
        lines[row["employee"]][date.fromisoformat(row["date"])] = row["shift"]
    assert len(lines) >= 0.97 * len(people)
    for employee, line in lines.items():
        assert len(line) in range(1, 15)
        run, free_from = 0, None
        for day in sorted(line):
            if line[day] == OFF:
                run = 0
                continue
            shift = shifts[line[day]]
            start = datetime.combine(day, datetime.strptime(shift.start, "%H:%M").time())
            assert free_from is None or start - free_from >= timedelta(hours=11), (employee, day)
            free_from = start + timedelta(minutes=shift.minutes)
            run += 1
            assert run <= 6, (employee, day)
            assert not shift.contracts or people[employee]["contract"] in shift.contracts.split(";")
            if people[employee]["no_nights_until"] >= day.isoformat():
                assert shift.kind not in ("night", "evening")


def test_previous_ends_the_day_before_the_month(made):
    name, _, files = made
    first = date.fromisoformat(library.default_month(name) + "-01")
    days = {row["date"] for row in rows(files, "previous.csv")}
    assert max(days) == (first - timedelta(days=1)).isoformat()
    assert min(days) == (first - timedelta(days=14)).isoformat()
    assert max(row["start"] for file in files if file.startswith("history/") for row in rows(files, file)) < first.isoformat()


def test_same_seed_same_bytes_other_seed_other_people(tmp_path: Path):
    for name in library.names():
        one = library.create(name, tmp_path / name / "one", agents=41, seed=3)
        two = library.create(name, tmp_path / name / "two", agents=41, seed=3)
        other = library.files(name, agents=41, seed=4)
        assert read_files(one) == read_files(two) == library.files(name, agents=41, seed=3)
        assert read_files(one)["employees.csv"] != other["employees.csv"]
        assert fingerprint(read_files(one)) != fingerprint(other)


@pytest.mark.parametrize(("name", "agents"), [("bank-1999", None), ("utility", 60)])
def test_the_gate_opens(tmp_path: Path, name, agents):
    folder = library.create(name, tmp_path / "ws", agents=agents)
    workspace = open_workspace(folder, library.default_month(name))
    assert len(workspace.employees) == (agents or 40)
    assert workspace.employees[0].employee.startswith("00")
    assert set(workspace.history["project"]) == {project.project for project in workspace.projects}


def test_create_fills_an_empty_folder_and_leaves_a_full_one_alone(tmp_path: Path):
    (tmp_path / "empty").mkdir()
    assert library.create("bank-1999", tmp_path / "empty") == tmp_path / "empty"
    before = read_files(tmp_path / "empty")
    with pytest.raises(UsageError, match="already holds files"):
        library.create("bank-1999", tmp_path / "empty", seed=9)
    assert read_files(tmp_path / "empty") == before


@pytest.mark.parametrize(
    ("name", "options", "text"),
    [
        ("utilty", {}, "utility"),
        ("bank1999", {}, "bank-1999"),
        ("nothing alike", {}, "bank-1999, utility"),
        ("utility", {"agents": 39}, "40 to 10000"),
        ("utility", {"agents": 10_001}, "40 to 10000"),
        ("utility", {"seed": -1}, "negative"),
        ("utility", {"month": "2026-8"}, "2026-08"),
        ("utility", {"month": "2027-01"}, "2025-01 to 2026-12"),
        ("bank-1999", {"month": "1999-07"}, "1999-06"),
    ],
)
def test_wrong_wishes_are_refused_with_what_is_possible(tmp_path: Path, name, options, text):
    with pytest.raises(UsageError) as refused:
        library.create(name, tmp_path / "new", **options)
    assert text in str(refused.value)
    assert refused.value.message("zh")
    assert not (tmp_path / "new").exists()


def test_months_are_the_scenarios_own():
    assert library.default_month("utility") == "2026-08"
    assert library.default_month("bank-1999") == "1999-06"
    with pytest.raises(UsageError):
        library.default_month("other")
