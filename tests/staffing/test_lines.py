"""Lines for a blocking target, and the load that lines carry."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wfm.errors import InputError
from wfm.staffing import erlang_b, fewest_lines
from wfm.staffing.lines import line_load


@settings(max_examples=200)
@given(load=st.floats(0.001, 20000), blocking=st.floats(1e-6, 0.99))
def test_lines_are_the_fewest(load: float, blocking: float) -> None:
    lines = int(fewest_lines(load, blocking))
    assert erlang_b(load, lines) <= blocking * (1 + 1e-9)
    assert lines == 0 or erlang_b(load, lines - 1) > blocking * (1 - 1e-9)


@pytest.mark.parametrize(
    ("load", "blocking"), [(1, Fraction(1, 2)), (2, Fraction(2, 5)), (1, Fraction(1, 5)), (3, Fraction(1, 100))]
)
def test_lines_equal_exact_fractions(load: int, blocking: Fraction) -> None:
    """Blocking computed in fractions: exactly on the limit counts as kept (B(1, 1) = 1/2, B(2, 2) = 2/5, B(1, 2) = 1/5)."""
    exact, lines = Fraction(1), 0
    while exact > blocking:
        lines += 1
        exact = load * exact / (lines + load * exact)
    assert fewest_lines(load, float(blocking)) == lines


def test_lines_by_array() -> None:
    found = fewest_lines(np.array([[0.0], [4.46], [20000.0]]), [0.5, 0.01])
    assert found.shape == (3, 2)
    assert found[0].tolist() == [0, 0]
    assert (np.diff(found, axis=1)[1:] > 0).all()
    assert fewest_lines(np.empty((0, 3)), 0.1).shape == (0, 3)


def test_a_line_is_held_while_waiting_and_while_handled() -> None:
    """100 calls of 3 minutes in half an hour, 12 s of wait, 5 % hang up: 10 x (12 / 180 + 0.95) Erlang."""
    assert line_load(10.0, 12.0, 0.05, 180.0) == pytest.approx(10 * (12 / 180 + 0.95))
    assert line_load([0.0], [math.inf], [0.0], [math.nan]).tolist() == [0.0]


@pytest.mark.parametrize("blocking", [0.0, 1.0, -0.1, math.nan])
def test_blocking_is_a_share(blocking: float) -> None:
    with pytest.raises(InputError):
        fewest_lines(5.0, blocking)
