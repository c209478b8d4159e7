"""Listens to every transaction, and keeps those that changed something without a line in the audit log."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import Connection, Engine, event

CHANGE: Final = re.compile(
    r'\s*(?:INSERT INTO|INSERT OR \w+ INTO|UPDATE|DELETE FROM|TRUNCATE)\s+"?(\w+)', re.IGNORECASE
)
# What only keeps the machine going. What a delivery shows, and a stored answer, is logged as what was seen; that others
# can read along in the channel of the BIT has a line of its own.
MACHINERY: Final = {
    "delivery",
    "inbox",
    "channel",
    "audit_seal",
    "room_entry",
    "room_read",
    "alembic_version",
    "sqlite_sequence",
}
_CHANGED: Final = "changed tables"
_BY_HAND: Final = "by hand"


def by_hand(connection: Connection) -> None:
    """What this transaction changes is no deed of bitbot: a test sets the scene."""
    connection.info[_BY_HAND] = True


@contextmanager
def untraced() -> Iterator[list[set[str]]]:
    """The tables that each such transaction changed."""
    found: list[set[str]] = []

    def executed(connection: Connection, cursor: Any, statement: str, *_: Any) -> None:  # noqa: ANN401 - a driver's own
        if change := CHANGE.match(statement):
            connection.info.setdefault(_CHANGED, []).append((change[1], cursor))

    def commit(connection: Connection) -> None:
        """Only now a cursor of SQLite knows how many rows a statement with RETURNING changed."""
        told = connection.info.pop(_CHANGED, [])
        changed = {table for table, cursor in told if cursor.rowcount != 0}
        ours = not connection.info.pop(_BY_HAND, False)
        if ours and "audit" not in changed and changed - MACHINERY:
            found.append(changed)

    def rollback(connection: Connection) -> None:
        connection.info.pop(_CHANGED, None)
        connection.info.pop(_BY_HAND, None)

    listeners: dict[str, Callable[..., Any]] = {
        "after_cursor_execute": executed,
        "commit": commit,
        "rollback": rollback,
    }
    for name, listener in listeners.items():
        event.listen(Engine, name, listener)
    try:
        yield found
    finally:
        for name, listener in listeners.items():
            event.remove(Engine, name, listener)
