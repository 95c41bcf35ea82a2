"""Ratios over replications: values, coverage of the intervals, and what pairing gains."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from scipy.stats import ttest_1samp, ttest_rel

from wfm.errors import UsageError
from wfm.simulation import MEASURES, Replications, compare, estimate
from wfm.simulation.estimate import By, difference, mean, ratio


def counted(
    seed: int = 1, replications: int = 5, slots: int = 48, level: tuple[tuple[int, ...], ...] = ((1, 0), (2, 1))
) -> Replications:
    draw = np.random.default_rng(seed)
    cells, groups = (replications, 3, 2, slots), (replications, 3, len(level), slots)
    offered = draw.poisson(20, cells)
    answered = draw.binomial(offered, 0.9)
    staffed = np.full(groups, 1800.0)
    return Replications(
        projects=("ev", "bank"),
        dates=(date(2026, 8, 1), date(2026, 8, 2), date(2026, 8, 3)),
        interval_seconds=86_400 / slots,
        level=np.array(level, np.int16),
        seed=7,
        offered=offered,
        answered=answered,
        in_time=draw.binomial(answered, 0.8),
        abandoned=offered - answered,
        waited=draw.binomial(offered, 0.4),
        wait_seconds=offered * draw.exponential(10, cells),
        busy_seconds=draw.uniform(0, 900, cells),
        group_busy_seconds=draw.uniform(0, 1800, groups),
        staffed_seconds=staffed,
        stranded=np.zeros((replications, 3), np.int64),
        seat_busy=(),
        seat_staffed=(),
    )


def test_mean_has_students_interval():
    values = np.array([3.0, 5.0, 4.0, 8.0])
    found = mean(values)
    expected = ttest_1samp(values, 0).confidence_interval(0.95)
    assert (found.value, found.low, found.high) == pytest.approx((5.0, expected.low, expected.high))


def test_paired_difference_of_means_is_students_paired_test():
    one, two = np.array([3.0, 5.0, 4.0, 8.0]), np.array([2.0, 5.5, 3.0, 6.0])
    found = difference(one, np.ones(4), two, np.ones(4), 0.9)
    expected = ttest_rel(one, two).confidence_interval(0.9)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high))


def test_ratio_is_of_sums_not_a_mean_of_ratios():
    assert ratio(np.array([1, 90]), np.array([10, 100])).value == pytest.approx(91 / 110)


def test_constant_ratio_has_no_width():
    found = ratio(np.array([5, 50, 20]), np.array([10, 100, 40]))
    assert (found.low, found.value, found.high) == pytest.approx((0.5, 0.5, 0.5))


def test_intervals_cover_the_truth_as_often_as_they_say():
    """2,000 experiments of 20 replications with busy days; the binomial error of the coverage is 0.5 %."""
    draw = np.random.default_rng(3)
    offered = draw.poisson(200 * draw.gamma(25, 1 / 25, (20, 2000)))
    answered = draw.binomial(offered, np.clip(0.9 - 0.0005 * (offered - 200), 0, 1))
    truth = answered.sum() / offered.sum()
    found = ratio(answered, offered)
    assert np.mean((found.low <= truth) & (truth <= found.high)) == pytest.approx(0.95, abs=0.02)


def test_nothing_to_divide_by_and_single_replication():
    found = ratio(np.zeros((3, 2)), np.array([[0, 1], [0, 2], [0, 3]]))
    assert np.isnan(found.value[0])
    assert found.value[1] == 0
    single = ratio(np.array([3]), np.array([4]))
    assert single.value == 0.75
    assert np.isnan(single.low)


@pytest.mark.parametrize(
    ("by", "shape"), [("cell", (3, 2, 48)), ("slot", (2, 48)), ("hour", (2, 24)), ("day", (3, 2)), ("project", (2,)), ("all", ())]
)
def test_shapes(by: By, shape: tuple[int, ...]):
    found = estimate(counted(), by)
    assert set(found) == set(MEASURES)
    assert all(each.value.shape == each.low.shape == each.high.shape == shape for each in found.values())
    assert all(((each.low <= each.value) & (each.value <= each.high)).all() for each in found.values())


def test_values_by_hand():
    run = counted()
    found = estimate(run, "project")
    assert found["within"].value[1] == pytest.approx(run.in_time[:, :, 1].sum() / run.offered[:, :, 1].sum())
    assert estimate(run, "hour")["abandonment"].value[0, 9] == pytest.approx(
        run.abandoned[:, :, 0, 18:20].sum() / run.offered[:, :, 0, 18:20].sum()
    )
    assert found["occupancy"].value[0] == pytest.approx(
        run.group_busy_seconds[:, :, 0].sum() / run.staffed_seconds[:, :, 0].sum()
    )
    assert estimate(run, "all")["occupancy"].value == pytest.approx(run.group_busy_seconds.sum() / run.staffed_seconds.sum())


def test_group_with_two_first_choices_belongs_to_both_but_counts_once_in_all():
    run = counted(level=((1, 1),))
    found = estimate(run, "project")["occupancy"].value
    assert found[0] == found[1] == pytest.approx(estimate(run, "all")["occupancy"].value)


def test_pairs_on_common_numbers_are_sharper():
    one = counted(replications=20)
    two = replace(one, in_time=np.maximum(one.in_time - 1, 0))
    found = compare(one, two, "all")["within"]
    alone = estimate(one, "all")["within"]
    assert found.low > 0
    assert found.high - found.low < 0.3 * (alone.high - alone.low)
    assert compare(one, one, "day")["within"].high == pytest.approx(np.zeros((3, 2)))


@pytest.mark.parametrize("other", [replace(counted(), seed=8), counted(replications=4)])
def test_what_is_no_pair_is_not_compared(other: Replications):
    with pytest.raises(UsageError) as caught:
        compare(counted(), other)
    assert "seed" in caught.value.message()


def test_no_whole_hours():
    with pytest.raises(UsageError):
        estimate(counted(slots=32), "hour")
