"""Free words: how a text is taken apart into words, and what somebody who seeks some of them means."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

# Of a word this long the beginning is enough; a shorter one stands for itself: `12` is not `123`.
SHORTEST_BEGINNING: Final = 3
# Less than this is in nearly every text.
FEWEST_SIGNS: Final = 2
LONGEST: Final = 200

_WORD: Final = re.compile(r"[^\W_]+")
# Accents, and signs that one does not see, such as a soft hyphen.
_LEFT_OUT: Final = frozenset({"Mn", "Me", "Cf"})


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody typed to seek: every word of it must occur. Without words nothing is sought."""

    typed: str = ""

    def __bool__(self) -> bool:
        return bool(self.typed)

    @property
    def enough(self) -> bool:
        return sum(map(len, taken_apart(self.typed))) >= FEWEST_SIGNS

    @property
    def needles(self) -> tuple[str, ...]:
        """What must all stand in the `index` of a text; the longest first, as it is there least."""
        words = sorted(set(taken_apart(self.typed)), key=lambda word: (-len(word), word))
        return tuple(f" {word}" if len(word) >= SHORTEST_BEGINNING else f" {word} " for word in words)


def index(texts: Iterable[str]) -> str:
    """Every word of these texts once, in the order of the alphabet, with a space before and after each."""
    found = {word for text in texts for word in taken_apart(text)}
    return f" {' '.join(sorted(found))} "


def taken_apart(text: str) -> list[str]:
    """Its words as they are compared: without capitals and accents, broken at every sign that is no letter or digit."""
    return _WORD.findall(_plain(text))


def _plain(text: str) -> str:
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(sign for sign in folded if sign.isascii() or unicodedata.category(sign) not in _LEFT_OUT)
