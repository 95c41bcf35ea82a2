"""The explanation of a day's forecast as one HTML file."""

from __future__ import annotations

from wfm import words
from wfm.report.base import render_page
from wfm.report.forecast.view import ForecastView

_SECTIONS = ("parts", "temperature", "behind")


def render_forecast(view: ForecastView, language: str = "") -> str:
    """The whole page as text, both languages inside; ``language`` (default: the view's) is the one shown first."""
    shown = language or view.language
    title = words.say("explain_forecast.page_title", shown, project=view.project, date=view.date[shown])
    return render_page("forecast/page.html.j2", "explain_forecast", view, shown, page_title=title, sections=_SECTIONS)
