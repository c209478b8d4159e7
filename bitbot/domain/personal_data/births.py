"""Dates of birth: a date that is called so, or one of long ago right beside what looks like the name of a person."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from bitbot.domain.dutch_words import MONTHS, any_of
from bitbot.domain.personal_data.findings import Finding, last

DAY, MONTH, YEAR = "(?P<day>[0-9]{1,2})", "(?P<month>[0-9]{1,2})", "(?P<year>[0-9]{4}|'?[0-9]{2})"
BEFORE, AFTER = r"(?<![\w./-])", r"(?!\w|[./-][0-9])"
NAMES = any_of(MONTHS)
DATES = tuple(
    re.compile(f"{BEFORE}{pattern}{AFTER}", re.IGNORECASE)
    for pattern in (
        rf"{DAY}(?P<between>[./-]| ?[/-] ?){MONTH}(?P=between){YEAR}",
        rf"{DAY}[ .-]{{0,3}}(?P<month>{NAMES})[ .,'-]{{0,3}}{YEAR}",
        rf"(?P<year>[0-9]{{4}})(?P<between>[./-]){MONTH}(?P=between){DAY}",
    )
)
# What is a date only where a date of birth is announced.
OTHER_DATES = tuple(
    re.compile(f"{BEFORE}{pattern}{AFTER}")
    for pattern in (
        rf"{DAY} {MONTH} (?P<year>[0-9]{{4}})",
        r"(?P<day>[0-9]{2})(?P<month>[0-9]{2})(?P<year>(?:19|20)[0-9]{2})",
        r"(?P<year>(?:19|20)[0-9]{2})(?P<month>[0-9]{2})(?P<day>[0-9]{2})",
    )
)
BORN = re.compile(
    r"(?<!\w)(?:geboren|geboortedat(?:um|a)|geboortedag|geb\.? ?dat(?:um)?\.?|geb\.?|gebdat\.?|d\.? ?o\.? ?b\.?)(?!\w)",
    re.IGNORECASE,
)
REACH = 40
BEHIND = 16

# A name of two words or more, or with initials; the words that a sentence or an organisation begins with are none.
BETWEEN = r"(?:van|de|der|den|het|'t|ten|ter|te|von|el|al|bin|ben|la|le|di|da|dos|op)"
WORD = r"[A-ZÀ-ÖØ-Þ][^\W\d_][\w'’-]{0,30}"
NAME = rf"(?:{WORD}|(?:[A-ZÀ-ÖØ-Þ]\.){{1,5}})(?: {BETWEEN}){{0,3}}(?: ?{WORD}){{1,3}}"
NAME_BEFORE = re.compile(rf"(?<!\w)(?P<name>{NAME})[ ,;:(*-]{{1,4}}$")
NAME_BEHIND = re.compile(rf"[ ,;:)-]{{1,4}}(?P<name>{NAME})")
NO_NAME = re.compile(
    r"(?:de|het|een|in|op|van|voor|bij|sinds|tot|vanaf|per|na|dit|deze|die|er|wij|volgens|tijdens|zie|en|of|om|aan|uit"
    r"|wet\w*|besluit\w*|verordening\w*|gemeente\w*|provincie\w*|convenant\w*|algemene|plaatselijke|ministerie|politie"
    r"|raad|college|kamer|rechtbank|\w*overleg|bit|dvc|riec|stichting|vereniging|hotel|restaurant|caf[eé]|camping"
    r"|\w*park|\w*bedrijf|project|controle|actie|rapport\w*|brief|notulen|verslag|signaal|casus|werkafspraak|datum"
    r"|\w*vergunning|\w*straat|\w*weg|\w*laan|\w*plein|\w*gracht|\w*kade|\w*dag)",
    re.IGNORECASE,
)
LONG_AGO = 12  # years; a term or a meeting lies nearer
CENTURY = 100


Days = Sequence[tuple[int, int, date]]


def dates(text: str, today: date, patterns: Iterable[re.Pattern[str]] = DATES) -> Days:
    """Where a whole date stands, and which it is, whatever it is of."""
    found = ((each.span(), _date(each, today)) for pattern in patterns for each in pattern.finditer(text))
    return [(*span, day) for span, day in found if day is not None]


def births(text: str, today: date, days: Days) -> Iterator[Finding]:
    """Among these days, and among what is a date only where a date of birth is announced."""
    announced = BORN.search(text) is not None
    for start, end, day in days:
        if announced and _is_announced(text, start, end):
            yield Finding("geboortedatum", start, end)
        elif _age(day, today) >= LONG_AGO and _is_beside_a_name(text, start, end):
            yield Finding("geboortedatum", start, end, certain=False)
    for start, end, _ in dates(text, today, OTHER_DATES) if announced else ():
        if _is_announced(text, start, end):
            yield Finding("geboortedatum", start, end)


def _is_announced(text: str, start: int, end: int) -> bool:
    before = text[max(0, start - REACH) : start].rpartition("\n")[2]
    word = last(BORN.finditer(before))
    near = word is not None and re.search("[0-9]", before[word.end() :]) is None
    return near or BORN.match(text[end : end + BEHIND].lstrip(" ,(")) is not None


def _is_beside_a_name(text: str, start: int, end: int) -> bool:
    before = NAME_BEFORE.search(text[max(0, start - REACH) : start])
    return any(
        found and not _is_no_name(found["name"]) for found in (before, NAME_BEHIND.match(text[end : end + REACH]))
    )


def _is_no_name(name: str) -> bool:
    return any(NO_NAME.fullmatch(word) for word in name.split() if word[0].isupper())


def _date(found: re.Match[str], today: date) -> date | None:
    month = found["month"].casefold()
    year = int(found["year"].strip("'"))
    if year < CENTURY:
        year += 2000 if year <= today.year % CENTURY else 1900
    try:
        return date(year, int(month) if month.isdecimal() else MONTHS[month], int(found["day"]))
    except ValueError:
        return None


def _age(day: date, today: date) -> int:
    return today.year - day.year - ((today.month, today.day) < (day.month, day.day))
