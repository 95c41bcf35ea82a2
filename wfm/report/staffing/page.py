"""The staffing report as one HTML file."""

from __future__ import annotations

from wfm import words
from wfm.report.base import render_page
from wfm.report.staffing.view import StaffingView

_SECTIONS = ("need", "bounds", "curve", "worth", "prices")


def render_staffing(view: StaffingView, language: str = "") -> str:
    """The whole page as text, both languages inside; ``language`` (default: the view's) is the one shown first."""
    shown = language or view.language
    title = words.say("staffing_report.page_title", shown, centre=view.centre, month=view.month_name[shown])
    return render_page("staffing/page.html.j2", "staffing_report", view, shown, page_title=title, sections=_SECTIONS)
