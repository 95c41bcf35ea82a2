"""Excel out and back: what stands in the sheets, what an edit brings back, what is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet
from report_sample import sample

from wfm.data.roster import Duty, Roster
from wfm.data.tables import OFF, Lock, Shift
from wfm.data.workspace import Workspace
from wfm.errors import ConflictError, InputError, UsageError
from wfm.report.excel import ImportedRoster, import_roster, read_mark, write_workbook
from wfm.report.excel.frame import EMPLOYEE, FIRST_DAY, FIRST_ROW, NAME
from wfm.report.locks import merged_locks
from wfm.report.neutral import neutral, restored
from wfm.report.signs import signs_of

Edit = Callable[[Worksheet], object]


@pytest.fixture(scope="module")
def world() -> tuple[Workspace, Roster]:
    workspace, result, _, _ = sample()
    return workspace, result.roster


@pytest.fixture(scope="module")
def exported(world: tuple[Workspace, Roster], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("excel") / "roster.xlsx"
    write_workbook(path, *world, language="zh")
    return path


def edited(exported: Path, target: Path, edit: Edit) -> Path:
    book = openpyxl.load_workbook(exported)
    edit(book.worksheets[0])
    book.save(target)
    return target


def brought_back(world: tuple[Workspace, Roster], exported: Path, tmp_path: Path, edit: Edit) -> ImportedRoster:
    return import_roster(edited(exported, tmp_path / "edited.xlsx", edit), *world)


def write(address: str, value: object) -> Edit:
    return lambda sheet: sheet.__setitem__(address, value)


def test_people_by_days_with_codes_and_projects(world: tuple[Workspace, Roster], exported: Path) -> None:
    workspace, roster = world
    sheet = openpyxl.load_workbook(exported).worksheets[0]
    signs = signs_of(workspace.shifts, workspace.projects)
    for row, person in enumerate(workspace.employees, start=FIRST_ROW):
        assert sheet.cell(row, EMPLOYEE).value == person.employee
        for column, day in enumerate(roster.horizon.dates, start=FIRST_DAY):
            duty, text = roster.duty(person.employee, day), sheet.cell(row, column).value
            assert text == signs.cell(duty) if duty else text in {"休", "年", "病", "法"}


def test_sheets_frozen_panes_and_formulas(world: tuple[Workspace, Roster], exported: Path) -> None:
    book = openpyxl.load_workbook(exported)
    sheet = book.worksheets[0]
    assert book["wfm"].sheet_state == "veryHidden"
    assert len(book.sheetnames) == 3 + len(world[0].projects)
    assert sheet.freeze_panes == "D6"
    assert sheet.page_setup.orientation == "landscape"
    assert str(sheet["AI6"].value).startswith("=SUMPRODUCT((COUNTIF(D6:AH6,")
    assert "$F$4:$F$9" in str(sheet["AJ6"].value)
    days = [sheet.cell(3, column).value for column in range(FIRST_DAY, FIRST_DAY + 31)]
    assert [day.date() for day in days] == list(world[1].horizon.dates)  # type: ignore[union-attr]


def test_legend_gives_hours_and_nights(exported: Path) -> None:
    legend = openpyxl.load_workbook(exported)["图例"]
    rows = {row[0]: row for row in legend.iter_rows(min_row=4, max_row=9, max_col=7, values_only=True)}
    assert rows["夜"][5:7] == (8, 1)
    assert rows["早"][5:7] == (8, 0)
    assert rows["夜"][4] == "次日 08:00"


def test_project_sheets_name_who_covers(world: tuple[Workspace, Roster], exported: Path) -> None:
    workspace, roster = world
    book = openpyxl.load_workbook(exported)
    for sheet, project in zip(book.worksheets[2:], workspace.projects, strict=False):
        counted = sum(row[3] for row in sheet.iter_rows(min_row=4, values_only=True) if isinstance(row[3], int))
        assert counted == sum(duty.project == project.project for duty in roster.duties)


def test_unedited_comes_back_the_same(world: tuple[Workspace, Roster], exported: Path) -> None:
    imported = import_roster(exported, *world)
    assert imported.roster.to_json() == world[1].to_json()
    assert imported.diff.changes == imported.locks == imported.guesses == ()


def test_one_edited_cell_is_exactly_one_change(world: tuple[Workspace, Roster], exported: Path, tmp_path: Path) -> None:
    workspace, roster = world
    old = roster.duty("0002", date(2026, 8, 1))
    assert old is not None
    imported = brought_back(world, exported, tmp_path, write("D7", "夜/充电"))
    (change,) = imported.diff.changes
    assert (change.employee, change.day, change.old) == ("0002", date(2026, 8, 1), old)
    assert change.new == Duty("0002", date(2026, 8, 1), "N23", "ev-charging", 240)
    assert imported.locks == (Lock(employee="0002", date=date(2026, 8, 1), shift="N23", project="ev-charging"),)
    assert dict(imported.places) == {("0002", date(2026, 8, 1)): "D7"}
    assert imported.lines(workspace, "en") == [f"D7  2026-08-01  {workspace.employees[1].name}: M11 insurance -> N23 ev-charging"]
    assert [guess.key for guess in imported.guesses] == ["export.guessed_break"]


@pytest.mark.parametrize("text", ["休", "-", "", None, "off", " OFF "])
def test_day_off_signs(world: tuple[Workspace, Roster], exported: Path, tmp_path: Path, text: str | None) -> None:
    imported = brought_back(world, exported, tmp_path, write("D7", text))
    assert [(change.kinds, change.new) for change in imported.diff.changes] == [(("removed",), None)]
    assert imported.locks[0].shift == OFF


@pytest.mark.parametrize(
    ("text", "shift", "project"),
    [
        ("早/IN", "E07", "insurance"),
        ("早／in", "E07", "insurance"),
        ("e07/INSURANCE", "E07", "insurance"),
        ("早·充电", "E07", "ev-charging"),
        ("早 / 数科", "E07", "digital"),
        ("学", "STU", ""),
    ],
)
def test_ways_to_write_a_duty(
    world: tuple[Workspace, Roster], exported: Path, tmp_path: Path, text: str, shift: str, project: str
) -> None:
    (change,) = brought_back(world, exported, tmp_path, write("D7", text)).diff.changes
    assert change.new is not None
    assert (change.new.shift, change.new.project) == (shift, project)


def test_code_alone_keeps_the_project_and_says_so(world: tuple[Workspace, Roster], exported: Path, tmp_path: Path) -> None:
    imported = brought_back(world, exported, tmp_path, write("D7", "早"))
    assert imported.roster.duty("0002", date(2026, 8, 1)) == Duty("0002", date(2026, 8, 1), "E07", "insurance", 240)
    assert "export.guessed_project_kept" in [guess.key for guess in imported.guesses]
    assert "insurance" in imported.guesses[0].message("zh")


def test_code_alone_on_a_day_off_takes_the_certificate(world: tuple[Workspace, Roster], exported: Path, tmp_path: Path) -> None:
    imported = brought_back(world, exported, tmp_path, write("G7", "晚"))
    (change,) = imported.diff.changes
    assert change.old is None
    assert change.new is not None
    assert change.new.project == "insurance"
    assert "export.guessed_project_main" in [guess.key for guess in imported.guesses]


def test_code_alone_without_certificate_is_refused(exported: Path, world: tuple[Workspace, Roster], tmp_path: Path) -> None:
    bare = replace(world[0], skills=())
    with pytest.raises(InputError) as refused:
        brought_back((bare, world[1]), exported, tmp_path, write("G7", "晚"))
    assert refused.value.key == "export.no_project_fits"
    assert refused.value.values["cell"] == "G7"


def test_leave_typed_over_a_duty_is_a_day_off_and_said(world: tuple[Workspace, Roster], exported: Path, tmp_path: Path) -> None:
    imported = brought_back(world, exported, tmp_path, write("D7", "病"))
    assert imported.diff.changes[0].new is None
    assert [guess.key for guess in imported.guesses] == ["export.guessed_leave"]


def test_rows_may_be_sorted(world: tuple[Workspace, Roster], exported: Path, tmp_path: Path) -> None:
    def swap(sheet: Worksheet) -> None:
        for column in range(1, FIRST_DAY + 31):
            first, second = sheet.cell(FIRST_ROW, column), sheet.cell(FIRST_ROW + 3, column)
            first.value, second.value = second.value, first.value

    assert brought_back(world, exported, tmp_path, swap).diff.changes == ()


@pytest.mark.parametrize(
    ("address", "value", "key", "cell"),
    [
        ("E7", "早早", "export.unknown_code", "E7"),
        ("E7", "早/没有", "export.unknown_code", "E7"),
        ("E7", "学/IN", "export.unknown_code", "E7"),
        ("E7", "=1+1", "export.formula_cell", "E7"),
        ("E7", 7, "export.unknown_code", "E7"),
        ("B7", "9999", "export.unknown_person", "B7"),
        ("B7", "0001", "export.doubled_person", "B7"),
        ("B7", None, "export.row_without_employee", "D7"),
        ("F3", date(2026, 9, 1), "export.changed_dates", "F3"),
        ("F3", "x", "export.changed_dates", "F3"),
    ],
)
def test_refusals_name_the_cell(
    world: tuple[Workspace, Roster], exported: Path, tmp_path: Path, address: str, value: object, key: str, cell: str
) -> None:
    with pytest.raises(InputError) as refused:
        brought_back(world, exported, tmp_path, write(address, value))
    assert refused.value.key == key
    assert refused.value.values["cell"] == cell
    for language in ("en", "zh"):
        assert cell in refused.value.message(language)
        refused.value.remedy(language)


def test_many_unknown_codes_come_in_one_message(world: tuple[Workspace, Roster], exported: Path, tmp_path: Path) -> None:
    def spoil(sheet: Worksheet) -> None:
        sheet["D7"], sheet["E8"] = "??", "早?"

    with pytest.raises(InputError, match=r"D7 '\?\?', E8 '早\?'"):
        brought_back(world, exported, tmp_path, spoil)


def test_deleted_rows_are_missed(world: tuple[Workspace, Roster], exported: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        brought_back(world, exported, tmp_path, lambda sheet: sheet.delete_rows(FIRST_ROW + 1))
    assert (refused.value.key, refused.value.values["people"]) == ("export.missing_people", "0002")


def test_another_base_is_a_conflict(world: tuple[Workspace, Roster], exported: Path) -> None:
    workspace, roster = world
    with pytest.raises(ConflictError):
        import_roster(exported, workspace, replace(roster, duties=roster.duties[1:]))


def test_other_files_are_refused(world: tuple[Workspace, Roster], tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.save(tmp_path / "strange.xlsx")
    with pytest.raises(InputError, match="hidden sheet"):
        import_roster(tmp_path / "strange.xlsx", *world)
    (tmp_path / "broken.xlsx").write_bytes(b"not a zip")
    with pytest.raises(InputError, match="cannot be opened"):
        read_mark(tmp_path / "broken.xlsx")
    with pytest.raises(UsageError):
        read_mark(tmp_path / "absent.xlsx")


def test_english_signs_and_one_project_come_back_too(world: tuple[Workspace, Roster], tmp_path: Path) -> None:
    workspace = replace(world[0], projects=world[0].projects[:1])
    duties = tuple(replace(duty, project="ev-charging") if duty.project else duty for duty in world[1].duties)
    roster = replace(world[1], duties=duties)
    path = tmp_path / "one.xlsx"
    write_workbook(path, workspace, roster, version=3, language="en")
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert {sheet["D6"].value, sheet["D7"].value, sheet["G7"].value} == {"AL", "中", OFF}
    assert read_mark(path).version == 3
    assert import_roster(path, workspace, roster).diff.changes == ()


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "＝1", "'=1"])
def test_formulas_in_names_are_neutralised(world: tuple[Workspace, Roster], tmp_path: Path, text: str) -> None:
    workspace = world[0]
    people = tuple(person.model_copy(update={"name": text, "team": text}) for person in workspace.employees)
    path = tmp_path / "evil.xlsx"
    write_workbook(path, replace(workspace, employees=people), world[1])
    sheet = openpyxl.load_workbook(path).worksheets[0]
    cell = sheet.cell(FIRST_ROW, NAME)
    assert cell.data_type == "s"
    assert str(cell.value).startswith("'")
    assert cell.number_format == "@"


def test_ids_like_formulas_come_back(world: tuple[Workspace, Roster], tmp_path: Path) -> None:
    workspace, roster = world
    person = workspace.employees[0].model_copy(update={"employee": "=0001"})
    duty = Duty("=0001", date(2026, 8, 9), "E07", "ev-charging", 240)
    one = replace(workspace, employees=(person,), leave=(), preferences=())
    only = Roster(roster.horizon, (duty,))
    path = tmp_path / "id.xlsx"
    write_workbook(path, one, only)
    assert openpyxl.load_workbook(path).worksheets[0].cell(FIRST_ROW, EMPLOYEE).value == "'=0001"
    assert import_roster(path, one, only).diff.changes == ()


@given(st.text(min_size=1, max_size=6))
def test_neutral_text_comes_back(text: str) -> None:
    assert restored(neutral(text)) == text or text.startswith("'")
    assert neutral(text)[0] not in "=+@\t＝＋－＠" or text == OFF


def test_off_sign_stays_bare() -> None:
    assert neutral(OFF) == OFF


def shift(number: int, code: str) -> Shift:
    return Shift(shift=f"s{number}", code=code, start="08:00", minutes=480)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(["早", "A", "a", "=x", "-", "休", "A/B", "", "x*", " y", "AL", "S2", "s1"]), max_size=8))
def test_signs_are_unique_safe_and_readable(codes: list[str]) -> None:
    shifts = [shift(number, code) for number, code in enumerate(codes)]
    signs = signs_of(shifts, ())
    folded = [sign.casefold() for sign in signs.shifts.values()]
    assert len(set(folded)) == len(folded)
    for key, sign in signs.shifts.items():
        assert signs.shift_of[sign.casefold()] == key
        assert not set(sign) & set("/*?~=")
        assert sign.casefold() not in {"-", "休", "al"}


def test_locks_are_merged_by_cell() -> None:
    day = date(2026, 8, 1)
    present = [Lock(employee="2", date=day, shift="D"), Lock(employee="1", date=day, shift="D")]
    merged = merged_locks(present, [Lock(employee="2", date=day, shift=OFF)])
    assert [(lock.employee, lock.shift) for lock in merged] == [("1", "D"), ("2", OFF)]
