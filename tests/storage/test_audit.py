"""The audit log only grows, and whoever changes it behind our back is found."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from random import Random, randrange

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DatabaseError, SQLAlchemyError

from bitbot.errors import Changed
from scheduling.sealer import HeadFile
from storage.audit import database_now
from storage.audit_keys import AuditKeys
from storage.engine import Limits
from storage.sealing import Head, Horizon, Look, store_seal
from storage.tables import audit, audit_seal
from storage.verifying import Bad, verify
from tests.storage.audit_log import ATTACKS, KEYS, NEWER, OLD, Log, next_seal, note

TAMPERINGS = 300


@pytest.fixture
def log(database_url: str) -> Iterator[Log]:
    log = Log(database_url)
    yield log
    log.close()


@pytest.fixture
def on_postgres(postgres_url: str) -> Iterator[Log]:
    log = Log(postgres_url)
    yield log
    log.close()


# The database refuses


@pytest.mark.parametrize("statement", [update(audit).values(purpose="x"), delete(audit), delete(audit_seal)])
def test_the_database_refuses_to_change_or_remove_a_line(log: Log, statement: object) -> None:
    log.add(2)
    log.seal()

    with pytest.raises(DatabaseError, match="may only be added to"), log.database.transaction() as connection:
        connection.execute(statement)  # type: ignore[call-overload]

    assert log.numbers() == [1, 2]


def test_the_database_refuses_to_empty_or_to_replace(log: Log) -> None:
    log.add()
    emptying = (
        "TRUNCATE audit" if log.database.dialect == "postgresql" else "INSERT OR REPLACE INTO audit SELECT * FROM audit"
    )

    with pytest.raises(SQLAlchemyError, match="may only be added to"), log.database.transaction() as connection:
        connection.execute(text(emptying))

    assert log.numbers() == [1]


# Seals


def test_what_is_sealed_is_whole_and_what_came_since_is_open(log: Log) -> None:
    log.add(5)
    log.seal()
    log.add(2)

    found = log.verdict()

    assert (found.sealed, found.open, found.bad) == (5, 2, None)
    assert [(head.number, head.last, head.total) for head in log.heads] == [(1, 5, 5)]


def test_a_log_without_lines_is_whole(log: Log) -> None:
    log.seal()

    assert log.verdict().bad is None
    assert log.heads == []


def test_whoever_has_no_key_cannot_make_a_seal_that_fits(log: Log) -> None:
    log.add(3)
    log.seal()

    with log.attacked() as connection:
        seal = connection.execute(select(audit_seal)).one()
        lines = seal.rows.split("\n")
        forged = "\n".join([lines[0], "2 " + "0" * 64, lines[2]])
        connection.execute(update(audit).where(audit.c.seq == 2).values(purpose="niets"))
        connection.execute(update(audit_seal).values(rows=forged))
        found = verify(connection, KEYS, log.heads)

    assert found.bad == Bad("row", 2, "changed")


@pytest.mark.parametrize("name", ["at", "last", "total", "hash", "rows"])
def test_a_change_in_a_seal_itself_is_found(log: Log, name: str) -> None:
    log.add(3)
    log.seal()
    log.add(3)
    log.seal()

    with log.attacked() as connection:
        first = audit_seal.c.number == 1
        old = connection.execute(select(audit_seal.c[name]).where(first)).scalar_one()
        new = old + 1 if isinstance(old, int) else "".join(reversed(old))
        connection.execute(update(audit_seal).where(first).values({name: new}))
        found = verify(connection, KEYS, log.heads)

    assert found.bad is not None
    assert found.bad.number == 1 or name == "last"


def test_a_seal_taken_out_is_missed(log: Log) -> None:
    for _ in range(3):
        log.add(2)
        log.seal()

    with log.attacked() as connection:
        connection.execute(delete(audit_seal).where(audit_seal.c.number == 2))
        found = verify(connection, KEYS, log.heads)

    assert found.bad == Bad("seal", 2, "missing")


def test_a_cut_end_is_found_by_the_head_and_also_when_sealing_went_on(log: Log) -> None:
    for _ in range(3):
        log.add(2)
        log.seal()

    with log.attacked() as connection:
        connection.execute(delete(audit_seal).where(audit_seal.c.number > 1))
        connection.execute(delete(audit).where(audit.c.seq > 2))
        cut = verify(connection, KEYS, log.heads)
        note(connection, 50)
        made = next_seal(connection, KEYS, "2026-09-10", 10**6)
        store_seal(connection, made)
        went_on = verify(connection, KEYS, log.heads)
        unseen = verify(connection, KEYS, [])

    assert cut.bad == went_on.bad == Bad("row", 3, "cut")
    assert unseen.bad is None


@pytest.mark.parametrize("rotates", [False, True], ids=["one key", "another key halfway"])
def test_every_tampering_before_the_last_seal_is_found_and_named(log: Log, rotates: bool) -> None:
    seed = randrange(10**9)  # noqa: S311 - chooses what is tried
    print(f"seed {seed}")  # noqa: T201 - so that it can be done again
    dice = Random(seed)  # noqa: S311
    for stretch in range(6):
        if rotates and stretch == 3:
            log.take_keys(AuditKeys(NEWER, OLD))
        log.add(dice.randrange(3, 8))
        log.skip()
        log.add(dice.randrange(3, 8))
        log.seal()
    numbers = log.numbers()
    missed = []

    for _ in range(TAMPERINGS):
        attack = dice.choice(ATTACKS)
        with log.attacked() as connection:
            named = attack(connection, dice, numbers)
            bad = verify(connection, log.keys, log.heads).bad
        if bad is None or bad.what != "row" or bad.number not in named:
            missed.append((attack.__name__, bad, named))

    assert missed == []
    assert log.verdict().bad is None


# What is certain


def test_on_postgresql_a_row_is_certain_when_all_that_ran_at_the_next_look_has_ended() -> None:
    horizon = Horizon()

    looks = [
        Look("", seen=5, running=(10, 12)),
        Look("", seen=7, running=(10, 20)),
        Look("", seen=9, running=(19, 30)),  # 19 may still hold a number below 5
        Look("", seen=9, running=(20, 40)),
        Look("", seen=9, running=(40, 50)),
    ]

    assert [horizon.after(each) for each in looks] == [0, 0, 0, 5, 7]


def test_a_line_that_is_committed_late_is_sealed_in_its_place(on_postgres: Log) -> None:
    log = on_postgres
    with log.database.transaction() as slow:
        note(slow, 1)
        log.add()
        for _ in range(5):
            log.sealer.look()
        waiting = log.verdict()
    log.seal()

    assert (waiting.sealed, waiting.open) == (0, 1)
    assert log.numbers() == [1, 2]
    assert (log.verdict().sealed, log.verdict().bad) == (2, None)


def test_a_line_that_got_its_number_before_its_transaction_did_is_waited_for(on_postgres: Log) -> None:
    """Between taking a number and writing the row there is a moment in which the server shows no transaction."""
    log = on_postgres
    waiting = log.verdict()
    for _ in range(
        100
    ):  # once in a while the server writes down that numbers were given out, and then it does show one
        with log.database.transaction() as slow:
            number = slow.scalar(text("SELECT nextval(pg_get_serial_sequence('audit', 'seq'))"))
            if slow.scalar(text("SELECT pg_current_xact_id_if_assigned()")) is not None:
                continue
            log.add()
            log.sealer.look()
            taken = {**dict.fromkeys(audit.c.keys(), ""), "seq": number, "number": 1, "at": database_now(slow)}
            slow.execute(insert(audit), taken)
            for _ in range(4):
                log.sealer.look()
            waiting = log.verdict()
        break
    log.seal()

    assert (waiting.sealed, waiting.open) == (0, 1)
    assert (log.verdict().sealed, log.verdict().bad) == (2, None)


def test_a_number_that_was_rolled_back_holds_nothing_up(on_postgres: Log) -> None:
    log = on_postgres
    log.add()
    with suppress(ZeroDivisionError), log.database.transaction() as connection:
        note(connection, 1)
        raise ZeroDivisionError
    log.add()

    log.seal()

    assert log.numbers() == [1, 3]
    assert log.verdict().sealed == 2


# More than one


def test_two_sealers_at_once_make_one_chain(log: Log) -> None:
    log.add(3)
    with log.database.transaction(write=False) as connection:
        one, other = (next_seal(connection, KEYS, at, 3) for at in ("2026-09-10", "2026-09-11"))

    with log.database.transaction() as connection:
        store_seal(connection, one)
    with suppress(Changed), log.database.transaction() as connection:
        store_seal(connection, other)

    assert (log.verdict().sealed, log.verdict().bad) == (3, None)


def test_a_seal_goes_no_further_than_what_is_certain(log: Log) -> None:
    log.add(5)
    with log.database.transaction(write=False) as connection:
        rows = next_seal(connection, KEYS, "2026-09-10", 2)

    assert rows["last"] == 2


class Writing(AuditKeys):
    """Whoever takes a key to seal with finds that somebody else writes at that very moment."""

    def __init__(self, log: Log) -> None:
        super().__init__(OLD)
        self._log = log

    def __getitem__(self, name: str) -> bytes:
        self._log.add()
        return super().__getitem__(name)


def test_nobody_who_writes_waits_while_a_seal_is_made(log: Log) -> None:
    """On SQLite whoever reads can hold up others: reading is over before the work begins."""
    log.database.limits = Limits(turn=0.2, lock=0.2, statement=5.0, total=5.0, connections=2)
    log.add(3)
    sealer = log.new_sealer(Writing(log))

    sealed = sum(sealer.look() for _ in range(3))

    assert sealed >= 3
    assert len(log.numbers()) > 3


def test_a_head_is_kept_as_it_was(tmp_path: Path) -> None:
    file = HeadFile(tmp_path / "heads")
    heads = [Head(number=n, at="2026-09-10", last=n, total=n, hash="ab") for n in (1, 2)]

    for head in heads:
        file.append(head)

    assert file.read() == heads
    assert (tmp_path / "heads").stat().st_mode & 0o777 == 0o600
