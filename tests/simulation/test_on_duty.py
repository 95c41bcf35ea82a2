"""Agents on duty from call records: hand-made cases, and a desk known by construction found again."""

from __future__ import annotations

import heapq

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wfm.data.laws import Law
from wfm.simulation.on_duty import AnsweredCalls, OnDuty, Waiting, infer_on_duty
from wfm.simulation.records import records, replayed_calls

SPAN = st.tuples(st.integers(0, 300), st.integers(1, 60))


def _calls(*rows: tuple[float, float, int, bool]) -> AnsweredCalls:
    start, end, agent, queued = zip(*rows, strict=True)
    return AnsweredCalls(np.array(start, float), np.array(end, float), np.array(agent), np.array(queued))


def _waiting(*spans: tuple[float, float]) -> Waiting:
    return Waiting(np.array([a for a, _ in spans], float), np.array([b for _, b in spans], float))


def _sessions(duty: OnDuty) -> list[tuple[int, float, float]]:
    return list(zip(duty.seat.tolist(), duty.start.tolist(), duty.end.tolist(), strict=True))


def test_a_short_gap_is_bridged_and_a_long_one_is_not() -> None:
    calls = _calls((1000, 1100, 0, False), (1300, 1400, 0, False), (1800, 1900, 0, False))
    duty = infer_on_duty(calls, _waiting(), wrap_up=30, reach=100)
    assert _sessions(duty) == [(0, 900, 1500), (0, 1700, 2000)]


def test_gap_of_twice_the_reach_is_the_limit() -> None:
    calls = _calls((1000, 1100, 0, False), (1300, 1400, 0, False))
    assert len(_sessions(infer_on_duty(calls, _waiting(), wrap_up=30, reach=100))) == 1
    assert len(_sessions(infer_on_duty(calls, _waiting(), wrap_up=30, reach=99))) == 2


def test_whoever_let_callers_wait_was_away() -> None:
    """Somebody waits from 1,150 to 1,250 while the agent has no call from 1,100 to 1,280: away in between."""
    calls = _calls((1000, 1100, 0, False), (1280, 1400, 0, False))
    duty = infer_on_duty(calls, _waiting((1150, 1250)), wrap_up=30, reach=100)
    assert _sessions(duty) == [(0, 900, 1150), (0, 1250, 1500)]
    assert len(_sessions(infer_on_duty(calls, _waiting((1150, 1250)), wrap_up=100, reach=100))) == 1


def test_work_after_a_call_is_a_pause_of_the_same_session() -> None:
    calls = _calls((1000, 1100, 0, False), (1120, 1200, 0, True))
    duty = infer_on_duty(calls, _waiting((1050, 1120)), wrap_up=30, reach=100)
    assert _sessions(duty) == [(0, 900, 1300)]
    assert duty.pauses.tolist() == [20.0]


def test_a_caller_who_waited_shows_that_nobody_sat_ready() -> None:
    duty = infer_on_duty(_calls((1000, 1100, 0, True)), _waiting((950, 1000)), wrap_up=30, reach=100)
    assert _sessions(duty) == [(0, 1000, 1200)]


def test_two_lines_at_once_are_one_agent() -> None:
    duty = infer_on_duty(_calls((0, 500, 0, True), (100, 200, 0, True), (510, 600, 0, True)), _waiting(), wrap_up=30, reach=10)
    assert _sessions(duty) == [(0, 0, 610)]


def test_calls_without_agent_get_seats_of_their_own() -> None:
    calls = _calls((0, 100, 0, True), (10, 60, -1, True), (20, 30, -1, True), (70, 80, -1, True), (90, 90, -1, True))
    duty = infer_on_duty(calls, _waiting(), wrap_up=30, reach=10)
    assert _sessions(duty) == [(0, 0, 110), (1, 10, 60), (1, 70, 80), (1, 90, 91), (2, 20, 30)]
    assert duty.seats == 3
    assert duty.at(np.array([-1.0, 25.0, 75.0, 85.0, 200.0])).tolist() == [0, 3, 2, 1, 0]


def test_no_calls_are_no_agents() -> None:
    nothing = AnsweredCalls(np.zeros(0), np.zeros(0), np.zeros(0, np.int64), np.zeros(0, dtype=bool))
    duty = infer_on_duty(nothing, _waiting((5, 9)), wrap_up=30, reach=10)
    assert (duty.seats, duty.seat.size, duty.pauses.size) == (0, 0, 0)


@given(st.lists(SPAN, max_size=20), st.lists(st.integers(-10, 400), min_size=1, max_size=10))
def test_waiting_answers_as_a_clock_would(spans: list[tuple[int, int]], moments: list[int]) -> None:
    waiting = _waiting(*((a, a + length) for a, length in spans))
    busy = np.zeros(500, dtype=bool)
    for a, length in spans:
        busy[a : a + length] = True
    for moment in moments:
        asked = np.array([float(moment)])
        assert waiting.seconds(asked)[0] == busy[: max(0, moment)].sum()
        later = np.flatnonzero(busy[max(0, moment) :])
        assert waiting.next(asked)[0] == (later[0] + max(0, moment) if later.size else np.inf)
        earlier = np.flatnonzero(busy[: max(0, moment)])
        assert waiting.last(asked)[0] == (earlier[-1] + 1 if earlier.size else -np.inf)


@given(st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 300), st.integers(-1, 3), st.booleans()), min_size=1, max_size=40))
def test_sessions_cover_every_call_and_never_overlap(rows: list[tuple[int, int, int, bool]]) -> None:
    calls = _calls(*((a, a + length, agent, queued) for a, length, agent, queued in rows))
    waiting = _waiting(*((a - 40, a) for a, _, _, queued in rows if queued))
    duty = infer_on_duty(calls, waiting, wrap_up=20, reach=50)
    same = duty.seat[1:] == duty.seat[:-1]
    assert (duty.start[1:][same] >= duty.end[:-1][same]).all()
    assert (duty.end > duty.start).all()
    assert np.isin(duty.seat, np.arange(duty.seats)).all()
    for start, end, agent in zip(calls.start, calls.end, calls.agent, strict=True):
        if agent >= 0:
            mine = duty.seat == agent
            assert ((duty.start[mine] <= start) & (duty.end[mine] >= end)).any()


def _busy_desk(agents: int, breaks: list[tuple[float, float]]) -> tuple[pd.DataFrame, Waiting]:
    """An hour-by-hour busy queue of patient callers; the first agents take their break once each. Plain event loop."""
    draw = np.random.default_rng(11)
    arrivals = np.cumsum(draw.exponential(180.0 / agents / 0.97, 6000))
    free = [(0.0, agent) for agent in range(agents)]
    pending = dict(enumerate(breaks))
    rows = []
    for moment in arrivals:
        ready, agent = heapq.heappop(free)
        while agent in pending and max(ready, moment) >= pending[agent][0]:
            heapq.heappush(free, (max(ready, pending.pop(agent)[1]), agent))
            ready, agent = heapq.heappop(free)
        start = max(moment, ready)
        end = start + draw.exponential(180.0)
        rows.append((moment, start, end, agent))
        heapq.heappush(free, (end, agent))
    frame = pd.DataFrame(rows, columns=["arrival", "start", "end", "agent"])
    waited = frame[frame["start"] > frame["arrival"]]
    return frame, Waiting(waited["arrival"].to_numpy(), waited["start"].to_numpy())


def test_a_known_desk_is_found_again() -> None:
    """Eight agents near capacity, three of whom are away for an hour: the inferred number is right nearly always."""
    breaks = [(20_000.0, 23_600.0), (40_000.0, 43_600.0), (60_000.0, 63_600.0)]
    frame, waiting = _busy_desk(8, breaks)
    calls = AnsweredCalls(
        frame["start"].to_numpy(),
        frame["end"].to_numpy(),
        frame["agent"].to_numpy(),
        (frame["start"] > frame["arrival"]).to_numpy(),
    )
    duty = infer_on_duty(calls, waiting, wrap_up=60.0, reach=120.0)
    moments = np.arange(2000.0, float(frame["arrival"].iloc[-1]) - 2000.0, 50.0)
    true = 8 - sum(((moments >= a) & (moments < b)).astype(np.int64) for a, b in breaks)
    found = duty.at(moments)
    assert found.mean() == pytest.approx(true.mean(), rel=0.02)
    assert (np.abs(found - true) <= 1).mean() > 0.97
    away = (moments > breaks[1][0] + 900) & (moments < breaks[1][1] - 100)
    assert (found[away] == 7).mean() > 0.9


def test_records_count_as_a_simulation_does_and_replay_every_call() -> None:
    zone = "Asia/Shanghai"
    frame = pd.DataFrame(
        {
            "project": ["b", "a", "b"],
            "arrival": pd.to_datetime(["2026-08-03 09:00", "2026-08-03 10:30", "2026-08-04 00:10"]).tz_localize(zone),
            "outcome": ["answered", "abandoned", "answered"],
            "wait_seconds": [0.0, 50.0, 7.0],
            "handling_seconds": [120.0, np.nan, np.nan],
            "agent": ["x", "", ""],
        }
    )
    found = records(frame, ("a", "b"))
    window = found.window(3600.0)
    assert (window.intervals, found.agent.tolist()) == (48, [0, -1, -1])
    tally = found.tally(window)
    assert tally["offered"].sum() == 3
    assert (tally["offered"][1, 9], tally["abandoned"][0, 10], tally["wait_seconds"][1, 24]) == (1, 1, 7)
    laws = {name: (Law("exponential", 100.0), Law("exponential", 60.0)) for name in ("a", "b")}
    own = replayed_calls(found, laws, np.array([5.0]), own_patience=True, generator=np.random.default_rng(1))
    assert own.handling[0] == 125.0
    assert own.patience[1] == 50.0
    assert own.patience[2] > 7.0
    fresh = replayed_calls(found, laws, np.zeros(0), own_patience=False, generator=np.random.default_rng(1))
    assert fresh.patience[1] != 50.0
    assert fresh.handling[0] == 120.0
    assert (fresh.handling > 0).all()
