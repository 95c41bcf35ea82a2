"""From what-if results to the page's view."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from wfm.data.workspace import Workspace
from wfm.report.base import chart_words
from wfm.report.steps import WIDTH, step_path
from wfm.report.texts import Text, joined, said, same
from wfm.report.view import Figure
from wfm.report.whatif.view import CalledLine, LevelPart, Picture, StateRow, WhatIfView

STATES = ("today", "stands", "helped", "resolved")
PASSED = 8
"""People passed over shown for one who is called: with 1,000 people whole lists would make the page megabytes."""


def build_view(workspace: Workspace, results: Sequence[Mapping[str, Any]], language: str = "") -> WhatIfView:
    """Everything the page shows of ``results`` (``wfm.scenario.whatif.result.to_json``), one or several side by side."""
    titles: list[Text] = [dict(found["title"]) for found in results]
    return WhatIfView(
        language=language or workspace.centre.language,
        centre=workspace.centre.name,
        synthetic=workspace.centre.synthetic,
        title=titles[0] if len(titles) == 1 else joined(titles, {"en": "; ", "zh": "；"}),
        figures=tuple(_figures(results[0])),
        rows=tuple(row for found in results for row in _rows(found)),
        levels=tuple(_part(found, level, one) for found in results for level, one in found["levels"].items()),
        chart={"interval": results[0]["interval_minutes"], "words": chart_words("whatif_report", ())},
    )


def _figures(found: Mapping[str, Any]) -> Iterator[Figure]:
    """The base level's figures: nothing done, and with what helps most."""
    one = found["levels"].get("base") or next(iter(found["levels"].values()))
    stands, today = one["states"]["stands"], one["states"]["today"]
    best = next(one["states"][name] for name in ("resolved", "helped", "stands") if name in one["states"])
    yield Figure(
        said("whatif_report.fig_calls"),
        same(f"{stands['projects']['all']['calls']:,.0f}"),
        said("whatif_report.was", before=f"{today['projects']['all']['calls']:,.0f}"),
    )
    for name, key in (("service", "within"), ("lost", "abandonment")):
        value, helped, before = (state["expected"]["all"][key] for state in (stands, best, today))
        note = said("whatif_report.before_after", before=_share(before), after=_share(helped))
        yield Figure(said(f"whatif_report.fig_{name}"), same(_share(value)), note, "bad" if _worse(key, value, before) else "")
    missing, after, was = (state["projects"]["all"]["missing_hours"] for state in (stands, best, today))
    note = said("whatif_report.before_after", before=f"{was:,.0f}", after=f"{after:,.0f}")
    yield Figure(said("whatif_report.fig_missing"), same(f"{missing:,.0f}"), note)
    yield Figure(
        said("whatif_report.fig_called"), same(str(len(one["called"]))), said("whatif_report.refused", count=one["refused"])
    )


def _worse(key: str, value: float | None, before: float | None) -> bool:
    if value is None or before is None:
        return False
    return value < before - 0.02 if key == "within" else value > before + 0.01


def _rows(found: Mapping[str, Any]) -> Iterator[StateRow]:
    for level, one in found["levels"].items():
        for place, state in enumerate(name for name in STATES if name in one["states"]):
            figures = one["states"][state]
            every, expected, pay = figures["projects"]["all"], figures["expected"]["all"], figures["pay"]
            cells = (
                _share(expected["within"]), _share(expected["abandonment"]), _share(expected["occupancy"]),
                f"{every['required_hours']:,.0f}", f"{every['missing_hours']:,.1f}", _share(every["unmet"]),
                *(f"{pay[key]:,.0f}" for key in ("ordinary", "extended", "rest_day", "statutory", "overtime")),
                f"{figures['changes']:,}", f"{figures['cost']:,}",
            )  # fmt: skip
            simulated = figures.get("simulated", {}).get("all")
            shown = "" if simulated is None else f"{_band(simulated['within'])} · {_band(simulated['abandonment'])}"
            yield StateRow(found["name"], said(f"whatif.level_{level}"), said(f"whatif.state_{state}"), cells, shown, place == 0)


def _part(found: Mapping[str, Any], level: str, one: Mapping[str, Any]) -> LevelPart:
    title: Text = said("whatif_report.level_title", title=dict(found["title"]), level=said(f"whatif.level_{level}"))
    touched = [
        name for name, row in one["intervals"].items() if _differs(row) or any(c["project"] == name for c in one["called"])
    ]
    return LevelPart(
        title=title,
        pictures=tuple(_picture(found, one, name) for name in touched),
        called=tuple(_called(row) for row in one["called"]),
        lent=tuple(
            (row["day"], row["employee"], row["shift"], row["from"], row["to"], f"{row['gain']:,}") for row in one["lent"]
        ),
        notes=tuple(_notes(one)),
    )


def _differs(row: Mapping[str, Any]) -> bool:
    return bool(row["required"] != row["required_today"] or row.get("present_stands") != row.get("present_today"))


def _picture(found: Mapping[str, Any], one: Mapping[str, Any], project: str) -> Picture:
    row = one["intervals"][project]
    last = row.get("present_resolved") or row.get("present_helped") or row["present_stands"]
    top = float(max(*row["required"], *row["required_today"], *last, *row["present_stands"], 1))
    first, end = (date.fromisoformat(day) for day in one["window"])
    days = (end - first).days + 1
    labels = tuple((WIDTH * k / days + 3, f"{first + timedelta(days=k):%m-%d}") for k in range(days) if days <= 14 or k % 7 == 0)
    return Picture(
        title=same(found["projects"].get(project, project)),
        present=step_path(row["present_stands"], top, closed=True),
        helped=step_path(last, top) if last != row["present_stands"] else "",
        required=step_path(row["required"], top),
        required_today=step_path(row["required_today"], top),
        top=f"{top:,.0f}",
        days=labels,
    )


def _called(row: Mapping[str, Any]) -> CalledLine:
    cells = (row["day"], str(row["order"]), row["employee"], row["name"], row["team"], row["shift"], row["project"])
    passed: Sequence[Mapping[str, Any]] = row["passed"]
    shown = tuple((one["employee"], dict(one["why"])) for one in passed[:PASSED])
    return CalledLine(cells, dict(row["why"]), shown, len(passed) - len(shown))


def _notes(one: Mapping[str, Any]) -> Iterator[Text]:
    yield said(f"whatif.pay_{one['hours_system']}")
    found = one["sensitivity"]
    if one["about_load"] or "money_a_year" in found:
        yield said(
            "whatif.sensitivity_line",
            workload=f"{found['workload_hours_a_day']:+,.1f}",
            hours=f"{found['agent_hours_a_day']:+,.1f}",
            agents=f"{found['agents']:+,.1f}",
        )
    if "money_a_year" in found:
        values = {"cost": f"{found['cost_per_hour']:g}", "currency": found["currency"], "days": found["days"]}
        yield said("whatif.money_line", money=f"{found['money_a_year']:+,.0f}", **values)
    if one["absent"]:
        yield said("whatif.absent_line", people=", ".join(one["absent"]))
    if one["trained"]:
        yield said("whatif.trained_line", people=", ".join(f"{row['employee']} {row['project']}" for row in one["trained"]))


def _share(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.1f} %"


def _band(triple: Sequence[float | None]) -> str:
    value, low, high = triple
    return _share(value) if low is None or high is None else f"{_share(value)} ({_share(low)}–{_share(high)})"
