"""What the planner stores; another planner may be storing the same at this very moment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from bitbot.domain.records import Overleg, Rapportage
from storage.store import OVERLEGGEN, RAPPORTAGES
from storage.tables import inbox

FORGOTTEN_AT_ONCE = 500


def add_meetings(connection: Connection, meetings: Sequence[Overleg]) -> None:
    """Those that are not there yet: one per occurrence of a series."""
    if meetings:
        connection.execute(_insert(connection, OVERLEGGEN.table), [_numberless(OVERLEGGEN.row(m)) for m in meetings])


def add_round(connection: Connection, rapportage: Rapportage) -> None:
    """One per half-year."""
    connection.execute(_insert(connection, RAPPORTAGES.table), [_numberless(RAPPORTAGES.row(rapportage))])


def forget_answers(connection: Connection, before: datetime) -> None:
    """No platform repeats a request this old, and an answer is content. A batch at a time."""
    old = select(inbox.c.key).where(inbox.c.at < before).limit(FORGOTTEN_AT_ONCE)
    connection.execute(delete(inbox).where(inbox.c.key.in_(old)))


def _insert(connection: Connection, table: Any) -> Any:  # noqa: ANN401 - the two dialects have an Insert each
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    return dialect.insert(table).on_conflict_do_nothing()


def _numberless(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "number"}
