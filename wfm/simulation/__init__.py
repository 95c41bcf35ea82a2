"""A compiled event simulation of the centre: calls, patience, agents' sessions, dedicated or pooled queues."""

from wfm.simulation.demand import Callers, ForecastDay, RecordedDay, sample_calls
from wfm.simulation.estimate import MEASURES, Estimate, compare, estimate
from wfm.simulation.model import Calls, Desk, Tally, Window
from wfm.simulation.study import DayPlan, Replications, Study, replicate

__all__ = [
    "MEASURES",
    "Callers",
    "Calls",
    "DayPlan",
    "Desk",
    "Estimate",
    "ForecastDay",
    "RecordedDay",
    "Replications",
    "Study",
    "Tally",
    "Window",
    "compare",
    "estimate",
    "replicate",
    "sample_calls",
]
