"""Whether somewhere a process of bitbot is at work on a database: sending messages and sealing the audit log."""

from __future__ import annotations

from typing import Final

from sqlalchemy import text

from storage.engine import Database
from storage.locks import is_held

# What a worker is called in the list of who is connected.
WORKER: Final = "bitbot worker"
_CONNECTED: Final = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = :name"
)


def is_worked_on(url: str) -> bool:
    """On SQLite one process holds the file, which sends as well."""
    if url.startswith("sqlite"):
        return is_held(url)
    database = Database(url)
    try:
        with database.transaction(write=False) as connection:
            return bool(connection.scalar(_CONNECTED, {"name": WORKER}))
    finally:
        database.close()
