"""What the rows of an export say about themselves: repeats, totals, transfers counted twice, the length of intervals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from wfm.data import cells
from wfm.data.imports.acd_rows import Record, Rows, TotalRow
from wfm.data.imports.findings import Findings
from wfm.data.imports.headers import COUNT_ROLES
from wfm.data.imports.profile import Profile, group_key
from wfm.errors import InputError

_LONGEST = timedelta(days=3 * 366)
"""How far a row may lie from the middle of its file."""


def without_repeats(records: Sequence[Record], found: Findings) -> list[Record]:
    """Records once each: a row that repeats an earlier one in everything is dropped and noted, one that gives the same
    group and start other values is refused."""
    kept: dict[tuple[str, datetime], Record] = {}
    for record in records:
        key = (group_key(record.group), record.start)
        earlier = kept.get(key)
        if earlier is None:
            kept[key] = record
        elif earlier.numbers == record.numbers and earlier.serial == record.serial:
            found.note("repeated_row", record.where, record.serial or f"{record.group} {record.start:%Y-%m-%d %H:%M}")
        else:
            found.refuse("two_values", record.where, f"{record.group} {record.start:%Y-%m-%d %H:%M}", earlier=earlier.where)
    return list(kept.values())


def without_strays(records: Sequence[Record], found: Findings) -> list[Record]:
    """Records within three years of the middle one; others have a mistyped date and are refused."""
    middle = sorted(record.start for record in records)[len(records) // 2] if records else datetime.min
    near = [record for record in records if abs(record.start - middle) <= _LONGEST]
    for record in records:
        if abs(record.start - middle) > _LONGEST:
            found.refuse("date_far", record.where, f"{record.start:%Y-%m-%d}", middle=f"{middle:%Y-%m-%d}")
    return near


def one_name_per_group(records: Iterable[Record], found: Findings) -> dict[str, str]:
    """Group key -> the name shown most often; variants are noted."""
    spelled: dict[str, Counter[str]] = {}
    for record in records:
        spelled.setdefault(group_key(record.group), Counter())[record.group] += 1
    names = {key: variants.most_common(1)[0][0] for key, variants in spelled.items()}
    for key, variants in spelled.items():
        for variant in sorted(set(variants) - {names[key]}):
            found.note("group_name_variants", value=names[key], variant=repr(variant), count=variants[variant])
    return names


def raw_variants(raw_groups: Iterable[object], found: Findings) -> None:
    """Notes group names written with stray spaces, tabs or full-width signs, and how often."""
    stray = Counter(text for text in raw_groups if isinstance(text, str) and text != cells.tidy(text))
    for text, count in sorted(stray.items()):
        found.note("group_name_variants", value=cells.tidy(text), variant=repr(text), count=count)


def interval_minutes(records: Sequence[Record], stated: int, found: Findings) -> int:
    """Length of the file's intervals: as the profile says, else the usual length of ranges, else the usual step of starts.

    Rows of another length or off that grid are refused.
    """
    minutes = stated or _usual(record.length for record in records) or _usual(_steps(records))
    if not minutes or 1440 % minutes:
        raise InputError("imports.no_interval", value=minutes or "?")
    if not stated:
        found.guess("interval", value=minutes)
    for record in records:
        if (record.length or minutes) != minutes:
            found.refuse("odd_interval", record.where, record.length, minutes=minutes)
        elif (record.start.hour * 60 + record.start.minute) % minutes:
            found.refuse("off_grid", record.where, f"{record.start:%H:%M}", minutes=minutes)
    return minutes


def _usual(values: Iterable[int | None]) -> int:
    counted = Counter(value for value in values if value)
    return counted.most_common(1)[0][0] if counted else 0


def _steps(records: Sequence[Record]) -> list[int]:
    by_group: dict[str, list[datetime]] = {}
    for record in records:
        by_group.setdefault(group_key(record.group), []).append(record.start)
    return [
        int((after - before).total_seconds()) // 60 for starts in by_group.values() for before, after in pairwise(sorted(starts))
    ]


def check_totals(sheet: Rows, records: Sequence[Record], found: Findings) -> tuple[int, int, int]:
    """Compare every row of totals with the rows it can cover: those since the last row of totals, since the last with its
    label, or all so far. Totals that agree with none are reported by column. Returns how many agreed,
    disagreed, and could not be checked."""
    agreed = disagreed = not_checked = 0
    ends: list[TotalRow] = []
    for total in sheet.totals:
        shown = {role: value for role, value in total.numbers.items() if role in COUNT_ROLES and value is not None}
        if not shown or _is_mean(total.label):
            not_checked += 1
            continue
        alike = [end.row for end in ends if _label(end.label) == _label(total.label)]
        scopes = [alike[-1] if alike else -1, ends[-1].row if ends else -1, -1]
        differences = [_differences(shown, records, total, after) for after in scopes]
        best = min(differences, key=len)
        agreed, disagreed = agreed + (not best), disagreed + bool(best)
        for role, (summed, missing) in (differences[0] if best else {}).items():
            found.warn("total_disagrees", total.where, total.label, role=role, shown=shown[role], summed=summed, missing=missing)
        ends.append(total)
    return agreed, disagreed, not_checked


def _differences(
    shown: Mapping[str, float], records: Sequence[Record], total: TotalRow, after: int
) -> dict[str, tuple[float, int]]:
    covered = [record for record in records if record.sheet == total.sheet and after < record.row < total.row]
    different: dict[str, tuple[float, int]] = {}
    for role, value in shown.items():
        numbers = [record.numbers.get(role) for record in covered]
        summed = sum(number for number in numbers if number is not None)
        if summed != value:
            different[role] = (summed, sum(number is None for number in numbers))
    return different


def _label(text: str) -> str:
    return text.rstrip(":")[-2:].casefold()


def _is_mean(label: str) -> bool:
    return any(word in label.casefold() for word in ("平均", "日均", "均值", "average", "avg"))


@dataclass(frozen=True)
class Counting:
    """How calls follow from the columns: transfers taken off the offered, short abandons added to the abandoned;
    ``agree`` of ``checked`` rows bear it out."""

    subtract_transfers: bool
    add_short: bool
    agree: int
    checked: int


def counting(records: Sequence[Record], profile: Profile, notes: str, found: Findings) -> Counting:
    """Which reading makes offered = answered + abandoned in most rows; what the profile says is kept. ``notes``: the text
    above the table, asked when no row can tell. Rows that do not add up are reported."""
    has_transfers = any("transfers_in" in record.numbers for record in records)
    has_short = any("short_abandoned" in record.numbers for record in records)
    transfer_choices = [profile.transfers == "subtract"] if profile.transfers else [False, True] if has_transfers else [False]
    stated_short = profile.abandoned_excludes_short
    short_choices = [stated_short] if stated_short is not None else [False, True] if has_short else [False]
    best = max(
        (Counting(t, s, *_agreement(records, t, s)) for t in transfer_choices for s in short_choices),
        key=lambda choice: choice.agree,
    )
    if has_transfers and not profile.transfers:
        if not best.checked:
            best = Counting("含转接" in notes or "of which" in notes.lower(), best.add_short, 0, 0)
        kind = "transfers_counted_twice" if best.subtract_transfers else "transfers_not_in_offered"
        found.guess(kind, agree=best.agree, checked=best.checked)
    if best.add_short and stated_short is None:
        found.guess("short_abandons_beside", agree=best.agree, checked=best.checked)
    for record in records:
        if _adds_up(record, best.subtract_transfers, best.add_short) is False:
            found.warn("does_not_add_up", record.where, offered=record.numbers.get("offered"))
    return best


def calls_of(record: Record, how: Counting) -> float | None:
    """Calls offered to agents, each once; answered + abandoned where the file has no offered column."""
    number = record.numbers
    if "offered" not in number:
        answered, abandoned = number.get("answered"), abandoned_of(record, how)
        return None if answered is None or abandoned is None else answered + abandoned
    offered = number["offered"]
    if offered is None or not how.subtract_transfers:
        return offered
    transfers = number.get("transfers_in")
    return None if transfers is None else offered - transfers


def abandoned_of(record: Record, how: Counting) -> float | None:
    """Calls abandoned, short ones included."""
    abandoned = record.numbers.get("abandoned")
    if abandoned is None or not how.add_short:
        return abandoned
    short = record.numbers.get("short_abandoned")
    return None if short is None else abandoned + short


def _adds_up(record: Record, subtract: bool, add_short: bool) -> bool | None:
    """Whether calls = answered + abandoned in this row; None when a number is missing."""
    how = Counting(subtract, add_short, 0, 0)
    if "offered" not in record.numbers:
        return None
    calls, answered, abandoned = calls_of(record, how), record.numbers.get("answered"), abandoned_of(record, how)
    if calls is None or answered is None or abandoned is None:
        return None
    return calls == answered + abandoned


def _agreement(records: Sequence[Record], subtract: bool, add_short: bool) -> tuple[int, int]:
    verdicts = [_adds_up(record, subtract, add_short) for record in records]
    return sum(verdict is True for verdict in verdicts), sum(verdict is not None for verdict in verdicts)
