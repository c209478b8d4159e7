"""Chains the audit log with a key that the database does not have, so that whoever changes it afterwards is found.

Each row is sealed once it is certain that no row with a lower number can still appear. A seal holds the code of each of
its rows, every code made with the one before; the head of the chain also goes where the database has no hand.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import zip_longest
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Connection,
    Row,
    String,
    Text,
    cast,
    func,
    insert,
    literal,
    select,
    type_coerce,
)

from bitbot.settings import Settings
from storage.audit import database_now
from storage.records import once
from storage.tables import audit, audit_seal
from storage.types import dump_json

BATCH: Final = 1000
BEGINNING: Final = "bitbot audit log"


def audit_key(settings: Settings) -> bytes:
    """The key of the chain, made from the secret key; empty when there is none. Nothing else may be made this way."""
    secret = settings.bitbot_secret_key.get_secret_value()
    return hmac.digest(secret.encode(), b"bitbot audit chain", "sha256") if secret else b""


def name_of(key: bytes) -> str:
    """Tells keys apart, and tells nothing about them."""
    return hashlib.sha256(b"name of " + key).hexdigest()[:16]


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The end of the chain: what is written outside the database."""

    number: int = 0
    at: str = ""
    last: int = 0
    total: int = 0
    hash: str = BEGINNING


@dataclass(frozen=True, slots=True)
class Bad:
    """The first row that is not as it was sealed, and what is the matter: `row`, or `seal` for a seal by its number."""

    what: str
    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many rows are as they were sealed, how many are too new to have a seal, and what is wrong first."""

    sealed: int
    open: int
    bad: Bad | None = None


# Up to where


@dataclass(frozen=True, slots=True)
class Look:
    """The highest number there is, and on PostgreSQL the oldest transaction that runs and the newest: this look."""

    at: str
    seen: int
    running: tuple[int, int] | None = None


def look(connection: Connection) -> Look:
    at, seen = database_now(connection).isoformat(), func.coalesce(func.max(audit.c.seq), 0)
    if connection.dialect.name == "sqlite":
        return Look(at, connection.scalars(select(seen)).one())
    ids = (func.pg_snapshot_xmin(func.pg_current_snapshot()), func.pg_current_xact_id())
    ends = (cast(cast(each, Text), BigInteger) for each in ids)
    highest, oldest, newest = connection.execute(select(seen, *ends)).one()
    return Look(at, highest, (oldest, newest))


class Horizon:
    """Up to which number nothing can still appear.

    On SQLite one transaction writes at a time: everything that is seen. On PostgreSQL a row gets its number before its
    transaction ends, and even a moment before that transaction has one of its own. So what one look saw is certain
    when all that ran at the next look has ended. Looks must be some seconds apart, longer than a statement may take.
    """

    def __init__(self) -> None:
        self._seen: int | None = None
        self._waiting: tuple[int, int] | None = None
        self._certain = 0

    def after(self, found: Look) -> int:
        if found.running is None:
            return found.seen
        oldest, newest = found.running
        if self._waiting and oldest >= self._waiting[1]:
            self._certain, self._waiting = self._waiting[0], None
        if self._waiting is None:
            self._waiting = None if self._seen is None else (self._seen, newest)
            self._seen = found.seen
        return self._certain


# Making seals


def latest(connection: Connection) -> Head:
    row = connection.execute(select(audit_seal).order_by(audit_seal.c.number.desc()).limit(1)).first()
    return Head() if row is None else _head(row)


def next_seal(connection: Connection, key: bytes, now: str, until: int) -> Mapping[str, Any] | None:
    """The next seal on at most a batch of rows up to this one; it only reads, so that nobody waits for the work."""
    before = latest(connection)
    rows = list(_rows(connection, before.last, until, BATCH))
    if not rows:
        return None
    codes = list(_codes(key, before.hash, rows))
    made = {
        "number": before.number + 1,
        "at": now,
        "last": rows[-1]["seq"],
        "total": before.total + len(rows),
        "key": name_of(key),
        "rows": "\n".join(f"{row['seq']} {code}" for row, code in zip(rows, codes, strict=True)),
    }
    return made | {"hash": _seal_code(key, codes[-1], made)}


def store_seal(connection: Connection, made: Mapping[str, Any]) -> None:
    """Changed when somebody else was first: then that seal counts."""
    with once():
        connection.execute(insert(audit_seal), dict(made))


def head_of(made: Mapping[Any, Any]) -> Head:
    values = {field.name: made[field.name] for field in fields(Head)}
    return Head(**values)


def _head(row: Row[Any]) -> Head:
    return head_of(row._mapping)  # noqa: SLF001 - the public name of a row as a mapping


def _rows(connection: Connection, after: int | None, until: int, most: int | None = None) -> Iterator[dict[str, Any]]:
    """As they were stored: a moment as text, so that one that is no moment can be read too."""
    stretch = audit.c.seq <= until if after is None else (audit.c.seq > after) & (audit.c.seq <= until)
    others = [column for column in audit.c if column.name != "at"]
    query = select(*others, _as_text(connection, audit.c.at).label("at")).where(stretch)
    return (dict(row) for row in connection.execute(query.order_by(audit.c.seq).limit(most)).mappings())


def _as_text(connection: Connection, moment: Any) -> Any:  # noqa: ANN401 - an element, and one of either kind
    if connection.dialect.name == "sqlite":
        return type_coerce(moment, String)
    utc = func.timezone("UTC", moment)
    return cast(func.to_char(utc, literal("YYYY-MM-DD HH24:MI:SS.US")), Text)


def _codes(key: bytes, before: str, rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for row in rows:
        before = _code(key, before, row)
        yield before


def _code(key: bytes, before: str, content: object) -> str:
    return hmac.new(key, dump_json([before, content]).encode("utf-8", "surrogatepass"), "sha256").hexdigest()


def _seal_code(key: bytes, code: str, seal: Mapping[Any, Any]) -> str:
    return _code(key, code, [seal["number"], seal["at"], seal["last"], seal["total"], seal["key"]])


# Looking at them


def verify(connection: Connection, key: bytes, heads: Sequence[Head]) -> Verdict:
    """Go through the whole chain. Heads are what was written outside; without them a cut end cannot be seen."""
    before = Head()
    known = {before.number: before}
    for seal in connection.execute(select(audit_seal).order_by(audit_seal.c.number)).all():
        bad = _wrong(connection, key, before, seal)
        if bad:
            return Verdict(before.total, _open(connection, before.last), bad)
        before = _head(seal)
        known[before.number] = before
    return Verdict(before.total, _open(connection, before.last), _not_in(known, heads))


def _wrong(connection: Connection, key: bytes, before: Head, seal: Row[Any]) -> Bad | None:
    """The first thing that is wrong in a seal, rows first."""
    if seal.key != name_of(key):
        return Bad("seal", seal.number, "key")
    if seal.number != before.number + 1:
        return Bad("seal", before.number + 1, "missing")
    rows = list(_rows(connection, before.last if before.number else None, seal.last))
    codes = list(_codes(key, before.hash, rows)) or [before.hash]
    found = [f"{row['seq']} {code}" for row, code in zip(rows, codes, strict=False)]
    bad = _first_difference(str(seal.rows).split("\n"), found)
    if bad:
        return bad
    right = seal.total == before.total + len(rows) and seal.hash == _seal_code(key, codes[-1], seal._mapping)  # noqa: SLF001
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


def _open(connection: Connection, last: int) -> int:
    return connection.scalar(select(func.count()).select_from(audit).where(audit.c.seq > last)) or 0
