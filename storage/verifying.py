"""Goes through the seals on the audit log and finds the first thing that is not as it was sealed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from sqlalchemy import Connection, Row, func, select

from storage.audit_keys import AuditKeys
from storage.sealing import Head, codes, head_of, rows, seal_code
from storage.tables import audit, audit_seal


@dataclass(frozen=True, slots=True)
class Bad:
    """The first row that is not as it was sealed, and what is the matter: `row`, or `seal` for a seal by its number."""

    what: str
    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many rows are as they were sealed, how many are too new to have a seal, and what is wrong first.

    `closed`: how many rows were sealed with a key that is not here, by its name; nobody can tell about those.
    """

    sealed: int
    open: int
    bad: Bad | None = None
    closed: Mapping[str, int] = field(default_factory=dict)


def verify(connection: Connection, keys: AuditKeys, heads: Sequence[Head]) -> Verdict:
    """Go through the whole chain. Heads are what was written outside; without them a cut end cannot be seen."""
    chain = _Chain(connection, keys)
    for seal in connection.execute(select(audit_seal).order_by(audit_seal.c.number)).all():
        if bad := chain.wrong(seal):
            return chain.verdict(bad)
    return chain.verdict(_not_in(chain.known, heads))


class _Chain:
    """How far it was gone through. Keys may only become newer: what an old one still seals later is not ours."""

    def __init__(self, connection: Connection, keys: AuditKeys) -> None:
        self._connection = connection
        self._keys = keys
        self._before = Head()
        self._key = ""
        self._closed: Counter[str] = Counter()
        self.known = {0: self._before}

    def wrong(self, seal: Row[Any]) -> Bad | None:
        """The first thing that is wrong in the next seal; when that is nothing it is the last one from here on."""
        bad = self._order(seal) or self._content(seal)
        if bad is None:
            self._before = self.known[seal.number] = head_of(seal._mapping)  # noqa: SLF001 - its public name as a mapping
        return bad

    def verdict(self, bad: Bad | None) -> Verdict:
        before = self._before
        later = select(func.count()).select_from(audit).where(audit.c.seq > before.last)
        left = self._connection.scalar(later) or 0
        return Verdict(before.total - self._closed.total(), left, bad, dict(self._closed))

    def _order(self, seal: Row[Any]) -> Bad | None:
        if seal.number != self._before.number + 1:
            return Bad("seal", self._before.number + 1, "missing")
        if self._key and seal.key not in self._keys:
            return Bad("seal", seal.number, "key")
        if self._key and self._keys.is_older(seal.key, self._key):
            return Bad("seal", seal.number, "older")
        return None

    def _content(self, seal: Row[Any]) -> Bad | None:
        if seal.key not in self._keys:
            self._closed[seal.key] += seal.total - self._before.total
            return None
        self._key = seal.key
        return _changed(self._connection, self._keys[seal.key], self._before, seal)


def _changed(connection: Connection, key: bytes, before: Head, seal: Row[Any]) -> Bad | None:
    """The first thing in a seal that differs, rows first."""
    found = list(rows(connection, before.last if before.number else None, seal.last))
    chained = list(codes(key, before.hash, found))
    lines = [f"{row['seq']} {code}" for row, code in zip(found, chained, strict=True)]
    bad = _first_difference(str(seal.rows).split("\n"), lines)
    if bad:
        return bad
    last = chained[-1] if chained else before.hash
    right = seal.total == before.total + len(found) and seal.hash == seal_code(key, last, seal._mapping)  # noqa: SLF001
    return None if right else Bad("seal", seal.number, "changed")


def _first_difference(sealed: Sequence[str], found: Sequence[str]) -> Bad | None:
    sealed_numbers, found_numbers = ([_number(line) for line in lines] for lines in (sealed, found))
    for was, now in zip_longest(sealed, found, fillvalue=""):
        if was != now:
            number = min((n for n in (_number(was), _number(now)) if n is not None), default=0)
            if number not in sealed_numbers:
                return Bad("row", number, "added")
            return Bad("row", number, "changed" if number in found_numbers else "missing")
    return None


def _number(line: str) -> int | None:
    text = line.partition(" ")[0]
    return int(text) if text.removeprefix("-").isdecimal() else None


def _not_in(known: Mapping[int, Head], heads: Sequence[Head]) -> Bad | None:
    """The first head outside that is not in the chain any more: from the row after the last one that is, it was cut."""
    for head in sorted(heads, key=lambda head: head.number):
        if known.get(head.number) != head:
            return Bad("row", _last_before(known, head.number) + 1, "cut")
    return None


def _last_before(known: Mapping[int, Head], number: int) -> int:
    return max(head.last for n, head in known.items() if n < number)
