"""An audit log to work on: lines as people make them, seals on them, and an attacker with the rights of an owner."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import Connection, delete, insert, select, text, update

from scheduling.sealer import Sealer
from storage.audit import Actor, Trail, database_now
from storage.audit_keys import AuditKeys
from storage.engine import Database
from storage.sealing import Head, next_rows, seal_on
from storage.tables import audit, audit_seal
from storage.triggers import APPEND_ONLY, protect
from storage.verifying import Verdict, verify
from tests.scheduling.world import logger

OLD = "a-key-for-seals-that-proves-nothing"
NEWER = "another-key-for-seals-that-proves-nothing"
KEYS = AuditKeys(OLD)
MOST_LOOKS = 1000


class Undone(Exception):
    """The attack is over."""


class Log:
    """One database, whose log is empty at first; `heads` is what was written outside it."""

    def __init__(self, url: str) -> None:
        self.database = Database(url, jobs=True)
        self.heads: list[Head] = []
        self.keys = KEYS
        self.sealer = self.new_sealer(KEYS)
        with self.database.transaction() as connection:
            empty(connection)

    def new_sealer(self, keys: AuditKeys) -> Sealer:
        return Sealer(self.database, keys, self.heads.append, logger([]))

    def take_keys(self, keys: AuditKeys) -> None:
        """From here on it is sealed and verified with these."""
        self.keys, self.sealer = keys, self.new_sealer(keys)

    def add(self, count: int = 1) -> None:
        for number in range(count):
            with self.database.transaction() as connection:
                note(connection, number)

    def seal(self) -> None:
        """As many looks as it takes: on PostgreSQL what runs in other databases of the server is waited for too."""
        for _ in range(MOST_LOOKS):
            self.sealer.look()
            if not self.verdict().open:
                break

    def verdict(self) -> Verdict:
        with self.database.transaction(write=False) as connection:
            return verify(connection, self.keys, self.heads)

    def numbers(self) -> list[int]:
        with self.database.transaction(write=False) as connection:
            return list(connection.scalars(select(audit.c.seq).order_by(audit.c.seq)))

    def skip(self) -> None:
        """A number that was given out and never used."""
        with self.database.transaction() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT nextval(pg_get_serial_sequence('audit', 'seq'))"))
            else:
                connection.execute(text("UPDATE sqlite_sequence SET seq = seq + 1 WHERE name = 'audit'"))

    @contextmanager
    def attacked(self) -> Iterator[Connection]:
        """What an owner of the database can do; afterwards everything is as it was."""
        with suppress(Undone), self.database.transaction() as connection:
            unprotect(connection)
            yield connection
            raise Undone

    def close(self) -> None:
        self.database.close()


def next_seal(connection: Connection, keys: AuditKeys, now: str, until: int) -> Mapping[str, Any]:
    before, found = next_rows(connection, keys, until)
    return seal_on(keys, before, now, found)


def note(connection: Connection, number: int) -> None:
    trail = Trail(connection, database_now(connection))
    trail.by(Actor(f"member:{number % 3 + 1}", "slack", "lid"), "signaal toon")
    trail.note("raadplegen", "signaal", number + 1, ("title",))
    trail.write()


def empty(connection: Connection) -> None:
    """Making the tables stands in the log; here numbers begin at one."""
    unprotect(connection)
    if connection.dialect.name == "postgresql":
        connection.execute(text("TRUNCATE audit RESTART IDENTITY"))
        for table in APPEND_ONLY:
            connection.execute(text(f"ALTER TABLE {table} ENABLE TRIGGER USER"))
    else:
        connection.execute(delete(audit))
        connection.execute(text("DELETE FROM sqlite_sequence WHERE name = 'audit'"))
    protect(connection)


def unprotect(connection: Connection) -> None:
    for table in APPEND_ONLY:
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
            continue
        names = text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table")
        for name in connection.scalars(names, {"table": table}).all():
            connection.execute(text(f"DROP TRIGGER {name}"))


# What an attacker does; each gives the numbers of which one has to be named


def edit(connection: Connection, dice: Random, numbers: list[int]) -> set[int]:
    number = dice.choice(numbers)
    column = dice.choice([column for column in audit.c if column.name != "seq"])
    new = _other(column.name, dice)
    connection.execute(update(audit).where(audit.c.seq == number).values({column.name: new}))
    return {number}


def _other(column: str, dice: Random) -> object:
    if column == "at":
        return datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=dice.randrange(10**6))
    return dice.randrange(10**6, 10**7) if column == "number" else f"vals {dice.randrange(10**6)}"[:20]


def remove(connection: Connection, dice: Random, numbers: list[int]) -> set[int]:
    number = dice.choice(numbers)
    connection.execute(delete(audit).where(audit.c.seq == number))
    return {number}


def add(connection: Connection, dice: Random, numbers: list[int]) -> set[int]:
    """A copy of a line between the others, where a number is free."""
    free = [number for number in range(-3, max(numbers)) if number not in numbers]
    number = dice.choice(free)
    copied = connection.execute(select(audit).where(audit.c.seq == dice.choice(numbers))).mappings().one()
    connection.execute(insert(audit), {**copied, "seq": number})
    return {number}


def cut(connection: Connection, dice: Random, numbers: list[int]) -> set[int]:
    """Everything from a line on, seals as well, so that what is left looks whole."""
    seals = connection.execute(select(audit_seal).order_by(audit_seal.c.number)).all()
    first = dice.choice(seals)
    before = next((seal.last for seal in reversed(seals) if seal.number < first.number), 0)
    connection.execute(delete(audit_seal).where(audit_seal.c.number >= first.number))
    connection.execute(delete(audit).where(audit.c.seq > before))
    return set(range(before + 1, max(numbers) + 1))


Attack = Callable[[Connection, Random, list[int]], set[int]]
ATTACKS: tuple[Attack, ...] = (edit, remove, add, cut)
