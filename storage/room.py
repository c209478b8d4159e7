"""Keeps what is said in the practice room, so that it is still there after a restart."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from storage.engine import Database
from storage.tables import room_entry, room_read


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing in a place: the channel, or the direct messages of the member whose key it is. `body` is JSON."""

    place: str
    author: str
    at: datetime
    body: str
    private_to: str = ""
    key: str = ""
    id: int = 0


class RoomShelf:
    """Each call is a transaction of its own: a chat server keeps its own books."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, entry: Entry) -> int:
        """Keep it under a new, higher id. A key that is there already adds nothing and gives the id of that entry."""
        with self._database.transaction() as connection:
            found = connection.scalar(select(room_entry.c.id).where(room_entry.c.key == entry.key))
            return found or int(
                connection.execute(insert(room_entry).returning(room_entry.c.id), _row(entry)).scalar_one()
            )

    def since(self, place: str, person: str, after: int) -> list[Entry]:
        """Everything in the place with a higher id that is for all or private to this person, by id."""
        there = (room_entry.c.place == place) & (room_entry.c.id > after)
        query = select(room_entry).where(there, room_entry.c.private_to.in_(["", person])).order_by(room_entry.c.id)
        with self._database.transaction(write=False) as connection:
            return [Entry(**row._mapping) for row in connection.execute(query)]  # noqa: SLF001 - as a mapping

    def replace(self, number: int, entry: Entry) -> None:
        with self._database.transaction() as connection:
            connection.execute(update(room_entry).where(room_entry.c.id == number).values(_row(entry)))

    def find(self, key: str) -> int | None:
        with self._database.transaction(write=False) as connection:
            return connection.scalar(select(room_entry.c.id).where(room_entry.c.key == key))

    def clear(self) -> None:
        with self._database.transaction() as connection:
            connection.execute(delete(room_read))
            connection.execute(delete(room_entry))

    def read_mark(self, person: str) -> dict[str, int]:
        query = select(room_read.c.place, room_read.c.entry).where(room_read.c.person == person)
        with self._database.transaction(write=False) as connection:
            return {row.place: row.entry for row in connection.execute(query)}

    def mark_read(self, person: str, place: str, number: int) -> None:
        mine = (room_read.c.person == person) & (room_read.c.place == place)
        with self._database.transaction() as connection:
            known = connection.scalar(select(func.count()).select_from(room_read).where(mine))
            values = {"person": person, "place": place, "entry": number}
            connection.execute(
                update(room_read).where(mine).values(values) if known else insert(room_read).values(values)
            )


def _row(entry: Entry) -> dict[str, Any]:
    return {f.name: getattr(entry, f.name) for f in fields(entry) if f.name != "id"}
