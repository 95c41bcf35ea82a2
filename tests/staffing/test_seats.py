"""The partners' seat formula, by hand."""

from __future__ import annotations

import pytest

from wfm.errors import InputError
from wfm.staffing import partner_seats
from wfm.staffing.seats import seats_for


def test_the_worked_example_of_the_docs() -> None:
    """350 calls of 210 s in 30 min are 73,500 s of work; at 80 % of 95 % of 1,800 s each seat gives 1,368 s."""
    found = partner_seats(350, 210, 30, utilisation=0.8, attendance=0.95)
    assert found.exact == pytest.approx(73_500 / 1_368)
    assert (found.seats, found.desk) == (54, 51)


def test_whole_results_are_not_rounded_up() -> None:
    found = partner_seats(90, 160, 30, utilisation=0.8)
    assert (found.seats, found.desk) == (10, 10)
    assert partner_seats(0, 0, 30, utilisation=0.8).seats == 0


def test_seats_for_agents_at_the_desk() -> None:
    assert [seats_for(48, 0.95), seats_for(19, 0.95), seats_for(0, 0.5)] == [51, 20, 0]


@pytest.mark.parametrize(
    "wrong", [{"utilisation": 0.0}, {"utilisation": 1.1}, {"attendance": 0.0}, {"calls": -1.0}, {"interval_minutes": 0.0}]
)
def test_wrong_input_is_refused(wrong: dict[str, float]) -> None:
    values = {"calls": 90.0, "aht_seconds": 160.0, "interval_minutes": 30.0, "utilisation": 0.8} | wrong
    with pytest.raises(InputError):
        partner_seats(values.pop("calls"), values.pop("aht_seconds"), values.pop("interval_minutes"), **values)
