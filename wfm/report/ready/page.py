"""The readiness report as one HTML file."""

from __future__ import annotations

from wfm import words
from wfm.report.base import render_page
from wfm.report.ready.view import ReadyView

SECTIONS = ("verdict", "capacity", "levels", "people", "limits", "certificates")


def render_ready(view: ReadyView, language: str = "") -> str:
    """The whole page as text, both languages inside; ``language`` (default: the view's) is the one shown first."""
    shown = language or view.language
    title = words.say("ready_report.page_title", shown, centre=view.centre)
    return render_page("ready/page.html.j2", "ready_report", view, shown, page_title=title, sections=SECTIONS)
