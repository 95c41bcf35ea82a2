"""The backtest report as one HTML file."""

from __future__ import annotations

from wfm import words
from wfm.report.backtest.view import BacktestView
from wfm.report.base import render_page

SECTIONS = ("models", "days", "hours")


def render_backtest(view: BacktestView, language: str = "") -> str:
    """The whole page as text, both languages inside; ``language`` (default: the view's) is the one shown first."""
    shown = language or view.language
    title = words.say("backtest_report.page_title", shown, centre=view.centre)
    return render_page("backtest/page.html.j2", "backtest_report", view, shown, page_title=title, sections=SECTIONS)
