"""Write docs/images/effect-*.svg, the pictures of docs/forecast-effects.md, from the real code.

python docs/draw_effects.py

Six pictures show what is learnt from a made hotline whose effects are known (``docs/effect_world.py``); two show the calls of the
Anonymous Bank (scenario ``bank-1999``). Not checked for freshness: the last digits differ between machines.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import numpy as np
from effect_world import CALENDAR, DATES, HOLIDAY, SALE, WEEKDAY, hot, level, sales, season, temperatures, world
from svg_plot import FAINT, TRUTH, Plot

from wfm.data.files import write_text
from wfm.data.gate import open_workspace
from wfm.data.workspace import Workspace
from wfm.forecast import forecast
from wfm.forecast.day import update_forecast
from wfm.forecast.engine import project_series
from wfm.forecast.event_history import past_effects
from wfm.forecast.events import project_effects
from wfm.forecast.members import Process
from wfm.forecast.members.process import Trained
from wfm.forecast.temperature import temperature_effect
from wfm.scenario import library
from wfm.timegrid import Horizon

FOLDER = Path(__file__).parent / "images"
AHEAD = Horizon(DATES[-1] + timedelta(days=1), 31)
TODAY, NOON = date(1999, 5, 26), 11
DAY_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@cache
def hotline() -> tuple[Workspace, Trained]:
    """The made workspace, and the Gaussian process fitted to it."""
    made = world()
    return made, Process().trained(project_series(made, "hotline", AHEAD))


@cache
def bank() -> Workspace:
    """The scenario ``bank-1999``."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "bank"
        library.create("bank-1999", place)
        return open_workspace(place, needs=("projects", "history"))


def times(values: tuple[float, ...]) -> list[tuple[float, str]]:
    """Ticks of factors: 1.2 is +20 %."""
    return [(value, f"{value - 1.0:+.0%}" if value != 1.0 else "0 %") for value in values]


def hours(first: int, last: int) -> list[tuple[float, str]]:
    """Ticks of the clock."""
    return [(float(hour), f"{hour}:00") for hour in range(first, last + 1, 2)]


def draw_level() -> Plot:
    """Days as they were, and the level that is found in them."""
    _, trained = hotline()
    days = trained.task.dates[::2]
    found = trained.log_effects(days)
    week = trained.log_effects(DATES[-7:])["weekday"].mean()
    line = np.exp(trained.task.level + found["level"] + week + trained.usual_effect)
    true = level() * np.exp(np.mean(np.log(WEEKDAY)))
    at = [(day - DATES[0]).days for day in days]
    ticks = [(float(k), f"{DATES[k]:%Y-%m}") for k in range(at[0], len(DATES)) if DATES[k].day == 1 and DATES[k].month % 4 == 1]
    calls = [(v, f"{v:,}") for v in (0, 1000, 2000, 3000)]
    plot = Plot("Level and trend: calls a day", (at[0], len(DATES)), (0, 3000), ticks, calls)
    plot.dots(list(zip(at, trained.task.totals[::2].tolist(), strict=True)), "#b9c7d6", "days (every other)", 1.2)
    plot.line([(k, true[k]) for k in at[::4]], TRUTH, "true level")
    plot.line(list(zip(at, line.tolist(), strict=True))[::4], name="level found")
    return plot


def draw_weekday() -> Plot:
    """Seven bars against the mean weekday."""
    _, trained = hotline()
    week = [AHEAD.start + timedelta(days=k) for k in range(7)]
    found = sorted(zip((day.weekday() for day in week), trained.log_effects(week)["weekday"].tolist(), strict=True))
    middle, true = np.mean([value for _, value in found]), np.mean(np.log(WEEKDAY))
    plot = Plot("Weekday", (-0.6, 6.6), (0.5, 1.4), list(enumerate(DAY_NAMES)), times((0.6, 0.8, 1.0, 1.2, 1.4)))
    plot.bars([(day, float(np.exp(value - middle))) for day, value in found], 0.6, 1.0, name="found")
    plot.dots([(k, float(np.exp(np.log(value) - true))) for k, value in enumerate(WEEKDAY)], TRUTH, "true", 4.0)
    return plot


def draw_season() -> Plot:
    """A year, from July on."""
    _, trained = hotline()
    year = DATES[-365:]
    found = np.exp(trained.log_effects(year)["season"])
    ticks = [(float(k), f"{day:%b}") for k, day in enumerate(year) if day.day == 1]
    plot = Plot("Yearly season", (0, 364), (0.7, 1.4), ticks, times((0.8, 1.0, 1.2, 1.4)))
    plot.line([(k, season(day)) for k, day in enumerate(year)][::3], TRUTH, "true", dashes="5 4")
    plot.line([(k, float(v)) for k, v in enumerate(found)][::3], name="found")
    return plot


def draw_holiday() -> Plot:
    """National Day, from three days before to four days after."""
    _, trained = hotline()
    days = [date(2025, 9, 28) + timedelta(days=k) for k in range(15)]
    found = np.exp(trained.log_effects(days)["holiday"])
    ticks = [(float(k), f"{day:%d %b}") for k, day in enumerate(days) if k % 2 == 0]
    title = "Holiday by distance: National Day against ordinary days"
    plot = Plot(title, (-0.6, 14.6), (0.2, 1.8), ticks, times((0.4, 0.7, 1.0, 1.3, 1.6)))
    plot.bars([(k, float(value)) for k, value in enumerate(found)], 0.6, 1.0, name="found")
    plot.dots([(k, true_holiday(day)) for k, day in enumerate(days)], TRUTH, "true", 4.0)
    return plot


def true_holiday(day: date) -> float:
    """Calls of ``day`` over those of the same weekday without a holiday."""
    at = CALENDAR.position(day)
    like = 5 if CALENDAR.holiday(day) else 2 if CALENDAR.is_makeup(day) else day.weekday()
    place = HOLIDAY.get(str(at.part.value), 1.0) if at is not None else 1.0
    return place * WEEKDAY[like] / WEEKDAY[day.weekday()]


def draw_temperature() -> Plot:
    """The response with its band."""
    made, _ = hotline()
    table = temperature_effect(made, "hotline", AHEAD)
    usual = float(np.exp(np.mean([np.log(hot(t)) for t in temperatures()])))
    at = table["temperature"].tolist()
    ticks = [(float(v), f"{v} °C") for v in range(0, 45, 5)]
    plot = Plot("Temperature that has lasted three days", (min(at), max(at)), (0.8, 1.6), ticks, times((0.8, 1.0, 1.2, 1.4, 1.6)))
    plot.band(*(list(zip(at, table[name].tolist(), strict=True)) for name in ("low", "high")), name="80 % of the posterior")
    plot.line([(t, hot(t) / usual) for t in at], TRUTH, "true", dashes="5 4")
    plot.line(list(zip(at, table["factor"].tolist(), strict=True)), name="found")
    plot.mark(float(max(temperatures())), "hottest day seen")
    return plot


def draw_event() -> Plot:
    """Before, on and after a coming sale without a given uplift, from five past ones."""
    made, _ = hotline()
    past = past_effects(made, AHEAD.start, CALENDAR)
    coming = project_effects(made.events, "hotline", past)[-1]
    sizes = {"before": coming.before, "during": coming.during, "after": coming.after}
    ticks = [(float(k), f"{k:+d}" if k else "first day") for k in range(-3, 6)]
    plot = Plot("Event: days around a sale", (-3.6, 5.6), (0.7, 1.7), ticks, times((0.8, 1.0, 1.2, 1.4, 1.6)))
    places = [(k, ("before", "during", "after")[(k >= 0) + (k >= 3)]) for k in range(-3, 6)]
    plot.bars([(k, sizes[phase]) for k, phase in places], 0.6, 1.0, name="expected of the next sale")
    for k, phase in ((-2, 0), (1, 1), (4, 2)):
        plot.dots([(k + 0.08 * (e - 2), float(np.exp(one.log_effect[phase]))) for e, one in enumerate(past)], "#15202b", size=3.0)
    plot.legend.append((f"{len(sales()) - 1} past sales", "#15202b"))
    plot.dots([(k, SALE[phase]) for k, phase in places], TRUTH, "true", 4.0)
    return plot


def draw_today() -> Plot:
    """The rest of a day that began busy."""
    made = bank()
    morning = forecast(made, Horizon(TODAY, 1))
    rows = made.history[(made.history["project"] == "regular") & (made.history["start"].dt.date == TODAY)]
    clock = (rows["start"].dt.hour + rows["start"].dt.minute / 60).to_numpy()
    updated = update_forecast(made, morning, TODAY, rows[clock < NOON]).forecast.frame
    parts = []
    for frame in (morning.frame, updated):
        own = frame[frame["project"] == "regular"]
        parts.append((own["start"].dt.hour + own["start"].dt.minute / 60, own))
    scale = [(v, str(v)) for v in (0, 25, 50, 75)]
    plot = Plot(f"Correction by today's calls, {TODAY}, {NOON}:00", (7, 24), (0, 75), hours(8, 24), scale)
    now, left = parts[1]
    plot.band(*(list(zip(now, left[name], strict=True)) for name in ("calls_p10", "calls_p90")), name="p10-p90 now")
    plot.line(list(zip(parts[0][0], parts[0][1]["calls"], strict=True)), FAINT, "morning", dashes="5 4")
    plot.line(list(zip(now, left["calls"], strict=True)), name="rest of the day")
    calls = list(zip(clock.tolist(), rows["calls"].tolist(), strict=True))
    plot.dots([point for point in calls if point[0] < NOON], "#15202b", "calls so far", 3.0)
    plot.dots([point for point in calls if point[0] >= NOON], TRUTH, "calls that came", 2.4)
    plot.mark(float(NOON), "known until here")
    return plot


def draw_profile() -> Plot:
    """Shares of the day's calls by half hour on three kinds of days."""
    frame = forecast(bank(), Horizon(date(1999, 6, 7), 7)).frame
    own = frame[frame["project"] == "regular"]
    scale = [(v / 100, f"{v} %") for v in (0, 4, 8, 12, 16)]
    plot = Plot("The day's shape: share of its calls in each half hour", (7, 24), (0, 0.17), hours(8, 24), scale)
    for day, color, name in ((7, "#0b5aa6", "Monday"), (11, TRUTH, "Friday"), (12, "#009e73", "Saturday evening")):
        rows = own[own["start"].dt.day == day]
        at = rows["start"].dt.hour + rows["start"].dt.minute / 60
        plot.line(list(zip(at, rows["calls"] / rows["calls"].sum(), strict=True)), color, name)
    return plot


PICTURES: dict[str, Callable[[], Plot]] = {
    "level": draw_level,
    "weekday": draw_weekday,
    "season": draw_season,
    "holiday": draw_holiday,
    "temperature": draw_temperature,
    "event": draw_event,
    "today": draw_today,
    "profile": draw_profile,
}


def main() -> None:
    for name, draw in PICTURES.items():
        write_text(FOLDER / f"effect-{name}.svg", draw().svg())


if __name__ == "__main__":
    main()
