"""An IBAN and a telephone number: numbers that a library can check."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from bitbot.domain.personal_data.findings import Finding, called

IBAN = re.compile(r"(?<![A-Z0-9])[A-Z]{2}(?:[ .-]{0,2}[0-9]){2}(?:[ .-]{0,2}[A-Z0-9]){11,30}", re.IGNORECASE)

SEPARATED = r"(?:[ .()/-]{0,3}[0-9])"
ABROAD = re.compile(rf"(?<!\w)(?:\+|00)[ ]?[1-9]{SEPARATED}{{6,14}}(?![0-9])")
NATIONAL = re.compile(rf"(?<![\w+.,/-])(?:\(0[0-9]{{1,3}}\){SEPARATED}{{6,8}}|0{SEPARATED}{{9}})(?![0-9])")
WITHOUT_ZERO = re.compile(rf"(?<![\w+.,/-])[1-9]{SEPARATED}{{8}}(?![0-9])")
FEWEST_SIGNS = 9
CALLED = {"telefoon", "bellen"}
# With the zero, an area code has three or four digits; the number of a mobile telephone begins with 06.
AREA = re.compile(r"\(?(?:06|0[0-9]{2,3}|0[0-9]{9})(?![0-9])")


# A library is loaded when there is something to ask it: most texts hold no number, and most processes see none.


@cache
def _length_of_iban(country: str) -> int:
    """How many signs an IBAN of this country has; 0 when it has none."""
    from stdnum import numdb  # noqa: PLC0415

    structure = numdb.get("iban").info(country)[0][1].get("bban", "")
    return 4 + sum(map(int, re.findall(r"([0-9]+)!", structure))) if structure else 0


def _is_iban(signs: str) -> bool:
    from stdnum import iban  # noqa: PLC0415

    return iban.is_valid(signs, check_country=False)


@cache
def _library() -> Any:  # noqa: ANN401 - a module
    import phonenumbers  # noqa: PLC0415

    return phonenumbers


def ibans(text: str) -> Iterator[Finding]:
    for found in IBAN.finditer(text):
        places = [found.start() + place for place, sign in enumerate(found[0]) if sign.isalnum()]
        length = _length_of_iban(found[0][:2].upper())
        signs = "".join(text[place] for place in places[:length])
        if length and len(signs) == length and _is_iban(signs):
            yield Finding("iban", found.start(), places[length - 1] + 1)


def phones(text: str) -> Iterator[Finding]:
    """Those of people; of organisations and services (088, 0800, 0900, 14 035) they are no personal data."""
    for pattern, wanted in ((ABROAD, _any), (NATIONAL, _is_grouped), (WITHOUT_ZERO, _is_called)):
        for found in pattern.finditer(text):
            label = called(text, found.start(), found.end())
            end = _end(text, found) if wanted(found[0], label) else 0
            number = text[found.start() : end]
            if end and not (number.isdecimal() and label in {"anders", "bedrag"}):
                yield Finding("telefoon", found.start(), end, _is_certain(number, label))


def _any(_number: str, _label: str) -> bool:
    return True


def _is_called(number: str, label: str) -> bool:
    return label == "telefoon" or (label == "bellen" and number.startswith("6"))


def _is_grouped(number: str, label: str) -> bool:
    """Not as a date or a list is."""
    return label in CALLED or AREA.match(number) is not None


def _is_certain(number: str, label: str) -> bool:
    if label in {"anders", "bedrag"}:
        return False
    return label in CALLED or number.startswith("06") or not number.isdecimal()


def _end(text: str, found: re.Match[str]) -> int:
    """Where the number ends: after the last group of digits, or after an earlier one; 0 when it is none."""
    ends = [found.start() + group.end() for group in re.finditer("[0-9]+", found[0])]
    longest_first = (end for end in reversed(ends) if end - found.start() >= FEWEST_SIGNS)
    return next((end for end in longest_first if _is_of_a_person(text[found.start() : end])), 0)


def _is_of_a_person(number: str) -> bool:
    library = _library()
    try:
        parsed = library.parse(number, "NL")
    except library.NumberParseException:
        return False
    sorts = library.PhoneNumberType
    services = {sorts.TOLL_FREE, sorts.PREMIUM_RATE, sorts.SHARED_COST, sorts.UAN, sorts.UNKNOWN}
    return library.number_type(parsed) not in services
