"""The Dutch words for days, months, numbers and terms, and how phrases are made of them."""

import re
import unicodedata
from collections.abc import Iterable, Mapping

from dateutil.relativedelta import relativedelta

Phrases = tuple[re.Pattern[str], ...]
Said = Mapping[str, str]

QUOTES = "\"'`\u00b4\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u00ab\u00bb"
HYPHENS = "\u2010\u2011"
ALIKE = str.maketrans({"ĳ": "ij"} | dict.fromkeys(QUOTES, "") | dict.fromkeys(HYPHENS, "-"))
UNSEEN = frozenset({"Mn", "Cf"})  # combining marks; soft hyphens and other signs without width

WEEKDAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari jan",
            "februari febr feb",
            "maart mrt",
            "april apr",
            "mei",
            "juni jun",
            "juli jul",
            "augustus aug",
            "september sept sep",
            "oktober okt",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
NUMBERS = {
    name: number
    for number, name in enumerate(
        "een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien".split(),  # noqa: SIM905
        start=1,
    )
}
NAMED_DAYS = {"eergisteren": -2, "gisteren": -1, "vandaag": 0, "morgen": 1, "overmorgen": 2}
WHICH = {"vorige": -1, "deze": 0, "volgende": 1}
WHICH_YEAR = {"vorig": -1, "dit": 0, "volgend": 1}
UNITS = {
    "dag": relativedelta(days=1),
    "dagen": relativedelta(days=1),
    "week": relativedelta(weeks=1),
    "weken": relativedelta(weeks=1),
    "maand": relativedelta(months=1),
    "maanden": relativedelta(months=1),
    "jaar": relativedelta(years=1),
    "jaren": relativedelta(years=1),
}


def plain_words(text: str) -> str:
    """Leave out what must not matter: case, diacritics, quotes, invisible signs, brackets, dots after words."""
    decomposed = unicodedata.normalize("NFD", text.casefold().translate(ALIKE))
    visible = "".join(sign for sign in decomposed if unicodedata.category(sign) not in UNSEEN)
    spaced = re.sub(r"(?<=[a-z])\.|[,()\[\]]", " ", visible)
    return " ".join(spaced.split()).rstrip(" .!?;:…")


def any_of(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


PIECES = {
    "weekday": rf"(?P<weekday>{any_of((*WEEKDAYS, *(name[:2] for name in WEEKDAYS)))})",
    "coming": "(?:komende|aanstaande|a ?s|aankomende|eerstvolgende)",
    "named": rf"(?P<named>{any_of(NAMED_DAYS)})",
    "which": rf"(?P<which>{any_of(WHICH)})",
    "which_year": rf"(?P<which>{any_of(WHICH_YEAR)})",
    "number": rf"(?P<number>[0-9]{{1,3}}|{any_of(NUMBERS)})",
    "unit": rf"(?P<unit>{any_of(UNITS)})",
    "weeks": "(?:week|weken)",
    "end_of": "einde? (?:van )?(?:de |het )?",
    "week": "(?:week|wk) ?(?P<week>[0-9]{1,2})",
    "day": "(?P<day>[0-9]{1,2})",
    "month": "(?P<month>[0-9]{1,2})",
    "existing_month": "(?P<month>0?[1-9]|1[0-2])",
    "month_name": rf"(?P<month>{any_of(MONTHS)})",
    "year": "(?P<year>[0-9]{4}|[0-9]{2})",
    "full_year": "(?P<year>[0-9]{4})",
    "hour": "(?P<hour>[0-9]{2}|[07-9])",
    "minute": "(?P<minute>[0-9]{2})",
    "minute_not_month": "(?P<minute>00|1[3-9]|[2-9][0-9])",
}


def phrases(*templates: str) -> Phrases:
    return tuple(re.compile(template.format_map(PIECES)) for template in templates)


def first_match(wordings: Phrases, plain: str) -> Said | None:
    found = next(filter(None, (phrase.fullmatch(plain) for phrase in wordings)), None)
    return found and {name: value for name, value in found.groupdict().items() if value is not None}
