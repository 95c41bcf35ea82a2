"""The typed door to numba: compiled once, cached beside the source.

A cached function is renewed when its own file changes, not when one it calls does: after an edit of ``kernels`` remove the
``__pycache__`` folder.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

import numba

F = TypeVar("F", bound=Callable[..., object])


def compiled(function: F) -> F:
    """``function`` compiled on first call, without Python objects, floats dividing as in numpy; its signature is kept."""
    return cast(F, numba.njit(cache=True, error_model="numpy")(function))
