"""Chains the audit log with a key that the database does not have, so that whoever changes it afterwards is found.

Each row is sealed once it is certain that no row with a lower number can still appear. A seal holds the code of each of
its rows, every code made with the one before; the head of the chain also goes where the database has no hand.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Connection,
    String,
    Text,
    cast,
    func,
    insert,
    literal,
    select,
    type_coerce,
)

from storage.audit import database_now
from storage.audit_keys import AuditKeys
from storage.records import once
from storage.tables import audit, audit_seal
from storage.types import dump_json

BATCH: Final = 1000
BEGINNING: Final = "bitbot audit log"


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The end of the chain: what is written outside the database."""

    number: int = 0
    at: str = ""
    last: int = 0
    total: int = 0
    hash: str = BEGINNING


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


def latest(connection: Connection) -> tuple[Head, str]:
    """The head, and the name of the key it was made with; empty when there is no seal."""
    made = [audit_seal.c[field.name] for field in fields(Head)]
    row = connection.execute(select(*made, audit_seal.c["key"]).order_by(audit_seal.c.number.desc()).limit(1)).first()
    return (Head(), "") if row is None else (head_of(row._mapping), row.key)  # noqa: SLF001 - its public name as a mapping


def next_rows(connection: Connection, keys: AuditKeys, until: int) -> tuple[Head, list[dict[str, Any]]]:
    """What the next seal goes on: the end of the chain, and at most a batch of rows up to this one. It only reads.

    SecretFault when the last seal was made with a key that is not here: whoever has that key goes on, or nobody does.
    """
    before, last_key = latest(connection)
    keys.demand(last_key)
    return before, list(rows(connection, before.last, until, BATCH))


def handover(connection: Connection, keys: AuditKeys, now: str) -> Mapping[str, Any]:
    """A seal on nothing, after which the first of these keys goes on: for when the key of the last seal is lost."""
    return seal_on(keys, latest(connection)[0], now, ())


def seal_on(keys: AuditKeys, before: Head, now: str, found: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """The work of sealing. Do it outside a transaction: on SQLite others may wait for whoever reads."""
    key = keys[keys.active]
    chained = list(codes(key, before.hash, found))
    made = {
        "number": before.number + 1,
        "at": now,
        "last": found[-1]["seq"] if found else before.last,
        "total": before.total + len(found),
        "key": keys.active,
        "rows": "\n".join(f"{row['seq']} {code}" for row, code in zip(found, chained, strict=True)),
    }
    return made | {"hash": seal_code(key, chained[-1] if chained else before.hash, made)}


def store_seal(connection: Connection, made: Mapping[str, Any]) -> None:
    """Changed when somebody else was first: then that seal counts."""
    with once():
        connection.execute(insert(audit_seal), dict(made))


def head_of(made: Mapping[Any, Any]) -> Head:
    values = {field.name: made[field.name] for field in fields(Head)}
    return Head(**values)


def rows(connection: Connection, after: int | None, until: int, most: int | None = None) -> Iterator[dict[str, Any]]:
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


def codes(key: bytes, before: str, found: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for row in found:
        before = _code(key, before, row)
        yield before


def _code(key: bytes, before: str, content: object) -> str:
    return hmac.new(key, dump_json([before, content]).encode("utf-8", "surrogatepass"), "sha256").hexdigest()


def seal_code(key: bytes, code: str, seal: Mapping[Any, Any]) -> str:
    return _code(key, code, [seal["number"], seal["at"], seal["last"], seal["total"], seal["key"]])
