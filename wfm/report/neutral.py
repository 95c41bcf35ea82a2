"""Text that a spreadsheet would take for a formula is made harmless, and read back as it was."""

from __future__ import annotations

from wfm.data.tables import OFF

_DANGEROUS = tuple("=+-@\t\r\n＝＋－＠")
"""First signs after which a spreadsheet may evaluate a cell; the full-width ones too, where input methods fold them."""


def neutral(text: str) -> str:
    """``text`` with an apostrophe in front when it begins like a formula. A lone ``-``, the sign of a day off, is none."""
    return f"'{text}" if text.startswith(_DANGEROUS) and text != OFF else text


def restored(text: str) -> str:
    """Inverse of ``neutral``."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_DANGEROUS) else text
