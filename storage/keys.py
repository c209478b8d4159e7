"""The secret keys and the database: whether they fit, wrapping anew under another, and destroying a record's key."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Column, Connection, LargeBinary, Table, bindparam, delete, func, insert, select, update

from bitbot.errors import Changed
from storage import history, tables
from storage.audit import command_line_deed
from storage.engine import Database
from storage.records import once
from storage.secrets import NAME, OTHER, Broken, Ring, SecretFault, place
from storage.types import Sealed

BATCH: Final = 500
ROTATE: Final = "keys rotate"
# The tables whose rows have a key of their own.
KEYED: Final = tuple(t for t in tables.metadata.sorted_tables if "key" in t.c and "uid" in t.c)
# What is sealed in them with the secret keys themselves: the key of the row, and the words that it is sought by.
WRAPPED: Final = {t: tuple(t.c[name] for name in ("key", "words") if name in t.c) for t in KEYED}


def admit(database: Database, ring: Ring) -> None:
    """SecretFault unless the ring opens everything here. From now on it is known that the active key is in use."""
    with database.transaction(write=False) as connection:
        known = _fitting(connection, ring)
    if ring.active.hex() not in known:
        with suppress(Changed), database.transaction() as connection:
            with once():  # another process may do the same
                connection.execute(insert(tables.secret_key), {"name": ring.active.hex()})
            _note(connection, "start", ring.active.hex())


def demand(database: Database, ring: Ring) -> None:
    """SecretFault unless the ring opens everything here."""
    with database.transaction(write=False) as connection:
        _fitting(connection, ring)


def _fitting(connection: Connection, ring: Ring) -> set[str]:
    known = set(connection.scalars(select(tables.secret_key.c.name)))
    if missing := known - set(ring.names):
        raise SecretFault(OTHER.format(names=", ".join(sorted(missing))))
    return known


def _note(connection: Connection, purpose: str, *names: str) -> None:
    with command_line_deed(connection, purpose) as trail:
        trail.note("sleutels", tables.secret_key.name, None, names)


def destroy(connection: Connection, kind: str, number: int) -> bool:
    """Make the texts of a record and of its history unreadable for ever; whether there was such a record."""
    table = next(table for table in KEYED if table.name == kind)
    nothing: dict[Column[Any], None] = dict.fromkeys(WRAPPED[table])
    statement = update(table).where(table.c.number == number).values(nothing).returning(table.c.number)
    return connection.scalar(statement) is not None


# Rotation: only wrapped keys and words change, so nobody has to wait for it


def rotate(database: Database, ring: Ring, batch: int = BATCH) -> Generator[tuple[str, int]]:
    """Wrap under the active key what is wrapped under another; the table and how many, after each batch.

    It may be stopped at any moment and begun again.
    """
    for table, columns in WRAPPED.items():
        for column in columns:
            last = 0
            while found := _batch(database, ring, column, last, batch):
                last = found[-1]
                yield table.name, len(found)


def _batch(database: Database, ring: Ring, column: Column[Any], after: int, most: int) -> list[int]:
    """What was changed or destroyed meanwhile stays what it is."""
    table = column.table
    stale = select(table.c.number, table.c.uid, column).where(table.c.number > after, _name(column) != ring.active)
    with database.transaction() as connection:
        rows = connection.execute(stale.order_by(table.c.number).limit(most)).all()
        values = [_anew(ring, column, *row) for row in rows]
        if values:
            same = (table.c.number == bindparam("row")) & (column == bindparam("old"))
            connection.execute(update(table).where(same).values({column: bindparam("new")}), values)
            _note(connection, ROTATE, table.name)
    return [row.number for row in rows]


def _anew(ring: Ring, column: Column[Any], number: int, uid: bytes, old: bytes) -> dict[str, Any]:
    where = place(column.table.name, column.name, uid)
    return {"row": number, "old": old, "new": ring.seal(ring.open(old, where), where)}


def _name(column: Any) -> Any:  # noqa: ANN401 - an expression of SQLAlchemy
    """Which secret key it is sealed with; empty where there is nothing."""
    return func.substr(column, 1, NAME, type_=LargeBinary())


def in_use(database: Database) -> dict[str, Counter[str]]:
    """By the name of a secret key: of which table how many rows need it."""
    found: dict[str, Counter[str]] = {}
    with database.transaction(write=False) as connection:
        for table, columns in (*WRAPPED.items(), (tables.inbox, (tables.inbox.c.answer,))):
            names = [_name(column) for column in columns]
            for *used, count in connection.execute(select(*names, func.count()).select_from(table).group_by(*names)):
                for name in set(used) - {None}:
                    found.setdefault(name.hex(), Counter())[table.name] += count
    return found


def retire(database: Database, ring: Ring) -> list[str]:
    """Forget the keys that nothing is sealed with any more, and give their names: they may be thrown away."""
    used = in_use(database)
    unused = [name for name in ring.names if name not in used and name != ring.active.hex()]
    with database.transaction() as connection:
        named = tables.secret_key.c.name
        if gone := connection.scalars(delete(tables.secret_key).where(named.in_(unused)).returning(named)).all():
            _note(connection, ROTATE, *gone)
    return unused


# Checking: whether everything opens


@dataclass
class Checked:
    """Of a table: how many rows opened, the numbers of those that did not, and of how many the key was destroyed."""

    opened: int = 0
    destroyed: int = 0
    broken: list[int] = field(default_factory=list)


def check(database: Database, ring: Ring) -> Iterator[tuple[str, Checked]]:
    """Open every text of every record and of its history."""
    for table in KEYED:
        checked, last = Checked(), 0
        while last := _check_batch(database, ring, table, last, checked):
            pass
        yield table.name, checked


def _check_batch(database: Database, ring: Ring, table: Table, after: int, into: Checked) -> int:
    """The last number of this batch; 0 when there is none left."""
    with database.transaction(write=False) as connection:
        query = select(table).where(table.c.number > after).order_by(table.c.number).limit(BATCH)
        rows = [row._asdict() for row in connection.execute(query)]
        past = _history(connection, table.name, [row["number"] for row in rows])
    for row in rows:
        _check_row(ring, table, row, past.get(row["number"], []), into)
    return rows[-1]["number"] if rows else 0


def _history(connection: Connection, kind: str, numbers: list[int]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    mine = (tables.history.c.kind == kind) & tables.history.c.record.in_(numbers)
    for row in connection.execute(select(tables.history).where(mine)):
        found.setdefault(row.record, []).append(row._asdict())
    return found


def _check_row(ring: Ring, table: Table, row: dict[str, Any], past: list[dict[str, Any]], into: Checked) -> None:
    if row["key"] is None:
        into.destroyed += 1
        return
    try:
        envelope = ring.envelope_of(table.name, row["uid"], row["key"])
        for column in table.c:
            if isinstance(column.type, Sealed):
                envelope.open(row[column.name], place(table.name, column.name, row["uid"]))
        _check_words(ring, table, row)
        for line in past:
            history.change_of(line, envelope)
    except Broken:
        into.broken.append(row["number"])
    else:
        into.opened += 1


def _check_words(ring: Ring, table: Table, row: dict[str, Any]) -> None:
    """Without them a record would never be found."""
    if "words" in table.c:
        where = place(table.name, "words", row["uid"])
        if row["words"] is None:
            raise Broken(where.partition(b"|")[0].decode())
        ring.open(row["words"], where)
