"""The report as one HTML file that loads nothing: style, script and numbers are inside."""

from __future__ import annotations

from importlib import resources
from itertools import pairwise
from types import SimpleNamespace

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from wfm import __version__, words
from wfm.report.covers import HEAT_EDGES
from wfm.report.texts import Text, said
from wfm.report.view import ReportView
from wfm.timegrid import clock_of


def render_report(view: ReportView, language: str = "") -> str:
    """The whole page as text. Both languages are inside; ``language`` (default: the view's) is the one shown first."""
    shown = language or view.language
    rows = [row for team in view.teams for row in team.rows]
    page = _environment().get_template("report.html.j2")
    return page.render(
        view=view,
        page_title=words.say("report.page_title", shown, centre=view.centre, month=view.month_name[shown]),
        people=len(rows),
        most=SimpleNamespace(
            minutes=max((row.minutes for row in rows), default=0) or 1,
            nights=max((row.nights for row in rows), default=0) or 1,
            weekends=max((row.weekends for row in rows), default=0) or 1,
        ),
        letters=[words.say("report.weekdays_short", shown).split(";")[head.day.weekday()] for head in view.days],
        heat_bands=_heat_bands(),
        software=__version__,
        shown=shown,
    )


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("wfm.report"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals.update(t=_said, tx=_both, asset=_asset)
    environment.filters.update(num=_number, short=_short, clock=clock_of)
    return environment


def _asset(name: str) -> Markup:
    """A style sheet or script as it stands, put into the page."""
    return Markup((resources.files("wfm.report") / "templates" / name).read_text(encoding="utf-8"))


def _said(name: str, **values: object) -> Markup:
    return _both(said(f"report.{name}", **values))


def _both(text: Text) -> Markup:
    """A text in both languages, each escaped; the style sheet shows one of them."""
    if len(set(text.values())) == 1:
        return Markup.escape(text["en"])
    tags = {"en": "en", "zh": "zh-Hans"}
    return Markup("").join(
        Markup('<span class="{}" lang="{}">{}</span>').format(language, tags[language], text[language])
        for language in words.LANGUAGES
    )


def _number(value: float, digits: int = 0) -> str:
    return f"{value:,.{digits}f}"


def _short(hours: float) -> str:
    """Two or three signs for a narrow cell."""
    if hours >= 9_999.5:
        return f"{hours / 1000:.0f}k"
    if hours >= 999.5:
        return f"{hours / 1000:.1f}k"
    return f"{hours:.0f}" if hours >= 9.95 else f"{hours:.1f}"


def _heat_bands() -> tuple[Text, ...]:
    edges = [0, *(round(100 * edge) for edge in HEAT_EDGES)]
    bands = [said("report.heat_band", **{"from": low, "to": high}) for low, high in pairwise(edges)]
    return (*bands, said("report.heat_more", **{"from": edges[-1]}))
