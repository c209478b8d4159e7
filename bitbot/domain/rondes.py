"""Rounds: what comes back, whom it asks to look at something and sign it off, and who hears how that went."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bitbot.domain.holdings import Held
from bitbot.domain.organisation import Member, Organisation
from bitbot.domain.planning import NINE, latest_ask
from bitbot.domain.records import Planned

LATE_AFTER = timedelta(weeks=2)
QUARTER = re.compile(r"(20[0-9]{2})[-/ ]?[kq]?([1-4])")
MONTHS = 3
A_YEAR_AND_MORE = 400


@dataclass(frozen=True, slots=True)
class Period:
    """What one round is about; `number` is the same as a number, for messages."""

    label: str
    number: int
    first_day: date


def quarter(_: Organisation, day: date) -> Period:
    return _quarter(day.year, (day.month - 1) // MONTHS + 1)


def _quarter(year: int, number: int) -> Period:
    return Period(f"{year}-{number}", 10 * year + number, date(year, MONTHS * (number - 1) + 1, 1))


def understood(text: str) -> Period | None:
    """The quarter that is meant by `2026-4` or `2026 k4`."""
    found = QUARTER.fullmatch(text.strip().casefold())
    return _quarter(int(found[1]), int(found[2])) if found else None


def numbered(number: int) -> str:
    """The label of the quarter with this number."""
    return f"{number // 10}-{number % 10}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ronde:
    """One kind of round: in which period a day falls, which role signs it off, and which role watches that."""

    code: str
    period: Callable[[Organisation, date], Period]
    signs: str
    watches: str

    @property
    def asks(self) -> tuple[str, str]:
        """The kinds of message that ask for it: the first, and the one of every week after it."""
        return f"{self.code}.ask", f"{self.code}.reminder"

    @property
    def late(self) -> str:
        return f"{self.code}.late"

    @property
    def signed(self) -> str:
        return f"{self.code}.signed"


# BIO2 5.18: the rights of everybody are looked through regularly; here every quarter, by the coordinators.
RECHTEN = Ronde(code="rechten", period=quarter, signs="coordinator", watches="toezicht")
RONDES: Mapping[str, Ronde] = {RECHTEN.code: RECHTEN}


@dataclass(frozen=True, slots=True, kw_only=True)
class Akkoord:
    """A round that was signed off: by whom, when, and the list as it was, at that version of the organisation."""

    ronde: str
    period: str
    signed_by: int
    signed_at: datetime
    version: int
    held: tuple[Held, ...]


def opening(period: Period, organisation: Organisation) -> datetime:
    """Nine o'clock on the first working day of it."""
    calendar = organisation.calendar
    return calendar.at(calendar.working_day_on_or_after(period.first_day), NINE)


def opened(ronde: Ronde, organisation: Organisation, now: datetime) -> Period | None:
    """The period whose round is open; one that opened before bitbot came is not asked for."""
    period = ronde.period(organisation, organisation.day(now))
    opens = opening(period, organisation)
    return period if now >= opens and organisation.day(opens) >= organisation.since else None


def next_opening(ronde: Ronde, organisation: Organisation, now: datetime) -> tuple[Period, datetime]:
    """The first period whose round opens after this moment."""
    today = organisation.day(now)
    periods = (ronde.period(organisation, today + timedelta(days=n)) for n in range(A_YEAR_AND_MORE))
    return next((period, opens) for period in periods if (opens := opening(period, organisation)) > now)


def holding(organisation: Organisation, role: str, day: date) -> list[Member]:
    return [m for m in organisation.active_members(day) if role in m.roles and not m.suspended]


def asks(ronde: Ronde, period: Period, organisation: Organisation, now: datetime) -> list[Planned]:
    """The last question that was due to everybody who may sign, and after two weeks the word to who watches it."""
    opens = opening(period, organisation)
    weeks, moment = latest_ask(opens, organisation, now)
    today = organisation.day(now)
    kind = ronde.asks[bool(weeks)]
    found = [_about(kind, period, moment, member) for member in holding(organisation, ronde.signs, today)]
    late = organisation.calendar.office_hours(opens + LATE_AFTER, "later")
    if now >= late:
        found += [_about(ronde.late, period, late, member) for member in holding(organisation, ronde.watches, today)]
    return found


def word_of(ronde: Ronde, period: Period, organisation: Organisation, now: datetime) -> list[Planned]:
    """At once, to who watches it: it was signed."""
    watching = holding(organisation, ronde.watches, organisation.day(now))
    return [_about(ronde.signed, period, now, member) for member in watching]


def _about(kind: str, period: Period, moment: datetime, member: Member) -> Planned:
    code, _, what = kind.partition(".")
    key = f"{code}-{period.label}/{what}/{moment:%Y-%m-%d}/{member.key}"
    return Planned(key=key, kind=kind, member=member.id, due_at=moment, subject=(code, period.number))
