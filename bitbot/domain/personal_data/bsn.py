"""The BSN: nine digits that pass the 11-proof, as one in eleven numbers does by chance, so its surroundings count."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bitbot.domain.personal_data.findings import AFTER, REACH, Finding, called, mentions

TOKEN = re.compile(r"[0-9]+(?:[.·•/_-][0-9]+)*")
GROUP = re.compile("[0-9]+")
DIGITS = 9
SHORT = 8  # a leading zero is often left out; then only its name tells
# How people group them; other groups count only when they are called a BSN. Loose digits only when nothing follows.
LOOSE = (1,) * DIGITS
GROUPS = frozenset({(9,), (3, 3, 3), (4, 2, 3), (2, 2, 2, 3), (3, 2, 2, 2), (4, 5), (5, 4), (3, 6), (6, 3), LOOSE})
A_NUMBER_OF_SOMETHING_ELSE = {"anders", "bedrag", "telefoon", "kenteken", "voertuig"}


@dataclass(frozen=True, slots=True)
class Token:
    """Digits that belong together, in these groups; `follows` another after a space."""

    start: int
    end: int
    groups: tuple[int, ...]
    follows: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """Tokens that together have as many digits as a BSN."""

    count: int
    start: int
    end: int
    groups: tuple[int, ...]


def bsns(text: str) -> Iterator[Finding]:
    tokens = list(_tokens(text))
    place = 0
    while place < len(tokens):
        count, found = next(_found(text, tokens, place), (1, None))
        if found:
            yield found
        place += count


def _tokens(text: str) -> Iterator[Token]:
    end = -1
    for found in TOKEN.finditer(text):
        groups = tuple(len(group) for group in GROUP.findall(found[0]))
        yield Token(*found.span(), groups, follows=text[end : found.start()] in {" ", "  "} if end > 0 else False)
        end = found.end()


def _found(text: str, tokens: Sequence[Token], first: int) -> Iterator[tuple[int, Finding]]:
    """The BSN that begins with this token, if there is one, and of how many tokens it is made."""
    for it in _candidates(tokens, first):
        usual = it.groups in GROUPS and _stands_apart(text, it, tokens, first)
        if usual or mentions(text[max(0, it.start - REACH) : it.end + AFTER], "bsn"):
            certain = _certain(text, it, usual=usual)
            if certain is not None:
                yield it.count, Finding("bsn", it.start, it.end, certain)


def _candidates(tokens: Sequence[Token], first: int) -> Iterator[Candidate]:
    groups: tuple[int, ...] = ()
    total = 0
    for count, token in enumerate(tokens[first : first + DIGITS], 1):
        groups += token.groups
        total += sum(token.groups)
        if total > DIGITS or (count > 1 and not token.follows):
            return
        if total >= SHORT:
            yield Candidate(count, tokens[first].start, token.end, groups)


def _certain(text: str, it: Candidate, *, usual: bool) -> bool | None:
    """None when it is no BSN. One that is called so may have a typing mistake in it."""
    valid = _passes(text[it.start : it.end])
    label = called(text, it.start, it.end) if valid or sum(it.groups) == DIGITS else ""
    if label == "bsn":
        return valid
    return False if usual and valid and label not in A_NUMBER_OF_SOMETHING_ELSE else None


def _passes(text: str) -> bool:
    # Loaded when there is something to ask it: most texts hold no number, and most processes see none.
    from stdnum.nl import bsn  # noqa: PLC0415

    return bsn.is_valid("".join(GROUP.findall(text)))


def _stands_apart(text: str, it: Candidate, tokens: Sequence[Token], first: int) -> bool:
    """Not a part of a reference, an amount, a coordinate, a time or a row of digits."""
    before, after = text[max(0, it.start - 2) : it.start], text[it.end : it.end + 2]
    joined = before[-1:].isalpha() or (before[-1:] in "-/_+.,:" and before[:1].isalnum())
    row = it.groups == LOOSE and (tokens[first].follows or any(t.follows for t in tokens[first + it.count :][:1]))
    return not (joined or row or after[:1].isalpha() or re.match("[.,:][0-9]", after))
