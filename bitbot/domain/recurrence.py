"""When a series happens: RFC 5545 rules, computed on the wall clock so that both clock changes leave the time alone."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Literal
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rruleset, rrulestr

from bitbot.domain.calendar import localise

RuleProblem = Literal["unreadable", "frequency", "part", "value", "two ends", "never"]
Parts = Mapping[str, str]

LONGEST_RULE = 200
SHAPE = re.compile(r"(?:RRULE:)?([A-Z]+=[A-Z0-9,-]+(?:;[A-Z]+=[A-Z0-9,-]+)*)")
PART = re.compile("([A-Z]+)=([^;]+)")
UNTIL = re.compile(r"20[0-9]{6}(?:T[0-9]{6}Z?)?")
NUMBER = re.compile(r"[1-9][0-9]{0,2}")
WEEKDAY = re.compile(r"MO|TU|WE|TH|FR|SA|SU")


def _list_of(item: str) -> re.Pattern[str]:
    return re.compile(f"(?:{item})(?:,(?:{item}))*")


ALWAYS = {"FREQ": re.compile("[A-Z]+"), "INTERVAL": NUMBER, "COUNT": NUMBER, "UNTIL": UNTIL, "WKST": WEEKDAY}
MONTHS = _list_of("[1-9]|1[0-2]")
WITHIN_MONTHS = {
    "BYDAY": _list_of(f"(?:-?[1-5])?(?:{WEEKDAY.pattern})"),
    "BYMONTH": MONTHS,
    "BYMONTHDAY": _list_of("-?(?:[1-9]|[12][0-9]|3[01])"),
    "BYSETPOS": _list_of("-?[1-9][0-9]?"),
}
PARTS_BY_FREQUENCY = {
    "DAILY": ALWAYS,
    "WEEKLY": ALWAYS | {"BYDAY": _list_of(WEEKDAY.pattern), "BYMONTH": MONTHS},
    "MONTHLY": ALWAYS | WITHIN_MONTHS,
    "YEARLY": ALWAYS | WITHIN_MONTHS,
}
LEAP_YEAR_BEGINS = datetime(2020, 1, 1)  # noqa: DTZ001 - a wall clock has no zone
ONE_DAY = timedelta(days=1)


def occurrences(rule: str, start: datetime, zone: ZoneInfo, after: datetime, before: datetime) -> list[datetime]:
    """Give the moments of a series with `after <= moment < before`, so that windows side by side share none.

    `start` is naive: what the clock in `zone` shows at the first occurrence. As in RFC 5545, a monthly rule that starts
    on the 31st skips shorter months; BYMONTHDAY=-1 is the last day. A rule that `check_rule` refuses is a ValueError.
    """
    if problem := check_rule(rule):
        raise ValueError(problem)
    first, last = (moment.astimezone(zone).replace(tzinfo=None) for moment in (after, before))
    nearby = _series(_parts(rule), start, zone).between(first - ONE_DAY, last + ONE_DAY, inc=True)
    return [moment for moment in (localise(day, zone) for day in nearby) if after <= moment < before]


def check_rule(rule: str) -> RuleProblem | None:
    """Name what is wrong with a rule, or None.

    `frequency`: not DAILY, WEEKLY, MONTHLY or YEARLY. `part`: a part that is unknown or not for this frequency; clock
    times are refused because the first occurrence gives the time. `value`: a part says something that cannot be.
    `two ends`: both COUNT and UNTIL. `never`: no day fits, such as 30 February.
    """
    parts = _parts(rule)
    if not parts:
        return "unreadable"
    if parts.get("FREQ") not in PARTS_BY_FREQUENCY:
        return "frequency"
    return _problem_in_parts(parts)


def _problem_in_parts(parts: Parts) -> RuleProblem | None:
    allowed = PARTS_BY_FREQUENCY[parts["FREQ"]]
    if not parts.keys() <= allowed.keys():
        return "part"
    if not all(allowed[name].fullmatch(value) for name, value in parts.items()) or not _ends_on_a_date(parts):
        return "value"
    if {"COUNT", "UNTIL"} <= parts.keys():
        return "two ends"
    return None if _ever_happens(parts) else "never"


def _ends_on_a_date(parts: Parts) -> bool:
    try:
        return "UNTIL" not in parts or bool(_end(parts["UNTIL"], UTC))
    except ValueError:
        return False


def _ever_happens(parts: Parts) -> bool:
    days = {name: value for name, value in parts.items() if name not in {"INTERVAL", "COUNT", "UNTIL"}}
    return next(iter(_series(days, LEAP_YEAR_BEGINS, UTC)), None) is not None


def _parts(rule: str) -> Parts:
    """Take a rule apart; empty when it has not the shape of one or says something twice."""
    found = SHAPE.fullmatch(rule.strip().upper()) if len(rule) <= LONGEST_RULE else None
    pairs = PART.findall(found[1]) if found else []
    parts = dict(pairs)
    return parts if len(parts) == len(pairs) else {}


def _series(parts: Parts, start: datetime, zone: tzinfo) -> rrule | rruleset:
    until = {"UNTIL": f"{_end(parts['UNTIL'], zone):%Y%m%dT%H%M%S}"} if "UNTIL" in parts else {}
    return rrulestr(";".join(f"{name}={value}" for name, value in {**parts, **until}.items()), dtstart=start)


def _end(until: str, zone: tzinfo) -> datetime:
    """Read UNTIL as wall-clock time; Z is UTC, and a bare date includes that whole day."""
    if "T" not in until:
        return _end(f"{until}T235959", zone)
    if until.endswith("Z"):
        return datetime.strptime(until, "%Y%m%dT%H%M%S%z").astimezone(zone).replace(tzinfo=None)
    return datetime.strptime(until, "%Y%m%dT%H%M%S")  # noqa: DTZ007 - wall-clock time has no zone
