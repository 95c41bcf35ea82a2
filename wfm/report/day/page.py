"""The day's page as one HTML file."""

from __future__ import annotations

from wfm import words
from wfm.report.base import render_page
from wfm.report.day.view import TweakView


def render_tweak(view: TweakView, language: str = "") -> str:
    """The whole page as text, both languages inside; ``language`` (default: the view's) is the one shown first."""
    shown = language or view.language
    title = words.say("tweak_report.page_title", shown, centre=view.centre)
    sections = ["changes", "cover"]
    sections += ["consents"] if view.lenders or view.call_ins else []
    return render_page("tweak/page.html.j2", "tweak_report", view, shown, page_title=title, sections=sections)
