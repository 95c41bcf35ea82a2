"""The page of an adjusted week as one HTML file."""

from __future__ import annotations

from wfm import words
from wfm.report.base import render_page
from wfm.report.week.view import WeekView

SECTIONS = ("lines", "cover", "changes")


def render_week(view: WeekView, language: str = "") -> str:
    """The whole page as text, both languages inside; ``language`` (default: the view's) is the one shown first."""
    shown = language or view.language
    title = words.say("week_report.page_title", shown, centre=view.centre)
    return render_page("week/page.html.j2", "week_report", view, shown, page_title=title, sections=SECTIONS)
