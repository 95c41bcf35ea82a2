"""The daily models that compete in every backtest."""

from wfm.forecast.members.base import Fitted, Member
from wfm.forecast.members.process import Process
from wfm.forecast.members.regression import Regression
from wfm.forecast.members.simple import SeasonalNaive, WeekdayMean
from wfm.forecast.members.smoothing import Smoothing

MEMBERS: tuple[Member, ...] = (WeekdayMean(), SeasonalNaive(), Regression(), Smoothing(), Process())
"""Every member, simplest first."""

__all__ = ["MEMBERS", "Fitted", "Member", "Process", "Regression", "SeasonalNaive", "Smoothing", "WeekdayMean"]
