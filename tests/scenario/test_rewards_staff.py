"""What staff and employers see and say, end to end: declined awards, refused claims, consultations, one employer's page."""

from __future__ import annotations

import json
import shutil
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from reward_worlds import CLAIMED, POSTED, QUICK, REVIEWED, published_august

from wfm.cli.main import cli
from wfm.errors import InputError, UsageError
from wfm.incentives.rewards_declines import successor
from wfm.scenario.month import open_month, plan_month
from wfm.scenario.points import appeal_points, claim_contributions, points_of, post_points, review_points, verify_points
from wfm.scenario.rewards import RewardsDesk, allocate_rewards, grant_rewards, review_rewards
from wfm.scenario.rewards_consulted import consult_staff, consultations_of
from wfm.scenario.rewards_employer import people_of
from wfm.scenario.rewards_fulfilment import fulfilment_of
from wfm.scenario.rewards_objections import answer_appeal, appeal_reward, decline_award
from wfm.scenario.rewards_sheet import sheet_text, sheets_of
from wfm.store import Store, publish_draft

MONTH, NOW, CUTOFF = "2026-09", datetime(2026, 8, 31, 12), date(2026, 8, 31)
CONFIRMED = {"外包甲公司": "wu", "外包乙公司": "he"}


@pytest.fixture(scope="module")
def claimed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """August published, its contributions claimed."""
    path = published_august(tmp_path_factory.mktemp("staff") / "centre")
    claim_contributions(path, "2026-08", who="zhao", as_of=CLAIMED)
    return path


@pytest.fixture
def centre(claimed: Path, tmp_path: Path) -> Path:
    """A copy that a test may change; everything claimed is posted."""
    path = Path(shutil.copytree(claimed, tmp_path / "centre"))
    review_points(path, "approve", reason="checked", who="qian", as_of=REVIEWED)
    post_points(path, who="zhao", as_of=POSTED)
    return path


def allocated(path: Path) -> Any:
    return allocate_rewards(path, MONTH, who="sun", cutoff=CUTOFF, as_of=NOW, solve=False)


def granted(path: Path) -> None:
    allocated(path)
    review_rewards(path, MONTH, "approve", reason="fine", who="qian", as_of=NOW)
    grant_rewards(path, MONTH, reason="as reviewed", who="zhao", confirmed=CONFIRMED, as_of=NOW)


def givable(path: Path) -> tuple[str, str, str]:
    """Somebody who holds an award that somebody else is in line for."""
    desk = RewardsDesk(path)
    groups = {one.employee: (one.team, one.employer) for one in desk.workspace.employees}
    allocation = desk.state().allocation(MONTH)
    return next((*key, after) for key in allocation.proposals if (after := successor(allocation, key, groups)))


def test_a_declined_award_leaves_the_plan_and_is_told_by_fulfilment(centre: Path) -> None:
    granted(centre)
    who, reward, following = givable(centre)
    before = {award.employee for award in open_month(centre, MONTH).placed.in_force}
    assert who in before
    decline_award(centre, MONTH, who, reward, reason="evening school", who=who, as_of=NOW)
    assert {award.employee for award in open_month(centre, MONTH).placed.in_force} == before - {who}
    review_rewards(centre, MONTH, "approve", reason="next", who="qian", employees=[following], as_of=NOW)
    grant_rewards(centre, MONTH, reason="next", who="zhao", confirmed=CONFIRMED, as_of=NOW)
    assert following in {grant.employee for grant in RewardsDesk(centre).state().standing()}
    plan_month(centre, MONTH, QUICK)
    publish_draft(Store.open(centre), centre / "results", MONTH, author="chen", reason="r")
    found = {one.award.employee: one for one in fulfilment_of(centre, MONTH).awards if one.status == "declined"}
    assert list(found) == [who]
    assert "evening school" in found[who].said
    assert found[who].ok
    shown = CliRunner().invoke(cli, ["rewards", "fulfilment", "--month", MONTH, "-w", str(centre), "--lang", "en"])
    assert f"{who}" in shown.output
    assert "declined; " in shown.output
    for name, text in ((who, "evening school"), (following, "somebody in front declined")):
        (sheet,) = sheets_of(centre, MONTH, name)
        assert text in sheet_text(sheet)
        assert all(other not in sheet_text(sheet) for other in {who, following} - {name})
        assert sheet_text(sheet, "zh")
    assert Store.open(centre).verify().ok


def test_a_decline_after_publication_keeps_the_published_roster_sound(centre: Path) -> None:
    granted(centre)
    plan_month(centre, MONTH, QUICK)
    publish_draft(Store.open(centre), centre / "results", MONTH, author="chen", reason="r")
    who, reward, _ = givable(centre)
    decline_award(centre, MONTH, who, reward, reason="moves house", who=who, as_of=NOW)
    audited = CliRunner().invoke(cli, ["audit", "--month", MONTH, "-w", str(centre)])
    assert audited.exit_code == 0, audited.output
    assert who not in {award.employee for award in open_month(centre, MONTH, planning=True).placed.in_force}


def test_what_was_declined_is_not_offered_again(centre: Path) -> None:
    first = allocated(centre).awarded[0]
    decline_award(centre, MONTH, first.employee, first.reward, reason="no", who=first.employee, as_of=NOW)
    again = next(one for one in allocated(centre).decisions if (one.employee, one.reward) == (first.employee, first.reward))
    assert (again.outcome, again.values) == ("declined", {"on": "2026-08-31"})
    assert "declined on 2026-08-31" in sheet_text(sheets_of(centre, MONTH, first.employee)[0])


def test_what_a_grant_cost_is_redeemable_again(centre: Path) -> None:
    rows = [one.model_dump(mode="json") for one in RewardsDesk(centre).catalogue.values()]
    columns = list(rows[0])
    lines = [",".join(columns)]
    for row in rows:
        row["cost"] = 5 if row["kind"] != "recorded" else row["cost"]
        lines.append(",".join("" if row[c] is None else f'"{row[c]}"' for c in columns))
    (centre / "rewards.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    granted(centre)
    grant = RewardsDesk(centre).state().standing()[0]
    balance = points_of(centre).balance(grant.employee)
    assert (balance.spent, balance.redeemable) == (5, balance.net - 5)
    entry = decline_award(centre, MONTH, grant.employee, grant.reward, reason="no", who=grant.employee, as_of=NOW)
    assert entry.content["returned"] == 5
    assert points_of(centre).balance(grant.employee).redeemable == balance.net


def test_a_refused_claim_is_reviewed_again_and_the_month_allocated_anew(claimed: Path, tmp_path: Path) -> None:
    """The chain of the demo: refused, missed in the allocation, objected to, upheld, allocated with it."""
    path = Path(shutil.copytree(claimed, tmp_path / "centre"))
    claim = max(points_of(path).claims.values(), key=lambda one: one.points)
    who = claim.employee
    review_points(path, "reject", reason="log-ins missing", who="qian", claims=[claim.seq], as_of=REVIEWED)
    review_points(path, "approve", reason="checked", who="qian", as_of=REVIEWED)
    post_points(path, who="zhao", as_of=POSTED)
    lost = next(one for one in allocated(path).decisions if one.employee == who and one.missing)
    number = appeal_reward(path, MONTH, who, lost.reward, text="my claim", who=who, as_of=NOW).seq
    appeal_points(path, claim.seq, text="the lead signed", who=who, as_of=NOW)
    with pytest.raises(UsageError) as refused:
        review_points(path, "approve", reason="r", who="qian", claims=[claim.seq])
    assert refused.value.key == "points.reviewed_before"
    review_points(path, "approve", reason="the list shows it", who="zheng", claims=[claim.seq], as_of=NOW)
    post_points(path, who="zhao", as_of=NOW)
    answer_appeal(path, number, "uphold", reason="posted now", who="zheng", consequence="reallocate", as_of=NOW)
    with pytest.raises(UsageError) as refused:
        review_rewards(path, MONTH, "approve", reason="r", who="qian", as_of=NOW)
    assert refused.value.key == "rewards.redo_first"
    again = {(one.employee, one.reward): one for one in allocated(path).decisions}[who, lost.reward]
    assert again.points == lost.points + claim.points
    (sheet,) = sheets_of(path, MONTH, who)
    kinds = [event.kind for event in sheet.history]
    assert kinds[0] == "claim_review"
    assert kinds[1] in ("proposed", "not_proposed")
    assert kinds[2:] == ["appeal", "claim_appeal", "claim_review", "claim_post", "upheld", "proposed"]
    assert verify_points(path).ok


def test_rules_without_a_consultation_are_warned_about_or_refused(centre: Path) -> None:
    allocated(centre)
    words = [
        "rewards",
        "review",
        "--month",
        MONTH,
        "--approve",
        "--reason",
        "fine",
        "--as",
        "qian",
        "-w",
        str(centre),
        "--lang",
        "en",
    ]
    assert consultations_of(centre, MONTH).lacking == RewardsDesk(centre).versions
    (centre / "rewards.yaml").write_text("consultation: refuse\n", encoding="utf-8")
    refused = CliRunner().invoke(cli, words).exception
    assert isinstance(refused, UsageError)
    assert refused.key == "rewards.not_consulted"
    (centre / "rewards.yaml").unlink()
    shown = CliRunner().invoke(cli, [*words, "--as-of", "2026-08-31T12:00"])
    assert shown.exit_code == 0
    assert "No staff consultation is on record" in shown.stderr
    number = consult_staff(centre, consulted=["union"], held_on=date(2026, 7, 10), summary="explained", who="qian", as_of=NOW).seq
    assert consultations_of(centre, MONTH).lacking == {}
    found = grant_rewards(centre, MONTH, reason="r", who="zhao", confirmed=CONFIRMED, as_of=NOW)
    assert {tuple(entry.content["consulted"]) for entry in found} == {(number,)}
    (centre / "measures.yaml").write_text("short-cover: {points: 2}\n", encoding="utf-8")
    assert set(consultations_of(centre).lacking) == {"points"}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("appeal_days: soon\n", "bad_policy"),
        ("consultation: off\n", "bad_policy"),
        ("appeals: 3\n", "bad_policy"),
        ("- 7\n", "bad_policy_file"),
        ("a: [\n", "bad_policy_file"),
    ],
)
def test_a_wrong_policy_is_named(centre: Path, text: str, key: str) -> None:
    (centre / "rewards.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        RewardsDesk(centre)
    assert refused.value.key == f"rewards.{key}"
    assert refused.value.message("zh")


def test_an_employer_sees_its_own_people_only(centre: Path, tmp_path: Path) -> None:
    granted(centre)
    desk = RewardsDesk(centre)
    theirs = people_of(desk.workspace, "外包甲公司")
    others = {one.employee for one in desk.workspace.employees} - theirs
    assert theirs
    page, rows = tmp_path / "e.html", tmp_path / "e.csv"
    words = ["rewards", "sheet", "--month", MONTH, "--employer", "外包甲公司", "-w", str(centre), "--lang", "en"]
    shown = CliRunner().invoke(cli, [*words, "--html", str(page), "--csv", str(rows)])
    assert shown.exit_code == 0, shown.output
    assert "the centre" in shown.output
    assert "外包乙公司" not in shown.output + page.read_text(encoding="utf-8")
    for text in (page.read_text(encoding="utf-8"), rows.read_text(encoding="utf-8"), shown.output):
        assert [name for name in others if name in text] == []
    data = json.loads(CliRunner().invoke(cli, [*words, "--json"]).output)
    assert {one["employee"] for one in data} == theirs & {d.employee for d in desk.state().current[MONTH].decisions}
    own = CliRunner().invoke(cli, ["rewards", "sheet", "--employer", "-", "-w", str(centre), "--json"])
    assert {one["employee"] for one in json.loads(own.output)} & theirs == set()
    wrong = CliRunner().invoke(cli, ["rewards", "sheet", "--employer", "nobody", "-w", str(centre)]).exception
    assert isinstance(wrong, UsageError)
    assert wrong.key == "rewards.no_employer"
    plan_month(centre, MONTH, QUICK)
    publish_draft(Store.open(centre), centre / "results", MONTH, author="chen", reason="r")
    assert {one.award.employee for one in fulfilment_of(centre, MONTH, "外包甲公司").awards} <= theirs
