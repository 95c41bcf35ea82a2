"""Drafts beside the store: publish the draft of a month, or compare it with a version."""

from __future__ import annotations

from pathlib import Path

from wfm.data.result import PlanResult
from wfm.data.roster import Roster
from wfm.data.serial import draft_path, load_result
from wfm.errors import InputError, UsageError
from wfm.store.store import Store, month_of
from wfm.store.versions import Layer, Version
from wfm.timegrid import month_horizon

DRAFT = "draft"
"""The name a draft has where a version number may stand."""


def load_draft(results: Path, month: str) -> PlanResult:
    """The draft of ``month`` (YYYY-MM) in the folder of results.

    UsageError when there is none, InputError when the file holds no result or another month's.
    """
    month_horizon(month)
    path = draft_path(results, month)
    draft = load_result(path)
    if month_of(draft.roster) != month:
        raise InputError("store.bad_draft_month", file=path, month=month, found=month_of(draft.roster))
    return draft


def base_of(draft: PlanResult) -> int | None:
    """The version a draft was made from: ``base`` among the parameters of its run card; None = none was published."""
    base = draft.card.parameters.get("base")
    return base if isinstance(base, int) and base > 0 else None


def publish_draft(store: Store, results: Path, month: str, *, author: str, reason: str, base: int | None = None) -> Version:
    """Publish the draft of ``month`` over the version it was made from, or over ``base`` (0 = over nothing) when given."""
    draft = load_draft(results, month)
    over = base_of(draft) if base is None else base or None
    return store.publish(draft, author=author, reason=reason, base=over, layer=layer_of(draft))


def layer_of(draft: PlanResult) -> Layer:
    """The layer a draft belongs to, by its run card; the month when it names none."""
    layer = draft.card.parameters.get("layer")
    return "week" if layer == "week" else "day" if layer == "day" else "month"


def rosters_to_compare(store: Store, results: Path, old: str, new: str) -> tuple[Roster, Roster]:
    """Two rosters by name: a version's number, or ``draft`` for the draft of the other one's month."""
    names = (old.strip(), new.strip())
    for name in names:
        if name != DRAFT and not (name.isascii() and name.isdigit()):
            raise UsageError("store.bad_version_name", value=name)
    if names == (DRAFT, DRAFT):
        raise UsageError("store.two_drafts")
    published = {name: store.load(int(name)) for name in names if name != DRAFT}
    month = next(iter(published.values())).version.month
    first, second = (published[name].roster if name != DRAFT else load_draft(results, month).roster for name in names)
    return first, second
