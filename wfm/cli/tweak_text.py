"""What ``wfm tweak`` prints for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from wfm import words
from wfm.data.diff import table
from wfm.roster.candidate import passed_line

if TYPE_CHECKING:
    from wfm.scenario.day_accept import Accepted

MOST = 40
"""Changes listed on the screen; the files hold all."""


def proposal_lines(data: Mapping[str, Any], language: str) -> list[str]:
    """Verdict, what the calls changed, the changes, shortages that remain, consents to get."""

    from wfm.report.day.off_phone import owed_text

    def say(key: str, **values: object) -> str:
        return words.say(f"tweak_cli.{key}", language, **values)

    bound = "-" if data["bound"] is None else f"{data['bound']:,}"
    gap = "-" if data["gap"] is None else f"{data['gap']:.2%}"
    figures = {name: f"{data[name]:,}" for name in ("loss_before", "loss_after", "price_of_changes", "cost")}
    lines = [say("verdict", **figures, bound=bound, gap=gap, seconds=data["cpu_seconds"])]
    lines.append(say("missing", before=data["missing_before"], after=data["missing_after"]))
    calls = data["calls_so_far"]
    if calls is not None and calls["remembered"]:
        lines.append(say("remembered", until=calls["until"], file=calls["file"]))
    lines += [
        say("forecast", project=row["project"], now=f"{row['now']:,.0f}", before=f"{row['before']:,.0f}", until=row["until"])
        for row in data["forecast"]
    ]
    lines += _changes(data, language)
    lines += [owed_text(owed, language) for owed in data["off_phone"]]
    lines += [_lender(lender, language) for lender in data["lenders"]]
    lines += [line for reason in data["call_ins"] for line in _call_in(reason, language)]
    if data["waiting"]:
        lines.append(say("waiting", people=", ".join(sorted({change["employee"] for change in data["waiting"]}))))
    return lines


def _changes(data: Mapping[str, Any], language: str) -> list[str]:
    if not data["changes"]:
        return [words.say("tweak_cli.nothing", language)]
    head = [words.say(f"tweak_report.col_{name}", language) for name in ("employee", "what", "since", "until", "desk", "consent")]
    rows = [_row(change, language) for change in data["changes"][:MOST]]
    lines = [words.say("tweak_cli.changes", language, count=len(data["changes"])), *table([head, *rows])]
    if len(data["changes"]) > MOST:
        lines.append(words.say("tweak_cli.more", language, more=len(data["changes"]) - MOST))
    return lines


def _row(change: Mapping[str, Any], language: str) -> list[str]:
    consent = "person" if change["consent"] else "lender" if change["kind"] == "lend" else "none"
    what = words.say(f"tweak_report.kind_{change['kind'].replace('-', '_')}", language, shift=change["shift"])
    agreed = words.say(f"tweak_report.consent_{consent}", language)
    return [change["employee"], what, change["from"], change["to"], change["project"] or change["work"] or "-", agreed]


def _lender(lender: Mapping[str, Any], language: str) -> str:
    agreed = {None: "open", True: "yes", False: "no"}[lender["agreed"]]
    values = {"since": lender["from"], "until": lender["to"], "people": ", ".join(lender["people"])}
    cap = "-" if lender["cap"] is None else lender["cap"]
    key = f"tweak_report.lender_{agreed}"
    return words.say(key, language, project=lender["project"], agents=lender["agents"], cap=cap, **values)


def _call_in(reason: Mapping[str, Any], language: str) -> list[str]:
    said = [words.say("candidate.passed_over", language, who=passed_line(other, language)) for other in reason["passed_over"]]
    return [f"{reason['employee']}: {reason['why'][language]}", *(f"  {line}" for line in said)]


def accepted_lines(done: Accepted, language: str, *, answered: bool = False) -> list[str]:
    """What a decision, or an answer, did."""
    version = "-" if done.version is None else done.version.number
    values = {"made": len(done.made), "asked": len(done.asked), "version": version}
    keys = ("answered", "answered_version") if answered else ("accepted", "accepted_version")
    return [words.say(f"tweak_cli.{keys[done.version is not None]}", language, **values)]
