"""Sentences of ``wfm staff`` on risk attitude and expected service."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wfm import words
from wfm.staffing.proficiency import NOTABLE
from wfm.staffing.risk import MEAN, Risk, parse_risk
from wfm.staffing.service import ProjectService


def service_lines(found: Sequence[ProjectService], risk: str, language: str) -> list[str]:
    """Risk attitude, expected service of every project with calls, error of the priced lateness, attitudes without effect."""
    attitude = parse_risk(risk)
    lines = [] if attitude == MEAN else [attitude_line(attitude, language)]
    for project in found:
        if project.late is None or project.lost is None:
            continue
        lines.append(
            words.say(
                "staffing.service_line",
                language,
                project=project.project,
                late=f"{project.late:.1%}",
                lost=f"{project.lost:.1%}",
                spread=f"{project.busy_day:.0%}",
                rate=f"{project.rate:.2f}",
            )
        )
        if project.envelope is not None:
            lines.append(_envelope_line(project, language))
        if attitude != MEAN and project.busy_day == 0:
            lines.append("! " + words.say("staffing.risk_without_spread", language, project=project.project))
    return lines


def speed_lines(speeds: Mapping[str, float], language: str) -> list[str]:
    """Projects whose people are notably faster or slower than average, and the handling time taken for that."""
    return [
        words.say("erlang.speeds", language, project=project, speed=f"{speed:.1%}", change=f"{1 / speed:.1%}")
        for project, speed in speeds.items()
        if abs(speed - 1.0) > NOTABLE
    ]


def attitude_line(risk: Risk, language: str) -> str:
    """The risk attitude in words."""
    return words.say(f"staffing.risk_{risk.kind}", language, level=f"{risk.level:.4g}", rest=f"{1 - risk.level:.4g}")


def _envelope_line(project: ProjectService, language: str) -> str:
    found = project.envelope
    assert found is not None
    return "! " + words.say(
        "staffing.envelope_error",
        language,
        project=project.project,
        largest=f"{100 * found.largest:.1f}",
        agents=found.agents,
        when=f"{found.start:%Y-%m-%d %H:%M}",
        required=f"{100 * found.at_requirement:.1f}",
    )
