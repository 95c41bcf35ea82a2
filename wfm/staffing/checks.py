"""Input of the public formulas: arrays with sane values, or a sentence saying what is wrong."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from wfm.errors import InputError

FloatArray = npt.NDArray[np.float64]


def _refuse(name: str, values: FloatArray, good: npt.NDArray[np.bool_], rule: str) -> None:
    if not good.all():
        bad = values[~np.broadcast_to(good, values.shape)].ravel()
        raise InputError(f"staffing.{rule}", name=name, value=f"{bad[0]:g}", count=bad.size)


def at_least(values: npt.ArrayLike, name: str, least: float, *, strictly: bool = False, finite: bool = True) -> FloatArray:
    """``values`` as floats, each >= ``least`` (> when ``strictly``); NaN is refused, infinity too when ``finite``."""
    array = np.asarray(values, dtype=np.float64)
    good = array > least if strictly else array >= least
    _refuse(name, array, good, "not_positive" if strictly else "negative")
    if finite:
        _refuse(name, array, np.isfinite(array), "not_finite")
    return array


def share(values: npt.ArrayLike, name: str, *, below: bool = True) -> FloatArray:
    """``values`` as floats between 0 and 1, both excluded (1 allowed when not ``below``)."""
    array = np.asarray(values, dtype=np.float64)
    _refuse(name, array, (array > 0) & ((array < 1) if below else (array <= 1)), "not_a_share" if below else "not_a_cap")
    return array


def positive_with_calls(values: npt.ArrayLike, name: str, load: FloatArray) -> FloatArray:
    """``values`` as floats, each > 0 and finite wherever ``load`` is not zero."""
    array, loads = np.broadcast_arrays(np.asarray(values, dtype=np.float64), load)
    _refuse(name, array, (loads == 0) | ((array > 0) & np.isfinite(array)), "calls_without_time")
    return array


def agent_counts(values: npt.ArrayLike, name: str = "agents") -> npt.NDArray[np.int64]:
    """``values`` as whole numbers >= 0."""
    array = at_least(values, name, 0.0)
    _refuse(name, array, array == np.floor(array), "not_whole")
    return array.astype(np.int64)
