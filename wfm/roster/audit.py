"""The independent audit: every rule's own check, every price recomputed, nothing shared with the engines.

It reads the roster as a supervisor would (``rules.view``) and imports no term, no model, no solver.
"""

from __future__ import annotations

from collections.abc import Iterator

from wfm import words
from wfm.data.result import Certificate
from wfm.data.roster import Duty, Finding, Roster, total_cost
from wfm.data.serial import roster_hash
from wfm.roster.problem import RosterProblem
from wfm.roster.rules.book import RuleBook
from wfm.roster.rules.view import RosterView

FORM = "form"
"""Name under which duties that cannot exist are reported: unknown person or shift, a break outside its window."""


def audit(problem: RosterProblem, roster: Roster, claimed: int | None = None) -> Certificate:
    """Check ``roster`` against every rule in force and add up its price; ``claimed`` is the solver's cost, if any.

    A roster with duties that cannot exist is not judged further: its certificate holds those findings alone.
    """
    findings = list(_form(problem, roster))
    rules: dict[str, tuple[int, int, int]] = {FORM: (len(findings), 0, 0)}
    if not findings:
        view = RosterView(problem, roster)
        for rule, force in problem.rules:
            found = list(rule.check(view, force))
            hard = sum(finding.hard for finding in found)
            rules[rule.id] = (hard, len(found) - hard, total_cost(found))
            findings.extend(found)
    return Certificate(
        legal=not any(finding.hard for finding in findings),
        cost=total_cost(findings),
        claimed=claimed,
        roster_hash=roster_hash(roster),
        rules=rules,
        findings=tuple(findings),
    )


def _form(problem: RosterProblem, roster: Roster) -> Iterator[Finding]:
    """Duties that cannot exist, whatever the rules say."""
    if roster.horizon != problem.horizon:
        yield _broken("", (), "horizon", f"{roster.horizon}")
        return
    projects = {project.project for project in problem.projects}
    seen: set[tuple[str, object]] = set()
    for duty in roster.duties:
        reason = _fault(problem, projects, duty)
        if (duty.employee, duty.day) in seen:
            reason = "twice"
        seen.add((duty.employee, duty.day))
        if reason:
            yield _broken(duty.employee, (duty.day,), reason, f"{duty.shift} {duty.project}".strip())


def _fault(problem: RosterProblem, projects: set[str], duty: Duty) -> str:
    """Why a duty cannot exist; empty when it can."""
    if duty.employee not in problem.employee:
        return "employee"
    if duty.day not in problem.horizon:
        return "day"
    if duty.shift not in problem.shifts:
        return "shift"
    shift = problem.shifts[duty.shift]
    if shift.covers and duty.project not in projects:
        return "project"
    if not shift.covers and duty.project:
        return "project"
    if shift.covers and shift.break_minutes:
        if duty.break_start is None or not shift.break_from <= duty.break_start <= max(shift.break_from, shift.break_to):
            return "break"
    elif duty.break_start is not None:
        return "break"
    return ""


def _broken(employee: str, days: tuple[object, ...], reason: str, value: str) -> Finding:
    return Finding(FORM, True, 1, 0, employee, days, {"reason": reason, "value": value})  # type: ignore[arg-type]


def sentence(book: RuleBook, finding: Finding, language: str = "en") -> str:
    """One sentence about a finding, from its rule."""
    if finding.rule == FORM:
        return words.say(f"audit.form_{finding.values['reason']}", language, employee=finding.employee, **finding.values)
    return next(rule.explain(finding, language) for rule, _ in book if rule.id == finding.rule)


def certificate_text(problem: RosterProblem, certificate: Certificate, language: str = "en", limit: int = 20) -> str:
    """The certificate for people: verdict, cost, a line per rule, the first hard findings."""

    def say(key: str, **values: object) -> str:
        return words.say(f"audit.{key}", language, **values)

    verdict = "passed" if certificate.passed else ("illegal" if not certificate.legal else "disagrees")
    lines = [
        say(verdict, cost=certificate.cost, claimed=certificate.claimed),
        say("hash", hash=certificate.roster_hash),
        "",
        say("table_head"),
    ]
    titles = {rule.id: rule.title(language) for rule, _ in problem.rules}
    for rule, (hard, priced, cost) in certificate.rules.items():
        if rule != FORM or hard:
            lines.append(f"{hard:>6} {priced:>8} {cost:>10}  {titles.get(rule, rule)}")
    broken = [finding for finding in certificate.findings if finding.hard]
    if broken:
        lines += ["", say("broken", count=len(broken))]
        lines += [f"  {sentence(problem.rules, finding, language)}" for finding in broken[:limit]]
    return "\n".join(lines)
