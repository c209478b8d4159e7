"""The connection to SQLite, taught to begin by itself and to keep to a deadline."""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress
from math import inf
from pathlib import Path
from typing import Any

from bitbot.clock import monotonic

# The database could not answer.
ERRORS = (sqlite3.OperationalError,)
# What SQLite calls an operational error although the statement is at fault: a missing table, writing while reading.
FAULTS_OF_OURS = frozenset({sqlite3.SQLITE_ERROR, sqlite3.SQLITE_READONLY})

# A look at the clock after this many steps of SQLite costs nothing and is about every millisecond.
STEPS_BETWEEN_LOOKS = 20_000


def has_wal_fix(version: tuple[int, ...]) -> bool:
    """Before these, SQLite could damage a file in WAL mode with two connections: sqlite.org/wal.html#walresetbug."""
    return version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)


JOURNAL = "WAL" if has_wal_fix(sqlite3.sqlite_version_info) else "DELETE"


class SqliteConnection(sqlite3.Connection):
    """Begins by itself, because Python's way loses updates, and gives up at the deadline."""

    def __init__(self, database: str, *, timeout: float, check_same_thread: bool = True, **_: Any) -> None:
        _make_private(Path(database))
        super().__init__(database, timeout=timeout, isolation_level=None, check_same_thread=check_same_thread)
        self._longest = self._patience = timeout
        self._deadline = inf
        self._write = True
        self._fresh = True
        self.execute("PRAGMA foreign_keys=ON")
        self.execute("PRAGMA synchronous=FULL")
        self.set_progress_handler(lambda: monotonic() > self._deadline, STEPS_BETWEEN_LOOKS)

    def prepare(self, *, write: bool, deadline: float) -> None:
        self._deadline = deadline
        if self._write != write:
            self._write = write
            self.execute(f"PRAGMA query_only={not write}")
        self.hurry()

    def hurry(self) -> None:
        """Wait no longer for another process than the deadline leaves."""
        patience = min(self._longest, max(0.0, self._deadline - monotonic()))
        if patience != self._patience:
            self._patience = patience
            self.execute(f"PRAGMA busy_timeout={int(patience * 1000)}")

    def begin(self) -> None:
        if self._write and self._fresh:
            self.execute(f"PRAGMA journal_mode={JOURNAL}")
            self._fresh = False
        self.execute("BEGIN IMMEDIATE" if self._write else "BEGIN")


def _make_private(path: Path) -> None:
    """SQLite gives its journals the mode of the file itself. What keeps a file from being made it says itself."""
    if not path.exists():
        with suppress(OSError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
