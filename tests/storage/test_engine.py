"""Transactions keep their promises on both databases: all or nothing, in time, and with a clear refusal otherwise."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from time import perf_counter

import psycopg
import pytest
from sqlalchemy import JSON, Column, Connection, Integer, MetaData, String, Table, insert, select, text, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError, StatementError

from bitbot.errors import Unavailable
from storage.driver_sqlite import JOURNAL, has_wal_fix
from storage.engine import REQUESTS, Database, Limits, OutcomeUnknown
from storage.types import UTCDateTime

HASTY = Limits(turn=0.2, lock=0.2, statement=0.2, total=0.4, connections=2)
HASTY_BUT_TRUSTING = Limits(turn=0.2, lock=5.0, statement=5.0, total=0.4, connections=2)

note = Table(
    "note",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("name", String(20), unique=True),
    Column("count", Integer),
    Column("at", UTCDateTime),
    Column("data", JSON),
)


@contextmanager
def opened(url: str, limits: Limits = REQUESTS) -> Iterator[Database]:
    database = Database(url, limits=limits)
    try:
        with database.transaction() as connection:
            note.create(connection, checkfirst=True)
        yield database
    finally:
        database.close()


@pytest.fixture
def database(empty_url: str) -> Iterator[Database]:
    with opened(empty_url) as database:
        yield database


def names(database: Database) -> list[str | None]:
    with database.transaction(write=False) as connection:
        return list(connection.scalars(select(note.c.name).order_by(note.c.id)))


def plain(url: str) -> str:
    """The address as psycopg itself takes it."""
    return url.replace("+psycopg", "")


def file_of(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


def test_leaving_a_transaction_stores_it(database: Database) -> None:
    with database.transaction() as connection:
        connection.execute(insert(note), {"name": "a"})

    assert names(database) == ["a"]


def stumble(database: Database) -> None:
    with database.transaction() as connection:
        connection.execute(insert(note), {"name": "a"})
        raise KeyError("why")


def test_an_exception_goes_on_and_nothing_is_stored(database: Database) -> None:
    with pytest.raises(KeyError, match="why"):
        stumble(database)

    assert names(database) == []


def test_a_broken_constraint_is_not_called_unavailable_and_shows_no_content(database: Database) -> None:
    with database.transaction() as connection:
        connection.execute(insert(note), {"name": "a", "data": {"told": "geheim"}})

    with pytest.raises(IntegrityError) as caught, database.transaction() as connection:
        connection.execute(insert(note), {"name": "a", "data": {"told": "geheim"}})

    assert "geheim" not in str(caught.value)


def test_a_fault_in_the_statement_is_not_called_unavailable(database: Database) -> None:
    with pytest.raises(SQLAlchemyError), database.transaction() as connection:
        connection.execute(text("SELECT * FROM nothing"))


def test_who_came_to_read_cannot_write(database: Database) -> None:
    with pytest.raises(SQLAlchemyError), database.transaction(write=False) as connection:
        connection.execute(insert(note), {"name": "a"})

    with database.transaction() as connection:
        connection.execute(insert(note), {"name": "b"})
    assert names(database) == ["b"]


def test_moments_come_back_in_utc_and_in_order(database: Database) -> None:
    noon = datetime(2026, 9, 10, 12, tzinfo=UTC)
    amsterdam = timezone(timedelta(hours=2))
    moments = [noon, noon.replace(hour=13).astimezone(amsterdam), noon.replace(microsecond=5)]
    with database.transaction() as connection:
        connection.execute(insert(note), [{"at": moment} for moment in moments])

    with database.transaction(write=False) as connection:
        found = list(connection.scalars(select(note.c.at).where(note.c.at >= noon).order_by(note.c.at)))
        later = list(connection.scalars(select(note.c.at).where(note.c.at > noon.astimezone(amsterdam))))

    assert found == sorted(moments)
    assert {moment.tzinfo for moment in found} == {UTC}
    assert len(later) == 2


def test_a_moment_without_zone_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="without a zone"), database.transaction() as connection:
        connection.execute(insert(note), {"at": datetime(2026, 9, 10, 12, tzinfo=UTC).replace(tzinfo=None)})


def test_json_is_kept_as_one_text_that_people_can_read(database: Database) -> None:
    with database.transaction() as connection:
        connection.execute(insert(note), {"data": {"z": "café", "a": [1, None]}})

    with database.transaction(write=False) as connection:
        kept = connection.scalar(text("SELECT CAST(data AS TEXT) FROM note"))
        read = connection.scalar(select(note.c.data))

    assert kept == '{"a":[1,null],"z":"café"}'
    assert read == {"a": [1, None], "z": "café"}


def test_no_update_is_lost_when_many_read_and_then_write(database: Database) -> None:
    with database.transaction() as connection:
        connection.execute(insert(note), {"id": 1, "count": 0})

    def add_one(_: int) -> None:
        with database.transaction() as connection:
            before = connection.scalar(select(note.c.count).with_for_update()) or 0
            connection.execute(update(note).values(count=before + 1))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add_one, range(80)))

    with database.transaction(write=False) as connection:
        assert connection.scalar(select(note.c.count)) == 80


def write_and_wait(database: Database) -> None:
    with database.transaction() as connection:
        connection.execute(insert(note), {"name": "a"})
        endless(connection)


def endless(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_sleep(20)"))
    else:
        counting = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
        connection.execute(text(counting))


@pytest.mark.parametrize("limits", [HASTY, HASTY_BUT_TRUSTING], ids=["told", "untold"])
def test_a_statement_that_takes_too_long_is_refused_in_time_and_the_next_one_works(
    empty_url: str, limits: Limits
) -> None:
    with opened(empty_url, limits) as database:
        start = perf_counter()

        with pytest.raises(Unavailable):
            write_and_wait(database)

        assert perf_counter() - start < 1.5
        assert names(database) == []


def test_what_another_holds_is_waited_for_and_then_refused(empty_url: str) -> None:
    with opened(empty_url) as patient, opened(empty_url, HASTY) as hasty:
        with patient.transaction() as connection:
            connection.execute(insert(note), {"name": "a"})

            with pytest.raises(Unavailable), hasty.transaction() as late:
                late.execute(insert(note), {"name": "a"})

        assert names(hasty) == ["a"]


def test_with_all_connections_taken_the_next_is_refused(postgres_url: str) -> None:
    with (
        opened(postgres_url, HASTY) as database,
        database.transaction(write=False),
        database.transaction(write=False),
        pytest.raises(Unavailable),
        database.transaction(write=False),
    ):
        pass


@pytest.mark.parametrize(
    "url",
    ["postgresql+psycopg://bitbot@/bitbot?host=/nowhere", "sqlite:////nowhere/at/all/bitbot.db"],
    ids=["postgresql", "sqlite"],
)
def test_a_database_that_is_not_there_is_unavailable(url: str) -> None:
    database = Database(url)

    with pytest.raises(Unavailable), database.transaction() as connection:
        connection.execute(text("SELECT 1"))

    database.close()


# PostgreSQL: connections that are lost


def hang_up(url: str) -> None:
    with psycopg.connect(plain(url)) as admin:
        admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'bitbot'")


def write_while_hung_up(database: Database, url: str) -> None:
    with database.transaction() as connection:
        connection.execute(insert(note), {"name": "a"})
        hang_up(url)
        connection.execute(insert(note), {"name": "b"})


def test_a_connection_lost_while_idle_is_replaced_and_nobody_notices(postgres_url: str) -> None:
    with opened(postgres_url) as database:
        hang_up(postgres_url)

        assert names(database) == []


def test_a_connection_lost_halfway_is_unavailable(postgres_url: str) -> None:
    with opened(postgres_url) as database:
        with pytest.raises(Unavailable) as caught:
            write_while_hung_up(database, postgres_url)

        assert not isinstance(caught.value, OutcomeUnknown)
        assert names(database) == []


SLOW_COMMIT = """
CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(20); RETURN NULL; END $$;
CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON note DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION slow();
"""


def test_no_answer_to_a_commit_is_an_unknown_outcome(postgres_url: str) -> None:
    with opened(postgres_url, HASTY_BUT_TRUSTING) as database:
        with database.transaction() as connection:
            connection.execute(text(SLOW_COMMIT))

        with pytest.raises(OutcomeUnknown), database.transaction() as connection:
            connection.execute(insert(note), {"name": "a"})


# SQLite: the file


def test_the_file_and_its_journal_are_for_its_owner_only(tmp_path: Path) -> None:
    with opened(f"sqlite:///{tmp_path / 'bitbot.db'}") as database, database.transaction() as connection:
        connection.execute(insert(note), {"name": "a"})

        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}

    assert len(modes) > 1
    assert set(modes.values()) == {0o600}


def test_a_file_that_another_program_holds_is_unavailable_in_time(sqlite_url: str) -> None:
    with opened(sqlite_url, HASTY) as database:
        other = sqlite3.connect(file_of(sqlite_url), isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        start = perf_counter()

        with pytest.raises(Unavailable), database.transaction() as connection:
            connection.execute(insert(note), {"name": "a"})

        assert perf_counter() - start < 1.5
        other.close()
        assert names(database) == []


def test_a_file_left_in_another_journal_mode_is_put_right(sqlite_url: str) -> None:
    other = "DELETE" if JOURNAL == "WAL" else "WAL"
    before = sqlite3.connect(file_of(sqlite_url))
    before.execute(f"PRAGMA journal_mode={other}")
    before.close()

    with opened(sqlite_url) as database, database.transaction(write=False) as connection:
        mode = connection.scalar(text("PRAGMA journal_mode"))

    assert mode == JOURNAL.lower()


def test_rows_cannot_point_to_nothing(sqlite_url: str) -> None:
    with opened(sqlite_url) as database, database.transaction() as connection:
        connection.execute(text("CREATE TABLE child (id INTEGER REFERENCES note (id))"))

        with pytest.raises(IntegrityError):
            connection.execute(text("INSERT INTO child VALUES (7)"))


@pytest.mark.parametrize(
    ("version", "fixed"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 52, 0), True),
    ],
)
def test_wal_is_used_only_where_sqlite_does_not_damage_the_file(version: tuple[int, ...], fixed: bool) -> None:
    assert has_wal_fix(version) is fixed
