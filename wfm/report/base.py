"""What every HTML page shares: one file that loads nothing, with style, script, numbers and both languages inside.

A page is a template that extends ``base.html.j2`` (blocks ``over``, ``sub``, ``pills``, ``main``, ``scripts``) and a view.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import resources
from typing import Any, Protocol

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from wfm import __version__, words
from wfm.report.texts import Text, said
from wfm.timegrid import clock_of


class PageView(Protocol):
    """What the frame of a page reads. ``synthetic``: note on made-up data, empty without; ``chart``: JSON for the script,
    with ``words``: language -> name -> text."""

    @property
    def centre(self) -> str: ...
    @property
    def synthetic(self) -> str: ...
    @property
    def chart(self) -> Mapping[str, Any]: ...


def render_page(
    template: str, area: str, view: PageView, shown: str, *, page_title: str, sections: Sequence[str], **values: object
) -> str:
    """The page as text.

    ``template``: file under wfm/report/templates; ``area``: words that ``t`` reads (frame texts come from ``report``);
    ``shown``: language shown first, both are inside; ``sections``: ids of the page's sections, named by ``nav_<id>``.
    """
    page = _environment(area).get_template(template)
    return page.render(view=view, shown=shown, page_title=page_title, sections=sections, software=__version__, **values)


def chart_words(area: str, names: Sequence[str]) -> dict[str, dict[str, str]]:
    """The texts that a page's script reads as ``say(name)``: language -> name -> text."""
    return {language: {name: words.say(f"{area}.{name}", language) for name in names} for language in words.LANGUAGES}


def _environment(area: str) -> Environment:
    environment = Environment(
        loader=PackageLoader("wfm.report"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals.update(t=_texts_of(area), frame=_texts_of("report"), tx=_both, asset=_asset)
    environment.filters.update(num=_number, short=_short, clock=clock_of)
    return environment


def _texts_of(area: str) -> Callable[..., Markup]:
    def text(name: str, **values: object) -> Markup:
        return _both(said(f"{area}.{name}", **values))

    return text


def _asset(name: str) -> Markup:
    """A style sheet or script as it stands, put into the page."""
    return Markup((resources.files("wfm.report") / "templates" / name).read_text(encoding="utf-8"))


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
