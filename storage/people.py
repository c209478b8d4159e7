"""What people change in the organisation from chat; a row is added or ended, never removed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final, Literal

from sqlalchemy import Table, insert, select, update

from bitbot.domain.autorisaties import Autorisatie
from bitbot.domain.personal_data.findings import REGISTER
from storage import tables
from storage.organisation import THE_ROW, columns, load, renew
from storage.store import Store

Kind = Literal["partner", "member", "autorisatie", "opschorting"]
TABLES: Final[dict[Kind, Table]] = {
    "partner": tables.partner,
    "member": tables.member,
    "autorisatie": tables.autorisatie,
    "opschorting": tables.opschorting,
}
# What is written freely. These tables are not encrypted, so nothing personal may stand in it.
FREE: Final[dict[Kind, tuple[str, ...]]] = {
    "partner": ("name", "annex"),
    "member": ("name",),
    "autorisatie": ("reason", "ended_reason"),
    "opschorting": ("reason",),
}


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


def add(store: Store, kind: Kind, /, **values: Any) -> int:
    table = _watched(store, kind, values)
    return int(store.connection.execute(insert(table).values(values).returning(table.c.id)).scalar_one())


def give(store: Store, autorisatie: Autorisatie) -> int:
    """Its number."""
    return add(store, "autorisatie", **columns(autorisatie))


def change(store: Store, kind: Kind, number: int, /, **values: Any) -> None:
    table = _watched(store, kind, values)
    store.connection.execute(update(table).where(table.c.id == number).values(values))


def end(store: Store, autorisaties: Collection[Autorisatie], by: int, reason: str) -> None:
    values = {"ended_by": by, "ended_at": store.now, "ended_reason": reason}
    table = _watched(store, "autorisatie", values)
    these = table.c.id.in_([each.id for each in autorisaties]) & table.c.ended_at.is_(None)
    store.connection.execute(update(table).where(these).values(values))


def _watched(store: Store, kind: Kind, values: Mapping[str, Any]) -> Table:
    store.watch.look(REGISTER, ((name, values[name]) for name in FREE[kind] if name in values))
    return TABLES[kind]
