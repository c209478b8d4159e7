"""Workers that can be killed: `python -m tests.scheduling.mortal URL FILE BEGAN HURRY BLIND`.

Each line on stdin starts one, and its process id comes out. What it sends is a line at the end of a file, written whole
or not at all. Its clock goes HURRY times as fast as the database's.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event

from bitbot.chat import Message, Place
from bitbot.errors import Uncertain, Undeliverable
from scheduling.tick import Worker
from storage.engine import Database
from storage.store import Storage
from tests.databases import RING
from tests.scheduling.world import START, logger, render

HALF_OF_THE_NETWORK = 0.004


class FileChat:
    """A platform of which nobody can kill the server."""

    platform = "practice"

    def __init__(self, path: Path, *, blind: bool) -> None:
        self._path = path
        self._file = os.open(path, os.O_APPEND | os.O_CREAT | os.O_WRONLY)
        self._blind = blind
        self._network = Event()

    def post(self, place: Place, message: Message, key: str) -> str:
        """The request travels, arrives, and its answer travels back: a kill may fall between any two."""
        self._network.wait(HALF_OF_THE_NETWORK)
        os.write(self._file, f"{place.id}\t{key}\t{message.card.title.plain}\n".encode())
        self._network.wait(HALF_OF_THE_NETWORK)
        return key

    def edit(self, place: Place, reference: str, message: Message) -> None:
        raise Undeliverable("written in ink")

    def find(self, place: Place, key: str) -> str | None:
        if self._blind:
            raise Uncertain("no access")
        return next((key for who, what, _ in arrived(self._path) if (who, what) == (place.id, key)), None)


def arrived(path: Path) -> Iterator[tuple[str, str, str]]:
    for line in path.read_text().splitlines() if path.exists() else ():
        place, key, title = line.split("\t")
        yield place, key, title


class Hasty:
    """A clock that began at the same moment for everyone and goes faster than the database's."""

    def __init__(self, began: datetime, hurry: float) -> None:
        self._began = began
        self._hurry = hurry

    def __call__(self, database: datetime) -> datetime:
        return START + timedelta(seconds=(database - self._began).total_seconds() * self._hurry)


def work(url: str, path: Path, clock: Hasty, *, blind: bool) -> None:
    nursery, pause = os.getppid(), Event()
    storage = Storage(Database(url, jobs=True), clock, RING)
    worker = Worker(storage, {"practice": FileChat(path, blind=blind)}, render, logger([]))
    while os.getppid() == nursery:
        worker.turn()
        pause.wait(0.02)
    os._exit(0)


if __name__ == "__main__":
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    url_, path_, began_, hurry_, blind_ = sys.argv[1:]
    for _ in sys.stdin:
        if born := os.fork():
            sys.stdout.write(f"{born}\n")
            sys.stdout.flush()
        else:
            work(url_, Path(path_), Hasty(datetime.fromisoformat(began_), float(hurry_)), blind=blind_ == "blind")
