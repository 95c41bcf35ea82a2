"""A forecast becomes requirements and cost curves: Erlang formulas, fewest agents, prices of service loss."""

from wfm.staffing.calculator import Answer, calculate
from wfm.staffing.cases import Case, read_cases
from wfm.staffing.cells import empty_forecast
from wfm.staffing.erlang import Measures, erlang_a, erlang_b, erlang_c
from wfm.staffing.files import load_demand, read_staffing, save_demand, write_staffing
from wfm.staffing.lines import fewest_lines
from wfm.staffing.plan import staff
from wfm.staffing.proficiency import mean_speeds, mix
from wfm.staffing.requirement import Requirement, fewest_agents, largest_load, rostered
from wfm.staffing.seats import partner_seats
from wfm.staffing.summary import ProjectStaffing, summarise

__all__ = [
    "Answer",
    "Case",
    "Measures",
    "ProjectStaffing",
    "Requirement",
    "calculate",
    "empty_forecast",
    "erlang_a",
    "erlang_b",
    "erlang_c",
    "fewest_agents",
    "fewest_lines",
    "largest_load",
    "load_demand",
    "mean_speeds",
    "mix",
    "partner_seats",
    "read_cases",
    "read_staffing",
    "rostered",
    "save_demand",
    "staff",
    "summarise",
    "write_staffing",
]
