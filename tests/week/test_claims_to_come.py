"""Nobody is credited for a day that is still to come."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from wfm.data.gate import open_workspace
from wfm.errors import UsageError
from wfm.scenario.points import claim_item


def test_a_claim_for_tomorrow_is_refused_and_one_for_today_is_filed(centre: Path) -> None:
    person = open_workspace(centre, "2026-08").employees[0].employee
    noon = datetime(2026, 8, 12, 12)
    with pytest.raises(UsageError) as refused:
        claim_item(centre, person, "W07a", day=date(2026, 8, 13), evidence="article 311", who="zhao", as_of=noon)
    assert refused.value.key == "points.not_yet"
    filed = claim_item(centre, person, "W07a", day=date(2026, 8, 12), evidence="article 311", who="zhao", as_of=noon)
    assert len(filed.claims) == 1
