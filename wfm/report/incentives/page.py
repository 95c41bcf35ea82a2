"""A page of tables as one HTML file."""

from __future__ import annotations

from wfm.report.base import render_page
from wfm.report.incentives.view import SheetsView


def render_sheets(view: SheetsView, language: str = "") -> str:
    """The whole page as text, both languages inside; ``language`` (default: the view's) is the one shown first."""
    shown = language or view.language
    sections = [sheet.id for sheet in view.sheets]
    title = f"{view.title[shown]} · {view.centre}"
    return render_page("incentives/page.html.j2", "incentives_report", view, shown, page_title=title, sections=sections)
