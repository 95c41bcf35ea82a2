"""Which colour class a shift or project wears. Colours themselves are in the style sheet; codes always stand beside them."""

from __future__ import annotations

from collections.abc import Sequence

from wfm.data.tables import Shift, ShiftKind
from wfm.timegrid import minutes_of

_KINDS = {
    ShiftKind.DAY: "kd",
    ShiftKind.EVENING: "ke",
    ShiftKind.NIGHT: "kn",
    ShiftKind.REGULAR_DAY: "kr",
    ShiftKind.SPLIT: "kp",
    ShiftKind.STUDY: "ks",
    ShiftKind.ON_CALL: "kc",
    ShiftKind.OFF_PHONE: "ko",
}
_SHADES = 4
PROJECT_TONES = 8


def shift_tones(shifts: Sequence[Shift]) -> dict[str, str]:
    """Shift id -> classes: the kind gives the hue, the place in the kind's order of starts the shade."""
    tones: dict[str, str] = {}
    for kind, hue in _KINDS.items():
        same = sorted((s for s in shifts if s.kind == kind), key=lambda s: (minutes_of(s.start), s.minutes, s.shift))
        for place, shift in enumerate(same):
            tones[shift.shift] = f"{hue} v{place * _SHADES // max(len(same), _SHADES)}"
    return tones


def project_tone(index: int) -> str:
    """Class of the project with this index; hues repeat after eight."""
    return f"p{index % PROJECT_TONES}"
