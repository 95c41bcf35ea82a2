"""The ``day`` section of ``wfm.yaml``: what a shift leader may change on the day, and what each change costs."""

from __future__ import annotations

from wfm.data.tables.base import Row, column

_UNITS = "cost units"


class DaySettings(Row):
    """Limits and prices of ``wfm tweak``. Prices by the hour are charged per interval, rounded up to whole units."""

    lead_minutes: int = column(
        "time people need to hear of a change: nothing moves before as-of plus this", default=15, unit="min", ge=0, le=240
    )
    min_block_minutes: int = column(
        "shortest stretch at another desk, and shortest release", default=60, unit="min", ge=1, le=480
    )
    max_extension_minutes: int = column("longest extension of a duty, before or after", default=120, unit="min", ge=0, le=480)
    call_in_lead_minutes: int = column(
        "from the call to the start of the duty, for call-ins and early starts", default=120, unit="min", ge=0, le=1440
    )
    beyond_planned_hours: bool = column(
        "whether extensions and call-ins may go beyond the upper limit of monthly-hours where that is the centre's own policy; "
        "the overtime cap always holds",
        default=True,
    )
    move_break_price: int = column("a break moved inside its window", default=2, unit=_UNITS, ge=0)
    lend_price: int = column("a stretch at another project's desk", default=6, unit=_UNITS, ge=0)
    lend_hour_price: int = column("an hour of it", default=1, unit=_UNITS, ge=0)
    lend_priority_price: int = column("each step of the certificate's priority below 1", default=2, unit=_UNITS, ge=0)
    emergency_price: int = column("a stretch on an emergency-only certificate (备), besides", default=10, unit=_UNITS, ge=0)
    take_calls_price: int = column("a stretch of off-phone work interrupted for the phones", default=8, unit=_UNITS, ge=0)
    off_phone_hour_price: int = column(
        "an hour of off-phone work taken for the phones and not made up the same day", default=8, unit=_UNITS, ge=0
    )
    make_up_price: int = column("a stretch of off-phone work made up by somebody at the phones", default=2, unit=_UNITS, ge=1)
    make_up_hour_price: int = column("an hour of it", default=1, unit=_UNITS, ge=0)
    extend_price: int = column("a duty extended", default=15, unit=_UNITS, ge=0)
    overtime_hour_price: int = column(
        "an hour of extension, and of a call-in beyond the month's contracted hours", default=20, unit=_UNITS, ge=0
    )
    call_in_price: int = column("a person called in on a day off", default=40, unit=_UNITS, ge=0)
    call_in_hour_price: int = column("a paid hour of a call-in", default=10, unit=_UNITS, ge=0)
    release_hour_saving: int = column(
        "what an hour of voluntary early leave saves (only with --release)", default=4, unit=_UNITS, ge=0
    )

    def per_interval(self, hour_price: int, interval_minutes: int) -> int:
        """An hour's price for one interval, rounded up."""
        return -(-hour_price * interval_minutes // 60)
