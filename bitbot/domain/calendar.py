"""The Dutch work calendar as a value: which days are free, and where a moment lands in office hours."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from types import MappingProxyType
from typing import Literal
from zoneinfo import ZoneInfo

from dateutil.easter import easter
from holidays import country_holidays

Direction = Literal["earlier", "later"]

OPENS = time(8)
CLOSES = time(18)
USUAL_TIME = time(9)
ONE_DAY = timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Weekends, public holidays and the days the team itself is free.

    Goede vrijdag is a working day unless `good_friday`: many offices are open. Bevrijdingsdag is free in the
    lustrum years (2025, 2030, …) as `holidays` lists it, and in every year with `liberation_day`.
    """

    zone: ZoneInfo
    extra_free: frozenset[date] = frozenset()
    good_friday: bool = False
    liberation_day: bool = False

    def holiday_name(self, day: date) -> str | None:
        """Give the Dutch name of a public holiday; a day from `extra_free` has no name."""
        return _holidays(day.year, self.good_friday, self.liberation_day).get(day)

    def is_working_day(self, day: date) -> bool:
        return day.weekday() < SATURDAY and day not in self.extra_free and self.holiday_name(day) is None

    def working_day_on_or_before(self, day: date) -> date:
        return self._first_working_day(day, -ONE_DAY)

    def working_day_on_or_after(self, day: date) -> date:
        return self._first_working_day(day, ONE_DAY)

    def first_working_day_after(self, day: date) -> date:
        return self.working_day_on_or_after(day + ONE_DAY)

    def add_working_days(self, day: date, n: int) -> date:
        """Count `n` working days on (or back, when negative); the day itself is not counted, and 0 gives it back."""
        step = ONE_DAY if n > 0 else -ONE_DAY
        for _ in range(abs(n)):
            day = self._first_working_day(day + step, step)
        return day

    def at(self, day: date, clock_time: time) -> datetime:
        return localise(datetime.combine(day, clock_time), self.zone)

    def office_hours(self, moment: datetime, direction: Direction) -> datetime:
        """Move a moment into 08:00-18:00 (18:00 itself is outside) on a working day, never the other way.

        The time of day stays when only the day had to change; otherwise it becomes 09:00.
        """
        local = moment.astimezone(self.zone)
        clock_time = local.time() if OPENS <= local.time() < CLOSES else USUAL_TIME
        return self.at(self._office_day(local, direction), clock_time)

    def _office_day(self, local: datetime, direction: Direction) -> date:
        day = local.date()
        if direction == "earlier":
            return self.working_day_on_or_before(day - ONE_DAY if local.time() < OPENS else day)
        return self.working_day_on_or_after(day + ONE_DAY if local.time() >= CLOSES else day)

    def _first_working_day(self, day: date, step: timedelta) -> date:
        while not self.is_working_day(day):
            day += step
        return day


def localise(wall_clock: datetime, zone: ZoneInfo) -> datetime:
    """Give the moment at which the clocks in `zone` show this naive time.

    A time that comes twice (October) is the first of the two; a time that is skipped (March) moves forward by the
    length of the gap, so 02:30 becomes 03:30.
    """
    return wall_clock.replace(tzinfo=zone, fold=0).astimezone(UTC).astimezone(zone)


@cache
def _holidays(year: int, good_friday: bool, liberation_day: bool) -> Mapping[date, str]:  # noqa: FBT001
    names = dict(country_holidays("NL", years=year, expand=False, language="nl").items())
    if not good_friday:
        names.pop(easter(year) - 2 * ONE_DAY, None)
    if liberation_day:
        names.setdefault(date(year, 5, 5), "Bevrijdingsdag")
    return MappingProxyType(names)


DUTCH = WorkCalendar(ZoneInfo("Europe/Amsterdam"))
