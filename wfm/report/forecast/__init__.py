"""The page that explains a day's forecast: a waterfall of its parts, the effect of temperature, what is behind it."""

from wfm.report.forecast.build import build_forecast_view
from wfm.report.forecast.page import render_forecast
from wfm.report.forecast.texts import lines_of, part_title
from wfm.report.forecast.view import ForecastView

__all__ = ["ForecastView", "build_forecast_view", "lines_of", "part_title", "render_forecast"]
