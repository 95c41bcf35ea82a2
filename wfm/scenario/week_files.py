"""What an adjusted week leaves in results/: the answer as JSON, and the list of those to be told as CSV."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from wfm.data.files import write_text
from wfm.roster.candidate import consent_text
from wfm.scenario.week import Week
from wfm.scenario.week_words import duty_text, why_text

TELL_COLUMNS = ("employee", "name", "team", "employer", "date", "before", "after", "notice_hours", "consent", "why")


def write_week(week: Week, language: str = "en") -> tuple[Path, Path]:
    """Write results/adjust-WEEK.json and results/tell-WEEK.csv; returns both paths. CSV as UTF-8 with BOM, for Excel."""
    results, name = week.opened.workspace.results, week.answer.week.isoformat()
    answer, tell = results / f"adjust-{name}.json", results / f"tell-{name}.csv"
    write_text(answer, json.dumps(week.answer.to_json(), ensure_ascii=False, indent=1) + "\n")
    write_text(tell, "\ufeff" + tell_csv(week, language))
    return answer, tell


def tell_csv(week: Week, language: str = "en") -> str:
    """A row per changed duty, shortest notice first."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(TELL_COLUMNS)
    for change in sorted(week.answer.told, key=lambda one: (one.notice_hours, one.employee)):
        person = week.problem.employee[change.employee]
        before, after = (duty_text(week.problem, duty, language, pause=True) for duty in (change.old, change.new))
        row = (change.employee, person.name, person.team, person.employer, change.day.isoformat(), before, after)
        writer.writerow((*row, f"{change.notice_hours:.1f}", consent_text(change.consent, language), why_text(change, language)))
    return out.getvalue()
