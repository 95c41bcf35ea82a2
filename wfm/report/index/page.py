"""The index as one HTML file."""

from __future__ import annotations

from wfm import words
from wfm.report.base import render_page
from wfm.report.index.view import IndexView

SECTIONS = ("reports", "versions", "books")


def render_index(view: IndexView, language: str = "") -> str:
    """The whole page as text, both languages inside; ``language`` (default: the view's) is the one shown first."""
    shown = language or view.language
    title = words.say("index.page_title", shown, centre=view.centre)
    return render_page("index/page.html.j2", "index", view, shown, page_title=title, sections=SECTIONS)
