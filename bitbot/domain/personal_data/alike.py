"""Text as a machine should read it: look-alike signs as the plain ones, and what has no width left out."""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

UNSEEN = frozenset({"Cf", "Mn", "Me"})  # signs without width, and marks on or around the sign before
INSTEAD = {"Pd": "-", "Zs": " "}
ALSO = {"\u2212": "-", "\u00ac": "-", "\t": " "}  # the minus, and what old systems make of a hyphen


def plain(text: str) -> tuple[str, Sequence[int]]:
    """The text in plain signs, and for each of those where it stands in the text itself."""
    if text.isascii():
        return text, range(len(text))
    instead = {ord(sign): _plain(sign) for sign in set(text)}
    if all(len(other) == 1 for other in instead.values()):
        return text.translate(instead), range(len(text))
    pairs = [(sign, place) for place, own in enumerate(text) for sign in _plain(own)]
    return "".join(sign for sign, _ in pairs), [place for _, place in pairs]


@lru_cache(4000)
def _plain(sign: str) -> str:
    """Nothing for what cannot be seen; a digit of any script as 0 to 9."""
    if sign in ALSO:
        return ALSO[sign]
    return "".join(_one(part) for part in unicodedata.normalize("NFKC", sign))


def _one(sign: str) -> str:
    category = unicodedata.category(sign)
    if category in UNSEEN:
        return ""
    return str(unicodedata.decimal(sign)) if category == "Nd" else INSTEAD.get(category, sign)
