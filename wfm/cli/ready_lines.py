"""Readiness as lines of text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from wfm import words
from wfm.cli.ready_levels import level_lines
from wfm.cli.scenario_lines import more
from wfm.scenario.ready import level_texts

SHOWN = 8
SHOWN_CALLED = 20
"""People told in the terminal; page, JSON and CSV have all."""
Say = Callable[..., str]


def ready_lines(found: Mapping[str, Any], language: str) -> Iterator[str]:
    """The whole report, the verdict first."""

    def say(key: str, **values: object) -> str:
        return words.say(f"ready.{key}", language, **values)

    level = words.say(f"whatif.level_{found['level']}", language)
    yield say("head", day=found["day"], title=found["title"][language], level=level, roster=found["card"]["roster"])
    first, last = found["window"]
    if not first <= found["day"] <= last:
        yield say("untouched", day=found["day"], first=first, last=last)
    yield verdict_line(found, say)
    yield level_texts.verdict(found, language)
    yield from _table(found, say)
    yield from level_lines(found, language)
    yield from _people(found, say, language)
    yield from _limits(found, say)
    yield from _queues(found, say)
    yield from _certificates(found, say)


def verdict_line(found: Mapping[str, Any], say: Say) -> str:
    """The verdict in a sentence."""
    quantile = found["card"]["quantile"]
    row = found["table"][quantile]
    before = row["missing"]["on_duty"]
    missing = before if found["verdict"] == "ready" else row["missing"]["emergency_only"]
    share = missing / row["required_hours"] if row["required_hours"] else 0.0
    values = {"missing": f"{missing:,.1f}", "before": f"{before:,.1f}", "required": f"{row['required_hours']:,.0f}"}
    return say(f"verdict_{found['verdict']}", quantile=quantile, share=f"{share:.1%}", **values)


def _table(found: Mapping[str, Any], say: Say) -> Iterator[str]:
    quantiles = list(found["table"])
    yield say("table_head", quantiles="  ".join(f"{quantile:>8}" for quantile in quantiles))
    required = "  ".join(f"{found['table'][quantile]['required_hours']:>8,.1f}" for quantile in quantiles)
    yield say("table_row", tier=say("required_row"), people="", cells=required)
    for tier, people in found["people"].items():
        cells = "  ".join(f"{found['table'][quantile]['missing'][tier]:>8,.1f}" for quantile in quantiles)
        yield say("table_row", tier=say(f"tier_{tier}"), people=people, cells=cells)
    yield "  ".join(f"{quantile}: {say('short_' + verdict)}" for quantile, verdict in found["verdicts"].items())


def _people(found: Mapping[str, Any], say: Say, language: str) -> Iterator[str]:
    yield say("called_head", count=len(found["called"]))
    for row in found["called"][:SHOWN_CALLED]:
        values = {key: row[key] for key in ("order", "employee", "name", "team", "shift", "project")}
        begins = row["begins"][11:]
        yield "  " + say("called_line", lead=f"{row['lead_hours']:g}", begins=begins, why=row["why"][language], **values)
    if len(found["called"]) > SHOWN_CALLED:
        yield "  " + more(len(found["called"]) - SHOWN_CALLED, language)
    if found["extended"]:
        told = [
            say("extended_earlier" if one["early"] else "extended_later", employee=one["employee"], minutes=one["minutes"])
            for one in found["extended"][:SHOWN_CALLED]
        ]
        if len(found["extended"]) > SHOWN_CALLED:
            told.append(more(len(found["extended"]) - SHOWN_CALLED, language))
        yield say("extended_line", people=", ".join(told))
    if found["refused"]:
        yield say("refused_head", count=len(found["refused"]))
        for one in found["refused"][:SHOWN]:
            yield "  " + say("refused_line", employee=one["employee"], why=one["why"][language])


def _limits(found: Mapping[str, Any], say: Say) -> Iterator[str]:
    changes = found["certificate_changes"]
    ends = [one for one in changes if one["ends"]]
    if ends:
        yield say("expiring_head", count=len(ends))
        for one in ends[:SHOWN]:
            yield "  " + say("expiring_line", **{key: one[key] for key in ("employee", "project", "day", "duties")})
    if len(changes) > len(ends):
        yield say("beginning_line", count=len(changes) - len(ends))
    if found["rest_debt"]:
        yield say("debt_head", count=len(found["rest_debt"]))
        for one in found["rest_debt"][:SHOWN]:
            hours = {"week": one["week_minutes"], "overtime": one["overtime"], "cap": one["overtime_cap"]}
            values = {name: f"{minutes / 60:.0f}" for name, minutes in hours.items()}
            limit = one["run_limit"] if one["run_limit"] is not None else "-"
            yield "  " + say("debt_line", employee=one["employee"], run=one["run"], limit=limit, **values)


def _queues(found: Mapping[str, Any], say: Say) -> Iterator[str]:
    for project, rates in found["backlog"]["queues"].items():
        for quantile, sides in rates.items():
            for who, queue in sides.items():
                if queue["peak"] >= 1:
                    waiting = queue["waiting"]
                    yield say(
                        "queue_line",
                        project=project,
                        quantile=quantile,
                        who=say(f"who_{who}"),
                        peak=f"{queue['peak']:,.0f}",
                        at=queue["peak_at"],
                        cleared=cleared(queue["minutes"], say),
                        waiting=f"{waiting['peak']:,.0f}",
                        waiting_cleared=cleared(waiting["minutes"], say),
                    )
    for project, row in found["backlog"]["deferrable"].items():
        done = row["cleared_on"] or say("deferrable_later")
        yield say("deferrable_line", project=project, hours=f"{row['left_hours'][0]:,.1f}", cleared=done)


def cleared(minutes: float | None, say: Say) -> str:
    """When a queue is gone."""
    if minutes is None:
        return say("cleared_never")
    return say("cleared_after", minutes=f"{minutes:.0f}") if minutes else say("cleared_at_once")


def _certificates(found: Mapping[str, Any], say: Say) -> Iterator[str]:
    made = found["certificates"]
    if made is None:
        return
    values = {"tried": made["tried"], "promising": made["promising"], "moves": f"{made['moves']:,}", "seeds": len(made["seeds"])}
    yield say("certificates_head", control=f"{made['control']:,.0f}", spread=f"{made['spread']:,.0f}", **values)
    for one in made["gains"]:
        certain = "" if one["certain"] else say("uncertain")
        yield "  " + say(
            "certificate_line", employee=one["employee"], project=one["project"], gain=f"{one['gain']:,.1f}", certain=certain
        )
    if not made["gains"]:
        yield "  " + say("no_certificates")
