"""``wfm tweak``: the rest of a day, changed by the shift leader; answers recorded, proposals accepted."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from wfm import words
from wfm.cli.common import json_option, lang_option, language_of, note, print_json, quiet_option, set_language, workspace_option
from wfm.cli.tweak_text import accepted_lines, proposal_lines
from wfm.errors import UsageError

if TYPE_CHECKING:
    from datetime import date


@click.command()
@workspace_option
@click.option("--date", "day", required=True, help="The day, such as 2026-08-12.")
@click.option("--as-of", default=None, help="Local time of asking, such as 2026-08-12T10:00 (default: the clock).")
@click.option("--absent", multiple=True, metavar="EMPLOYEE", help="Somebody who does not come; may be given again.")
@click.option("--absences", type=click.Path(path_type=Path, dir_okay=False), help="CSV employee,from_time,kind of the absent.")
@click.option("--calls-so-far", type=click.Path(path_type=Path, dir_okay=False), help="CSV project,start,calls of today.")
@click.option("--forget-calls", is_flag=True, help="Calls so far given earlier for the day count no more.")
@click.option("--no-extend", is_flag=True, help="Extend no duty.")
@click.option("--no-call-in", is_flag=True, help="Call nobody in.")
@click.option("--release", is_flag=True, help="Also offer early leave where far too many are there.")
@click.option("--time-limit", type=click.FloatRange(min=1), default=25.0, show_default=True, help="Seconds to look and to prove.")
@click.option("--agree", multiple=True, metavar="EMPLOYEE", help="This person said yes to what was asked.")
@click.option("--decline", multiple=True, metavar="EMPLOYEE", help="This person said no: is not asked again that day.")
@click.option("--lender-agrees", multiple=True, metavar="PROJECT", help="This project's lead lends people.")
@click.option("--lender-declines", multiple=True, metavar="PROJECT", help="This project's lead lends nobody (more) today.")
@click.option("--accept", "accepted", is_flag=True, help="Put the proposal into effect.")
@click.option("--as", "author", default=None, help="Who decides (default: the login name).")
@click.option("--reason", default="", help="Why, in a few words; required with --accept.")
@json_option
@quiet_option
@lang_option
def tweak(
    workspace: Path,
    day: str,
    as_of: str | None,
    absent: tuple[str, ...],
    absences: Path | None,
    calls_so_far: Path | None,
    forget_calls: bool,
    no_extend: bool,
    no_call_in: bool,
    release: bool,
    time_limit: float,
    agree: tuple[str, ...],
    decline: tuple[str, ...],
    lender_agrees: tuple[str, ...],
    lender_declines: tuple[str, ...],
    accepted: bool,
    author: str | None,
    reason: str,
    as_json: bool,
    quiet: bool,
    lang: str | None,
) -> None:
    """Change the rest of a day: breaks, loans between projects, off-phone work, extensions, call-ins. Shifts stay.

    A proposal changes nothing: it writes results/tweak-DATE.json, results/tweak-DATE.html and results/messages-DATE.csv.
    With --accept it takes effect (absences and call-ins as a version of layer day, everything in the book "day"); what needs
    a person's consent waits for --agree or --decline. Answers are recorded first, then the rest of the day is solved again.
    Calls so far are remembered: without the option the last ones given for the day count.

    \b
    Example:  wfm tweak --date 2026-08-12 --as-of 2026-08-12T10:00 --absent 000045 --absent 000108
              wfm tweak --date 2026-08-12 --calls-so-far today.csv --absences absences.csv
              wfm tweak --date 2026-08-12 --absences absences.csv --accept --as "Li Na" --reason "call-outs"
              wfm tweak --date 2026-08-12 --agree 000031 --decline 000050 --as "Li Na"
    Python:   wfm.scenario.day.tweak_day(Path("centre"), date(2026, 8, 12), as_of="2026-08-12T10:00", absent=("000045",))
              wfm.scenario.day_accept.accept(tweak, author="Li Na", reason="call-outs")
              wfm.scenario.day_accept.answer_day(Path("centre"), date(2026, 8, 12), agree=("000031",), author="Li Na", reason="")
    """
    from wfm.cli.versions import login
    from wfm.report.day.files import write_files
    from wfm.scenario.day import Levers, tweak_day
    from wfm.scenario.day_accept import accept, answer_day, asked_people
    from wfm.scenario.day_result import tweak_json

    when, who = _date(day), author or login()
    if accepted and not reason.strip():
        raise UsageError("tweak_accept.no_reason")
    answered = None
    waiting = asked_people(workspace, when) if accepted and agree else frozenset(agree)
    now, later = [name for name in agree if name in waiting], [name for name in agree if name not in waiting]
    if now or decline or lender_agrees or lender_declines:
        answered = answer_day(
            workspace,
            when,
            as_of=as_of,
            agree=now,
            decline=decline,
            lender_agrees=lender_agrees,
            lender_declines=lender_declines,
            author=who,
            reason=reason or words.say("tweak_cli.answer_reason", language_of()),
        )
    found = tweak_day(
        workspace,
        when,
        as_of=as_of,
        absent=absent,
        absences=absences,
        calls_so_far=calls_so_far,
        forget_calls=forget_calls,
        levers=Levers(not no_extend, not no_call_in, release),
        time_limit=time_limit,
        say=lambda text: note(text, quiet),
    )
    if lang is None:
        set_language(found.opened.workspace.centre.language)
    data = tweak_json(found)
    files = write_files(found.opened.workspace, data, language_of())
    done = accept(found, author=who, reason=reason, agreed=later) if accepted else None
    if as_json:
        decision = None if done is None else {"version": done.version and done.version.number, "asked": len(done.asked)}
        print_json(data | {"files": [str(path) for path in files], "accepted": decision})
        return
    lines = accepted_lines(answered, language_of(), answered=True) if answered else []
    lines += proposal_lines(data, language_of())
    lines += accepted_lines(done, language_of()) if done else [words.say("tweak_cli.proposal", language_of())]
    lines.append(words.say("tweak_cli.written", language_of(), files=", ".join(str(path) for path in files)))
    click.echo("\n".join(lines))


def _date(text: str) -> date:
    from datetime import date

    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError("tweak.bad_date", value=text) from None
