"""One value of the organisation file: read and checked, or refused with a sentence that says what to write."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from difflib import get_close_matches
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from bitbot.domain.autorisaties import UNTIL
from bitbot.domain.recurrence import check_rule

T = TypeVar("T")
Value = Any  # str, int, bool, date, datetime, timedelta, a tuple of str or date, or None
Reader = Callable[[object], Value]

FEW = 12
LONGEST_SHOWN = 60
FIRST_YEAR, LAST_YEAR = 2000, 2100
MOST_MINUTES = 24 * 60
MOST_DAYS = 180
LONGEST_CODE = 40
GRANTED = re.compile(r"([a-z0-9-]+)(?: (?:t/m|tot en met) ([0-9]{4}-[0-9]{2}-[0-9]{2}))?")
TERM = re.compile(r"([1-9][0-9]{0,2}) ?(week|weeks|weken|dag|dagen|day|days)")
# They end a line, turn around what follows, or show nothing, so that two names look the same: controls, formats,
# separators, and what has no meaning of its own. None of them belongs in a name.
HIDDEN = frozenset({"Cc", "Cf", "Zl", "Zp", "Co", "Cn"})
KINDS: dict[type, str] = {
    str: "tekst",
    bool: "true of false",
    int: "een getal",
    float: "een getal met een komma",
    date: "een datum",
    datetime: "een datum met een tijd",
    time: "een tijd",
    list: "een lijst",
    dict: "een tabel",
}
RULE_FAULTS = {
    "unreadable": 'dit is geen herhaalregel; schrijf bijvoorbeeld "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH"',
    "frequency": "FREQ moet DAILY, WEEKLY, MONTHLY of YEARLY zijn",
    "part": "een deel van de regel bestaat niet of past niet bij deze FREQ; het tijdstip haalt bitbot uit start",
    "value": "een deel van de regel heeft een waarde die niet kan; kijk de getallen, weekdagen en datums na",
    "two ends": "kies tussen COUNT en UNTIL, allebei kan niet",
    "never": "volgens deze regel is er nooit een overleg",
}


class Wrong(Exception):
    """A value that cannot be used; `sentences` say why, more than one for a list."""

    def __init__(self, *sentences: str) -> None:
        super().__init__(*sentences)
        self.sentences = sentences


@dataclass(frozen=True, slots=True)
class Shape:
    pattern: re.Pattern[str]
    expected: str


CODE = Shape(re.compile("[a-z0-9]+(?:-[a-z0-9]+)*"), 'kleine letters, cijfers en streepjes, zoals "voorbeeld-1"')
SLACK_TEAM = Shape(re.compile("[TE][A-Z0-9]{2,}"), 'het id van de Slack-workspace, zoals "T0123ABC"')
SLACK_CHANNEL = Shape(re.compile("[CG][A-Z0-9]{2,}"), 'het id van een Slack-kanaal, zoals "C0123ABC"')
SLACK_USER = Shape(re.compile("[UW][A-Z0-9]{2,}"), 'het Slack-id van een persoon (geen naam), zoals "U0123ABC"')
MATTERMOST_ID = Shape(re.compile("[a-z0-9]{26}"), "een id van Mattermost: 26 kleine letters en cijfers")
WEB_ADDRESS = Shape(re.compile(r"https?://[^\s]+"), 'een webadres, zoals "https://voorbeeld.nl/convenant"')
EMAIL = Shape(re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+"), 'een e-mailadres, zoals "naam@voorbeeld.nl"')


def shown(text: str) -> str:
    """What somebody typed, short and without signs that do something to the screen."""
    short = text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
    return '"' + "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in short) + '"'


def unknown(what: str, word: str, options: Iterable[str]) -> str:
    known = {option.casefold(): option for option in options}
    if close := get_close_matches(word.casefold()[:LONGEST_SHOWN], known, 1):
        return f'{what} {shown(word)} bestaat niet; bedoelt u "{known[close[0]]}"?'
    choice = f"; kies uit {', '.join(known.values())}" if 0 < len(known) <= FEW else ""
    return f"{what} {shown(word)} bestaat niet{choice}"


def exactly(type_: type[T], value: object, expected: str) -> T:
    """Take a value of just this type: true is no number, and a date with a time is no date."""
    if type(value) is not type_:
        raise Wrong(f"verwacht {expected}; hier staat {KINDS[type(value)]}")
    return value


def text(most: int, shape: Shape | None = None, *, required: bool = False) -> Reader:
    def read(value: object) -> str:
        said = _line(value)
        if len(said) > most:
            raise Wrong(f"deze tekst is {len(said)} tekens lang; hooguit {most} passen")
        if required and not said:
            raise Wrong("hier moet iets staan; nu is het leeg")
        if said and shape and not shape.pattern.fullmatch(said):
            raise Wrong(f"verwacht {shape.expected}; hier staat {shown(said)}")
        return said

    return read


def _line(value: object) -> str:
    said = unicodedata.normalize("NFC", exactly(str, value, "tekst tussen aanhalingstekens")).strip()
    if hidden := next((sign for sign in said if unicodedata.category(sign) in HIDDEN), ""):
        raise Wrong(f"hier staat een onzichtbaar teken (U+{ord(hidden):04X}); haal het weg")
    return said


def lines(most: int) -> Reader:
    """Text of several lines; each of them is a line like any other."""

    def read(value: object) -> str:
        said = "\n".join(map(_line, exactly(str, value, "tekst").strip().split("\n")))
        if len(said) > most:
            raise Wrong(f"deze tekst is {len(said)} tekens lang; hooguit {most} passen")
        return said

    return read


def one_of(what: str, options: Iterable[str]) -> Reader:
    known = tuple(options)

    def read(value: object) -> str:
        said = _line(value)
        if said not in known:
            raise Wrong(unknown(what, said, known))
        return said

    return read


def several(reader: Reader, expected: str, *, required: bool = False) -> Reader:
    """Read a list in which order and repetition mean nothing."""

    def read(value: object) -> tuple[Value, ...]:
        items = exactly(list, value, f"een lijst, zoals {expected}")
        if required and not items:
            raise Wrong(f"de lijst is leeg; verwacht minstens één waarde, zoals {expected}")
        return tuple(sorted(set(_each(items, reader))))

    return read


def _each(items: list[object], reader: Reader) -> list[Value]:
    """Read every item, so that all that is wrong with them is told at once."""
    values: list[Value] = []
    sentences: list[str] = []
    for item in items:
        try:
            values.append(reader(item))
        except Wrong as wrong:
            sentences += wrong.sentences
    if sentences:
        raise Wrong(*sentences)
    return values


def granted(value: object) -> str:
    """The code of a competence, and its last day when it has one: `boa-milieu t/m 2028-06-30`."""
    said = _line(value)
    found = GRANTED.fullmatch(" ".join(said.split()))
    if not found:
        raise Wrong(
            f'verwacht een code, met of zonder laatste dag, zoals "boa-milieu t/m 2028-06-30"; hier staat {shown(said)}'
        )
    code: str = text(LONGEST_CODE, CODE)(found[1])
    return code + (f"{UNTIL}{_written_day(found[2])}" if found[2] else "")


def _written_day(said: str) -> date:
    try:
        return _in_range(date.fromisoformat(said))
    except ValueError:
        raise Wrong(f"de dag {shown(said)} bestaat niet") from None


def zone(value: object) -> str:
    said = _line(value)
    try:
        return ZoneInfo(said).key
    except (ValueError, OSError, ZoneInfoNotFoundError):
        raise Wrong(unknown("tijdzone", said, sorted(available_timezones()))) from None


def rule(value: object) -> str:
    said = _line(value)
    if problem := check_rule(said):
        raise Wrong(RULE_FAULTS[problem])
    return said.upper()


def truth(value: object) -> bool:
    return exactly(bool, value, "true of false, zonder aanhalingstekens")


def day(value: object) -> date:
    return _in_range(exactly(date, value, "een datum zonder aanhalingstekens, zoals 2027-12-31"))


def clock_time(value: object) -> datetime:
    said = exactly(datetime, value, "een datum met een tijd zonder aanhalingstekens, zoals 2026-01-08T10:00")
    if said.tzinfo:
        raise Wrong("laat de tijdzone weg, zoals in 2026-01-08T10:00; de tijdzone van het BIT geldt")
    return _in_range(said)


D = TypeVar("D", date, datetime)


def _in_range(said: D) -> D:
    if not FIRST_YEAR <= said.year <= LAST_YEAR:
        raise Wrong(f"het jaar {said.year} kan niet kloppen; verwacht {FIRST_YEAR} tot en met {LAST_YEAR}")
    return said


def minutes(value: object) -> int:
    said = exactly(int, value, "een aantal minuten, zoals 90")
    if not 1 <= said <= MOST_MINUTES:
        raise Wrong(f"een overleg duurt 1 tot en met {MOST_MINUTES} minuten")
    return said


def term(value: object) -> timedelta:
    found = TERM.fullmatch(_line(value).casefold())
    if not found:
        raise Wrong('verwacht een aantal weken of dagen, zoals "6 weken" of "42 dagen"')
    days = int(found[1]) * (7 if found[2].startswith("we") else 1)
    if days > MOST_DAYS:
        raise Wrong(f"dit is langer dan een halfjaar; hooguit {MOST_DAYS} dagen kan")
    return timedelta(days=days)
