"""The roster report as one HTML file."""

from __future__ import annotations

from itertools import pairwise
from types import SimpleNamespace

from wfm import words
from wfm.report.base import render_page
from wfm.report.covers import HEAT_EDGES
from wfm.report.texts import Text, said
from wfm.report.view import ReportView

_SECTIONS = ("grid", "cover", "shortage", "fairness", "rules", "card")


def render_report(view: ReportView, language: str = "") -> str:
    """The whole page as text. Both languages are inside; ``language`` (default: the view's) is the one shown first."""
    shown = language or view.language
    rows = [row for team in view.teams for row in team.rows]
    return render_page(
        "report.html.j2",
        "report",
        view,
        shown,
        page_title=words.say("report.page_title", shown, centre=view.centre, month=view.month_name[shown]),
        sections=_SECTIONS,
        people=len(rows),
        most=SimpleNamespace(
            minutes=max((row.minutes for row in rows), default=0) or 1,
            nights=max((row.nights for row in rows), default=0) or 1,
            weekends=max((row.weekends for row in rows), default=0) or 1,
        ),
        letters=[words.say("report.weekdays_short", shown).split(";")[head.day.weekday()] for head in view.days],
        heat_bands=_heat_bands(),
    )


def _heat_bands() -> tuple[Text, ...]:
    edges = [0, *(round(100 * edge) for edge in HEAT_EDGES)]
    bands = [said("report.heat_band", **{"from": low, "to": high}) for low, high in pairwise(edges)]
    return (*bands, said("report.heat_more", **{"from": edges[-1]}))
