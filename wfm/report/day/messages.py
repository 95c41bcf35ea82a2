"""What people are told: one text per person and language, and what lenders' leads are asked."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from wfm import words

COLUMNS = ("to", "recipient", "name", "language", "consent", "text")

SENTENCES = {
    "break": "break",
    "lend": "lend",
    "take-calls": "take_calls",
    "off-phone": "off_phone",
    "extend": "extend",
    "call-in": "call_in",
    "release": "release",
    "absent": "absent",
}
"""Kind of change -> its sentence."""


@dataclass(frozen=True)
class Message:
    """``to``: person or lender; ``recipient``: employee or project; ``consent``: an answer is asked for."""

    to: str
    recipient: str
    name: str
    language: str
    consent: bool
    text: str


def messages_of(data: Mapping[str, Any], projects: Mapping[str, str]) -> list[Message]:
    """Messages of a proposal (``wfm.scenario.day_result.tweak_json``); ``projects``: id -> name for people."""
    people: dict[str, list[Mapping[str, Any]]] = {}
    for change in data["changes"]:
        people.setdefault(change["employee"], []).append(change)
    interrupted = {change["employee"] for change in data["changes"] if change["kind"] == "take-calls"}
    taken = [owed for owed in data["off_phone"] if owed["employee"] in interrupted]
    found = []
    for employee, changes in people.items():
        asks = any(change["consent"] for change in changes)
        for language in words.LANGUAGES:
            text = words.say("tweak_messages.greeting", language, name=changes[0]["name"], date=data["date"])
            text += "".join(_sentence(change, projects, language) for change in changes)
            text += "".join(_owed(owed, language) for owed in taken if owed["employee"] == employee)
            text += words.say("tweak_messages.answer", language) if asks else ""
            found.append(Message("person", employee, changes[0]["name"], language, asks, text))
    for lender in data["lenders"]:
        for language in words.LANGUAGES:
            found.append(_lender(data, lender, projects, language))
    return found


def _sentence(change: Mapping[str, Any], projects: Mapping[str, str], language: str) -> str:
    return words.say(
        f"tweak_messages.{SENTENCES[change['kind']]}",
        language,
        since=_clock(change["from"], language),
        until=_clock(change["to"], language),
        project=projects.get(change["project"], change["project"]),
        home=projects.get(change["home"], change["home"]) or words.say("tweak_messages.off_phone_work", language),
        shift=change["shift"],
        work=change["work"],
    )


def _owed(owed: Mapping[str, Any], language: str) -> str:
    """What becomes of the off-phone work that the phones take from somebody."""
    text = words.say("tweak_messages.made_up", language, minutes=owed["made_up"]) if owed["made_up"] else ""
    if owed["owed"]:
        key = "tweak_messages.owed_until" if owed["deadline"] else "tweak_messages.owed"
        text += words.say(key, language, minutes=owed["owed"], deadline=owed["deadline"])
    return text


def _clock(text: str, language: str) -> str:
    """``01:30+1`` as people say it."""
    clock, after, _ = text.partition("+1")
    return words.say("tweak_messages.tomorrow", language, clock=clock) if after else clock


def _lender(data: Mapping[str, Any], lender: Mapping[str, Any], projects: Mapping[str, str], language: str) -> Message:
    name = projects.get(lender["project"], lender["project"])
    text = words.say(
        "tweak_messages.lender",
        language,
        project=name,
        date=data["date"],
        agents=lender["agents"],
        since=_clock(lender["from"], language),
        until=_clock(lender["to"], language),
        people=", ".join(lender["people"]),
    )
    return Message("lender", lender["project"], name, language, True, text)


def messages_csv(messages: Iterable[Message]) -> str:
    """CSV with ``COLUMNS``; UTF-8 with a mark at the front, so that office programs read the Chinese."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for message in messages:
        consent = "yes" if message.consent else "no"
        writer.writerow((message.to, message.recipient, message.name, message.language, consent, message.text))
    return "﻿" + out.getvalue()
