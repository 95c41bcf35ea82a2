"""Off-phone work that the phones take: what is made up by whom, what stays owed, in one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wfm import words


def owed_text(owed: Mapping[str, Any], language: str) -> str:
    """``owed``: ``wfm.roster.day.off_phone.Owed`` as plain data."""
    work = owed["name"] or words.say("tweak_report.work_of_shift", language, shift=owed["shift"])
    made = ", ".join(owed["helpers"])
    parts = [words.say("tweak_report.taken", language, employee=owed["employee"], work=work, minutes=owed["taken"])]
    if owed["made_up"]:
        parts.append(words.say("tweak_report.made_up", language, minutes=owed["made_up"], helpers=made))
    if not owed["owed"]:
        parts.append(words.say("tweak_report.nothing_owed", language))
    elif owed["deadline"]:
        parts.append(words.say("tweak_report.owed_until", language, minutes=owed["owed"], deadline=owed["deadline"]))
    else:
        parts.append(words.say("tweak_report.owed", language, minutes=owed["owed"]))
    return "".join(parts)
