"""The clock of the practice room that people can move: forward only, and not further than a year at a time."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol

from handlers.practice.render import clock_time, day

NINE = time(9)
ONE_DAY = timedelta(days=1)
ONE_WEEK = timedelta(weeks=1)
FURTHEST = timedelta(days=366)
A_MOMENT = timedelta(minutes=1)


class MovableClock(Protocol):
    def now(self) -> datetime:
        """Give the moment it is in the room, in the zone of the BIT."""

    def move_to(self, moment: datetime) -> None:
        """Make it this moment, and return after the worker did what fell due. Raises Passed, never goes back."""


@dataclass(frozen=True, slots=True)
class Jump:
    label: str
    moment: datetime


class Passed(Exception):
    """The moment lies before now."""


class WrongMoment(Exception):
    """The clock cannot go there; says in Dutch why."""


def jumps(now: datetime) -> list[Jump]:
    tomorrow = now.date() + ONE_DAY
    return [
        Jump("morgen 09:00", _at_nine(tomorrow, now)),
        Jump("een week verder", (now + ONE_WEEK).replace(second=0, microsecond=0)),
        Jump("naar 1 juli 09:00", _next(7, 1, now)),
        Jump("naar 2 januari 09:00", _next(1, 2, now)),
    ]


def move(clock: MovableClock, wanted: str) -> None:
    """Move to `2026-07-01T09:00`. A second press of the same button finds the clock there already."""
    now = clock.now()
    moment = _moment(wanted, now)
    if now - A_MOMENT < moment <= now:
        return
    if moment <= now:
        raise WrongMoment(f"De klok kan alleen vooruit. Kies een moment na {day(now)}, {clock_time(now)}.")
    if moment > now + FURTHEST:
        raise WrongMoment("Dat is te ver vooruit. Kies een moment binnen een jaar.")
    _go(clock, moment)


def _go(clock: MovableClock, moment: datetime) -> None:
    try:
        clock.move_to(moment)
    except Passed as passed:
        raise WrongMoment("De klok staat al verder. Kijk hoe laat het nu is en kies een later moment.") from passed


def _moment(wanted: str, now: datetime) -> datetime:
    try:
        return datetime.fromisoformat(wanted).replace(tzinfo=now.tzinfo)
    except ValueError as unclear:
        raise WrongMoment("Vul een datum en een tijd in, bijvoorbeeld 01-07-2026 09:00.") from unclear


def _at_nine(on: date, now: datetime) -> datetime:
    return datetime.combine(on, NINE, tzinfo=now.tzinfo)


def _next(month: int, on: int, now: datetime) -> datetime:
    this_year = _at_nine(date(now.year, month, on), now)
    return this_year if this_year > now else _at_nine(date(now.year + 1, month, on), now)
