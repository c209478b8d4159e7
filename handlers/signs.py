"""What a person sees as one sign: text is cut between signs, never inside one."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Final

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
