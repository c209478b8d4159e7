"""The one place that asks what time it is."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

# From the time of the database to the time bitbot works with.
Clock = Callable[[datetime], datetime]


def real(moment: datetime) -> datetime:
    return moment


@dataclass
class Frozen:
    """Stands still at its own moment, whatever the database says, until it is moved."""

    moment: datetime

    def __call__(self, _database: datetime) -> datetime:
        return self.moment

    def move(self, by: timedelta) -> None:
        """Real time, also over the night on which the clocks change."""
        self.moment = self.moment.astimezone(UTC) + by


def utc_now() -> datetime:
    """This machine's time, for what has no database: a line in the log. Never for a lease or a reminder."""
    return datetime.now(UTC)


def monotonic() -> float:
    """Seconds that only go up, to measure how long something takes."""
    return time.monotonic()
