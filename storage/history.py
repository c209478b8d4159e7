"""What happened to a record: who did what, when, and each changed field; its texts sealed with the record's key."""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select

from bitbot.domain.records import Change
from storage.prepared import Prepared
from storage.secrets import DESTROYED, Broken, Envelope, place
from storage.tables import history as table
from storage.types import dump_json

ADDED = Prepared(lambda _: insert(table).inline(), [column.name for column in table.c if column.name != "id"])
IN_THE_OPEN = ("kind", "record", "at", "member", "deed")


def add(connection: Connection, change: Change, sealed: Collection[str], envelope: Envelope | None) -> None:
    row = {name: getattr(change, name) for name in IN_THE_OPEN}
    fields = {name: [_plain(value) for value in pair] for name, pair in change.fields.items()}
    hidden = {name: fields[name] for name in sealed if name in fields}
    row |= {"fields": fields | dict.fromkeys(hidden), "uid": None, "texts": None}
    if hidden or change.note or change.needed:
        needed = {"needed": change.needed} if change.needed else {}
        row |= _sealed({"note": change.note, "fields": hidden} | needed, change.kind, envelope)
    ADDED.run(connection, [row])


def _sealed(texts: Mapping[str, Any], kind: str, envelope: Envelope | None) -> dict[str, bytes]:
    if envelope is None:
        raise ValueError(f"a {kind} has no key to seal its history with")
    uid = os.urandom(16)
    return {"uid": uid, "texts": envelope.seal(dump_json(texts), place("history", "texts", uid))}


def of(connection: Connection, kind: str, number: int, envelope: Envelope | None) -> list[Change]:
    """Oldest first; dates in `fields` are text as 2026-10-01."""
    columns = [table.c[name] for name in (*IN_THE_OPEN, "fields", "uid", "texts")]
    mine = (table.c.kind == kind) & (table.c.record == number)
    rows = connection.execute(select(*columns).where(mine).order_by(table.c.id))
    return [change_of(row._asdict(), envelope) for row in rows]


def after(connection: Connection, number: int, most: int) -> list[tuple[int, Change]]:
    """What happened to any record after the change with this number, each with its own number; without its texts."""
    columns = [table.c[name] for name in ("id", *IN_THE_OPEN, "fields")]
    rows = connection.execute(select(*columns).where(table.c.id > number).order_by(table.c.id).limit(most))
    return [(row.id, Change(**{name: row._mapping[name] for name in (*IN_THE_OPEN, "fields")})) for row in rows]  # noqa: SLF001


def latest(connection: Connection) -> dict[int, datetime]:
    """When each member changed something last. Reads all of it: not for what is asked often."""
    rows = connection.execute(select(table.c.member, func.max(table.c.at)).group_by(table.c.member))
    return {row[0]: row[1] for row in rows}


def change_of(row: Mapping[str, Any], envelope: Envelope | None) -> Change:
    change = Change(**{name: row[name] for name in (*IN_THE_OPEN, "fields")})
    if row["texts"] is None:
        _complete(change)
        return change
    if envelope is None or envelope.cipher is None:
        gone: dict[str, Any] = {name: pair or [DESTROYED] * 2 for name, pair in row["fields"].items()}
        return replace(change, fields=gone, note=DESTROYED)
    texts = json.loads(envelope.open(row["texts"], place("history", "texts", row["uid"])))
    fields = {**change.fields, **texts["fields"]}
    return replace(change, fields=fields, note=texts["note"], needed=texts.get("needed", ""))


def _complete(change: Change) -> None:
    if None in change.fields.values():
        raise Broken("history.texts")


def _plain(value: Any) -> Any:  # noqa: ANN401 - anything a record holds, as JSON has it
    return value.isoformat() if isinstance(value, date) else list(value) if isinstance(value, tuple) else value
