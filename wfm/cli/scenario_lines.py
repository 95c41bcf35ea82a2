"""What-if results as lines of text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from wfm import words
from wfm.roster.candidate import passed_line

STATES = ("today", "stands", "helped", "resolved")
SHOWN_CALLED, SHOWN_PASSED, SHOWN_NAMES = 6, 1, 20
"""People called in, passed over for each, and only named (absent, trained), in a level's lines; page and JSON have all."""


def result_lines(found: Mapping[str, Any], language: str) -> Iterator[str]:
    """One what-if, level by level."""
    for level, one in found["levels"].items():
        yield from _level(found, level, one, language)
        yield ""


def _level(found: Mapping[str, Any], level: str, one: Mapping[str, Any], language: str) -> Iterator[str]:
    def say(key: str, **values: object) -> str:
        return words.say(f"whatif.{key}", language, **values)

    first, last = one["window"]
    title = found["title"][language]
    yield say("head", title=title, level=say(f"level_{level}"), first=first, last=last, roster=found["card"]["roster"])
    today, stands = (one["states"][name]["projects"]["all"] for name in ("today", "stands"))
    change = stands["calls"] / today["calls"] - 1 if today["calls"] else 0.0
    yield say(
        "calls_line",
        calls=f"{stands['calls']:,.0f}",
        before=f"{today['calls']:,.0f}",
        change=f"{change:+.1%}",
        required=f"{stands['required_hours']:,.0f}",
        required_before=f"{today['required_hours']:,.0f}",
    )
    names = ("state", "service", "lost", "occupancy", "missing", "unmet", "cost", "changes", "overtime")
    yield say("table_head", **{name: say(f"column_{name}") for name in names})
    for name in STATES:
        if name in one["states"]:
            yield say("table_head", **_row(one["states"][name], say(f"state_{name}")))
    yield from _more(one, say, language)


def _row(state: Mapping[str, Any], title: str) -> dict[str, str]:
    every, expected = state["projects"]["all"], state["expected"]["all"]
    return {
        "state": title,
        "service": share(expected["within"]),
        "lost": share(expected["abandonment"]),
        "occupancy": share(expected["occupancy"]),
        "missing": f"{every['missing_hours']:,.1f}",
        "unmet": share(every["unmet"]),
        "cost": f"{state['cost']:,.0f}",
        "changes": f"{state['changes']:,}",
        "overtime": f"{state['pay']['overtime']:,.0f}",
    }


def _more(one: Mapping[str, Any], say: Any, language: str) -> Iterator[str]:
    for name in STATES:
        simulated = one["states"].get(name, {}).get("simulated")
        if simulated:
            every = simulated["all"]
            values = {"service": band(every["within"]), "lost": band(every["abandonment"]), "occupancy": band(every["occupancy"])}
            yield say("simulated_line", state=say(f"state_{name}"), **values)
    last = next(name for name in reversed(STATES) if name in one["states"])
    for name in ("today", last):
        pay = one["states"][name]["pay"]
        hours = {key: f"{pay[key]:,.0f}" for key in ("ordinary", "extended", "rest_day", "statutory")}
        yield say("pay_line", state=say(f"state_{name}"), **hours)
    yield say("pay_" + one["hours_system"])
    found = one["sensitivity"]
    if "money_a_year" in found or one["about_load"]:
        yield say(
            "sensitivity_line",
            workload=f"{found['workload_hours_a_day']:+,.1f}",
            hours=f"{found['agent_hours_a_day']:+,.1f}",
            agents=f"{found['agents']:+,.1f}",
        )
    if "money_a_year" in found:
        money = {"cost": f"{found['cost_per_hour']:g}", "currency": found["currency"], "days": found["days"]}
        yield say("money_line", money=f"{found['money_a_year']:+,.0f}", **money)
    yield from _people(one, say, language)


def _people(one: Mapping[str, Any], say: Any, language: str) -> Iterator[str]:
    if one["absent"]:
        yield say("absent_line", people=_names(one["absent"], language))
    if one["trained"]:
        yield say("trained_line", people=_names([f"{row['employee']} {row['project']}" for row in one["trained"]], language))
    if one["lent"]:
        yield say("lent_head", count=len(one["lent"]))
        for row in one["lent"][:SHOWN_CALLED]:
            values = {key: row[key] for key in ("day", "employee", "shift", "to", "gain")}
            yield "  " + say("lent_line", before=row["from"], **values)
        if len(one["lent"]) > SHOWN_CALLED:
            yield "  " + more(len(one["lent"]) - SHOWN_CALLED, language)
    if one["called"]:
        yield say("called_head", count=len(one["called"]), refused=one["refused"])
        for row in one["called"][:SHOWN_CALLED]:
            values = {key: row[key] for key in ("day", "order", "employee", "name", "team", "shift", "project")}
            yield "  " + say("called_line", why=row["why"][language], **values)
            for passed in row["passed"][:SHOWN_PASSED]:
                yield "      " + words.say("candidate.passed_over", language, who=passed_line(passed, language))
        if len(one["called"]) > SHOWN_CALLED:
            yield "  " + more(len(one["called"]) - SHOWN_CALLED, language)
    elif one["asked_call_up"]:
        yield say("nobody_called")


def _names(people: Sequence[str], language: str) -> str:
    told = list(people[:SHOWN_NAMES])
    return ", ".join(told if len(people) <= SHOWN_NAMES else [*told, more(len(people) - SHOWN_NAMES, language)])


def more(count: int, language: str) -> str:
    """So many are left out of the terminal."""
    return words.say("whatif.more_line", language, count=count)


def comparison_lines(results: Sequence[Mapping[str, Any]], language: str) -> Iterator[str]:
    """What-ifs side by side."""

    def say(key: str, **values: object) -> str:
        return words.say(f"whatif.{key}", language, **values)

    yield say("same_figures", count=len(results))
    names = ("name", "level", "state", "service", "lost", "missing", "cost", "overtime", "called")
    yield say("compare_head", **{name: say(f"column_{name}") for name in names})
    for found in results:
        for level, one in found["levels"].items():
            for state in STATES:
                if state in one["states"]:
                    row = _row(one["states"][state], say(f"state_{state}"))
                    called = len(one["called"]) if state == "helped" else 0
                    values = {key: row[key] for key in ("state", "service", "lost", "missing", "cost", "overtime")}
                    yield say("compare_head", name=found["name"], level=say(f"level_{level}"), called=called, **values)


def share(value: float | None) -> str:
    """A share in percent."""
    return "-" if value is None else f"{100 * value:.1f}%"


def band(triple: Sequence[float | None]) -> str:
    """A value with its interval."""
    value, low, high = triple
    return share(value) if low is None or high is None else f"{share(value)} ({share(low)}–{share(high)})"
