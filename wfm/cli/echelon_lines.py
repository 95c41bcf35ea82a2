"""Activations of echelons as lines of text and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from wfm import words

if TYPE_CHECKING:
    from wfm.scenario.echelon.record import Activation, CalledPerson

SHOWN = 5


def activation_json(one: Activation) -> dict[str, Any]:
    """Plain data, response times included."""
    from wfm.scenario.echelon.record import response_times

    return {**asdict(one), "day": one.day.isoformat(), "open": one.open, "response": response_times(list(one.people.values()))}


def activation_lines(one: Activation, language: str) -> Iterator[str]:
    """Who was called and what became of it."""
    from wfm.scenario.echelon.record import response_times

    def say(key: str, **values: object) -> str:
        return words.say(f"echelon.{key}", language, **values)

    mark = say("drill_mark") if one.drill else ""
    yield say(
        "activated",
        mark=mark,
        id=one.id,
        level=one.level,
        project=one.project,
        day=one.day,
        who=one.who,
        at=one.at,
        trigger=one.trigger,
    )
    yield "  " + (say("state_open") if one.open else say("state_ended", at=one.ended_at, who=one.ended_by, reason=one.reason))
    for order, person in enumerate(one.people.values(), start=1):
        facts = person.facts
        values = {key: facts[key] for key in ("employee", "name", "unit", "shift")}
        begins = facts["begins"][11:]
        yield "  " + say(
            "person_line", order=order, begins=begins, answer=_answer(person, say), why=facts["why"][language], **values
        )
    if one.reserve:
        yield "  " + say("reserve_line", people=", ".join(row["employee"] for row in one.reserve))
    if one.refused:
        yield "  " + say("refused_head", count=len(one.refused))
        for row in one.refused[:SHOWN]:
            yield "    " + say("refused_line", employee=row["employee"], why=row["why"][language])
    times = response_times(list(one.people.values()))
    minutes = {
        "reply": "replied_median",
        "reply_slow": "replied_slowest",
        "arrive": "arrived_median",
        "arrive_slow": "arrived_slowest",
    }
    shown = {name: "-" if times[key] is None else f"{times[key]:.0f}" for name, key in minutes.items()}
    yield "  " + say("response_line", **{key: times[key] for key in ("called", "yes", "no", "silent", "arrived")}, **shown)


def nothing_line(drills: bool, language: str) -> str:
    """There is nothing to show."""
    return words.say("echelon.none_drills" if drills else "echelon.none_yet", language)


def _answer(person: CalledPerson, say: Any) -> str:
    text = say(f"answer_{person.reply}", at=person.replied_at) if person.reply else say("answer_none")
    return f"{text}, {say('arrived', at=person.arrived_at)}" if person.arrived_at else str(text)
