"""Duty codes: where the engine counts people at the desk, against a count minute by minute."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from wfm.data.tables import Project, Shift
from wfm.roster.attendance import MAX_PLACEMENTS, desk_slots, duty_codes, placements
from wfm.timegrid import minutes_of


@given(
    start=st.integers(0, 1439),
    minutes=st.integers(60, 900),
    pause=st.integers(0, 300),
    length=st.integers(0, 120),
    overlap=st.integers(0, 60),
    interval=st.sampled_from([15, 30, 60]),
)
def test_slots_hold_at_least_half_an_interval_at_the_desk(
    start: int, minutes: int, pause: int, length: int, overlap: int, interval: int
) -> None:
    assume(pause + length <= minutes)
    shift = Shift(
        shift="X", start=f"{start // 60:02d}:{start % 60:02d}", minutes=minutes, break_minutes=length, overlap_minutes=overlap
    )
    desk = set(range(start + overlap, start + minutes)) - set(range(start + pause, start + pause + length))
    spent: dict[int, int] = {}
    for minute in desk:
        spent[minute // interval] = spent.get(minute // interval, 0) + 1
    expected = tuple(sorted(slot for slot, there in spent.items() if 2 * there >= interval))
    assert desk_slots(shift, pause if length else None, interval) == expected
    assert minutes_of(shift.start) == start


def test_breaks_are_offered_at_most_three_times_inside_their_window() -> None:
    shift = Shift(shift="X", start="08:00", minutes=540, break_minutes=60, break_from=180, break_to=300)
    assert placements(shift, 30) == (180, 240, 300)
    assert len(placements(shift, 5)) == MAX_PLACEMENTS
    assert placements(Shift(shift="X", start="08:00", minutes=480), 30) == (None,)


@pytest.mark.parametrize(("projects", "kind", "count"), [("", "day", 2), ("p", "day", 1), ("", "study", 1)])
def test_codes_follow_the_shifts_projects(projects: str, kind: str, count: int) -> None:
    shift = Shift(shift="X", start="08:00", minutes=480, projects=projects, kind=kind)
    codes = duty_codes({"X": shift}, (Project(project="p"), Project(project="q")), 30)
    assert len(codes) == count
    assert all(code.slots for code in codes) == (kind == "day")
