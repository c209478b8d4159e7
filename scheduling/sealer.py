"""Seals the audit log while the bot runs: any worker may do it, and two at once do no harm."""

from __future__ import annotations

import json
import os
import syslog
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from structlog.typing import FilteringBoundLogger

from bitbot.clock import monotonic
from bitbot.errors import Changed
from storage.audit_keys import AuditKeys
from storage.engine import Database
from storage.sealing import Head, Horizon, head_of, look, next_rows, seal_on, store_seal

# Three looks on PostgreSQL: a row is sealed within half a minute of its commit, as long as turns come in time.
BETWEEN_LOOKS: Final = 9.0
SYSLOG: Final = "syslog"
Publish = Callable[[Head], None]


class Sealer:
    """Whoever stored the last seal was the sealer; the number of the next one decides who of two it is now."""

    def __init__(self, database: Database, keys: AuditKeys, publish: Publish, log: FilteringBoundLogger) -> None:
        self._database = database
        self._keys = keys
        self._publish = publish
        self._log = log
        self._horizon = Horizon()
        self._next_look = monotonic()

    def turn(self) -> None:
        """Never raises: what was not sealed now is sealed the next time."""
        if monotonic() < self._next_look:
            return
        self._next_look = monotonic() + BETWEEN_LOOKS
        try:
            self.look()
        except Exception as error:  # noqa: BLE001 - the messages must go on, and the log says what is behind
            self._log.error("sealing failed", error=type(error).__name__)

    def look(self) -> int:
        """Seal what is certain by now, and give how many rows that were."""
        with self._database.transaction(write=False) as connection:
            found = look(connection)
        until = self._horizon.after(found)
        sealed = 0
        while (made := self._made(found.at, until)) and self._stored(made):
            sealed += made["rows"].count("\n") + 1
        return sealed

    def _made(self, at: str, until: int) -> Mapping[str, Any] | None:
        """The work is done between reading and storing, so that nobody waits for it; storing it is one row."""
        with self._database.transaction(write=False) as connection:
            before, found = next_rows(connection, self._keys, until)
        return seal_on(self._keys, before, at, found) if found else None

    def _stored(self, made: Mapping[str, Any]) -> bool:
        """False when another sealer was first."""
        try:
            with self._database.transaction() as connection:
                store_seal(connection, made)
        except Changed:
            return False
        self._publish(head_of(made))
        return True


def publisher(place: str) -> Publish:
    """Where heads go: to syslog, or to the end of a file."""
    return _to_syslog if place == SYSLOG else HeadFile(Path(place)).append


def _to_syslog(head: Head) -> None:
    syslog.syslog(syslog.LOG_NOTICE, f"bitbot audit head {json.dumps(asdict(head))}")


class HeadFile:
    """One line of JSON for each head, on the disk before anything else happens."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def append(self, head: Head) -> None:
        with os.fdopen(os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "w") as file:
            file.write(json.dumps(asdict(head)) + "\n")
            file.flush()
            os.fsync(file.fileno())

    def read(self) -> list[Head]:
        """A line that is no head is a ValueError: somebody was at the file."""
        lines = self._path.read_text(encoding="utf-8").splitlines()
        try:
            return [Head(**json.loads(line)) for line in lines]
        except TypeError as error:
            raise ValueError(str(self._path)) from error
