"""One process per SQLite file, and in that process one thread at a time, first come first served."""

from __future__ import annotations

import fcntl
import os
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from weakref import WeakValueDictionary

from sqlalchemy import make_url

from bitbot.errors import Explained


class LockFault(Explained):
    """This process cannot have the database for itself; the text says why and what to do."""


@contextmanager
def sole_process(url: str) -> Iterator[None]:
    """Holds the file for as long as the block runs, and in processes forked from it. PostgreSQL needs no lock.

    Whoever only reads from the command line does without.
    """
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        yield
        return
    lock = _take(Path(address.database or ""))
    try:
        yield
    finally:
        os.close(lock)


def is_held(url: str) -> bool:
    """Whether a process has this SQLite file for itself now."""
    try:
        lock = os.open(_lock_of(Path(make_url(url).database or "")), os.O_RDWR)
    except OSError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    else:
        return False
    finally:
        os.close(lock)


def _lock_of(database: Path) -> Path:
    return database.with_name(f"{database.name}.lock")


def _take(database: Path) -> int:
    """The file stays when the lock goes: removing it would let two processes each hold one of the same name."""
    path = _lock_of(database)
    try:
        lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise LockFault(
            f"bitbot kan niet schrijven in de map {database.absolute().parent}. "
            "Maak de map of geef er rechten op, of noem een ander bestand in DATABASE_URL."
        ) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = os.read(lock, 20).decode().strip()
        os.close(lock)
        raise LockFault(
            f"{f'Proces {holder}' if holder else 'Een ander proces'} werkt al met de database {database}. "
            "Stop dat proces eerst, of noem een ander bestand in DATABASE_URL."
        ) from error
    os.ftruncate(lock, 0)
    os.write(lock, f"{os.getpid()}\n".encode())
    return lock


class Queue:
    """A lock that is handed on in the order of asking; one that is not could leave somebody waiting for long."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._taken = False
        self._waiting: deque[Lock] = deque()

    @property
    def waiting(self) -> int:
        return len(self._waiting)

    def take(self, timeout: float) -> bool:
        with self._guard:
            if not self._taken:
                self._taken = True
                return True
            turn = Lock()
            turn.acquire()
            self._waiting.append(turn)
        return turn.acquire(timeout=timeout) or not self._leave(turn)

    def give(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False

    def _leave(self, turn: Lock) -> bool:
        """False when the turn came just now."""
        with self._guard:
            if waits := turn in self._waiting:
                self._waiting.remove(turn)
            return waits


_queues: WeakValueDictionary[Path, Queue] = WeakValueDictionary()
_queues_guard = Lock()


def queue_for(database: Path) -> Queue:
    """The one of this process for this file."""
    with _queues_guard:
        return _queues.setdefault(database.resolve(), Queue())
