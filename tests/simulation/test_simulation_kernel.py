"""The event loop: cases worked out by hand, and agreement with a plain simulator on random small centres."""

from __future__ import annotations

from dataclasses import fields
from math import inf

import numpy as np
import pytest
from centres import calls_of, count, desk_of
from hypothesis import given
from hypothesis import strategies as st
from plain_simulator import PlainCentre

from wfm.simulation import Calls, Desk, Tally, Window
from wfm.simulation.run import run

DAY = [(0.0, 500.0)]


def totals(tally: Tally) -> tuple[int, ...]:
    """Offered, answered, in time, abandoned, waited."""
    return tuple(int(getattr(tally, n).sum()) for n in ("offered", "answered", "in_time", "abandoned", "waited"))


def test_second_caller_waits_for_the_first():
    tally = count(calls_of((10, 0, 30, inf), (20, 0, 5, inf)), desk_of([DAY]))
    assert totals(tally) == (2, 2, 2, 0, 1)
    assert tally.wait_seconds.sum() == 20
    assert tally.busy_seconds[0].tolist() == [35, 0, 0, 0, 0]
    assert tally.staffed_seconds[0].tolist() == [100] * 5


@pytest.mark.parametrize(("threshold", "in_time"), [(20.0, 2), (19.999, 1)])
def test_threshold_includes_its_own_second(threshold: float, in_time: int):
    tally = count(calls_of((10, 0, 30, inf), (20, 0, 5, inf)), desk_of([DAY]), threshold=threshold)
    assert tally.in_time.sum() == in_time


@pytest.mark.parametrize(("patience", "answered"), [(20.0, 1), (20.001, 2)])
def test_who_loses_patience_at_the_moment_of_the_answer_is_gone(patience: float, answered: int):
    tally = count(calls_of((10, 0, 30, inf), (20, 0, 5, patience)), desk_of([DAY]))
    assert tally.answered.sum() == answered
    assert tally.abandoned.sum() == 2 - answered


def test_hang_ups_are_dated_to_their_own_moment_and_interval():
    tally = count(calls_of((10, 0, 200, inf), (20, 0, 5, 7), (110, 0, 5, 300), (120, 0, 5, 3)), desk_of([DAY]))
    assert tally.abandoned[0].tolist() == [1, 1, 0, 0, 0]
    assert tally.wait_seconds[0].tolist() == [7, 100 + 3, 0, 0, 0]
    assert tally.answered[0].tolist() == [1, 1, 0, 0, 0]


def test_no_patience_at_all_is_answered_only_at_once():
    tally = count(calls_of((10, 0, 30, 0), (20, 0, 5, 0)), desk_of([DAY]))
    assert totals(tally) == (2, 1, 1, 1, 1)


def test_call_in_hand_is_finished_and_the_break_kept_whole():
    desk = desk_of([[(0, 100), (160, 300)]])
    tally = count(calls_of((90, 0, 50, inf), (150, 0, 5, inf)), desk)
    assert tally.wait_seconds.sum() == 50, "back 40 s late, at 200"
    assert tally.staffed_seconds[0].tolist() == [100, 40, 100, 0, 0]


def test_break_without_overrun_ends_on_time():
    tally = count(calls_of((90, 0, 10, inf), (150, 0, 5, inf)), desk_of([[(0, 100), (160, 300)]]))
    assert tally.wait_seconds.sum() == 10


def test_session_swallowed_by_an_overrun_is_left_out():
    desk = desk_of([[(0, 100), (110, 120), (200, 300)]])
    tally = count(calls_of((90, 0, 60, inf), (155, 0, 5, inf)), desk)
    assert tally.wait_seconds.sum() == 45, "the next session begins on time"
    assert tally.seat_staffed.tolist() == [150 + 100]


def test_empty_session_is_left_out():
    tally = count(calls_of((50, 0, 5, inf)), desk_of([[(50, 50), (60, 70)]]))
    assert tally.wait_seconds.sum() == 10
    assert tally.seat_staffed.tolist() == [10]


def test_who_finishes_at_the_end_of_the_shift_takes_no_more():
    tally = count(calls_of((50, 0, 50, inf), (60, 0, 5, inf)), desk_of([[(0, 100)]]))
    assert totals(tally) == (2, 1, 1, 1, 1)
    assert tally.stranded == 1
    assert tally.wait_seconds.sum() == 440, "waits to the window's end"


def test_who_comes_at_the_moment_of_a_call_is_there():
    tally = count(calls_of((50, 0, 5, 0)), desk_of([[(50, 60)]]))
    assert tally.answered.sum() == 1


def test_who_leaves_at_the_moment_of_a_call_is_gone():
    assert count(calls_of((60, 0, 5, 0)), desk_of([[(50, 60)]])).answered.sum() == 0


def test_back_to_back_sessions_are_one():
    tally = count(calls_of((60, 0, 5, 0)), desk_of([[(0, 60), (60, 100)]]))
    assert tally.answered.sum() == 1
    assert tally.seat_staffed.tolist() == [100]


def test_idle_agent_leaves_and_comes_back():
    tally = count(calls_of((120, 0, 5, inf)), desk_of([[(0, 100), (150, 200)]]))
    assert tally.wait_seconds.sum() == 30
    assert tally.staffed_seconds[0].tolist() == [100, 50, 0, 0, 0]


def test_longest_idle_answers_first():
    desk = desk_of([DAY, [(1, 500)], [(2, 500)]])
    tally = count(calls_of((10, 0, 5, inf), (20, 0, 6, inf), (30, 0, 7, inf), (40, 0, 8, inf)), desk)
    assert tally.seat_busy.tolist() == [5 + 8, 6, 7]


def test_middle_of_the_idle_can_leave():
    desk = desk_of([DAY, [(1, 50)], [(2, 500)]])
    tally = count(calls_of((60, 0, 5, inf), (70, 0, 6, inf)), desk)
    assert tally.seat_busy.tolist() == [5, 0, 6]


def test_best_level_answers_even_if_idle_for_less_time():
    desk = desk_of([DAY, [(5, 500)]], groups=[0, 1], level=[[2, 1], [1, 0]])
    assert count(calls_of((10, 0, 5, inf)), desk).seat_busy.tolist() == [0, 5]


def test_among_equal_levels_specialists_answer_before_generalists():
    desk = desk_of([DAY, [(5, 500)]], groups=[0, 1], level=[[1, 1], [1, 0]])
    assert count(calls_of((10, 0, 5, inf)), desk).seat_busy.tolist() == [0, 5]


def test_among_equal_groups_the_longest_idle_answers():
    desk = desk_of([[(5, 500)], DAY], groups=[0, 1], level=[[1, 0], [1, 0]])
    assert count(calls_of((10, 0, 5, inf)), desk).seat_busy.tolist() == [0, 5]


def test_second_choice_answers_when_the_first_is_busy():
    desk = desk_of([DAY, DAY], groups=[0, 1], level=[[2, 1], [1, 0]])
    assert count(calls_of((10, 0, 50, inf), (20, 0, 7, inf)), desk).seat_busy.tolist() == [7, 50]


def test_free_agent_prefers_its_first_choice_to_a_longer_wait():
    desk = desk_of([DAY], level=[[2, 1]])
    tally = count(calls_of((0, 0, 30, inf), (10, 0, 5, inf), (20, 1, 5, inf)), desk)
    assert tally.wait_seconds.sum(axis=1).tolist() == [25, 10]


def test_among_equal_choices_the_longest_wait_goes_first():
    desk = desk_of([DAY], level=[[1, 1]])
    tally = count(calls_of((0, 0, 30, inf), (10, 1, 5, inf), (20, 0, 5, inf)), desk)
    assert tally.wait_seconds.sum(axis=1).tolist() == [15, 20]


def test_group_answers_only_what_it_serves():
    desk = desk_of([DAY], level=[[1, 0]])
    tally = count(calls_of((10, 1, 5, 30), (20, 0, 5, inf)), desk)
    assert tally.answered.sum(axis=1).tolist() == [1, 0]
    assert tally.abandoned.sum(axis=1).tolist() == [0, 1]


def test_proficiency_divides_the_handling_time():
    tally = count(calls_of((10, 0, 40, inf)), desk_of([DAY], speed=[[2.0]]))
    assert tally.busy_seconds.sum() == 20


def test_busy_time_is_spread_over_intervals_and_cut_at_the_window():
    tally = count(calls_of((150, 0, 1000, inf)), desk_of([DAY]))
    assert tally.busy_seconds[0].tolist() == [0, 50, 100, 100, 100]
    assert tally.group_busy_seconds[0].tolist() == [0, 50, 100, 100, 100]
    assert tally.staffed_seconds[0].tolist() == [100] * 5
    assert tally.seat_busy.tolist() == [350]


def test_endless_call_keeps_its_agent():
    tally = count(calls_of((450, 0, inf, inf), (460, 0, 5, 10)), desk_of([[(0, 480)]]))
    assert totals(tally) == (2, 1, 1, 1, 1)
    assert tally.seat_staffed.tolist() == [500]


def test_calls_before_the_window_occupy_but_do_not_count():
    tally = count(calls_of((-10, 0, 30, inf), (5, 0, 5, inf)), desk_of([[(-50, 500)]]))
    assert totals(tally) == (1, 1, 1, 0, 1)
    assert tally.busy_seconds[0, 0] == 25
    assert tally.seat_staffed.tolist() == [500]


def test_calls_after_the_window_compete_with_those_still_waiting():
    desk = desk_of([[(0, 600)]], level=[[2, 1]])
    rows = (480, 0, 30, inf), (490, 0, 5, inf)
    alone = count(calls_of(*rows), desk)
    crowded = count(calls_of(*rows, (505, 1, 40, inf)), desk)
    assert alone.wait_seconds.sum() == 20
    assert crowded.wait_seconds.sum() == 60, "the later call of the first choice is taken first"
    assert crowded.offered.sum() == 2


def test_hang_up_after_the_last_event_counts_with_its_own_wait():
    tally = count(calls_of((10, 0, 5, 3000)), desk_of([[]]))
    assert tally.abandoned.sum() == 1
    assert tally.wait_seconds.sum() == 3000
    assert tally.stranded == 0


def test_nobody_and_nothing():
    none = desk_of([])
    assert totals(count(calls_of(), none)) == (0, 0, 0, 0, 0)
    assert totals(count(calls_of((1, 0, 5, inf)), none)) == (1, 0, 0, 1, 1)
    assert count(calls_of(), desk_of([DAY])).staffed_seconds.sum() == 500


def test_sessions_may_come_in_any_order():
    desk = desk_of([[(150, 200), (0, 100)]])
    assert count(calls_of((120, 0, 5, inf)), desk).wait_seconds.sum() == 30


def random_centre(seed: int, projects: int, groups: int, seats: int, calls: int) -> tuple[Calls, Desk]:
    draw = np.random.default_rng(seed)
    level = draw.integers(0, 3, (groups, projects))
    sessions = []
    for _ in range(seats):
        cuts = np.sort(draw.uniform(-150, 800, 2 * int(draw.integers(0, 4))))
        sessions.append([(cuts[k], cuts[k + 1]) for k in range(0, cuts.size, 2)])
    desk = desk_of(
        sessions,
        groups=draw.integers(0, groups, seats).tolist(),
        level=level.tolist(),
        speed=draw.uniform(0.5, 2.0, (seats, projects)).tolist(),
    )
    patience = np.select([draw.random(calls) < 0.2, draw.random(calls) < 0.2], [inf, 0.0], draw.exponential(60, calls))
    found = Calls(
        np.sort(draw.uniform(-100, 700, calls)),
        draw.integers(0, projects, calls).astype(np.int16),
        draw.exponential(60, calls),
        patience,
    )
    return found, desk


small = st.tuples(st.integers(0, 2**32), st.integers(1, 3), st.integers(1, 4), st.integers(0, 6), st.integers(0, 60))


@given(small)
def test_agrees_with_a_plain_simulator(size: tuple[int, int, int, int, int]):
    calls, desk = random_centre(*size)
    window, threshold = Window(0.0, 100.0, 5), np.full(size[1], 20.0)
    fast, plain = run(calls, desk, window, threshold), PlainCentre(calls, desk, window, threshold).run()
    for each in fields(Tally):
        np.testing.assert_allclose(getattr(fast, each.name), getattr(plain, each.name), atol=1e-6, err_msg=each.name)


@given(small, st.booleans())
def test_nothing_is_lost(size: tuple[int, int, int, int, int], whole_seconds: bool):
    calls, desk = random_centre(*size)
    if whole_seconds:  # many events at the same moment
        calls = Calls(
            np.floor(calls.arrival / 10) * 10, calls.project, np.floor(calls.handling / 10) * 10, np.floor(calls.patience)
        )
    tally = count(calls, desk)
    counted = (calls.arrival >= 0) & (calls.arrival < 500)
    np.testing.assert_array_equal(tally.offered.sum(axis=1), np.bincount(calls.project[counted], minlength=size[1]))
    np.testing.assert_array_equal(tally.offered, tally.answered + tally.abandoned)
    assert (tally.in_time <= tally.answered).all()
    assert (tally.abandoned <= tally.waited).all()
    np.testing.assert_allclose(tally.busy_seconds.sum(axis=0), tally.group_busy_seconds.sum(axis=0), atol=1e-6)
    np.testing.assert_allclose(tally.seat_busy.sum(), tally.busy_seconds.sum(), atol=1e-6)
    np.testing.assert_allclose(tally.seat_staffed.sum(), tally.staffed_seconds.sum(), atol=1e-6)
    assert (tally.group_busy_seconds <= tally.staffed_seconds + 1e-6).all()
    assert (tally.seat_busy <= tally.seat_staffed + 1e-6).all()
