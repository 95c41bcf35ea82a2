"""From an adjusted week to its page's view."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from wfm.data.week import Change, WeekAnswer
from wfm.report.base import chart_words
from wfm.report.signs import Signs, signs_of
from wfm.report.texts import Text, day_short, joined, said, same
from wfm.report.tones import shift_tones
from wfm.report.view import Figure
from wfm.report.week.view import ChangeRow, CoverRow, WeekCell, WeekLine, WeekView
from wfm.roster.candidate import consent_text
from wfm.scenario.week import Week
from wfm.scenario.week_words import duty_text, passed_text, why_text
from wfm.words import LANGUAGES


def build_view(week: Week, language: str = "") -> WeekView:
    """Everything the page shows."""
    workspace, answer = week.opened.workspace, week.answer
    days = tuple(day for day in week.problem.horizon.dates if answer.first <= day <= answer.last)
    return WeekView(
        language=language or workspace.centre.language,
        centre=workspace.centre.name,
        synthetic=workspace.centre.synthetic,
        about=_about(answer),
        figures=_figures(answer),
        days=tuple(day_short(day) for day in days),
        lines=_lines(week, days),
        cover=_cover(answer, days),
        changes=tuple(_change(week, one) for one in sorted(answer.told, key=lambda one: (one.notice_hours, one.employee))),
        bands=tuple(
            (said("week_report.band", hours=band) if band else said("week_report.band_far"), count, price)
            for band, (count, price) in answer.by_band().items()
        ),
        chart={"words": chart_words("week_report", ())},
    )


def _about(answer: WeekAnswer) -> tuple[Text, ...]:
    teams = said("week.teams_some", teams=", ".join(answer.teams)) if answer.teams else said("week.teams_all")
    cap = said("week.cap_none") if answer.max_changes is None else said("week.cap_some", count=answer.max_changes)
    told = answer.as_of.isoformat(sep=" ", timespec="minutes")
    span = {"first": answer.first, "last": answer.last, "month": answer.month, "base": answer.base}
    found = [said("week.head", **span, as_of=told, teams=teams, cap=cap)]
    if answer.clipped:
        found.append(said("week.clipped", month=answer.month))
    if answer.begun:
        found.append(said("week.begun", days=", ".join(day.isoformat() for day in answer.begun)))
    if answer.new_forecast:
        found.append(said("week.new_forecast"))
    return tuple(found)


def _figures(answer: WeekAnswer) -> tuple[Figure, ...]:
    bound = "–" if answer.bound is None else f"{answer.bound:,}"
    saved = answer.cost_before - answer.cost_after
    names = ("missing_before", "missing_after", "loss_before", "loss_after")
    before, after, loss, lost = (sum(getattr(one, name) for one in answer.cover) for name in names)
    duties = sum(len(absence.duties) for absence in answer.absences)
    return (
        Figure(
            said("week_report.fig_cost"),
            same(f"{answer.cost_after:,}"),
            said("week_report.note_cost", before=f"{answer.cost_before:,}", saved=f"{saved:,}"),
            "good" if saved > 0 else "",
        ),
        Figure(
            said("week_report.fig_gap"),
            same(_share(answer.gap)),
            said("week_report.note_gap", bound=bound, part=_share(answer.gap_of_part)),
        ),
        Figure(
            said("week_report.fig_loss"),
            same(f"{lost:,}"),
            said("week_report.note_loss", before=f"{loss:,}", missing=f"{after:,}", missing_before=f"{before:,}"),
            "good" if lost < loss else "bad" if lost > loss else "",
        ),
        Figure(
            said("week_report.fig_changes"),
            same(f"{len(answer.told):,}"),
            said("week_report.note_changes", people=len(answer.by_person()), breaks=len(answer.changes) - len(answer.told)),
        ),
        Figure(
            said("week_report.fig_consent"),
            same(f"{sum(bool(one.consent) for one in answer.told):,}"),
            said("week_report.note_consent"),
        ),
        Figure(
            said("week_report.fig_absent"),
            same(f"{len({one.employee for one in answer.absences}):,}"),
            said("week_report.note_absent", duties=duties, replaced=sum(bool(one.replaces) for one in answer.told)),
        ),
    )


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.2%}".replace("%", " %")


def _lines(week: Week, days: tuple[date, ...]) -> tuple[WeekLine, ...]:
    """Absent people first, then everybody with a change to be told, by team."""
    answer = week.answer
    signs, tones = (
        signs_of(week.opened.workspace.shifts, week.opened.workspace.projects),
        shift_tones(week.opened.workspace.shifts),
    )
    absent = {one.employee for one in answer.absences}
    changed = {(one.employee, one.day): one for one in answer.told}
    people = [*absent, *({one.employee for one in answer.told} - absent)]
    order = {person.employee: k for k, person in enumerate(week.problem.employees)}
    people.sort(key=lambda name: (name not in absent, week.problem.employee[name].team, order[name]))
    found = []
    for name in people:
        person = week.problem.employee[name]
        cells = tuple(_cell(week, signs, tones, name, day, changed.get((name, day))) for day in days)
        found.append(WeekLine(name, person.name, person.team, cells))
    return tuple(found)


def _cell(week: Week, signs: Signs, tones: dict[str, str], name: str, day: date, change: Change | None) -> WeekCell:
    problem = week.problem
    assert problem.base is not None
    old, new = problem.base.duty(name, day), week.result.roster.duty(name, day)
    absent = problem.on_leave(name, day) is not None
    state = "absent" if absent else "changed" if change is not None else "same"
    texts = [_both(lambda language, duty=duty: duty_text(problem, duty, language)) for duty in (old, new)]  # type: ignore[misc]
    about = said("week_report.cell", before=texts[0], after=texts[1])
    shown = [signs.shifts.get(duty.shift, duty.shift) if duty else "–" for duty in (old, new)]
    if change is not None and change.kinds[0] == "project" and old is not None and new is not None:
        shown = [f"{sign} {duty.project}" for sign, duty in zip(shown, (old, new), strict=True)]
    return WeekCell(shown[0], shown[1], tones.get(new.shift, "") if new else "off", state, about)


def _cover(answer: WeekAnswer, days: tuple[date, ...]) -> tuple[CoverRow, ...]:
    by_cell = {(one.project, one.day): one for one in answer.cover}
    found = []
    for project in dict.fromkeys(one.project for one in answer.cover):
        pairs = [
            (by_cell[project, day].missing_before, by_cell[project, day].missing_after) if (project, day) in by_cell else (0, 0)
            for day in days
        ]
        total = (sum(before for before, _ in pairs), sum(after for _, after in pairs))
        found.append(CoverRow(project, tuple((*pair, _tone(*pair)) for pair in pairs), (*total, _tone(*total))))
    return tuple(found)


def _tone(before: int, after: int) -> str:
    return "good" if after < before else "bad" if after > before else ""


def _change(week: Week, change: Change) -> ChangeRow:
    problem = week.problem
    kinds = [said(f"week.kind_{kind}") for kind in change.kinds]
    return ChangeRow(
        employee=change.employee,
        name=problem.employee[change.employee].name,
        day=day_short(change.day),
        kinds=joined(kinds, said("week_report.comma")),
        before=_both(lambda language: duty_text(problem, change.old, language)),
        after=_both(lambda language: duty_text(problem, change.new, language)),
        notice=f"{change.notice_hours:.0f}",
        price=change.price,
        consent=_both(lambda language: consent_text(change.consent, language)),
        why=_both(lambda language: why_text(change, language)),
        passed=_both(lambda language: passed_text(change, language)),
    )


def _both(text: Callable[[str], str]) -> Text:
    return {language: text(language) for language in LANGUAGES}
