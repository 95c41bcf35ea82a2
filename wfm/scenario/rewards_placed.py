"""From the book of rewards to the awards of a month."""

from __future__ import annotations

from wfm.data.awards import REWARD_BOOK, Award, ServedWish
from wfm.data.demand import Demand
from wfm.data.workspace import Workspace
from wfm.incentives.rewards_book import granted_awards
from wfm.roster.problem import build_problem
from wfm.scenario.rewards_terms import Placed, place_awards
from wfm.store import Store
from wfm.store.database import FILE
from wfm.timegrid import Horizon


def placed_awards(workspace: Workspace, horizon: Horizon, demand: Demand, *, planning: bool = False) -> Placed:
    """The granted awards that touch ``horizon``, put on people's lines; nothing without a store, without making one.

    A published month holds what it was planned with: a grant made since is in force only when the month is planned anew
    (``planning``), so that nobody's published roster becomes wrong overnight.
    """
    if not workspace.centre.database and not (workspace.path / FILE).is_file():
        return Placed()
    store = Store.open(workspace.path, workspace.centre.database)
    awards = [a for a in granted_awards(store.book(REWARD_BOOK)) if a.first <= horizon.end and a.last >= horizon.start]
    if not awards:
        return Placed()
    month = f"{horizon.start:%Y-%m}"
    kept = promised(store, month)
    if not planning and store.latest(month) is not None:
        awards = [award for award in awards if award.grant in kept]
    return place_awards(build_problem(workspace, demand, horizon), awards, kept) if awards else Placed()


def promised(store: Store, month: str) -> dict[str, tuple[ServedWish, ...]]:
    """Grant -> wishes that the latest version of ``month`` planned with awards promises."""
    for version in reversed(store.versions(month)):
        stated = version.card.parameters.get("awards")
        if isinstance(stated, list):
            return {award.grant: award.served for award in map(Award.from_json, stated)}
    return {}
