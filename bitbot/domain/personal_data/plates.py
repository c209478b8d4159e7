"""Dutch licence plates, by the patterns (sidecodes) that there are."""

import re
from collections.abc import Callable, Iterator

from bitbot.domain.kinds import KINDS
from bitbot.domain.personal_data.findings import Finding, called, mentions

SIDECODES = (
    *("XX-99-99", "99-99-XX", "99-XX-99", "XX-99-XX", "XX-XX-99", "99-XX-XX", "99-XXX-9", "9-XXX-99"),
    *("XX-999-X", "X-999-XX", "XXX-99-X", "X-99-XXX", "9-XX-999", "999-XX-9"),
)
LIKE_A_RECORD = SIDECODES[0]
OLD = frozenset(SIDECODES[:3])  # these have vowels too, and look like much else
BETWEEN_DIGITS = frozenset(sidecode for sidecode in SIDECODES if sidecode[0] == sidecode[-1] == "9")
A_WORD_AND_A_NUMBER = frozenset({"XX-XX-99", "99-XX-XX"})
WHOLE = {sidecode.replace("-", ""): sidecode for sidecode in SIDECODES}
SIGNS = 6
SHAPE = str.maketrans("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", "9" * 10 + "X" * 26)

SIGN = "[A-Za-z0-9]"
GROUP = f"{SIGN}{{1,3}}"
DASHED = re.compile(rf"(?<![\w-]){GROUP}-{GROUP}-{GROUP}(?![\w-])")
JOINED = re.compile(rf"(?<![\w-])(?=[A-Za-z]{{0,4}}[0-9]){SIGN}{{6}}(?![\w-])")
# With spaces, or a dash too few: only where it is called a plate. It may begin at any word.
LOOSE = tuple(
    re.compile(rf"(?<![\w-])(?=({groups})(?![\w-]))")
    for groups in (f"{SIGN}{{1,5}}[ -]{{1,3}}{SIGN}{{1,5}}", f"{GROUP}[ -]{{1,3}}{GROUP}[ -]{{1,3}}{GROUP}")
)
# No plate since 1978 has these letters, but for the O that some trailers begin with.
UNUSED = re.compile("[AEIUQ]|(?<!^)O")
UNITS = re.compile("(?<![A-Z])(?:KM|KG|MM|CM|DM|ML|GB|MB|TB|KW|MW|HZ|ST|NR|BV|NV|PK|MRT)(?![A-Z])")


def plates(text: str) -> Iterator[Finding]:
    for found in DASHED.finditer(text):
        yield from _plate(text, found.span(), bare=_if_dashed)
    for found in JOINED.finditer(text):
        yield from _plate(text, found.span(), bare=_if_joined)
    for pattern in LOOSE if mentions(text, "kenteken") else ():
        for found in pattern.finditer(text):
            yield from _plate(text, found.span(1), bare=_if_loose)


Bare = Callable[[str, str], bool | None]


def _plate(text: str, span: tuple[int, int], *, bare: Bare) -> Iterator[Finding]:
    """`bare` says how certain it is when nothing calls it a plate; None: then it is none."""
    plate = text[slice(*span)]
    signs = plate.replace("-", "").replace(" ", "")
    sidecode = WHOLE.get(signs.upper().translate(SHAPE)) if len(signs) == SIGNS else None
    if sidecode is None:
        return
    certain = _called_plate(called(text, *span), plate, sidecode) or bare(plate, sidecode)
    if certain is not None:
        yield Finding("kenteken", *span, certain=certain)


def _called_plate(label: str, plate: str, sidecode: str) -> bool:
    """Beside the word for a vehicle there may also stand a postcode or a distance."""
    vehicle = label == "voertuig" and " " not in plate and sidecode not in OLD and not UNITS.search(plate.upper())
    return label == "kenteken" or vehicle


def _if_dashed(plate: str, sidecode: str) -> bool | None:
    """A number of a record of ours is none; old patterns, vowels and small letters make it less certain."""
    letters = plate.upper()
    if letters.translate(SHAPE) != sidecode or (sidecode == LIKE_A_RECORD and letters[:2] in KINDS):
        return None
    if plate != letters and (UNITS.search(letters) or UNUSED.search(letters)) and sidecode in BETWEEN_DIGITS:
        return None
    return plate == letters and sidecode not in OLD and not UNUSED.search(letters)


def _if_joined(plate: str, sidecode: str) -> bool | None:
    """Never certain, and only in patterns that are not those of a postcode, a hall or a measure as well."""
    letters = plate.upper()
    word = UNUSED.search(letters) and (plate != letters or sidecode in A_WORD_AND_A_NUMBER)
    return None if sidecode in OLD or word or UNITS.search(letters) else False


def _if_loose(_plate: str, _sidecode: str) -> None:
    return None
