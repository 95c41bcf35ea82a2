"""Decisions of reviewers and of those who answer appeals: one flag, never two, never none."""

from __future__ import annotations

import pytest

from wfm.cli.incentives_common import decision_of
from wfm.errors import UsageError


def test_one_flag_is_a_decision() -> None:
    assert decision_of(approve=False, back=True, reject=False) == "return"
    assert decision_of(uphold=True, deny=False) == "uphold"


@pytest.mark.parametrize("flags", [{"approve": True, "back": False, "reject": True}, {"uphold": True, "deny": True}])
def test_two_flags_contradict_each_other(flags: dict[str, bool]) -> None:
    with pytest.raises(UsageError, match="contradict") as caught:
        decision_of(**flags)
    assert all(f"--{name}" in str(caught.value) for name, given in flags.items() if given)


def test_no_flag_is_no_decision() -> None:
    with pytest.raises(UsageError, match="No decision"):
        decision_of(approve=False, back=False, reject=False)
