"""The cases: real series, a month or a week ahead, from several origins, as the two tables every forecaster is given.

History table: ``project, start, calls, holiday`` and temperature where the source has it; rows where the desk is closed are
absent, values that were not recorded are empty. Future table: the same rows ahead without ``calls``; temperature only in the
variants called "weather known", because a month ahead nobody knows it. ``start`` is wall-clock time without offset: of the hour
that a change of the clock repeats the first is kept, and the hour it skips is absent.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import holidays
import pandas as pd

HORIZON_DAYS = {"month": 28, "week": 7}
Reader = Callable[[], pd.DataFrame]


@dataclass(frozen=True, slots=True)
class Series:
    """One series: ``read`` gives columns start, calls, holiday and, where there is one, temperature.

    ``origins`` and ``step_days`` per horizon: that many origins, counted back from the last full horizon. ``country`` (ISO 3166)
    is handed to forecasters that know calendars. ``counts``: the values are counts, so that a Poisson noise floor makes sense.
    """

    name: str
    family: str
    country: str
    read: Reader
    weather_known: bool = False
    counts: bool = True
    origins: tuple[tuple[str, int, int], ...] = (("month", 4, 14), ("week", 6, 10))

    @property
    def proxy(self) -> bool:
        """Whether this is no call centre."""
        return self.family not in ("anonymous_bank", "bank_calls")


@dataclass(frozen=True, slots=True)
class Split:
    """One origin of one case: the two tables and, for the judge alone, what came (``calls`` of the future's rows)."""

    series: Series
    horizon: str
    origin: date
    history: pd.DataFrame
    future: pd.DataFrame
    actual: pd.Series

    @property
    def key(self) -> str:
        """Folder name under which the forecasts are exchanged."""
        return f"{self.series.name}/{self.horizon}-{self.origin:%Y-%m-%d}"


def data_folder() -> Path:
    """The folder of the public data sets, named by the environment variable WFM_DATA."""
    named = os.environ.get("WFM_DATA", "")
    if not named or not Path(named).is_dir():
        sys.exit("The environment variable WFM_DATA must name the folder of the public data sets (benchmarks/README.md).")
    return Path(named)


def splits(series: Series, horizons: tuple[str, ...], most: int | None = None) -> Iterator[Split]:
    """The splits of a series, latest origin first; ``most`` limits the origins per horizon."""
    whole = series.read().assign(project=series.name).sort_values("start", kind="stable").reset_index(drop=True)
    columns = [name for name in ("project", "start", "calls", "holiday", "temperature") if name in whole.columns]
    ahead = [name for name in columns if name != "calls" and (name != "temperature" or series.weather_known)]
    after = whole["start"].max().normalize() + pd.Timedelta(days=1)
    for horizon, origins, step in series.origins:
        days = HORIZON_DAYS[horizon]
        for number in range(min(origins, most or origins) if horizon in horizons else 0):
            begin = after - pd.Timedelta(days=days + number * step)
            inside = (whole["start"] >= begin) & (whole["start"] < begin + pd.Timedelta(days=days))
            yield Split(
                series,
                horizon,
                begin.date(),
                whole.loc[whole["start"] < begin, columns].reset_index(drop=True),
                whole.loc[inside, ahead].reset_index(drop=True),
                whole.loc[inside, "calls"].reset_index(drop=True),
            )


def _named(starts: pd.Series, country: str, subdiv: str | None = None) -> pd.Series:
    """Name of the public holiday of each row's day, empty where there is none."""
    years = range(starts.dt.year.min(), starts.dt.year.max() + 1)
    book = holidays.country_holidays(country, subdiv=subdiv, years=years, language=None if country == "AU" else "en_US")
    return starts.dt.date.map(lambda day: book.get(day, ""))


@cache
def _table(path: str) -> pd.DataFrame:
    """A file of the data folder, ``start`` as wall clock without offset."""
    frame = pd.read_csv(data_folder() / path)
    frame["start"] = pd.to_datetime(frame["timestamp"].str.slice(0, 19))
    keys = ["series", "start"] if "series" in frame.columns else ["start"]
    return frame.drop_duplicates(keys, keep="first").rename(columns={"value": "calls"})


def _bank(kind: str, minutes: int = 30, around_the_clock: bool = False) -> Reader:
    """A series of the Israeli bank; agents Sunday-Thursday 7-24, Friday 7-14, Saturday 20-24 (README of the data)."""

    def read() -> pd.DataFrame:
        table = _table("anonymous_bank/intervals_30min_1999-01_05.csv.gz")
        frame = table.loc[table["series"] == kind, ["start", "calls"]]
        if not around_the_clock:
            opening = frame["start"].dt.weekday.map({4: 7, 5: 20}).fillna(7)
            closing = frame["start"].dt.weekday.map({4: 14}).fillna(24)
            frame = frame[(frame["start"].dt.hour >= opening) & (frame["start"].dt.hour < closing)]
        return _summed(frame, minutes, "IL")

    return read


def _us_bank(minutes: int) -> Reader:
    """The North American bank, five-minute slots summed; the single slot after 21:00 is left out above five minutes."""

    def read() -> pd.DataFrame:
        frame = _table("bank_calls/bank_calls_5min_2003-03_2003-07.csv.gz")[["start", "calls"]]
        return _summed(frame if minutes == 5 else frame[frame["start"].dt.hour < 21], minutes, "US")

    return read


def _summed(frame: pd.DataFrame, minutes: int, country: str) -> pd.DataFrame:
    """Counts summed to intervals of ``minutes``, holidays named."""
    starts = frame["start"].dt.floor(f"{minutes}min" if minutes < 1440 else "D")
    summed = frame.groupby(starts)["calls"].sum().reset_index()
    return summed.assign(holiday=_named(summed["start"], country))


def _emergency() -> pd.DataFrame:
    """Arrivals at an emergency department per hour; the source names the special days."""
    table = _table("uihc_ed_arrivals/uihc_ed_hourly_2013-07_2016-12.csv.gz")
    special = table["special_day"].fillna("").str.replace("_", " ")
    return table[["start", "calls"]].assign(holiday=special, temperature=(table["temperature_f"] - 32) / 1.8)


def _city() -> pd.DataFrame:
    """Requests to the 311 line of New York City per day."""
    table = _table("nyc_311_daily/nyc_311_daily_2016_2017.csv.gz")
    named = _named(table["start"], "US", "NY")
    return table[["start", "calls"]].assign(holiday=named, temperature=(table["temp_mean_f"] - 32) / 1.8)


def _victoria(minutes: int) -> Reader:
    """Electricity demand of Victoria: no calls, but temperature and holidays as a utility's line has them."""

    def read() -> pd.DataFrame:
        table = _table("vic_elec/vic_elec_30min_2012_2013.csv.gz")
        grouped = table.groupby(table["start"].dt.floor(f"{minutes}min"))
        frame = grouped["calls"].sum().reset_index()
        return frame.assign(holiday=_named(frame["start"], "AU", "VIC"), temperature=grouped["temperature_c"].mean().to_numpy())

    return read


def _california(utility: str) -> Reader:
    """Electricity demand of a Californian utility, some hours not recorded."""

    def read() -> pd.DataFrame:
        table = _table("cal_elec/cal_elec_hourly_2018-07_2020-06.csv.gz")
        frame = table.loc[table["series"] == f"{utility}_demand_mwh", ["start", "calls"]]
        return frame.assign(holiday=_named(frame["start"], "US", "CA"))

    return read


_LONG = (("month", 3, 110), ("week", 3, 101))


def _proxy(name: str, family: str, country: str, read: Reader, **other: bool) -> Series:
    """A long series that is no call centre: origins spread over a year."""
    return Series(name, family, country, read, origins=_LONG, **other)


SERIES = (
    Series("bank-regular", "anonymous_bank", "IL", _bank("regular")),
    Series("bank-regular-60min", "anonymous_bank", "IL", _bank("regular", 60)),
    Series("bank-regular-day", "anonymous_bank", "IL", _bank("regular", 1440)),
    Series("bank-all-24h", "anonymous_bank", "IL", _bank("all", around_the_clock=True)),
    Series("bank-ps", "anonymous_bank", "IL", _bank("PS")),
    Series("bank-ps-60min", "anonymous_bank", "IL", _bank("PS", 60)),
    Series("bank-nw", "anonymous_bank", "IL", _bank("NW")),
    Series("bank-ne", "anonymous_bank", "IL", _bank("NE")),
    Series("bank-tt", "anonymous_bank", "IL", _bank("TT")),
    Series("us-bank-5min", "bank_calls", "US", _us_bank(5)),
    Series("us-bank-15min", "bank_calls", "US", _us_bank(15)),
    Series("us-bank-30min", "bank_calls", "US", _us_bank(30)),
    Series("us-bank-60min", "bank_calls", "US", _us_bank(60)),
    Series("us-bank-day", "bank_calls", "US", _us_bank(1440)),
    _proxy("emergency", "uihc_ed_arrivals", "US", _emergency),
    _proxy("emergency-weather", "uihc_ed_arrivals", "US", _emergency, weather_known=True),
    _proxy("nyc-311", "nyc_311_daily", "US", _city),
    _proxy("nyc-311-weather", "nyc_311_daily", "US", _city, weather_known=True),
    _proxy("victoria-30min", "vic_elec", "AU", _victoria(30), counts=False),
    _proxy("victoria-60min", "vic_elec", "AU", _victoria(60), counts=False),
    _proxy("victoria-60min-weather", "vic_elec", "AU", _victoria(60), counts=False, weather_known=True),
    _proxy("california-pge", "cal_elec", "US", _california("pge"), counts=False),
    _proxy("california-sce", "cal_elec", "US", _california("sce"), counts=False),
    _proxy("california-sdge", "cal_elec", "US", _california("sdge"), counts=False),
)


def chosen(names: list[str]) -> tuple[Series, ...]:
    """The series of these names, all when none is given; an unknown name ends the run."""
    known = {series.name: series for series in SERIES}
    if unknown := [name for name in names if name not in known]:
        sys.exit(f"No such series: {', '.join(unknown)}. There are: {', '.join(known)}")
    return tuple(known[name] for name in names) or SERIES
