"""Sentences of ``wfm staff`` on the load that intervals are staffed for, and on shrinkage."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from wfm import words
from wfm.staffing.load import LoadKind
from wfm.staffing.summary import LoadChange, ProjectStaffing


def load_lines(found: Sequence[ProjectStaffing], load: LoadKind, language: str) -> list[str]:
    """What was chosen, unless the default; then where the modified load asks for other numbers than the stationary one."""
    lines = [] if load == "stationary" else [words.say(f"load.kind_{load}", language)]
    return lines + [_change(one, one.load_change, language) for one in found if one.load_change]


def shrinkage_lines(found: Sequence[ProjectStaffing], as_of: date | None, language: str) -> list[str]:
    """The day absence is seen from; hours of projects that hold planned shrinkage."""
    lines = [words.say("shrinkage.as_of", language, day=as_of)] if as_of else []
    return lines + [
        words.say(
            "shrinkage.hours",
            language,
            project=one.project,
            unplanned=f"{one.unplanned_hours:,.0f}",
            planned=f"{one.planned_hours:,.0f}",
        )
        for one in found
        if one.planned_hours
    ]


def _change(project: ProjectStaffing, change: LoadChange, language: str) -> str:
    steps = [
        words.say("load.step", language, when=f"{start:%Y-%m-%d %H:%M}", change=f"{size:+d}")
        for size, start in ((change.rise, change.rise_start), (change.fall, change.fall_start))
        if start is not None
    ]
    return words.say(
        "load.change",
        language,
        project=project.project,
        count=change.intervals,
        of=change.of,
        steps=words.say("load.joined", language).join(steps),
        hours=f"{change.agent_hours:+,.1f}",
    )
