"""The report's view: what it counts, and that it only repeats what the certificate says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from report_sample import sample, sample_roster, sample_workspace

from wfm import words
from wfm.data.roster import Duty, Roster
from wfm.data.tables import Leave, Preference, PreviousDuty, Shift
from wfm.report import RuleNote, VersionNote, build_view, render_report
from wfm.report.counts import count_cover, count_people, wish_outcomes
from wfm.report.covers import requirement_of, roster_cover
from wfm.report.fairness import measures
from wfm.timegrid import Horizon, month_horizon

HORIZON = Horizon(date(2026, 8, 3), 7)
DAY = Shift(shift="D", start="09:00", minutes=510, break_minutes=30, break_from=180, break_to=240)
NIGHT = Shift(shift="N", start="22:00", minutes=600, kind="night", break_minutes=60, break_from=120, break_to=120)
SHIFTS = {"D": DAY, "N": NIGHT}


def roster(*cells: tuple[str, int, str, int | None]) -> Roster:
    return Roster(HORIZON, tuple(Duty(who, HORIZON.dates[day], shift, "p", pause) for who, day, shift, pause in cells))


def test_cover_counts_desk_time_only() -> None:
    cover = count_cover(roster(("A", 0, "D", 180)), SHIFTS, ["p"], 30)
    assert np.flatnonzero(cover[0, :, 0]).tolist() == [*range(18, 24), *range(25, 35)]


def test_nights_spill_into_the_next_day_and_from_the_month_before() -> None:
    earlier = [PreviousDuty(employee="B", date=date(2026, 8, 2), shift="N", project="p")]
    cover = count_cover(roster(("A", 6, "N", None)), SHIFTS, ["p"], 30, earlier)
    assert np.flatnonzero(cover[0, :, 0]).tolist() == [*range(2, 16)], "break from 00:00 to 01:00"
    assert np.flatnonzero(cover[6, :, 0]).tolist() == [44, 45, 46, 47]


def test_cover_is_of_the_duty_s_project() -> None:
    duty = Duty("A", HORIZON.start, "D", "q", None)
    cover = count_cover(Roster(HORIZON, (duty,)), SHIFTS, ["p", "q"], 30)
    assert cover[:, :, 0].sum() == 0
    assert cover[:, :, 1].sum() == 17


def test_a_weekend_counts_once() -> None:
    counts = count_people(roster(("A", 5, "D", None), ("A", 6, "N", None), ("A", 0, "D", None)), SHIFTS, frozenset({5, 6}))
    assert (counts["A"].weekends, counts["A"].nights, counts["A"].duties) == (1, 1, 3)
    assert counts["A"].minutes == 2 * 480 + 540


@pytest.mark.parametrize(
    ("wish", "value", "shift", "granted"),
    [
        ("off", "", "", True),
        ("off", "", "D", False),
        ("work", "", "", False),
        ("work", "", "D", True),
        ("shift", "D", "D", True),
        ("shift", "D", "N", False),
        ("shift", "D", "", True),
        ("avoid-shift", "D", "D", False),
        ("avoid-shift", "D", "N", True),
        ("kind", "night", "N", True),
        ("avoid-kind", "night", "N", False),
    ],
)
def test_wishes(wish: str, value: str, shift: str, granted: bool) -> None:
    wanted = Preference(employee="A", wish=wish, date=HORIZON.start, value=value)
    worked = roster(("A", 0, shift, None)) if shift else roster()
    assert wish_outcomes([wanted], worked, SHIFTS, {})["A", HORIZON.start].granted is granted


def test_wishes_on_leave_and_standing_wishes_on_days_off_do_not_count() -> None:
    wishes = [Preference(employee="A", wish="avoid-kind", value="night"), Preference(employee="A", wish="off", date=HORIZON.end)]
    outcomes = wish_outcomes(wishes, roster(("A", 1, "N", None)), SHIFTS, {("A", HORIZON.end): "annual"})
    assert {cell[1]: outcome.granted for cell, outcome in outcomes.items()} == {HORIZON.dates[1]: False}


def test_figures_repeat_the_certificate_and_the_card() -> None:
    workspace, result, demand, forecast = sample()
    view = build_view(workspace, result, demand=demand, forecast=forecast, language="en")
    values = {figure.label["en"]: figure.value["en"] for figure in view.figures}
    assert values["Cost"] == "8,350"
    assert values["Proven bound"] == "7,980"
    assert values["Gap"] == "4.4%"
    assert values["Hard findings"] == "0"
    assert values["Duties"] == str(len(result.roster.duties))
    assert sum(line.cost for line in view.rules) == result.certificate.cost


def test_unmet_demand_adds_up() -> None:
    workspace, result, demand, _ = sample()
    view = build_view(workspace, result, demand=demand)
    cover, required = roster_cover(workspace, result.roster), requirement_of(workspace, result.roster, demand)
    assert required is not None
    missing = np.maximum(required - cover, 0).sum() / 2
    assert view.cover_total is not None
    assert view.cover_total.missing == pytest.approx(missing)
    assert view.cover_total.required == pytest.approx(view.cover_total.met + missing)
    assert sum(cell.hours for project in view.covers for cell in project.days) == pytest.approx(missing)


def test_demand_of_other_days_is_shifted_or_closed() -> None:
    workspace, result, demand, _ = sample()
    later = replace(demand, start=demand.start + timedelta(days=1))
    required = requirement_of(workspace, result.roster, later)
    assert required is not None
    assert required[0].sum() == 0
    assert (required[1] == demand.requirement[0]).all()
    assert requirement_of(workspace, result.roster, replace(demand, interval_minutes=15)) is None


def test_another_demand_than_planned_for_is_said() -> None:
    workspace, result, demand, _ = sample()
    assert not build_view(workspace, result, demand=demand).other_demand
    stale = replace(result, card=replace(result.card, inputs={"demand": "00"}))
    view = build_view(workspace, stale, demand=demand)
    assert view.other_demand
    assert words.say("report.other_demand", "en") in render_report(view)
    assert not build_view(workspace, stale).other_demand


def test_without_demand_and_bound_the_view_says_so() -> None:
    workspace, result, _, _ = sample()
    bare = replace(result, card=replace(result.card, bound=None), shortages=())
    view = build_view(workspace, bare, language="zh")
    assert not view.has_demand
    assert not view.has_forecast
    values = [figure.value["zh"] for figure in view.figures]
    assert values[1:4] == ["–", "–", "–"]


def test_cells_carry_leave_locks_and_wishes() -> None:
    workspace, result, _, _ = sample()
    view = build_view(workspace, result, language="zh")
    rows = {row.employee: row for team in view.teams for row in team.rows}
    assert rows["0001"].cells[0].text == "年"
    assert "lv" in rows["0001"].cells[0].tone
    assert "lk" in rows["0002"].cells[2].tone.split()
    wished = [cell for row in rows.values() for cell in (row.cells[7], row.cells[20])]
    assert {"wg", "wr"} <= {tone for cell in wished for tone in cell.tone.split()}
    assert all(("wr" in cell.tone.split()) is False for cell in wished if not cell.data)


def test_teams_count_people_on_duty() -> None:
    workspace, result, _, _ = sample()
    view = build_view(workspace, result)
    assert [team.name["en"] for team in view.teams] == ["Team 1", "Team 2"]
    for day, when in enumerate(result.roster.horizon.dates):
        on_duty = sum(duty.day == when for duty in result.roster.duties)
        assert sum(team.on_duty[day] for team in view.teams) == on_duty


def test_spread_is_largest_minus_smallest() -> None:
    workspace, result, _, _ = sample()
    view = build_view(workspace, result)
    nights = measures(view.teams)[0]
    rows = [row.nights for team in view.teams for row in team.rows]
    everyone = nights.groups[0]
    assert (everyone.minimum, everyone.maximum, everyone.spread) == (min(rows), max(rows), max(rows) - min(rows))
    assert sum(count for _, count, _ in nights.bars) == len(rows)


def test_hard_findings_lead_the_rules_and_fail_the_audit() -> None:
    workspace, result, _, _ = sample()
    rules = {**result.certificate.rules, "min-rest": (2, 0, 0)}
    broken = replace(result, certificate=replace(result.certificate, legal=False, rules=rules))
    view = build_view(workspace, broken, rule_notes={"min-rest": RuleNote("hard", "law", "art. 3")})
    assert not view.passed
    assert (view.rules[0].rule, view.rules[0].levels) == ("min-rest", ("hard",))


def test_findings_fall_back_to_plain_words() -> None:
    workspace, result, _, _ = sample()
    view = build_view(workspace, result, rule_titles={"night-fairness": "Turns of nights"})
    titles = {line.title["en"] for line in view.findings}
    assert {"Turns of nights", "made-up-rule"} <= titles
    plain = next(line for line in view.findings if line.title["en"] == "made-up-rule")
    assert "2026-08-01, 2026-08-02: 3" in plain.sentence["en"]


def test_edition_names_version_or_draft() -> None:
    workspace, result, _, _ = sample()
    assert build_view(workspace, result).edition == {"en": "Draft", "zh": "草稿"}
    assert build_view(workspace, result, version=VersionNote(4)).edition["en"] == "Version 4"


def test_people_without_team_come_last_and_with_a_name() -> None:
    workspace = sample_workspace(3)
    loner = workspace.employees[0].model_copy(update={"team": ""})
    changed = replace(workspace, employees=(loner, *workspace.employees[1:]), leave=(), preferences=())
    _, result, _, _ = sample(3)
    month = replace(result, roster=sample_roster(changed, month_horizon("2026-08")))
    view = build_view(changed, month, language="en")
    assert [team.name["en"] for team in view.teams] == ["Team 1", "No team"]


def test_leave_is_not_counted_as_duty() -> None:
    away = Leave(employee="A", kind="sick", from_date=HORIZON.start, to_date=HORIZON.end)
    workspace = replace(sample_workspace(2), leave=(away,))
    assert workspace.leave[0].kind == "sick"
    assert count_people(roster(), SHIFTS, frozenset({5, 6})) == {}
