"""Short signs for shifts and projects: what stands in a roster cell, on screen and in Excel.

A sign must be readable back: unique whatever the case, and free of characters that Excel takes for a formula, a wildcard or
our own separator. A shift's own code is kept when it passes, else its id, else a made-up ``S1``; the legend shows all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from wfm import words
from wfm.data.roster import Duty
from wfm.data.tables import LEAVE_KINDS, OFF, Project, Shift

SEPARATOR = "/"
_UNSAFE = set("/*?~'\"\t\r\n|;")
_UNSAFE_FIRST = set("=+-@<>")


@dataclass(frozen=True)
class Signs:
    """``shifts``: shift id -> code; ``projects``: project id -> mark (all empty in a centre of one project)."""

    shifts: Mapping[str, str]
    projects: Mapping[str, str]

    def cell(self, duty: Duty) -> str:
        """Text of a duty's cell: ``早`` or ``早/EV``."""
        mark = self.projects.get(duty.project, duty.project)
        code = self.shifts.get(duty.shift, duty.shift)
        return f"{code}{SEPARATOR}{mark}" if mark else code

    @cached_property
    def shift_of(self) -> Mapping[str, str]:
        """Casefolded code, and id where no code claims it -> shift id."""
        return _reader(self.shifts)

    @cached_property
    def project_of(self) -> Mapping[str, str]:
        """Casefolded mark, and id where no mark claims it -> project id."""
        return _reader(self.projects)


def signs_of(shifts: Sequence[Shift], projects: Sequence[Project]) -> Signs:
    """The signs of a workspace; the same tables give the same signs."""
    codes = _assign([(shift.shift, (shift.code, shift.shift)) for shift in shifts], "S", reserved_codes())
    if len(projects) == 1:
        return Signs(codes, {projects[0].project: ""})
    marks = _assign([(project.project, _mark_candidates(project)) for project in projects], "P", frozenset())
    return Signs(codes, marks)


def off_sign(language: str) -> str:
    """What stands in the cell of a day off."""
    return words.say("export.off", language)


def leave_sign(kind: str, language: str) -> str:
    """What stands in the cell of a leave day."""
    return words.say(f"export.leave_{kind}", language)


def reserved_codes() -> frozenset[str]:
    """Casefolded signs of days off and leave in every language: no shift may carry one."""
    kinds = [leave_sign(kind, language) for kind in LEAVE_KINDS for language in words.LANGUAGES]
    return frozenset(sign.casefold() for sign in (*kinds, OFF, *(off_sign(language) for language in words.LANGUAGES)))


def _mark_candidates(project: Project) -> tuple[str, ...]:
    name, key = project.name.strip(), project.project
    short_name = name[:2] if name and not name.isascii() else ""
    initials = "".join(part[:1] for part in key.replace("_", "-").split("-")).upper()
    own = (key.upper(),) if len(key) <= 4 else ()
    return (*own, short_name, initials if len(initials) > 1 else "", *(key[:n].upper() for n in range(2, 5)), key)


def _assign(items: Iterable[tuple[str, tuple[str, ...]]], prefix: str, reserved: frozenset[str]) -> dict[str, str]:
    """Give every id the first of its candidates that is safe and nobody else's."""
    items = list(items)
    wanted = [next((c for c in candidates if _safe(c)), "").casefold() for _, candidates in items]
    taken, signs = set(reserved), dict[str, str]()
    for number, (key, candidates) in enumerate(items, start=1):
        shared = {sign for sign in wanted if wanted.count(sign) > 1}
        free = (c for c in candidates if _safe(c) and c.casefold() not in taken and c.casefold() not in shared)
        sign = next(free, None) or _numbered(prefix, number, taken)
        taken.add(sign.casefold())
        signs[key] = sign
    return signs


def _numbered(prefix: str, number: int, taken: set[str]) -> str:
    while f"{prefix}{number}".casefold() in taken:
        number += 100
    return f"{prefix}{number}"


def _safe(sign: str) -> bool:
    return bool(sign) and sign == sign.strip() and sign[0] not in _UNSAFE_FIRST and not _UNSAFE & set(sign)


def _reader(signs: Mapping[str, str]) -> dict[str, str]:
    by_id = {key.casefold(): key for key in signs}
    return by_id | {sign.casefold(): key for key, sign in signs.items() if sign}
