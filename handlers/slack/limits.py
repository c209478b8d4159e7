"""How much Slack takes, and the one way to cut what is longer."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from typing import Final, TypeVar

T = TypeVar("T")

# Characters or items. Whether Slack counts code points or UTF-16 units is not documented; we count the larger, UTF-16.
# Sources: docs.slack.dev/reference/block-kit, /reference/methods/chat.postMessage and /reference/app-manifest.
LIMITS: Final = {
    "message blocks": 50,
    "view blocks": 100,
    "notice": 3_000,  # the top-level text: 4,000 recommended, truncated above 40,000
    "message text": 11_000,  # of titles and sections together: with more than about 13,200 in all, Slack refuses
    "section": 3_000,
    "header": 150,
    "context": 1_000,
    "actions": 25,
    "button": 75,
    "button value": 2_000,
    "action_id": 255,
    "block_id": 255,
    "options": 100,
    "option groups": 100,
    "option": 75,
    "option value": 150,
    "placeholder": 150,
    "confirm title": 100,
    "confirm text": 300,
    "confirm button": 30,
    "view title": 24,
    "view button": 24,
    "private_metadata": 3_000,
    "input label": 2_000,
    "input hint": 2_000,
    "input text": 3_000,
    "error": 2_000,
}

DOTS: Final = "…"
_JOINER = "\u200d"
_PLAIN = "\u0300"  # below it no sign takes part of another
_LONGEST_SIGN = 40  # a heap of accents on one letter does not count as one sign for ever
_FLAGS = range(0x1F1E6, 0x1F200)
# Signs that belong to the one before: zero-width joiner, variation selectors, skin tones, tags of flags.
_TAIL = (
    range(0x200D, 0x200E),
    range(0xFE00, 0xFE10),
    range(0x1F3FB, 0x1F400),
    range(0xE0020, 0xE0080),
    range(0xE0100, 0xE01F0),
)
# Hangul written in separate letters: a medial or final letter belongs to the syllable before it.
_JAMO = range(0x1160, 0x1200)


def units(text: str) -> int:
    """The length in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _continues(char: str) -> bool:
    point = ord(char)
    return unicodedata.category(char).startswith("M") or point in _JAMO or any(point in part for part in _TAIL)


def _belongs(char: str, cluster: str) -> bool:
    if (char < _PLAIN and cluster[-1] != _JOINER) or len(cluster) == _LONGEST_SIGN:
        return (cluster[-1], char) == ("\r", "\n")
    if ord(char) in _FLAGS and ord(cluster[-1]) in _FLAGS:
        return len(cluster) == 1
    return _continues(char) or cluster[-1] == _JOINER


def clusters(text: str) -> Iterator[str]:
    """What a person sees as one sign: a letter with its accents, an emoji with all its parts."""
    cluster = ""
    for char in text:
        if cluster and not _belongs(char, cluster):
            yield cluster
            cluster = ""
        cluster += char
    if cluster:
        yield cluster


def cut(signs: Iterable[str], limit: int) -> str:
    """As many whole signs as fit, with `…` when something is left out."""
    kept: list[str] = []
    room = limit
    for sign in signs:
        room -= units(sign)
        kept.append(sign)
        if room < 0:
            return _without_tail(kept, limit - 1) + DOTS
    return "".join(kept)


def _without_tail(signs: list[str], limit: int) -> str:
    size = sum(map(units, signs))
    while signs and size > limit:
        size -= units(signs.pop())
    return "".join(signs)


def chunks(items: Iterable[T], limit: int, size: Callable[[T], int] = lambda _: 1) -> Iterator[list[T]]:
    """The items in order, in as few groups as stay within the limit."""
    group: list[T] = []
    taken = 0
    for item in items:
        if group and taken + size(item) > limit:
            yield group
            group, taken = [], 0
        group.append(item)
        taken += size(item)
    if group:
        yield group
