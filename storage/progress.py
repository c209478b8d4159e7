"""How far the sealing of the audit log is, and whether a head that was kept outside is still the one in here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from storage.audit import database_now
from storage.sealing import Head, head_of, latest
from storage.tables import audit, audit_seal


@dataclass(frozen=True, slots=True)
class Progress:
    """The last seal and the name of its key; how many rows have none yet, and how long the oldest of these waits."""

    head: Head
    key: str
    open: int
    waiting: timedelta


def progress(connection: Connection) -> Progress:
    head, key = latest(connection)
    left = select(func.count(), func.min(audit.c.at)).where(audit.c.seq > head.last)
    count, oldest = connection.execute(left).one()
    return Progress(head, key, count, database_now(connection) - oldest if oldest else timedelta())


def stands(connection: Connection, head: Head) -> bool:
    """Whether the seal with its number is still the one that it was made of."""
    found = connection.execute(select(audit_seal).where(audit_seal.c.number == head.number)).mappings().first()
    return found is not None and head_of(found) == head


def behind(connection: Connection, head: Head) -> timedelta:
    """For how long there has been a newer seal than this one."""
    newer = select(func.min(audit_seal.c.at)).where(audit_seal.c.number > head.number)
    made = connection.scalar(newer)
    return database_now(connection) - datetime.fromisoformat(made) if made else timedelta()
