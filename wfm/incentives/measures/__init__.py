"""The measures, one file each, in the order in which they are listed to people. The order means nothing to the points."""

from __future__ import annotations

from typing import Any

from wfm.incentives.measures.base import Measure
from wfm.incentives.measures.cancelled_rest import CancelledRest
from wfm.incentives.measures.extension import Extension
from wfm.incentives.measures.holiday_night import HolidayNight
from wfm.incentives.measures.other_project import OtherProject
from wfm.incentives.measures.readiness import Readiness
from wfm.incentives.measures.short_cover import ShortCover
from wfm.incentives.measures.short_notice import ShortNotice

MEASURES: tuple[Measure[Any], ...] = (
    ShortCover(),
    OtherProject(),
    ShortNotice(),
    HolidayNight(),
    CancelledRest(),
    Readiness(),
    Extension(),
)
