"""An adjusted week as text for people."""

from __future__ import annotations

from wfm import words
from wfm.data.diff import table
from wfm.data.week import WeekAnswer
from wfm.roster.candidate import consent_text
from wfm.scenario.week import Week
from wfm.scenario.week_words import duty_text, passed_text, why_text

SHOWN = 15
"""Changes listed; the file has them all."""


def week_text(week: Week, language: str) -> str:
    """Costs and bound, what changed by kind and notice, who must be told, who was passed over."""
    answer = week.answer

    def say(key: str, **values: object) -> str:
        return words.say(f"week.{key}", language, **values)

    lines = [*_head(answer, language), *_figures(answer, language)]
    told = sorted(answer.told, key=lambda one: (one.notice_hours, one.employee))
    if told:
        heads = [say(f"col_{name}") for name in ("employee", "day", "before", "after", "notice", "price", "consent")]
        rows = [
            [
                change.employee,
                change.day.isoformat(),
                duty_text(week.problem, change.old, language),
                duty_text(week.problem, change.new, language),
                f"{change.notice_hours:.0f}",
                str(change.price),
                consent_text(change.consent, language),
            ]
            for change in told[:SHOWN]
        ]
        listed = table([heads, *rows])
        lines += ["", say("tell"), listed[0]]
        for change, line in zip(told, listed[1:], strict=False):
            lines += [line, f"    {why_text(change, language)}"]
            lines += [f"    {text}" for text in [passed_text(change, language)] if text]
        if len(told) > SHOWN:
            lines.append(say("more", count=len(told) - SHOWN, file=f"tell-{answer.week}.csv"))
    return "\n".join(lines)


def _head(answer: WeekAnswer, language: str) -> list[str]:
    def say(key: str, **values: object) -> str:
        return words.say(f"week.{key}", language, **values)

    lines = [
        say(
            "head",
            first=answer.first,
            last=answer.last,
            month=answer.month,
            base=answer.base,
            as_of=answer.as_of.isoformat(sep=" ", timespec="minutes"),
            teams=say("teams_some", teams=", ".join(answer.teams)) if answer.teams else say("teams_all"),
            cap=say("cap_none") if answer.max_changes is None else say("cap_some", count=answer.max_changes),
        )
    ]
    if answer.clipped:
        lines.append("! " + say("clipped", month=answer.month))
    if answer.begun:
        lines.append("! " + say("begun", days=", ".join(day.isoformat() for day in answer.begun)))
    if answer.new_forecast:
        lines.append(say("new_forecast"))
    return lines


def _figures(answer: WeekAnswer, language: str) -> list[str]:
    def say(key: str, **values: object) -> str:
        return words.say(f"week.{key}", language, **values)

    def share(value: float | None) -> str:
        return "-" if value is None else f"{value:.2%}"

    bound = "-" if answer.bound is None else answer.bound
    costs = {"after": answer.cost_after, "before": answer.cost_before, "bound": bound}
    lines = [say("cost", **costs, gap=share(answer.gap), part=share(answer.gap_of_part))]
    named = ("missing_before", "missing_after", "required", "loss_before", "loss_after")
    lines.append(say("missing", **{name: f"{sum(getattr(one, name) for one in answer.cover):,}" for name in named}))
    if answer.absences:
        duties = sum(len(absence.duties) for absence in answer.absences)
        people = len({absence.employee for absence in answer.absences})
        lines.append(say("absent", people=people, duties=duties, replaced=sum(bool(one.replaces) for one in answer.told)))
    breaks = len(answer.changes) - len(answer.told)
    if not answer.told:
        return [*lines, say("no_changes", breaks=breaks) if breaks else say("nothing_changes")]
    kinds = {kind: count for kind, count in answer.by_kind().items() if kind != "break"}
    listed = ", ".join(say("kind_count", kind=say(f"kind_{kind}"), count=count) for kind, count in kinds.items())
    consents = sum(bool(change.consent) for change in answer.told)
    figures = {"changes": len(answer.told), "people": len(answer.by_person()), "consents": consents, "breaks": breaks}
    lines += [say("changes", kinds=listed, **figures), say("bands")]
    for band, (count, price) in answer.by_band().items():
        lines.append("  " + say("band" if band else "band_far", count=count, price=price, **({"hours": band} if band else {})))
    return lines
