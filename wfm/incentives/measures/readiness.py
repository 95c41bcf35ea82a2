"""Readiness: on-call duty, answers to call-ups, arrivals, drills."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from wfm.data.tables import ShiftKind
from wfm.incentives.contributions import Evidence
from wfm.incentives.facts import CallUp, Facts
from wfm.incentives.measures.base import Measure, MeasureExample, MeasureParams


class ReadinessParams(MeasureParams):
    """Points of each step."""

    on_call: int = Field(default=3, ge=0, description="points for a day on call")
    reply: int = Field(default=1, ge=0, description="points for a yes to a call-up")
    arrive: int = Field(default=10, ge=0, description="points for arriving")
    drill: int = Field(default=4, ge=0, description="points for arriving at a drill")


class Readiness(Measure[ReadinessParams]):
    """Days on call as rostered in the end, yes to a call-up, arrival when called up; at a drill arrival alone counts. Each step
    counts once a person and day and level; a no earns nothing and costs nothing."""

    id = "readiness"
    Params = ReadinessParams
    unit = "points"
    examples = (
        MeasureExample("a day on call", (("A", 0, "O"),), {"A": 3}),
        MeasureExample(
            "called up: yes, and there",
            (),
            {"A": 11},
            call_ups=({"day": 0, "employee": "A", "step": "reply"}, {"day": 0, "employee": "A", "step": "arrive"}),
        ),
        MeasureExample("a no", (), {}, call_ups=({"day": 0, "employee": "A", "step": "reply", "accepted": False},)),
        MeasureExample("told twice, counted once", (), {"A": 10}, call_ups=2 * ({"day": 0, "employee": "A", "step": "arrive"},)),
        MeasureExample(
            "a drill",
            (),
            {"A": 4},
            call_ups=(
                {"day": 0, "employee": "A", "step": "reply", "drill": True},
                {"day": 0, "employee": "A", "step": "arrive", "drill": True},
            ),
        ),
        MeasureExample("sent home again", (), {}, call_ups=({"day": 0, "employee": "A", "step": "stand-down"},)),
    )

    def evidence(self, facts: Facts, params: ReadinessParams) -> Iterator[tuple[str, Evidence]]:
        for worked in facts.days:
            shift = facts.shifts.get(worked.last.shift) if worked.last else None
            if shift is not None and shift.kind is ShiftKind.ON_CALL and worked.stretches and params.on_call:
                yield worked.employee, Evidence(worked.day, params.on_call, {"step": "on-call", "level": "", "drill": False})
        for step in sorted(set(facts.call_ups)):
            units = _worth(step, params)
            if units and step.day <= facts.through:
                values = {"step": step.step, "level": step.level, "drill": step.drill}
                yield step.employee, Evidence(step.day, units, values)


def _worth(step: CallUp, params: ReadinessParams) -> int:
    match step.step:
        case "reply" if step.accepted and not step.drill:
            return params.reply
        case "arrive":
            return params.drill if step.drill else params.arrive
        case _:
            return 0
