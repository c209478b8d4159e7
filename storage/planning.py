"""What the planner stores; another planner may be storing the same at this very moment."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from bitbot.domain.records import Overleg, Rapportage
from storage.records import Kind
from storage.store import OVERLEGGEN, RAPPORTAGES, Store
from storage.tables import channel, inbox

FORGOTTEN_AT_ONCE = 500


def add_meetings(store: Store, meetings: Sequence[Overleg]) -> None:
    """Those that are not there yet: one per occurrence of a series."""
    _add(store, OVERLEGGEN, meetings)


def add_round(store: Store, rapportage: Rapportage) -> None:
    """One per half-year."""
    _add(store, RAPPORTAGES, [rapportage])


def _add(store: Store, kind: Kind[Any], records: Sequence[Any]) -> None:
    """What was there already is not stored, and nobody made it."""
    if not records:
        return
    rows = [_numberless(kind.row(record)) for record in records]
    made = _insert(store.connection, kind.table).values(rows).returning(kind.table.c.number)
    for number in store.connection.scalars(made):
        store.trail.note("verzamelen", kind.type.kind, number)


def forget_answers(connection: Connection, before: datetime) -> None:
    """No platform repeats a request this old, and an answer is content. A batch at a time."""
    old = select(inbox.c.key).where(inbox.c.at < before).limit(FORGOTTEN_AT_ONCE)
    connection.execute(delete(inbox).where(inbox.c.key.in_(old)))


def forget_places(connection: Connection, before: datetime, keep: Collection[str]) -> None:
    """Where nobody has asked anything for so long is none of our business, but for these."""
    connection.execute(delete(channel).where(channel.c.seen_at < before, channel.c.place.not_in(list(keep))))


def _insert(connection: Connection, table: Any) -> Any:  # noqa: ANN401 - the two dialects have an Insert each
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    return dialect.insert(table).on_conflict_do_nothing()


def _numberless(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "number"}
