"""The daily models that compete in every backtest."""

from wfm.forecast.members.base import Fitted, Member
from wfm.forecast.members.regression import Regression
from wfm.forecast.members.simple import SeasonalNaive, WeekdayMean
from wfm.forecast.members.smoothing import Smoothing

MEMBERS: tuple[Member, ...] = (WeekdayMean(), SeasonalNaive(), Regression(), Smoothing())
"""Every member, simplest first: of equals the earlier one is chosen."""

__all__ = ["MEMBERS", "Fitted", "Member", "Regression", "SeasonalNaive", "Smoothing", "WeekdayMean"]
