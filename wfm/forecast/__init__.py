"""History of calls becomes a forecast of calls and handling time."""

from wfm.forecast.centre import centre_totals
from wfm.forecast.engine import ForecastReport, forecast, forecast_report
from wfm.forecast.exchange import read_forecast, write_forecast
from wfm.forecast.judge import Accuracy
from wfm.forecast.members import MEMBERS, Fitted, Member
from wfm.forecast.stateless import forecast_files, forecast_series
from wfm.forecast.summary import daily_totals
from wfm.forecast.task import workspace_calendar

__all__ = [
    "MEMBERS",
    "Accuracy",
    "Fitted",
    "ForecastReport",
    "Member",
    "centre_totals",
    "daily_totals",
    "forecast",
    "forecast_files",
    "forecast_report",
    "forecast_series",
    "read_forecast",
    "workspace_calendar",
    "write_forecast",
]
