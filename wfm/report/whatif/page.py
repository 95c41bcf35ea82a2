"""What-ifs as one HTML file."""

from __future__ import annotations

from wfm import words
from wfm.report.base import render_page
from wfm.report.whatif.view import WhatIfView

SECTIONS = ("figures", "demand", "people")


def render_whatif(view: WhatIfView, language: str = "") -> str:
    """The whole page as text, both languages inside; ``language`` (default: the view's) is the one shown first."""
    shown = language or view.language
    title = words.say("whatif_report.page_title", shown, centre=view.centre)
    return render_page("whatif/page.html.j2", "whatif_report", view, shown, page_title=title, sections=SECTIONS)
