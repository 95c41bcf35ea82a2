"""Texts in every language at once: a report carries both and shows one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from wfm import words

Text = Mapping[str, str]
"""Language -> text."""


def said(key: str, /, **values: object) -> Text:
    """The catalogue's text of ``key`` in every language; a value that is itself a ``Text`` is taken in the same language."""
    return {
        language: words.say(key, language, **{name: _in(value, language) for name, value in values.items()})
        for language in words.LANGUAGES
    }


def said_or(key: str, fallback: str, /, **values: object) -> Text:
    """Like ``said``; ``fallback`` in every language when the catalogue has no such key or a placeholder has no value."""
    if not words.has(key):
        return same(fallback)
    try:
        return said(key, **values)
    except (KeyError, IndexError, ValueError, AttributeError):
        return same(fallback)


def same(text: str) -> Text:
    """Names and numbers: the same in every language."""
    return dict.fromkeys(words.LANGUAGES, text)


def joined(parts: list[Text], separators: Text) -> Text:
    """Parts put in a row, with the language's own separator."""
    return {language: separators[language].join(part[language] for part in parts) for language in words.LANGUAGES}


def weekday(day: date) -> Text:
    """Short name of the weekday."""
    return {language: words.say("report.weekdays", language).split(";")[day.weekday()] for language in words.LANGUAGES}


def month_name(first: date) -> Text:
    """``August 2026``, ``2026年8月``."""
    names = {language: words.say("report.months", language).split(";")[first.month - 1] for language in words.LANGUAGES}
    return said("report.month_year", month=names, year=first.year)


def date_text(day: date) -> Text:
    """Date with its weekday: ``2026-08-01 Sat``."""
    return said("report.date_weekday", date=day.isoformat(), weekday=weekday(day))


def day_short(day: date) -> Text:
    """Day of the month with its weekday: ``1 Sat``, ``1日 周六``."""
    return said("report.day_weekday", day=day.day, weekday=weekday(day))


def _in(value: object, language: str) -> object:
    return value[language] if isinstance(value, dict) and set(value) == set(words.LANGUAGES) else value
