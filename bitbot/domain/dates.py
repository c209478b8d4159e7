"""What people mean when they type a Dutch date: the whole text is understood, or nothing is."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from dateutil.relativedelta import relativedelta

from bitbot.domain.calendar import DUTCH, WorkCalendar
from bitbot.domain.dutch_words import (
    MONTHS,
    NAMED_DAYS,
    NUMBERS,
    UNITS,
    WEEKDAYS,
    WHICH,
    WHICH_YEAR,
    Phrases,
    Said,
    first_match,
    phrases,
    plain_words,
)

ClockTime = time
WhyNot = Literal["unknown", "impossible", "weekday"]

LONGEST_TEXT = 60
YEARS_BACK = 1
YEARS_AHEAD = 10
FRIDAY = 4


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, with a clock time in the team's zone when one was named."""

    day: date
    time: ClockTime | None = None


@dataclass(frozen=True, slots=True)
class _Here:
    """What the meaning of a text depends on."""

    today: date
    calendar: WorkCalendar


Rule = Callable[[Said, _Here], date | None]


class _WeekdayError(ValueError):
    """The weekday or week that was named is not the one of the date beside it."""


def understand(text: str, now: datetime, calendar: WorkCalendar = DUTCH) -> Moment | None:
    """Read a day, a day with a time, or a time (which is today's); None when in doubt, so that the caller asks.

    `now` is in the team's zone. A bare weekday is the coming one, never today. A day without a year is the coming one
    and may be today. A past day is understood; whether it is welcome is for the caller. In doubt means also: a weekday
    that does not fit its date, an hour from 1 to 6 that may be meant for the afternoon ("3 uur"), "volgende vrijdag",
    parts of a day ("morgenochtend"), and years outside last year to ten years ahead.
    """
    meaning = _meaning(text, now, calendar)
    return meaning if isinstance(meaning, Moment) else None


def why_not(text: str, now: datetime, calendar: WorkCalendar = DUTCH) -> WhyNot:
    """Tell which question to ask about a text that `understand` refused.

    `impossible`: it looks like a date or time but does not exist; `weekday`: weekday (or week) and date disagree.
    """
    meaning = _meaning(text, now, calendar)
    return "unknown" if isinstance(meaning, Moment) else meaning


def _meaning(text: str, now: datetime, calendar: WorkCalendar) -> Moment | WhyNot:
    try:
        moment = _read(plain_words(text), _Here(now.date(), calendar)) if len(text) <= LONGEST_TEXT else None
    except _WeekdayError:
        return "weekday"
    except (ValueError, OverflowError):
        return "impossible"
    return moment if moment and -YEARS_BACK <= moment.day.year - now.year <= YEARS_AHEAD else "unknown"


def _read(plain: str, here: _Here) -> Moment | None:
    said = first_match(CLOCKS, plain) or {"day": plain}
    day = _read_day(said["day"], here) if "day" in said else here.today
    return Moment(day, _clock_time(said)) if day else None


def _clock_time(said: Said) -> time | None:
    return time(int(said["hour"]), int(said.get("minute", "0"))) if "hour" in said else None


def _read_day(plain: str, here: _Here) -> date | None:
    for rule, wordings in RULES:
        if (said := first_match(wordings, plain)) is not None:
            return rule(said, here)
    return None


def _named_day(said: Said, here: _Here) -> date:
    weeks = _number(said.get("number", "0"))
    return here.today + timedelta(days=NAMED_DAYS[said["named"]], weeks=weeks)


def _coming_weekday(said: Said, here: _Here) -> date:
    return here.today + timedelta(days=(_weekday(said) - here.today.weekday() - 1) % 7 + 1)


def _past_weekday(said: Said, here: _Here) -> date:
    return here.today - timedelta(days=(here.today.weekday() - _weekday(said) - 1) % 7 + 1)


def _weeks_after_weekday(said: Said, here: _Here) -> date | None:
    """Counting may start today or a week later when today is that weekday, so then it is not understood."""
    if _weekday(said) == here.today.weekday():
        return None
    return _coming_weekday(said, here) + timedelta(weeks=_number(said["number"]))


def _weekday_of_week(said: Said, here: _Here) -> date:
    return _in_week_of(here.today + timedelta(weeks=WHICH[said["which"]]), _weekday(said))


def _weekday_of_numbered_week(said: Said, here: _Here) -> date:
    week, weekday = int(said["week"]), _weekday(said) + 1
    return _in_year(said, here, lambda year: date.fromisocalendar(year, week, weekday))


def _after(said: Said, here: _Here) -> date:
    return here.today + _number(said["number"]) * UNITS[said["unit"]]


def _after_working_days(said: Said, here: _Here) -> date:
    return here.calendar.add_working_days(here.today, _number(said["number"]))


def _end_of_week(said: Said, here: _Here) -> date:
    return _in_week_of(here.today + timedelta(weeks=_which(said)), FRIDAY)


def _end_of_month(said: Said, here: _Here) -> date:
    return here.today + relativedelta(months=_which(said), day=31)


def _end_of_year(said: Said, here: _Here) -> date:
    return here.today + relativedelta(years=WHICH_YEAR[said.get("which", "dit")], month=12, day=31)


def _end_of_named_month(said: Said, here: _Here) -> date:
    month = _month(said)
    return _in_year(said, here, lambda year: date(year, month, 1) + relativedelta(day=31))


def _calendar_date(said: Said, here: _Here) -> date:
    month, day = _month(said), int(said["day"])
    found = _in_year(said, here, lambda year: date(year, month, day))
    if "weekday" in said and _weekday(said) != found.weekday():
        raise _WeekdayError
    if "week" in said and int(said["week"]) != found.isocalendar().week:
        raise _WeekdayError
    return found


def _in_week_of(day: date, weekday: int) -> date:
    return day + timedelta(days=weekday - day.weekday())


def _in_year(said: Said, here: _Here, day_in: Callable[[int], date]) -> date:
    """Take the year that was named, else the first one that puts the day on or after today."""
    if "year" in said:
        return day_in(_year(said))
    # Last year too: the first days of January may lie in its last week.
    for year in range(here.today.year - 1, here.today.year + 2):
        with suppress(ValueError):
            if (day := day_in(year)) >= here.today:
                return day
    raise ValueError


def _weekday(said: Said) -> int:
    return next(number for number, name in enumerate(WEEKDAYS) if name.startswith(said["weekday"]))


def _month(said: Said) -> int:
    return MONTHS.get(said["month"]) or int(said["month"])


def _year(said: Said) -> int:
    year = said["year"]
    return int(year) if len(year) > len("26") else 2000 + int(year)


def _number(word: str) -> int:
    return NUMBERS.get(word) or int(word)


def _which(said: Said) -> int:
    return WHICH[said.get("which", "deze")]


def _clocks(*clocks: str) -> Phrases:
    return phrases(*("(?:(?P<day>.+?) )??" + clock for clock in clocks))


def _days(*days: str) -> Phrases:
    return phrases(*("(?:op )?" + day for day in days))


def _dates(*dates: str) -> Phrases:
    return _days(*("(?:{weekday} )?(?:de )?" + written + "(?: {week})?" for written in dates))


CLOCKS = _clocks(
    "(?:om )?{hour}[:.]{minute} ?u(?:ur)?",
    "(?:om )?{hour}[:u]{minute}",
    r"(?:om )?{hour}\.{minute_not_month}",
    "(?:om )?{hour} ?u(?:ur)?",
    r"om {hour}(?:\.{minute})?",
)
RULES: tuple[tuple[Rule, Phrases], ...] = (
    (_named_day, _days("{named}", "{named} over {number} {weeks}")),
    (_coming_weekday, _days("(?:{coming} )?{weekday}", "{weekday} {coming}")),
    (_past_weekday, _days("afgelopen {weekday}")),
    (_weekday_of_week, _days("{which} week(?: op)? {weekday}", "{weekday}(?: in)? {which} week")),
    (_weeks_after_weekday, _days("{weekday} over {number} {weeks}")),
    (_weekday_of_numbered_week, _days("{weekday}(?: in| van)? {week}(?: (?:van )?{full_year})?")),
    (_weekday_of_numbered_week, _days("{week}(?: van {full_year})?(?: op)? {weekday}")),
    (_after, _days("(?:over|binnen) {number} {unit}")),
    (_after_working_days, _days("(?:over|binnen) {number} werkdag(?:en)?")),
    (_end_of_week, _days("{end_of}(?:{which} )?week")),
    (_end_of_month, _days("{end_of}(?:{which} )?maand")),
    (_end_of_year, _days("{end_of}(?:{which_year} )?jaar")),
    (_end_of_named_month, _days("{end_of}{month_name}(?: {full_year})?")),
    (_calendar_date, _dates("{day}(?:e|ste|de)?[ -]?{month_name}(?:[ -]?{year})?")),
    (_calendar_date, _dates("{day}(?P<separator>[-/.]){month}(?P=separator){year}")),
    (_calendar_date, _dates("{day}[-/]{month}", r"{day}\.{existing_month}")),
    (_calendar_date, _dates("{full_year}(?P<separator>[-/]){month}(?P=separator){day}")),
)
