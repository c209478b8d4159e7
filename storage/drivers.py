"""The connections of the two drivers, each taught to keep to a deadline."""

from __future__ import annotations

import os
import select
import sqlite3
from contextlib import suppress
from math import inf
from pathlib import Path
from typing import Any

import psycopg
from psycopg.abc import RV, PQGen
from psycopg.rows import TupleRow

from bitbot.clock import monotonic

# The database could not answer.
DRIVER_ERRORS = (sqlite3.OperationalError, psycopg.OperationalError)
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


class PostgresConnection(psycopg.Connection[TupleRow]):
    """Gives up at the deadline also when the server hangs and keeps no limit of its own."""

    deadline = inf

    def prepare(self, *, write: bool, deadline: float) -> None:
        self.deadline = deadline
        if bool(self.read_only) is write:
            self.read_only = not write

    def hurry(self) -> None:
        """Nothing to do: every wait looks at the deadline."""

    def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        try:
            return super().wait(gen, interval, min(timeout or inf, max(0.0, self.deadline - monotonic())))
        except psycopg.OperationalError:
            if monotonic() >= self.deadline:
                self.pgconn.finish()
            raise

    def hung_up(self) -> bool:
        """Whether the server closed this idle connection; a look at the socket, without a round trip."""
        return self.closed or bool(_readable(self.pgconn.socket))


def _readable(socket: int) -> list[Any]:
    poll = select.poll()
    poll.register(socket, select.POLLIN)
    return poll.poll(0)
