"""From bytes to text and cells: encoding and delimiter of a CSV file, guessed from its content."""

from __future__ import annotations

import codecs
from functools import cache

DELIMITERS = (",", ";", "\t")


class Undecodable(Exception):
    """The bytes are neither UTF-8, UTF-16 with BOM nor Chinese GB18030."""


def decode(content: bytes) -> tuple[str, str]:
    """Text and the name of its encoding; raises ``Undecodable``.

    A byte order mark decides; else strict UTF-8; else GB18030 (which holds GBK and GB2312) when what comes out reads as
    Chinese. ``utf-8`` and ``utf-8-sig`` are certain, the others are guesses.
    """
    if content.startswith(codecs.BOM_UTF8):
        return _strict(content, "utf-8-sig"), "utf-8-sig"
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _strict(content, "utf-16"), "utf-16"
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        text = _strict(content, "gb18030")
    if not _reads_as_chinese(text):
        raise Undecodable
    return text, "gb18030"


def delimiter_of(head: str) -> str:
    """The delimiter of a head line: the most frequent of comma, semicolon and tab (comma when there is none)."""
    return max(DELIMITERS, key=head.count) if any(mark in head for mark in DELIMITERS) else ","


def _strict(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Undecodable from error


def _reads_as_chinese(text: str) -> bool:
    """Chinese text keeps to the characters of GB2312 but for rare names; misread Latin letters hardly ever do."""
    foreign = [mark for mark in text if ord(mark) > 127]
    return 2 * sum(map(_in_gb2312, foreign)) >= len(foreign)


@cache
def _in_gb2312(mark: str) -> bool:
    try:
        mark.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
