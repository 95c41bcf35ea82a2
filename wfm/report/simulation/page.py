"""The simulation report as one HTML file."""

from __future__ import annotations

from wfm import words
from wfm.report.base import render_page
from wfm.report.simulation.view import SimulationView


def render_simulation(view: SimulationView, language: str = "") -> str:
    """The whole page as text, both languages inside; ``language`` (default: the view's) is the one shown first."""
    shown = language or view.language
    title = words.say("simulation_report.page_title", shown, centre=view.centre, month=view.month_name[shown])
    sections = [name for name in ("service", "hours", "why", "worst", "agents", "card") if name != "why" or view.effects]
    return render_page("simulation/page.html.j2", "simulation_report", view, shown, page_title=title, sections=sections)
