"""What people change in the organisation from chat; a row is added or ended, never removed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import Connection, Table, insert, select, update

from bitbot.domain.autorisaties import Autorisatie
from storage import tables
from storage.organisation import THE_ROW, load, renew
from storage.store import Store

Kind = Literal["partner", "member", "autorisatie", "opschorting"]
TABLES: Final[dict[Kind, Table]] = {
    "partner": tables.partner,
    "member": tables.member,
    "autorisatie": tables.autorisatie,
    "opschorting": tables.opschorting,
}
# What an autorisatie has only once it is ended.
OPEN: Final = {"ended_by": None, "ended_at": None, "ended_reason": ""}


def hold(store: Store) -> None:
    """Until this transaction ends nobody else changes the organisation; `store.organisation` is as it is now."""
    store.connection.execute(select(THE_ROW.c.id).with_for_update())
    _read(store)


def changed(store: Store) -> None:
    """Have every process read the organisation again, this transaction first."""
    renew(store.connection)
    _read(store)


def _read(store: Store) -> None:
    store.organisation = load(store.connection).on(store.today)


def add(connection: Connection, kind: Kind, /, **values: Any) -> int:
    table = TABLES[kind]
    return int(connection.execute(insert(table).values(values).returning(table.c.id)).scalar_one())


def change(connection: Connection, kind: Kind, number: int, /, **values: Any) -> None:
    table = TABLES[kind]
    connection.execute(update(table).where(table.c.id == number).values(values))


def end(connection: Connection, autorisaties: Collection[Autorisatie], by: int, at: datetime, reason: str) -> None:
    table = TABLES["autorisatie"]
    these = table.c.id.in_([each.id for each in autorisaties]) & table.c.ended_at.is_(None)
    connection.execute(update(table).where(these).values(ended_by=by, ended_at=at, ended_reason=reason))
