"""The loop once at small size: contribution, points, allocation, review, grant, the next roster, its proof; and every refusal."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from reward_worlds import POSTED, QUICK, posted_august, published_august

from wfm.cli.main import cli
from wfm.data.awards import AwardKind
from wfm.data.roster import Roster
from wfm.errors import ConflictError, UsageError, WfmError
from wfm.roster.audit import audit
from wfm.scenario.contributions import contributions_of
from wfm.scenario.month import open_month, plan_month
from wfm.scenario.points import claim_contributions, points_of, verify_points
from wfm.scenario.rewards import (
    RewardsDesk,
    allocate_rewards,
    grant_rewards,
    review_rewards,
    withdraw_grant,
)
from wfm.scenario.rewards_fulfilment import fulfilment_of
from wfm.scenario.rewards_objections import answer_appeal, appeal_reward
from wfm.scenario.rewards_sheet import sheet_text, sheets_of
from wfm.scenario.standings import rank_points
from wfm.store import Store, publish_draft

NOW = datetime(2026, 8, 31, 12)
CUTOFF = date(2026, 8, 31)
CONFIRMED = {"外包甲公司": "wu", "外包乙公司": "he"}


@pytest.fixture(scope="module")
def august(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return posted_august(published_august(tmp_path_factory.mktemp("loop") / "centre"))


@pytest.fixture
def centre(august: Path, tmp_path: Path) -> Path:
    """A copy that a test may change."""
    return Path(shutil.copytree(august, tmp_path / "centre"))


def allocated(path: Path, **options: Any) -> Any:
    return allocate_rewards(path, "2026-09", **{"who": "sun", "cutoff": CUTOFF, "as_of": NOW, "solve": False, **options})


def granted(path: Path, **options: Any) -> None:
    allocated(path, **options)
    review_rewards(path, "2026-09", "approve", reason="fine", who="qian", as_of=NOW)
    grant_rewards(path, "2026-09", reason="as reviewed", who="zhao", confirmed=CONFIRMED, as_of=NOW)


def test_contributions_add_up_and_can_be_claimed_once(centre: Path) -> None:
    found = contributions_of(centre, "2026-08", as_of=datetime(2026, 8, 29))
    ledger = points_of(centre)
    claimed = sum(claim.points for claim in ledger.claims.values())
    assert claimed == sum(one.points for one in found.contributions) > 0
    assert claim_contributions(centre, "2026-08", who="zhao", as_of=datetime(2026, 8, 29)).entries == ()
    later = claim_contributions(centre, "2026-08", who="zhao", as_of=datetime(2026, 9, 1))
    whole = contributions_of(centre, "2026-08")
    assert claimed + sum(int(e.content["points"]) for e in later.claims) == sum(one.points for one in whole.contributions)
    assert {day for e in later.claims for day, _ in e.content["by_day"]} <= {"2026-08-29", "2026-08-30", "2026-08-31"}
    assert verify_points(centre).ok


def test_rankings_are_sums_of_posted_points(centre: Path) -> None:
    month = rank_points(centre, month="2026-08")
    balances = points_of(centre).balances
    assert {row.ranked.person.employee: row.ranked.person.points for row in month.rows} == {
        name: one.net for name, one in balances.items()
    }
    weeks = [rank_points(centre, week=date(2026, 8, day)) for day in (1, 3, 10, 17, 24, 31)]
    assert sum(row.ranked.person.points for week in weeks for row in week.rows) == sum(one.net for one in balances.values())
    hidden = rank_points(centre, month="2026-08", pseudonyms=True)
    assert not any(row.ranked.person.employee in row.who for row in hidden.rows)


def test_the_cut_off_decides_which_month_is_shaped(centre: Path) -> None:
    """Posted on the 31st: nothing is known on the 10th of August, so September has nothing and October has all."""
    september = allocate_rewards(centre, "2026-09", who="sun", as_of=NOW, solve=False)
    assert september.awarded == ()
    assert sum(september.waiting.values()) == sum(one.net for one in points_of(centre).balances.values())
    october = allocate_rewards(centre, "2026-10", who="sun", as_of=datetime(2026, 9, 10), solve=False)
    assert october.window.since == date(2026, 8, 10)
    assert {one.points for one in october.awarded} != {0}
    assert all(one.points for one in october.awarded)


def test_a_point_shapes_one_month_only(centre: Path) -> None:
    assert allocated(centre).awarded
    november = allocate_rewards(centre, "2026-11", who="sun", as_of=datetime(2026, 10, 10), solve=False)
    assert november.window.since == CUTOFF
    assert november.awarded == ()


def test_nothing_takes_effect_unreviewed_and_four_eyes_hold(centre: Path) -> None:
    first = allocated(centre).awarded[0]
    one = {"employees": [first.employee], "reward": first.reward}
    cases: list[tuple[Any, str]] = [
        (lambda: grant_rewards(centre, "2026-09", reason="r", who="zhao", confirmed=CONFIRMED, **one), "not_approved"),
        (lambda: review_rewards(centre, "2026-09", "approve", reason="r", who="SUN", **one), "own_allocation"),
        (lambda: review_rewards(centre, "2026-09", "approve", reason="r", who=first.employee, **one), "for_oneself"),
        (lambda: review_rewards(centre, "2026-09", "approve", reason=" ", who="qian", **one), "no_reason"),
        (lambda: review_rewards(centre, "2026-09", "maybe", reason="r", who="qian", **one), "bad_decision"),
        (lambda: review_rewards(centre, "2026-07", "approve", reason="r", who="qian"), "no_allocation"),
        (lambda: grant_rewards(centre, "2026-09", reason="r", who="", confirmed=CONFIRMED, **one), "no_name"),
    ]
    for act, key in cases:
        with pytest.raises(WfmError) as refused:
            act()
        assert refused.value.key == f"rewards.{key}"
    review_rewards(centre, "2026-09", "approve", reason="fine", who="qian", **one)
    grant_rewards(centre, "2026-09", reason="r", who="zhao", confirmed=CONFIRMED, **one)
    for act in (
        lambda: grant_rewards(centre, "2026-09", reason="r", who="zhao", confirmed=CONFIRMED, **one),
        lambda: allocated(centre),
    ):
        with pytest.raises(UsageError):
            act()
    state = RewardsDesk(centre).state()
    assert [grant.employee for grant in state.standing()] == [first.employee]
    withdraw_grant(centre, state.standing()[0].seq, reason="leaves", who="zhao")
    assert RewardsDesk(centre).state().standing() == []
    assert Store.open(centre).verify().ok


def test_an_employer_confirms_for_its_people(centre: Path) -> None:
    allocated(centre)
    review_rewards(centre, "2026-09", "approve", reason="fine", who="qian")
    employers = RewardsDesk(centre).employers
    theirs = [key for key in RewardsDesk(centre).state().current["2026-09"].proposals if key[0] in employers]
    if not theirs:
        pytest.skip("nobody of another employer is proposed in this world")
    with pytest.raises(UsageError) as refused:
        grant_rewards(centre, "2026-09", reason="r", who="zhao", employees=[theirs[0][0]])
    assert refused.value.key == "rewards.not_confirmed"


def test_an_appeal_holds_the_grant_back_until_it_is_answered(centre: Path) -> None:
    decisions = allocated(centre).decisions
    lost = next(one for one in decisions if one.reward == "consecutive-rest" and one.outcome in ("quota", "team_cap", "points"))
    review_rewards(centre, "2026-09", "approve", reason="fine", who="qian")
    objection = {"text": "my drill is missing", "who": lost.employee, "as_of": NOW}
    appeal = appeal_reward(centre, "2026-09", lost.employee, lost.reward, **objection)
    with pytest.raises(UsageError) as refused:
        grant_rewards(centre, "2026-09", reason="r", who="zhao", reward=lost.reward, confirmed=CONFIRMED)
    assert refused.value.key == "rewards.appeals_open"
    with pytest.raises(UsageError):
        answer_appeal(centre, appeal.seq, "uphold", reason="r", who=lost.employee)
    answer_appeal(centre, appeal.seq, "uphold", reason="it was on paper", who="qian")
    with pytest.raises(UsageError) as refused:
        review_rewards(centre, "2026-09", "approve", reason="r", who="qian", employees=[lost.employee], reward=lost.reward)
    assert refused.value.key == "rewards.own_allocation"
    review_rewards(centre, "2026-09", "approve", reason="r", who="sun", employees=[lost.employee], reward=lost.reward)
    grant_rewards(centre, "2026-09", reason="r", who="zhao", reward=lost.reward, confirmed=CONFIRMED)
    assert lost.employee in {grant.employee for grant in RewardsDesk(centre).state().standing()}
    text = sheet_text(sheets_of(centre, "2026-09", lost.employee)[0])
    assert "my drill is missing" in text
    assert "it was on paper" in text


def test_an_allocation_made_on_an_old_view_conflicts(centre: Path) -> None:
    from wfm.incentives.rewards_moves import allocate_entries

    allocated(centre)
    state = RewardsDesk(centre).state()
    with pytest.raises(ConflictError):
        allocate_entries(state, {"month": "2026-09", "replaces": None})


def test_granted_awards_enter_the_plan_and_are_proven(centre: Path) -> None:
    granted(centre)
    result = plan_month(centre, "2026-09", QUICK)
    opened = open_month(centre, "2026-09")
    assert len(opened.placed.in_force) + len(opened.placed.set_aside) == len(RewardsDesk(centre).state().standing()) > 0
    assert {award["grant"] for award in result.card.parameters["awards"]} == {a.grant for a in opened.placed.in_force}
    with pytest.raises(UsageError):
        fulfilment_of(centre, "2026-09")
    publish_draft(Store.open(centre), centre / "results", "2026-09", author="chen", reason="with awards")
    found = fulfilment_of(centre, "2026-09")
    assert [one.status for one in found.awards if one.status not in ("kept", "set_aside")] == []
    regular = next(a for a in opened.placed.in_force if a.kind is AwardKind.REGULAR_DAY)
    shifts = {shift.shift: shift.kind.value for shift in opened.workspace.shifts}
    kinds = {shifts[duty.shift] for duty in result.roster.duties if duty.employee == regular.employee}
    assert kinds <= {"regular-day", "study"}
    assert kinds


def test_a_broken_promise_is_named_by_the_audit_and_by_fulfilment(centre: Path) -> None:
    granted(centre)
    result = plan_month(centre, "2026-09", QUICK)
    opened = open_month(centre, "2026-09")
    rest = next(a for a in opened.placed.in_force if a.kind is AwardKind.CONSECUTIVE_REST)
    other = next(duty for duty in result.roster.duties if duty.day == rest.first)
    spoiled = Roster(result.roster.horizon, (*result.roster.duties, replace(other, employee=rest.employee)))
    broken = [f for f in audit(opened.problem(), spoiled).findings if f.rule == "granted-awards"]
    assert [(f.employee, f.days, f.hard) for f in broken] == [(rest.employee, (rest.first,), True)]
    publish_draft(Store.open(centre), centre / "results", "2026-09", author="chen", reason="r")
    from wfm.scenario.rewards_fulfilment import _Reader

    card = result.card.parameters
    judged = _Reader(opened.workspace, opened.horizon, spoiled, {}, card).judge(rest)
    assert (judged.status, [day.day for day in judged.broken]) == ("broken", [rest.first])


def test_a_grant_after_publication_is_not_called_honoured(centre: Path) -> None:
    plan_month(centre, "2026-09", QUICK)
    publish_draft(Store.open(centre), centre / "results", "2026-09", author="chen", reason="before the grants")
    granted(centre)
    found = fulfilment_of(centre, "2026-09")
    assert not found.ok
    assert {one.status for one in found.awards} <= {"not_in_force", "kept"}
    assert open_month(centre, "2026-09").placed.in_force == ()
    assert open_month(centre, "2026-09", planning=True).placed.in_force
    shown = CliRunner().invoke(cli, ["rewards", "fulfilment", "--month", "2026-09", "-w", str(centre)])
    assert shown.exit_code == 1


def test_a_grant_that_no_legal_line_can_keep_is_set_aside_by_name(centre: Path) -> None:
    granted(centre)
    opened = open_month(centre, "2026-09")
    rest = next(a for a in opened.placed.in_force if a.kind is AwardKind.CONSECUTIVE_REST)
    shift = next(duty.shift for duty in plan_month(centre, "2026-09", QUICK).roster.duties if duty.employee == rest.employee)
    (centre / "locks.csv").write_text(f"employee,date,shift\n{rest.employee},{rest.first},{shift}\n", encoding="utf-8")
    result = plan_month(centre, "2026-09", QUICK)
    (aside,) = open_month(centre, "2026-09").placed.set_aside
    assert (aside.award.grant, aside.rules, aside.dates) == (rest.grant, ("locked-cells",), (rest.first,))
    assert any(rest.employee in note and "Locked cells" in note for note in result.card.notes)
    publish_draft(Store.open(centre), centre / "results", "2026-09", author="chen", reason="r")
    status = {one.award.grant: one for one in fulfilment_of(centre, "2026-09").awards}[rest.grant]
    assert (status.status, status.rules) == ("set_aside", ("locked-cells",))


def test_solvency_keeps_what_the_tolerance_allows_and_repeats(centre: Path) -> None:
    generous = allocated(centre, solve=True, tolerance_percent=100.0, moves=60_000)
    found = generous.solvency
    assert 0 < found.kept <= found.asked
    assert found.loss <= found.allowed
    assert len(generous.awarded) == found.kept
    cut = [one for one in generous.decisions if one.outcome == "insolvent"]
    assert len(cut) == found.asked - found.kept
    assert max((one.points for one in cut), default=0) <= min(one.points for one in generous.awarded)
    assert all(before != after for before, after in found.nights.values())
    assert allocated(centre, solve=True, tolerance_percent=100.0, moves=60_000).solvency == found
    strict = allocated(centre, solve=True, tolerance_percent=0.0, moves=60_000).solvency
    assert strict.kept <= found.kept
    assert strict.loss <= strict.allowed


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["contributions", "--month", "2026-13"], 2),
        (["contributions", "--month", "2026-07"], 2),
        (["contributions", "--month", "2026-08", "--employee", "nobody"], 2),
        (["contributions", "--month", "2026-08", "--as-of", "2026-08-01"], 2),
        (["points", "claim"], 2),
        (["points", "claim", "nobody", "W07a", "--date", "2026-08-03", "--evidence", "x"], 2),
        (["points", "claim", "000001", "Z99", "--date", "2026-08-03", "--evidence", "x"], 2),
        (["points", "claim", "000001", "W07a"], 2),
        (["points", "claim", "--file"], 2),
        (["points", "review", "9999", "--approve", "--reason", "x"], 2),
        (["points", "review", "--reason", "x"], 2),
        (["points", "post", "9999"], 2),
        (["points", "correct", "9999", "--reason", "x"], 2),
        (["points", "show", "nobody"], 2),
        (["points", "balance", "nobody"], 2),
        (["points", "rank", "--month", "2026-08", "--week", "2026-08-03"], 2),
        (["rewards", "why", "nobody"], 2),
        (["rewards", "allocate", "--month", "soon"], 2),
        (["rewards", "allocate", "--month", "2026-09", "--reward", "yacht"], 2),
        (["rewards", "grant", "--month", "2026-09", "--reason", "x", "--confirmed", "wu"], 2),
        (["rewards", "withdraw", "99", "--reason", "x"], 2),
        (["rewards", "answer", "99", "--deny", "--reason", "x"], 2),
        (["rewards", "fulfilment", "--month", "2026-12"], 2),
    ],
)
def test_wrong_input_is_answered(august: Path, words: list[str], code: int) -> None:
    shown = CliRunner().invoke(cli, [*words, "-w", str(august)])
    if isinstance(shown.exception, WfmError):
        assert shown.exception.exit_code == code
        for language in ("en", "zh"):
            assert shown.exception.message(language)
            assert "{" not in shown.exception.remedy(language)
    else:
        assert shown.exit_code == code, shown.output


def test_what_commands_show(centre: Path, tmp_path: Path) -> None:
    """Every reading command in text, JSON and as pages in both languages."""
    granted(centre)
    run = CliRunner()
    commands = (
        ["contributions", "--month", "2026-08", "--html", str(tmp_path / "c.html"), "--csv", str(tmp_path / "c.csv")],
        ["points", "rules"],
        ["points", "balance"],
        ["points", "show"],
        ["points", "rank", "--month", "2026-08", "--html", str(tmp_path / "r.html"), "--csv", str(tmp_path / "r.csv")],
        ["points", "verify"],
        ["rewards", "catalogue"],
        ["rewards", "why", "000001"],
        ["rewards", "sheet", "--html", str(tmp_path / "s.html"), "--csv", str(tmp_path / "s.csv")],
    )
    for number, words in enumerate(commands):
        shown = run.invoke(cli, [*words, "-w", str(centre), "--lang", "zh" if number % 2 else "en"])
        assert shown.exit_code == 0, (words, shown.output, shown.exception)
        assert shown.output.strip()
        plain = words[: words.index("--html")] if "--html" in words else words
        as_json = run.invoke(cli, [*plain, "-w", str(centre), "--json"])
        assert json.loads(as_json.stdout), words
    for page in tmp_path.glob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert 'lang="zh-Hans"' in text
        assert "http" not in text.replace("http-equiv", "")
    assert POSTED < NOW
