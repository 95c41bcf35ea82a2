"""The corpus of spoiled workspaces: one fault each, with the rule, file and row it must lead to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sample_workspace import (
    Line,
    Sample,
    with_adjustments,
    with_claims,
    with_echelons,
    with_history_notes,
    with_off_phone_work,
    with_points_rules,
    with_requirements,
    with_rewards,
    with_shrinkage,
)


@dataclass(frozen=True)
class Spoiled:
    """``spoil`` puts one fault into the valid workspace; the gate must find ``rule`` at ``file`` and ``row``."""

    name: str
    rule: str
    file: str
    row: int | None
    spoil: Callable[[Sample], object]
    column: str = ""
    value: str = ""


def cell(table: str, row: int, column: str, value: str) -> Callable[[Sample], object]:
    """Write ``value`` into one cell."""
    return lambda sample: sample.set(table, row, column, value)


def new_column(table: str, head: str, value: str = "x") -> Callable[[Sample], object]:
    """A further column, filled in the first row."""

    def spoil(sample: Sample) -> None:
        sample.heads[table].append(head)
        sample.tables[table][0][head] = value

    return spoil


def renamed(table: str, head: str, other: str) -> Callable[[Sample], object]:
    """Another head over a column."""

    def spoil(sample: Sample) -> None:
        sample.heads[table] = [other if name == head else name for name in sample.heads[table]]
        sample.tables[table] = [{other if name == head else name: v for name, v in row.items()} for row in sample.tables[table]]

    return spoil


def without(table: str, head: str) -> Callable[[Sample], object]:
    """A column less."""
    return lambda sample: sample.heads[table].remove(head)


def row_like_last(table: str, **cells: str) -> Callable[[Sample], object]:
    """One more row: the last one with other cells."""
    return lambda sample: sample.add(table, **cells)


def no_file(name: str) -> Callable[[Sample], object]:
    """A file less."""
    return lambda sample: sample.left_out.add(name)


def further_file(name: str, content: bytes) -> Callable[[Sample], object]:
    """A file more."""
    return lambda sample: sample.files.update({name: content})


def settings(old: str, new: str) -> Callable[[Sample], object]:
    """Another wfm.yaml."""

    def spoil(sample: Sample) -> None:
        assert old in sample.centre
        sample.centre = sample.centre.replace(old, new)

    return spoil


def rules(text: str) -> Callable[[Sample], object]:
    """Another rules.yaml."""
    return lambda sample: setattr(sample, "rules", text)


def emptied(table: str) -> Callable[[Sample], object]:
    """The head row alone."""
    return lambda sample: sample.tables[table].clear()


def history_of(project: str, day: str, change: Callable[[Line], Line | None]) -> Callable[[Sample], object]:
    """Change (or drop, with None) the rows of one project and day."""

    def spoil(sample: Sample) -> None:
        rows = []
        for row in sample.tables["history"]:
            hit = row["project"] == project and row["start"].startswith(day)
            changed = change(dict(row)) if hit else row
            rows += [changed] if changed is not None else []
        sample.tables["history"] = rows

    return spoil


def requirements(*rows: Line) -> Callable[[Sample], object]:
    """A requirements table."""
    return lambda sample: with_requirements(sample, *rows)


def off_phone(*rows: Line) -> Callable[[Sample], object]:
    """Off-phone work, one row each."""
    return lambda sample: with_off_phone_work(sample, *rows)


def shrinkage(*rows: Line) -> Callable[[Sample], object]:
    """A shrinkage table."""
    return lambda sample: with_shrinkage(sample, *rows)


def history_notes(*rows: Line) -> Callable[[Sample], object]:
    """Notes on the history of a project."""
    return lambda sample: with_history_notes(sample, *rows)


def adjustments(*rows: Line) -> Callable[[Sample], object]:
    """Planners' adjustments."""
    return lambda sample: with_adjustments(sample, *rows)


def claims(*rows: Line) -> Callable[[Sample], object]:
    """Claims of points."""
    return lambda sample: with_claims(sample, *rows)


def points_rules(*rows: Line) -> Callable[[Sample], object]:
    """An own points table."""
    return lambda sample: with_points_rules(sample, *rows)


def rewards(*rows: Line) -> Callable[[Sample], object]:
    """An own catalogue of rewards."""
    return lambda sample: with_rewards(sample, *rows)


def echelons(*rows: Line, members: tuple[Line, ...] = ()) -> Callable[[Sample], object]:
    """Echelons and their members."""
    return lambda sample: with_echelons(sample, *rows, members=members)


def several(*steps: Callable[[Sample], object]) -> Callable[[Sample], object]:
    """All of ``steps``."""

    def spoil(sample: Sample) -> None:
        for step in steps:
            step(sample)

    return spoil


def times(factor: float) -> Callable[[Line], Line]:
    """The row with its calls multiplied."""
    return lambda row: {**row, "calls": str(round(float(row["calls"]) * factor)), "answered": "", "abandoned": ""}


def until(day: str) -> Callable[[Sample], object]:
    """No history from ``day`` on."""
    return lambda sample: sample.tables.update(history=[row for row in sample.tables["history"] if row["start"] < day])


def since(day: str) -> Callable[[Sample], object]:
    """No history before ``day``."""
    return lambda sample: sample.tables.update(history=[row for row in sample.tables["history"] if row["start"] >= day])


def _case(name: str, rule: str, place: str, spoil: Callable[[Sample], object], column: str = "", value: str = "") -> Spoiled:
    file, _, row = place.partition(":")
    return Spoiled(name, rule, file, int(row) if row else None, spoil, column, value)


HARD_OFF = {"wish": "off", "date": "2026-08-12", "hard": "yes"}
NEED = {"project": "hotline", "start": "2026-08-03 09:00", "agents": "2"}
MEETING = {"weekdays": "2", "from_time": "14:00", "to_time": "15:00", "planned": "0.1"}
CASES: tuple[Spoiled, ...] = (
    # completeness
    _case("no employees file", "C-01", "employees.csv", no_file("employees.csv"), value="employees"),
    _case("no column fte needed: contract", "C-02", "employees.csv:1", without("employees", "contract"), "contract"),
    _case("empty employee id", "C-03", "employees.csv:4", cell("employees", 4, "employee", " "), "employee"),
    _case("empty project in history", "C-03", "history.csv:9", cell("history", 9, "project", ""), "project"),
    _case("empty start in history", "C-03", "history.csv:9", cell("history", 9, "start", ""), "start"),
    _case("shifts without rows", "C-04", "shifts.csv", emptied("shifts")),
    _case("no wfm.yaml", "C-05", "wfm.yaml", no_file("wfm.yaml")),
    _case("wish for no shift", "C-06", "preferences.csv:2", cell("preferences", 2, "wish", "shift"), "value"),
    _case(
        "person without certificate",
        "C-08",
        "employees.csv:8",
        row_like_last("employees", employee="00107", name="n"),
        "employee",
        "00107",
    ),
    _case("previous lacks a day", "C-09", "employees.csv:7", lambda s: s.tables["previous"].pop(), "employee", "00106"),
    _case(
        "project without history",
        "C-10",
        "projects.csv:4",
        row_like_last("projects", project="chat", name="Chat"),
        "project",
        "chat",
    ),
    _case(
        "gap of three intervals",
        "C-11",
        "history.csv:14",
        lambda s: s.tables["history"].__delitem__(slice(20, 23)),
        "start",
        "hotline",
    ),
    _case("a day lost", "C-12", "history.csv:182", history_of("hotline", "2026-06-10", lambda row: None), "start", "hotline"),
    _case("evening without shift", "C-13", "projects.csv:2", cell("projects", 2, "closes", "22:00"), "opens", "hotline"),
    _case(
        "only emergencies for sales",
        "C-14",
        "projects.csv:3",
        lambda s: [r.update(emergency_only="yes") for r in s.tables["skills"] if r["project"] == "sales"],
        "project",
        "sales",
    ),
    _case(
        "no handling time",
        "C-15",
        "history.csv:2",
        lambda s: [r.update(aht_seconds="") for r in s.tables["history"] if r["project"] == "hotline"],
        "aht_seconds",
    ),
    _case("calls left empty", "C-16", "history.csv:31", cell("history", 31, "calls", ""), "calls", "hotline"),
    _case(
        "requirement without time", "C-17", "requirements.csv:3", requirements(NEED, {"project": "sales", "agents": "1"}), "start"
    ),
    _case(
        "rotation without anchor", "C-18", "employees.csv:3", cell("employees", 3, "rotation", "早早晚晚休休"), "rotation_anchor"
    ),
    _case("no shift leader", "C-19", "employees.csv", cell("employees", 2, "leader", "否"), "leader"),
    _case("no previous roster", "C-20", "previous.csv", no_file("previous.csv")),
    _case("adjustment of nothing", "C-22", "adjustments.csv:2", adjustments({"percent": ""}), "percent", "sales"),
    _case("adjustment both ways", "C-22", "adjustments.csv:3", adjustments({}, {"calls": "5", "who": "x"}), "percent"),
    _case("adjustment nobody made", "C-03", "adjustments.csv:2", adjustments({"who": ""}), "who"),
    _case("shrinkage of nothing", "C-21", "shrinkage.csv:2", shrinkage({"project": "sales"}), "planned", "sales"),
    # validity
    _case(
        "file of random bytes",
        "V-01",
        "skills.csv",
        several(no_file("skills.csv"), further_file("skills.csv", bytes(range(128, 256)) * 4)),
    ),
    _case("empty file", "V-01", "leave.csv", several(no_file("leave.csv"), further_file("leave.csv", b"\n\n"))),
    _case("torn gzip", "V-01", "history/june.csv.gz", further_file("history/june.csv.gz", b"\x1f\x8b\x08\x00torn")),
    _case(
        "number in words",
        "V-02",
        "contracts.csv:3",
        cell("contracts", 3, "day_minutes", "four hours"),
        "day_minutes",
        "four hours",
    ),
    _case("half a person", "V-02", "projects.csv:2", cell("projects", 2, "min_seats", "1.5"), "min_seats", "1.5"),
    _case("calls in words", "V-02", "history.csv:40", cell("history", 40, "calls", "n/a"), "calls", "n/a"),
    _case("30 February", "V-03", "leave.csv:2", cell("leave", 2, "to_date", "2026-02-30"), "to_date", "2026-02-30"),
    _case("hour 25", "V-03", "history.csv:50", cell("history", 50, "start", "2026-05-29 25:00"), "start"),
    _case("3/4/2026", "V-04", "leave.csv:2", cell("leave", 2, "from_date", "3/4/2026"), "from_date", "3/4/2026"),
    _case("3/4/2026 in history", "V-04", "history.csv:50", cell("history", 50, "start", "3/4/2026 9:00"), "start"),
    _case("quarter past", "V-05", "shifts.csv:3", cell("shifts", 3, "start", "12h15"), "start", "12h15"),
    _case("maybe", "V-06", "skills.csv:5", cell("skills", 5, "emergency_only", "maybe"), "emergency_only", "maybe"),
    _case("unknown leave kind", "V-07", "leave.csv:2", cell("leave", 2, "kind", "anual"), "kind", "anual"),
    _case("six stars", "V-08", "employees.csv:6", cell("employees", 6, "grade", "6"), "grade", "6"),
    _case("negative calls", "V-08", "history.csv:77", cell("history", 77, "calls", "-3"), "calls", "-3"),
    _case("weekday eight", "V-09", "projects.csv:3", cell("projects", 3, "open_days", "12348"), "open_days", "12348"),
    _case("proficency", "V-10", "skills.csv:1", renamed("skills", "proficiency", "proficency"), "proficiency", "proficency"),
    _case("remarks column", "V-11", "leave.csv:1", new_column("leave", "remarks", "seaside"), value="remarks"),
    _case(
        "comma in a name",
        "V-12",
        "contracts.csv:3",
        several(
            no_file("contracts.csv"), further_file("contracts.csv", b"contract,name,fte\nfull,Full time,1\npart,Part,time,0.5\n")
        ),
    ),
    _case("broken yaml", "V-13", "wfm.yaml:4", settings("interval_minutes: 60", "interval_minutes 60")),
    _case(
        "unknown setting", "V-14", "wfm.yaml:3", settings("interval_minutes: 60", "intervall_minutes: 60"), "intervall_minutes"
    ),
    _case(
        "unknown default",
        "V-14",
        "wfm.yaml:7",
        settings("  target: 0.8", "  target: 0.8\n  treshold_seconds: 20"),
        "defaults.treshold_seconds",
    ),
    _case("unknown rules key", "V-14", "rules.yaml:1", rules("rulez: {}\n"), "rulez"),
    _case("unknown zone", "V-15", "wfm.yaml:2", settings("Asia/Shanghai", "Asia/Peking"), "timezone", "Asia/Peking"),
    _case("excel error", "V-17", "employees.csv:3", cell("employees", 3, "team", "#N/A"), "team", "#N/A"),
    _case(
        "override of two",
        "V-18",
        "rules.yaml:3",
        rules("rules: {}\noverrides:\n  - {rule: min-rest, team: A, employee: '00101'}\n"),
    ),
    _case("employes.csv", "V-19", "employes.csv", further_file("employes.csv", b"employee\n1\n"), value="employes"),
    _case("leave reversed", "V-30", "leave.csv:2", cell("leave", 2, "to_date", "2026-08-01"), "to_date"),
    _case("event reversed", "V-31", "events.csv:2", cell("events", 2, "to_date", "2026-08-01"), "to_date"),
    _case(
        "certificate reversed",
        "V-32",
        "skills.csv:2",
        several(cell("skills", 2, "valid_from", "2026-09-01"), cell("skills", 2, "valid_to", "2026-08-31")),
        "valid_to",
    ),
    _case("left before hired", "V-33", "employees.csv:2", cell("employees", 2, "leaves_on", "2019-12-31"), "leaves_on"),
    _case("break window reversed", "V-34", "shifts.csv:2", cell("shifts", 2, "break_from", "310"), "break_to"),
    _case("break after the end", "V-35", "shifts.csv:2", cell("shifts", 2, "break_to", "500"), "break_to", "500"),
    _case(
        "all break",
        "V-36",
        "shifts.csv:2",
        several(
            cell("shifts", 2, "break_minutes", "540"), cell("shifts", 2, "break_from", "0"), cell("shifts", 2, "break_to", "0")
        ),
        "break_minutes",
    ),
    _case("no opening hours", "V-37", "projects.csv:2", cell("projects", 2, "closes", "08:00"), "closes"),
    _case("off the grid", "V-38", "history.csv:2", cell("history", 2, "start", "2026-05-25 08:20"), "start"),
    _case("cold maximum", "V-39", "weather.csv:2", cell("weather", 2, "temperature_max", "20"), "temperature_max"),
    _case("weekend day 7", "V-40", "wfm.yaml", settings("country: CN", "country: CN\nweekend_days: [6, 7]"), "weekend_days", "7"),
    _case("shift at 08:10", "V-41", "shifts.csv:2", cell("shifts", 2, "start", "08:10"), "start", "08:10"),
    _case(
        "unknown kind in contract",
        "V-42",
        "contracts.csv:3",
        cell("contracts", 3, "shift_kinds", "day;midday"),
        "shift_kinds",
        "midday",
    ),
    _case(
        "unknown kind wished",
        "V-43",
        "preferences.csv:2",
        several(cell("preferences", 2, "wish", "kind"), cell("preferences", 2, "value", "midday")),
        "value",
        "midday",
    ),
    _case("note reversed", "V-45", "history_notes.csv:2", history_notes({"to_date": "2026-06-01"}), "to_date"),
    _case("like itself", "V-46", "projects.csv:2", new_column("projects", "like", "hotline"), "like", "hotline"),
    _case("adjustment reversed", "V-47", "adjustments.csv:2", adjustments({"to_date": "2026-08-09"}), "to_date", "2026-08-09"),
    _case("adjustment over midnight", "V-48", "adjustments.csv:2", adjustments({"from_time": "22:00", "to_time": "06:00"})),
    _case("adjustment beyond nothing", "V-08", "adjustments.csv:2", adjustments({"percent": "-101"}), "percent"),
    _case("meeting past midnight", "V-44", "shrinkage.csv:2", shrinkage({**MEETING, "to_time": "06:00"}), "to_time", "06:00"),
    _case("meeting of no time", "V-44", "shrinkage.csv:2", shrinkage({**MEETING, "to_time": "14:00"}), "to_time", "14:00"),
    _case("meeting all the time", "V-08", "shrinkage.csv:2", shrinkage({**MEETING, "planned": "0.95"}), "planned", "0.95"),
    _case("meeting on day 8", "V-09", "shrinkage.csv:2", shrinkage({**MEETING, "weekdays": "8"}), "weekdays", "8"),
    _case("meeting at 25:00", "V-05", "shrinkage.csv:2", shrinkage({**MEETING, "to_time": "25:00"}), "to_time", "25:00"),
    # uniqueness
    _case("adjustment twice", "U-01", "adjustments.csv:3", adjustments({}, {"percent": "20"}), "project"),
    _case("adjustments overlap", "U-15", "adjustments.csv:3", adjustments({}, {"from_date": "2026-08-14", "who": "x"})),
    _case("meeting twice", "U-01", "shrinkage.csv:3", shrinkage(MEETING, {**MEETING, "planned": "0.2"}), "project"),
    _case(
        "meetings overlap",
        "U-13",
        "shrinkage.csv:4",
        shrinkage(MEETING, {**MEETING, "project": "sales"}, {**MEETING, "weekdays": "23", "from_time": "14:30"}),
        "from_time",
        "14:30",
    ),
    _case("employee twice", "U-01", "employees.csv:8", row_like_last("employees", name="other"), "employee", "00106"),
    _case("two heads of one meaning", "U-02", "skills.csv:1", new_column("skills", "工号", "00101"), "employee", "工号"),
    _case("interval twice", "U-03", "history.csv:1218", row_like_last("history", calls="99", answered=""), "start"),
    _case("row repeated", "U-04", "history.csv:1218", row_like_last("history"), "start"),
    _case(
        "two leave files", "U-05", "请假.csv", further_file("请假.csv", b"employee,kind,from_date,to_date\n"), value="leave.csv"
    ),
    _case(
        "setting twice",
        "U-06",
        "wfm.yaml:3",
        settings("interval_minutes", "timezone: Asia/Shanghai\ninterval_minutes"),
        "timezone",
    ),
    _case(
        "leave overlaps", "U-07", "leave.csv:3", row_like_last("leave", from_date="2026-08-12", to_date="2026-08-20"), "from_date"
    ),
    _case("code twice", "U-08", "shifts.csv:3", cell("shifts", 3, "code", "早"), "code", "早"),
    _case("project name twice", "U-09", "projects.csv:3", cell("projects", 3, "name", "Hotline"), "name"),
    _case("name twice in a team", "U-10", "employees.csv:3", cell("employees", 3, "name", "员工00101"), "name"),
    _case(
        "override twice",
        "U-11",
        "rules.yaml:3",
        rules("overrides:\n  - {rule: min-rest, team: A}\n  - {rule: min-rest, team: A, off: true}\n"),
        "overrides",
    ),
    _case("events overlap", "U-12", "events.csv:3", row_like_last("events", name="fair", from_date="2026-08-18"), "from_date"),
    _case("two verdicts", "U-14", "history_notes.csv:3", history_notes({}, {"from_date": "2026-06-11"}), "from_date"),
    # accuracy
    _case("lost zeros", "A-01", "skills.csv:2", cell("skills", 2, "employee", "101"), "employee", "101"),
    _case("other case", "A-02", "skills.csv:2", cell("skills", 2, "project", "Hot-line"), "project", "Hot-line"),
    _case("six times the calls", "A-03", "history.csv:182", history_of("hotline", "2026-06-09", times(6)), "calls"),
    _case("a tenth of the calls", "A-04", "history.csv:182", history_of("hotline", "2026-06-09", times(0.1)), "calls"),
    _case("a day of zeros", "A-05", "history.csv:182", history_of("hotline", "2026-06-09", times(0)), "calls", "0"),
    _case("no handling time with calls", "A-06", "history.csv:12", cell("history", 12, "aht_seconds", "0"), "aht_seconds"),
    _case("more answered than offered", "A-07", "history.csv:12", cell("history", 12, "answered", "200"), "calls"),
    _case("handling time in minutes", "A-08", "history.csv:12", cell("history", 12, "aht_seconds", "4"), "aht_seconds", "4"),
    _case("half a call", "A-09", "history.csv:12", several(cell("history", 12, "calls", "30.5")), "calls", "30.5"),
    _case("calls at night", "A-10", "history.csv:1218", row_like_last("history", start="2026-07-31 03:00"), "start"),
    _case(
        "stuck counter",
        "A-11",
        "history.csv:62",
        lambda s: [r.update(calls="31", answered="30") for r in s.tables["history"][60:70]],
        "calls",
        "31",
    ),
    _case("two ids alike", "A-12", "employees.csv:8", row_like_last("employees", employee="0106", name="n"), "employee", "0106"),
    _case("13 hours", "A-13", "shifts.csv:2", cell("shifts", 2, "minutes", "900"), "minutes", "900"),
    _case("leave for years", "A-14", "leave.csv:2", cell("leave", 2, "to_date", "2028-08-14"), "to_date"),
    _case("three times as fast", "A-15", "skills.csv:2", cell("skills", 2, "proficiency", "2.5"), "proficiency", "2.5"),
    # consistency
    _case("off-phone work of a stranger", "K-40", "offphone.csv:2", off_phone({"employee": "404"}), "employee", "404"),
    _case("off-phone work on no shift", "K-41", "offphone.csv:2", off_phone({"shift": "X"}), "shift", "X"),
    _case("off-phone work at the phones", "K-42", "offphone.csv:2", off_phone({"shift": "early"}), "shift", "early"),
    _case("off-phone work of no team", "K-43", "offphone.csv:2", off_phone({"team": "zebras"}), "team", "zebras"),
    _case("deadline first", "V-49", "offphone.csv:2", off_phone({"deadline": "2026-08-01"}), "deadline", "2026-08-01"),
    _case("off-phone work of no days", "V-08", "offphone.csv:2", off_phone({"days": "0"}), "days", "0"),
    _case("off-phone work twice", "U-01", "offphone.csv:3", off_phone({}, {"days": "4"}), "task"),
    _case("off-phone work overlaps", "U-16", "offphone.csv:3", off_phone({}, {"task": "more"}), "shift", "T"),
    _case("adjustment of a stranger", "K-39", "adjustments.csv:2", adjustments({"project": "post"}), "project", "post"),
    _case("claim of a stranger", "K-60", "claims.csv:2", claims({"employee": "99999"}), "employee", "99999"),
    _case("claim for no item", "K-61", "claims.csv:2", claims({"sub_item": "Z99z"}), "sub_item", "Z99z"),
    _case(
        "claim before hiring",
        "K-62",
        "claims.csv:2",
        several(claims({}), new_column("employees", "hired_on", "2026-07-21")),
        "date",
        "2026-07-20",
    ),
    _case(
        "short calls alone",
        "K-63",
        "points_rules.csv:2",
        points_rules({"handling_time": "yes"}),
        "quality_condition",
        "X01a",
    ),
    _case(
        "item with two names",
        "K-64",
        "points_rules.csv:3",
        points_rules({}, {"sub_item": "X01b", "item_name": "Another"}),
        "item",
        "X01",
    ),
    _case("rest of a day", "K-65", "rewards.csv:2", rewards({"days": "1"}), "days", "1"),
    _case("named award twice", "K-66", "rewards.csv:3", rewards({}, {"reward": "rest2"}), "kind", "consecutive-rest"),
    _case("award for sale", "K-67", "rewards.csv:2", rewards({"cost": "5"}), "cost", "5"),
    _case("shrinkage of a stranger", "K-36", "shrinkage.csv:2", shrinkage({**MEETING, "project": "post"}), "project", "post"),
    _case("skill of a stranger", "K-01", "skills.csv:3", cell("skills", 3, "employee", "99999"), "employee", "99999"),
    _case("skill for a stranger", "K-02", "skills.csv:3", cell("skills", 3, "project", "post"), "project", "post"),
    _case("unknown contract", "K-03", "employees.csv:5", cell("employees", 5, "contract", "ful"), "contract", "ful"),
    _case("leave of a stranger", "K-04", "leave.csv:2", cell("leave", 2, "employee", "99999"), "employee"),
    _case("wish of a stranger", "K-05", "preferences.csv:2", cell("preferences", 2, "employee", "99999"), "employee"),
    _case("lock of a stranger", "K-06", "locks.csv:2", cell("locks", 2, "employee", "99999"), "employee"),
    _case("lock on no shift", "K-07", "locks.csv:2", cell("locks", 2, "shift", "noon"), "shift", "noon"),
    _case("lock on no project", "K-08", "locks.csv:2", cell("locks", 2, "project", "post"), "project", "post"),
    _case("previous of a leaver", "K-09", "previous.csv:44", row_like_last("previous", employee="99999"), "employee"),
    _case("previous on no shift", "K-10", "previous.csv:4", cell("previous", 4, "shift", "noon"), "shift", "noon"),
    _case("previous on no project", "K-11", "previous.csv:4", cell("previous", 4, "project", "post"), "project"),
    _case("requirement of no project", "K-12", "requirements.csv:2", requirements({**NEED, "project": "post"}), "project"),
    _case(
        "requirement for no shift",
        "K-13",
        "requirements.csv:2",
        requirements({**NEED, "start": "", "date": "2026-08-03", "shift": "noon"}),
        "shift",
    ),
    _case("event of no project", "K-14", "events.csv:2", cell("events", 2, "project", "post"), "project"),
    _case("echelon of strangers", "K-71", "echelons.csv:3", echelons({}, {"unit": "Z"}), "unit", "Z"),
    _case(
        "stranger in the echelon",
        "K-70",
        "echelon_members.csv:2",
        echelons({}, members=({"level": "1", "employee": "00999"},)),
        "employee",
        "00999",
    ),
    _case(
        "member of no level",
        "K-72",
        "echelon_members.csv:2",
        echelons({}, members=({"level": "2", "employee": "00101"},)),
        "level",
        "2",
    ),
    _case(
        "member of another team",
        "K-73",
        "echelon_members.csv:2",
        echelons({}, members=({"level": "1", "employee": "00105"},)),
        "employee",
        "00105",
    ),
    _case("note on no project", "K-37", "history_notes.csv:2", history_notes({"project": "post"}), "project", "post"),
    _case("like no project", "K-38", "projects.csv:2", new_column("projects", "like", "post"), "like", "post"),
    _case("shift for no project", "K-15", "shifts.csv:3", cell("shifts", 3, "projects", "hotline；post"), "projects", "post"),
    _case("shift for no contract", "K-16", "shifts.csv:3", cell("shifts", 3, "contracts", "full;nobody"), "contracts", "nobody"),
    _case("history of no project", "K-17", "history.csv:1218", row_like_last("history", project="post"), "project", "post"),
    _case("shift for no team", "K-18", "shifts.csv:3", cell("shifts", 3, "teams", "A;Z"), "teams", "Z"),
    _case("lock on leave", "K-19", "locks.csv:3", row_like_last("locks", employee="00102", date="2026-08-11"), "date"),
    _case("lock without certificate", "K-20", "locks.csv:2", lambda s: s.tables["skills"].pop(0), "project"),
    _case(
        "override for a stranger",
        "K-21",
        "rules.yaml:2",
        rules("overrides:\n  - {rule: min-rest, employee: '99999'}\n"),
        "employee",
        "99999",
    ),
    _case(
        "override for no contract",
        "K-22",
        "rules.yaml:2",
        rules("overrides:\n  - {rule: min-rest, contract: nobody}\n"),
        "contract",
    ),
    _case("override for no team", "K-23", "rules.yaml:2", rules("overrides:\n  - {rule: min-rest, team: Z}\n"), "team"),
    _case(
        "unknown rotation sign",
        "K-24",
        "employees.csv:3",
        several(cell("employees", 3, "rotation", "早早夜休"), cell("employees", 3, "rotation_anchor", "2026-08-01")),
        "rotation",
    ),
    _case("required at night", "K-25", "requirements.csv:2", requirements({**NEED, "start": "2026-08-03 23:00"}), "start"),
    _case("lock before hiring", "K-26", "locks.csv:2", cell("employees", 2, "hired_on", "2026-08-05"), "date"),
    _case(
        "promised work on leave",
        "K-27",
        "preferences.csv:3",
        row_like_last("preferences", employee="00102", wish="work", date="2026-08-11", hard="yes"),
        "date",
    ),
    _case(
        "promised both",
        "K-28",
        "preferences.csv:4",
        several(row_like_last("preferences", **HARD_OFF), row_like_last("preferences", wish="work")),
        "wish",
    ),
    _case(
        "wish for no shift known",
        "K-29",
        "preferences.csv:2",
        several(cell("preferences", 2, "wish", "avoid-shift"), cell("preferences", 2, "value", "noon")),
        "value",
        "noon",
    ),
    _case(
        "protected on the evening shift",
        "K-30",
        "locks.csv:2",
        several(cell("employees", 2, "no_nights_until", "2026-12-31"), cell("locks", 2, "shift", "late")),
        "shift",
    ),
    _case("contract without shift", "K-31", "contracts.csv:3", cell("contracts", 3, "shift_kinds", "night"), "shift_kinds"),
    _case(
        "lock on a promised day off",
        "K-32",
        "locks.csv:3",
        several(row_like_last("preferences", **HARD_OFF), row_like_last("locks", employee="00103", date="2026-08-12")),
        "date",
    ),
    _case("make-up Thursday", "K-33", "calendar.csv:2", cell("calendar", 2, "kind", "makeup"), "date"),
    _case(
        "previous duty on leave",
        "K-34",
        "previous.csv:11",
        row_like_last("leave", from_date="2026-07-27", to_date="2026-07-27"),
        "date",
    ),
    _case(
        "lock against contract",
        "K-35",
        "locks.csv:2",
        several(cell("employees", 2, "contract", "part"), cell("locks", 2, "shift", "late")),
        "shift",
    ),
    # timeliness
    _case("stale history", "T-01", "history.csv:118", several(since("2026-05-25"), until("2026-06-01")), "start"),
    _case("certificate expires", "T-02", "skills.csv:2", cell("skills", 2, "valid_to", "2026-08-15"), "valid_to"),
    _case(
        "certificates expired",
        "T-03",
        "employees.csv:2",
        several(cell("skills", 2, "valid_to", "2026-07-31"), cell("skills", 3, "valid_to", "2026-07-31")),
        "employee",
    ),
    _case("wish for September", "T-04", "preferences.csv:2", cell("preferences", 2, "date", "2026-09-08"), "date"),
    _case(
        "country without calendar",
        "T-05",
        "calendar.csv",
        several(settings("country: CN", "country: XX"), emptied("calendar")),
        "country",
        "XX",
    ),
    _case("old leave", "T-06", "leave.csv:3", row_like_last("leave", from_date="2026-07-01", to_date="2026-07-02"), "to_date"),
    _case("lock in September", "T-07", "locks.csv:2", cell("locks", 2, "date", "2026-09-03"), "date"),
    _case("requirements of July", "T-08", "requirements.csv", requirements({**NEED, "start": "2026-07-01 09:00"}), "start"),
    _case("short history", "T-09", "history.csv:350", since("2026-07-02"), "start"),
    _case("history in August", "T-10", "history.csv:1218", row_like_last("history", start="2026-08-03 09:00"), "start"),
    _case("leaves in August", "T-11", "employees.csv:3", cell("employees", 3, "leaves_on", "2026-08-20"), "leaves_on"),
    _case("joins in August", "T-12", "employees.csv:3", cell("employees", 3, "hired_on", "2026-08-10"), "hired_on"),
    _case("history of a far year", "T-13", "calendar.csv", row_like_last("history", start="1990-05-25 09:00"), "country"),
    _case("previous in August", "T-14", "previous.csv:44", row_like_last("previous", date="2026-08-01"), "date"),
    _case("protection ends", "T-15", "employees.csv:4", cell("employees", 4, "no_nights_until", "2026-08-15"), "no_nights_until"),
    _case("no weather in August", "T-16", "weather.csv", cell("weather", 2, "date", "2026-07-01"), "date"),
)
