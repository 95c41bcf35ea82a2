"""Call records: read when a command asks for them, never with the rest of the workspace."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from wfm.data.tables.base import Row, Table, column


class CallRow(Row):
    """One offered call. Also as calls.csv.gz or a folder `calls/` of both; read by `wfm fit` and replays only, so that a
    plan never waits for it. Waits and handling times may also be written h:mm:ss."""

    project: str = column("project id", min_length=1)
    arrival: datetime = column("when the caller joined the queue; local time unless it carries an offset")
    outcome: Literal["answered", "abandoned"] = column("answered by an agent, or abandoned in the queue")
    wait_seconds: float = column("time in the queue until answered or hung up; 0 = answered at once", unit="s", ge=0)
    handling_seconds: float | None = column(
        "time the agent was busy with the call; empty = not recorded, and always empty when abandoned",
        default=None,
        unit="s",
        ge=0,
    )
    agent: str = column("who answered; empty = not recorded", default="")


CALLS = Table("calls", CallRow, ("project", "arrival"))
