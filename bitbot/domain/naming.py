"""Finds whom or what people mean by the names they type; several meanings are given back, never guessed between."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from typing import TypeVar

from bitbot.domain.bevoegdheden import Competence
from bitbot.domain.organisation import Member, Organisation, Partner, Theme

T = TypeVar("T")
C = TypeVar("C", Theme, Competence)

MENTION = re.compile(r"<@([A-Za-z0-9._-]+)>")
PREFIX = re.compile(r"^(gemeente|politie|de|het)\s+")
CLOSE_ENOUGH = 0.75
LONGEST_CODE = 30


def plain(text: str) -> str:
    """Small letters without accents, quotes, an @ in front or a full stop behind."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(c for c in letters if not unicodedata.combining(c) and c not in "\"'“”‘’")
    return " ".join(kept.split()).removeprefix("@").strip(" .,;:!?")


def people(text: str, organisation: Organisation, today: date) -> Sequence[Member | Partner]:
    """Members and partners that a text can mean: a key, a name, or part of one name only."""
    return match(text, _everybody(organisation, today), _words)


def anybody(text: str, organisation: Organisation, today: date) -> Sequence[Member | Partner]:
    """The same; without any of them those who took part before."""
    return people(text, organisation, today) or match(text, [*organisation.members, *organisation.partners], _words)


def somebody_near(text: str, organisation: Organisation, today: date) -> str | None:
    """The name of a member or partner that was probably meant by a typing mistake."""
    return nearest(text, [word for candidate in _everybody(organisation, today) for word in _words(candidate)])


def _everybody(organisation: Organisation, today: date) -> list[Member | Partner]:
    return [*organisation.active_members(today), *organisation.active_partners(today)]


def _words(candidate: Member | Partner) -> tuple[str, ...]:
    if isinstance(candidate, Member):
        return (candidate.key, candidate.name)
    return (candidate.code, candidate.name, PREFIX.sub("", candidate.name.casefold()))


def partners(text: str, candidates: Iterable[Partner]) -> Sequence[Partner]:
    return match(text, list(candidates), _words)


def coded(text: str, candidates: Iterable[C]) -> Sequence[C]:
    """Of a code list what is in use: by its code or its name."""
    return match(text, [choice for choice in candidates if choice.active], lambda choice: (choice.code, choice.name))


def code_of(name: str) -> str:
    """A short code for a name: small letters, digits and dashes."""
    code = re.sub(r"[^a-z0-9]+", "-", plain(name.casefold().removeprefix("gemeente "))).strip("-")
    return code[:LONGEST_CODE].strip("-") or "partner"


def match(text: str, candidates: Sequence[T], words: Callable[[T], tuple[str, ...]]) -> list[T]:
    """Those called exactly so; without any, those of whose name this is the beginning of a word."""
    wanted = plain(text)
    if not wanted:
        return []
    called = [_plain_names(words(candidate)) for candidate in candidates]
    exact = [candidate for candidate, names in zip(candidates, called, strict=True) if wanted in names]
    begun = f" {wanted}"
    return exact or [c for c, names in zip(candidates, called, strict=True) if any(begun in f" {n}" for n in names)]


@lru_cache(2000)
def _plain_names(words: tuple[str, ...]) -> tuple[str, ...]:
    """The names of one member, partner or theme: there are few, and they are compared with again and again."""
    return tuple(plain(word) for word in words)


def nearest(text: str, names: Iterable[str]) -> str | None:
    """The name that was probably meant by a typing mistake."""
    by_plain = {plain(name): name for name in names}
    found = get_close_matches(plain(text), list(by_plain), 1, CLOSE_ENOUGH)
    return by_plain[found[0]] if found else None
