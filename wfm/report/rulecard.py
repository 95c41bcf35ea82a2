"""Rules, findings and the run card as the page lists them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from wfm.data.result import Certificate, PlanResult
from wfm.data.roster import Finding
from wfm.report.texts import Text, said, said_or, same
from wfm.report.view import FindingLine, RuleLine, RuleNote, VersionNote
from wfm.roster.audit import FORM

FINDINGS_SHOWN = 40
PRICED_PER_RULE = 8
_DAYS_SHOWN = 7


def rule_lines(certificate: Certificate, notes: Mapping[str, RuleNote], titles: Mapping[str, str]) -> tuple[RuleLine, ...]:
    """Every rule audited, the dearest first; ``titles`` override the catalogue's."""
    whole = sum(cost for _, _, cost in certificate.rules.values())
    lines = [
        RuleLine(
            rule=rule,
            title=rule_title(rule, titles),
            about=said_or(f"rules.{rule}_about", ""),
            note=notes.get(rule, RuleNote()),
            levels=_levels(notes.get(rule, RuleNote()), hard, priced),
            hard=hard,
            priced=priced,
            cost=cost,
            share=cost / whole if whole else 0.0,
        )
        for rule, (hard, priced, cost) in certificate.rules.items()
        if rule != FORM or hard
    ]
    return tuple(sorted(lines, key=lambda line: (-line.hard, -line.cost, -line.priced, line.rule)))


def rule_title(rule: str, titles: Mapping[str, str]) -> Text:
    """The rule's name: given, else the catalogue's, else its id."""
    if rule == FORM:
        return said("report.form_rule")
    return same(titles[rule]) if rule in titles else said_or(f"rules.{rule}_title", rule)


def finding_lines(findings: Sequence[Finding], names: Mapping[str, str], titles: Mapping[str, str]) -> tuple[FindingLine, ...]:
    """Hard findings first, then the largest prices paid, a few of each rule.

    ``names``: id of a person or project -> the name people know."""
    taken: Counter[str] = Counter()
    worst = []
    for finding in sorted(findings, key=lambda f: (not f.hard, -f.cost, -f.amount, f.rule, f.employee, f.days)):
        taken[finding.rule] += not finding.hard
        if finding.hard or taken[finding.rule] <= PRICED_PER_RULE:
            worst.append(finding)
    return tuple(FindingLine(rule_title(f.rule, titles), _sentence(f, names), f.hard, f.cost) for f in worst[:FINDINGS_SHOWN])


def card_facts(result: PlanResult, version: VersionNote | None) -> tuple[tuple[Text, Text], ...]:
    """The run card's single facts, published facts first."""
    card, certificate = result.card, result.certificate
    facts: list[tuple[str, str]] = []
    if version:
        facts += [("author", version.author), ("reason", version.reason), ("published", version.published)]
    facts += [
        ("status", card.status),
        ("stopped", card.stopped),
        ("limit", card.limit),
        ("seed", str(card.seed)),
        ("moves", f"{card.moves:,}"),
        ("seconds", f"{card.seconds:,.1f}"),
        ("cost", f"{card.cost:,}"),
        ("recomputed", f"{certificate.cost:,}"),
        ("hash", certificate.roster_hash),
    ]
    return tuple((said(f"report.card_{name}"), same(value)) for name, value in facts if value)


def card_lists(result: PlanResult) -> tuple[tuple[Text, tuple[tuple[str, str], ...]], ...]:
    """The run card's lists: parameters, software, input files."""
    card = result.card
    lists = {"parameters": card.parameters, "versions": card.versions, "inputs": card.inputs}
    return tuple(
        (said(f"report.card_{name}"), tuple((str(key), str(value)) for key, value in sorted(entries.items())))
        for name, entries in lists.items()
        if entries
    )


def _levels(note: RuleNote, hard: int, priced: int) -> tuple[str, ...]:
    """The rule book's level, and what the audit saw beside it: some rules have hard and priced lines."""
    seen = {"hard": note.level == "hard" or hard > 0, "priced": note.level == "priced" or priced > 0}
    return tuple(level for level, here in seen.items() if here)


def _sentence(finding: Finding, names: Mapping[str, str]) -> Text:
    who = names.get(finding.employee, finding.employee)
    days = ", ".join(day.isoformat() for day in finding.days[:_DAYS_SHOWN]) + ("…" if len(finding.days) > _DAYS_SHOWN else "")
    fallback = f"{who} {days}".strip() + f": {finding.amount:,}"
    values = {"employee": who, "days": days, "amount": finding.amount, "cost": finding.cost, **finding.values}
    if "project" in values:
        values["project"] = names.get(str(values["project"]), values["project"])
    key = f"audit.form_{finding.values.get('reason')}" if finding.rule == FORM else f"rules.{finding.rule}_breach"
    return said_or(key, fallback, **values)
