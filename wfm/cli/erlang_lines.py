"""Answers of ``wfm erlang`` as text and as rows of a CSV."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence
from dataclasses import asdict

from wfm import words
from wfm.staffing.calculator import Answer, Point


def answer_lines(answer: Answer, language: str) -> list[str]:
    """Load, fewest agents and what bound, the table round them, and whatever else was asked."""
    lines = [words.say("erlang.load", language, load=f"{answer.load:.2f}")]
    if answer.fewest is not None:
        bound = words.say(f"staffing.bound_{answer.bound_by.replace(' ', '_')}", language)
        lines.append(words.say("erlang.fewest", language, agents=answer.fewest, bound=bound))
    if answer.point.agents != answer.fewest:
        lines.append(words.say("erlang.looked_at", language, agents=answer.point.agents))
    return [*lines, "", *_table(answer, language), "", *_more(answer, language)]


def _table(answer: Answer, language: str) -> list[str]:
    """Numbers of agents around the answer, which is marked."""
    threshold = f"{answer.case.threshold:g}"
    heads = [
        "",
        words.say("erlang.head_agents", language),
        words.say("erlang.head_within", language, threshold=threshold),
        words.say("erlang.head_wait", language),
        words.say("erlang.head_waiting", language),
        words.say("erlang.head_abandonment", language),
        words.say("erlang.head_occupancy", language),
    ]
    rows = [heads, *(_row(point, point.agents == answer.point.agents, language) for point in answer.around)]
    widths = [max(_width(row[k]) for row in rows) for k in range(len(heads))]
    return ["  ".join(" " * (width - _width(text)) + text for text, width in zip(row, widths, strict=True)) for row in rows]


def _row(point: Point, chosen: bool, language: str) -> list[str]:
    endless = math.isinf(point.mean_wait_seconds)
    wait = words.say("erlang.for_ever" if endless else "erlang.seconds", language, value=f"{point.mean_wait_seconds:.1f}")
    shares = (f"{share:.1%}" for share in (point.waiting, point.abandonment, point.occupancy))
    return [">" if chosen else "", str(point.agents), f"{point.within:.1%}", wait, *shares]


def _width(text: str) -> int:
    """Columns on a terminal: Chinese signs take two."""
    return sum(2 if ord(sign) > 0x2E7F else 1 for sign in text)


def _more(answer: Answer, language: str) -> list[str]:
    case, lines = answer.case, []
    if answer.capacity is not None and math.isinf(answer.capacity):
        lines.append(words.say("erlang.capacity_endless", language))
    elif answer.capacity is not None:
        calls, interval = math.floor(answer.capacity), f"{case.interval:g}"
        lines.append(words.say("erlang.capacity", language, agents=answer.point.agents, calls=f"{calls:,}", interval=interval))
    if answer.rostered is not None:
        lines.append(words.say("erlang.rostered", language, shrinkage=f"{case.shrinkage:.1%}", heads=answer.rostered))
    if answer.lines is not None:
        lines.append(words.say("erlang.lines", language, blocking=f"{case.blocking:.2%}", lines=answer.lines))
    elif case.blocking is not None:
        lines.append(words.say("erlang.no_lines", language))
    return [*lines, *_seat_lines(answer, language)]


def _seat_lines(answer: Answer, language: str) -> list[str]:
    case, seats = answer.case, answer.seats
    if seats is None or answer.seats_difference is None or answer.seats_within is None:
        return []
    attendance = 1.0 if case.attendance is None else case.attendance
    return [
        words.say(
            "erlang.seats",
            language,
            utilisation=f"{case.utilisation:g}",
            attendance=f"{attendance:g}",
            exact=f"{seats.exact:.2f}",
            seats=seats.seats,
        ),
        words.say(
            "erlang.seats_beside",
            language,
            ours=seats.seats - answer.seats_difference,
            difference=f"{answer.seats_difference:+d}",
            desk=seats.desk,
            within=f"{answer.seats_within:.1%}",
            threshold=f"{case.threshold:g}",
        ),
    ]


def answers_csv(answers: Sequence[Answer]) -> str:
    """One row per case: its values, then the answer; empty = not asked, ``inf`` = without end."""
    rows = [_flat(answer) for answer in answers]
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _flat(answer: Answer) -> dict[str, object]:
    point = asdict(answer.point)
    found: dict[str, object] = {"name": answer.case.name, **asdict(answer.case)}
    found |= {"load_erlang": answer.load, "fewest": answer.fewest, "bound_by": answer.bound_by}
    found |= {"at_agents": point.pop("agents"), **point}
    found |= {"rostered": answer.rostered, "capacity_calls": answer.capacity, "lines": answer.lines}
    found["seats"] = None if answer.seats is None else answer.seats.seats
    found |= {"seats_difference": answer.seats_difference, "seats_within": answer.seats_within}
    return {name: f"{value:.6g}" if isinstance(value, float) else value for name, value in found.items()}
