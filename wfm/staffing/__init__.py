"""A forecast becomes requirements and cost curves: Erlang formulas, fewest agents, prices of service loss."""

from wfm.staffing.cells import empty_forecast
from wfm.staffing.erlang import Measures, erlang_a, erlang_b, erlang_c
from wfm.staffing.files import load_demand, read_staffing, save_demand, write_staffing
from wfm.staffing.plan import staff
from wfm.staffing.requirement import Requirement, fewest_agents, rostered
from wfm.staffing.summary import ProjectStaffing, summarise

__all__ = [
    "Measures",
    "ProjectStaffing",
    "Requirement",
    "empty_forecast",
    "erlang_a",
    "erlang_b",
    "erlang_c",
    "fewest_agents",
    "load_demand",
    "read_staffing",
    "rostered",
    "save_demand",
    "staff",
    "summarise",
    "write_staffing",
]
