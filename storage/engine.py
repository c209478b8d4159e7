"""The connection to the database: one transaction at a time, in good order and within its time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, cast

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, InvalidatePoolError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bitbot.clock import monotonic
from bitbot.errors import Unavailable
from storage.driver_sqlite import ERRORS as SQLITE_ERRORS
from storage.driver_sqlite import FAULTS_OF_OURS, JOURNAL, SqliteConnection
from storage.locks import queue_for
from storage.types import dump_json


class OutcomeUnknown(Unavailable):
    """The connection was lost while committing: stored or not, nobody knows until somebody looks."""


@dataclass(frozen=True)
class Limits:
    """How long things may take, in seconds. `total` is for a whole transaction, waiting included.

    `turn` is the wait for others who write to the same SQLite file: first in this process, then in another. `lock` is
    the wait for a row and for a free connection.
    """

    turn: float
    lock: float
    statement: float
    total: float
    connections: int


# An answer must leave within 3 seconds, also the answer that it did not work.
REQUESTS = Limits(turn=1.5, lock=1.0, statement=2.0, total=2.3, connections=32)
JOBS = Limits(turn=10.0, lock=5.0, statement=30.0, total=60.0, connections=8)


Errors = tuple[type[Exception], ...]


class Driver(Protocol):
    """What a driver's connection can do for us."""

    def prepare(self, *, write: bool, deadline: float) -> None: ...

    def hurry(self) -> None: ...


class Database:
    """One database, for many threads. `jobs` is for work nobody waits for: it has longer limits.

    On SQLite the threads of this process queue before they ask the file for its lock, also through different objects:
    the file itself lets them poll. Without WAL those who only read queue too, or they would be the ones to wait.
    """

    def __init__(self, url: str, *, jobs: bool = False, limits: Limits | None = None, name: str = "") -> None:
        """`name` is what PostgreSQL shows of who is connected."""
        self.limits = limits or (JOBS if jobs else REQUESTS)
        address = make_url(url)
        # To listen to. Connections come from `transaction` alone: one that was not made ready keeps an old deadline.
        self.engine, self._errors = _engine(address, self.limits, name or "bitbot")
        self.dialect = self.engine.dialect.name
        self._queue = queue_for(Path(address.database or "")) if self.dialect == "sqlite" else None

    @contextmanager
    def transaction(self, *, write: bool = True) -> Iterator[Connection]:
        """Commits on leaving; an exception rolls back and goes on. Do not open one inside another.

        Unavailable: the database did not answer in time or the connection was lost; nothing was stored. The one
        exception is OutcomeUnknown, when the connection was lost while committing: a repeat must find out for itself,
        which a unique key in the same transaction makes harmless. Broken constraints and faults in SQL go on unchanged.
        """
        deadline = monotonic() + self.limits.total
        with self._own_turn(write=write), _translated(self._errors), self.engine.connect() as connection:
            driver = cast(Driver, connection.connection.driver_connection)
            driver.prepare(write=write, deadline=deadline)
            yield connection
            driver.hurry()
            _commit(connection)

    def close(self) -> None:
        self.engine.dispose()

    @contextmanager
    def _own_turn(self, *, write: bool) -> Iterator[None]:
        if self._queue is None or (JOURNAL == "WAL" and not write):
            yield
        elif self._queue.take(self.limits.turn):
            try:
                yield
            finally:
                self._queue.give()
        else:
            raise Unavailable("turn")


def _commit(connection: Connection) -> None:
    try:
        connection.commit()
    except DBAPIError as error:
        if error.connection_invalidated:
            raise OutcomeUnknown(type(error.orig).__name__) from error
        raise


@contextmanager
def _translated(errors: Errors) -> Iterator[None]:
    caught: Errors = (DBAPIError, *errors)
    try:
        yield
    except PoolTimeout as error:
        raise Unavailable("pool") from error
    except caught as error:
        if _is_ours(error, errors):
            raise
        raise Unavailable(type(getattr(error, "orig", error)).__name__) from error


def _is_ours(error: Exception, errors: Errors) -> bool:
    """A fault in what was asked, rather than a database that could not answer."""
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return False
    cause = getattr(error, "orig", error)
    return not isinstance(cause, errors) or getattr(cause, "sqlite_errorcode", None) in FAULTS_OF_OURS


def _engine(address: URL, limits: Limits, name: str) -> tuple[Engine, Errors]:
    """The engine, and what its driver raises when the database could not answer."""
    settings: dict[str, Any] = {
        "hide_parameters": True,  # an error may reach the log, what people wrote may not
        "json_serializer": dump_json,
        "pool_size": limits.connections,
        "max_overflow": 0,
        "pool_timeout": limits.lock,
    }
    if address.get_backend_name() == "sqlite":
        settings |= {"connect_args": {"factory": SqliteConnection, "timeout": limits.turn}}
        return _sqlite(create_engine(address, **settings)), SQLITE_ERRORS
    settings |= {"pool_recycle": 1800, "pool_use_lifo": True, "connect_args": _postgres_arguments(limits, name)}
    return _postgres(create_engine(address, **settings))


def _sqlite(engine: Engine) -> Engine:
    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        cast(SqliteConnection, connection.connection.driver_connection).begin()

    return engine


def _postgres(engine: Engine) -> tuple[Engine, Errors]:
    # Who works with SQLite does not carry the driver of PostgreSQL.
    from storage.driver_postgres import ERRORS, PostgresConnection  # noqa: PLC0415

    @event.listens_for(engine, "do_connect")
    def connect(_dialect: object, _record: object, _words: object, options: dict[str, Any]) -> PostgresConnection:
        return PostgresConnection.connect(**options)

    @event.listens_for(engine, "checkout")
    def checkout(driver: PostgresConnection, _record: object, _proxy: object) -> None:
        if driver.hung_up():
            raise InvalidatePoolError

    return engine, ERRORS


def _postgres_arguments(limits: Limits, name: str) -> dict[str, Any]:
    options = {
        "statement_timeout": int(limits.statement * 1000),
        "lock_timeout": int(limits.lock * 1000),
        "idle_in_transaction_session_timeout": int(limits.total * 1000) + 10_000,
        "timezone": "UTC",
    }
    return {
        "application_name": name,
        "connect_timeout": 2,
        "keepalives_idle": 30,
        "keepalives_interval": 10,
        "keepalives_count": 3,
        "tcp_user_timeout": int(limits.total * 1000),
        "options": " ".join(f"-c {key}={value}" for key, value in options.items()),
    }
