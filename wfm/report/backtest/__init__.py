"""The backtest report: forecast against actual from each point in the past, error by hour, coverage, cost in staff."""

from wfm.report.backtest.build import build_view
from wfm.report.backtest.page import render_backtest
from wfm.report.backtest.view import BacktestView

__all__ = ["BacktestView", "build_view", "render_backtest"]
