"""The one interface of daily models: ``fit`` a series, ``predict`` dates. ``docs/add-a-forecaster.md`` shows how to add one."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

import numpy as np

from wfm.errors import InputError
from wfm.forecast.daily import DailySeries
from wfm.forecast.history import FloatArray

Predictor = Callable[[Sequence[date]], FloatArray]


@dataclass(frozen=True)
class Fitted:
    """A member that has seen a series. ``predict`` answers for any dates, usually those after the series' end.

    ``learnt``: what took long to learn and holds for neighbouring series too; a later ``fit`` may start from it."""

    name: str
    series: DailySeries
    predictor: Predictor
    learnt: FloatArray | None = None

    def predict(self, dates: Sequence[date]) -> FloatArray:
        """float64 [len(dates)]: expected calls of each day; 0 on days without service; events multiplied in.

        Raises InputError when the model produced something that is no number of calls.
        """
        if not dates:
            return np.zeros(0)
        plain = np.asarray(self.predictor(dates), dtype=np.float64)
        if plain.shape != (len(dates),) or not np.isfinite(plain).all() or (plain < 0).any():
            raise InputError("forecast.member_failed", member=self.name)
        return np.where(self.series.service.opened(dates), plain * self.series.factor(dates), 0.0)


class Member(ABC):
    """A model of daily totals. Subclasses name themselves, say how many known days they need, and implement ``_fit``."""

    name: ClassVar[str]
    needs_days: ClassVar[int]
    benchmark: ClassVar[bool] = False
    """Runs in every backtest to be beaten, but is never chosen."""
    prior_weight: ClassVar[float] = 1.0
    """Its weight in the combination before the backtest has spoken."""

    def fit(self, series: DailySeries, like: Fitted | None = None) -> Fitted:
        """Learn from ``series`` (winsorised, event-free); raises InputError when it is too short for this member.

        ``like``: the same member fitted to an earlier part of the same series.
        """
        if series.known < self.needs_days:
            raise InputError("forecast.too_short", member=self.name, days=series.known, needed=self.needs_days)
        try:
            learnt = self._learn(series) if like is None or like.learnt is None else like.learnt
            return Fitted(self.name, series, self._fit(series, learnt), learnt)
        except (np.linalg.LinAlgError, FloatingPointError) as error:
            raise InputError("forecast.member_failed", member=self.name) from error

    def _learn(self, series: DailySeries) -> FloatArray | None:
        """What is worth carrying over to other origins; None for members that learn everything in ``_fit``."""
        return None

    @abstractmethod
    def _fit(self, series: DailySeries, learnt: FloatArray | None) -> Predictor:
        """The trained predictor, given what ``_learn`` found: expected calls without events, finite and not negative."""
