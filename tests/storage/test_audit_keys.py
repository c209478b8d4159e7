"""Keys of seals change while bitbot works, and who has another key than theirs cannot make a seal that fits."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pydantic import SecretStr
from sqlalchemy import delete, update

from bitbot.settings import Settings
from scheduling.sealer import Sealer
from storage.audit_keys import AuditKeys
from storage.engine import Database
from storage.keychain import Keychain
from storage.sealing import handover, latest, store_seal
from storage.secrets import SecretFault
from storage.tables import audit, audit_seal
from storage.verifying import Bad, verify
from tests.databases import KEY, RING
from tests.storage.audit_log import KEYS, NEWER, OLD, Log, next_seal, note

ROTATED = AuditKeys(NEWER, OLD)
TODAY = "2026-09-10"


@pytest.fixture
def log(database_url: str) -> Iterator[Log]:
    log = Log(database_url)
    yield log
    log.close()


@pytest.fixture
def rotated(log: Log) -> Log:
    """Three lines sealed with the old key, and then two with the new one."""
    log.add(3)
    log.seal()
    log.take_keys(ROTATED)
    log.add(2)
    log.seal()
    return log


def test_a_new_key_in_front_seals_and_the_old_one_still_verifies(rotated: Log) -> None:
    found = rotated.verdict()

    assert (found.sealed, found.open, found.bad, found.closed) == (5, 0, None, {})
    with rotated.database.transaction(write=False) as connection:
        assert latest(connection)[1] == ROTATED.active != KEYS.active


def test_of_what_a_removed_key_sealed_nothing_is_said_and_the_rest_is_verified(rotated: Log) -> None:
    rotated.take_keys(AuditKeys(NEWER))

    found = rotated.verdict()

    assert (found.sealed, found.bad, found.closed) == (2, None, {KEYS.active: 3})


def test_with_another_key_nothing_is_verified(log: Log) -> None:
    log.add(3)
    log.seal()
    log.take_keys(AuditKeys(NEWER))

    found = log.verdict()

    assert (found.sealed, found.bad, found.closed) == (0, None, {KEYS.active: 3})


def test_a_worker_that_was_not_started_again_leaves_the_sealing_to_one_that_was(rotated: Log) -> None:
    behind = rotated.new_sealer(KEYS)
    rotated.add(2)

    with pytest.raises(SecretFault, match=f"{ROTATED.active}.*`bitbot audit renew`"):
        look_thrice(behind)
    behind.turn()
    rotated.seal()

    assert (rotated.verdict().sealed, rotated.verdict().bad) == (7, None)


def look_thrice(sealer: Sealer) -> None:
    """On PostgreSQL it takes so many until something is certain."""
    for _ in range(3):
        sealer.look()


def test_who_kept_the_old_key_cannot_go_on_with_it(rotated: Log) -> None:
    with rotated.attacked() as connection:
        note(connection, 1)
        made = next_seal(connection, AuditKeys(OLD, NEWER), TODAY, 10**6)
        store_seal(connection, made)
        found = verify(connection, ROTATED, [])

    assert found.bad == Bad("seal", 3, "older")


def test_a_seal_of_a_key_that_nobody_knows_is_found_after_one_that_is_known(rotated: Log) -> None:
    with rotated.attacked() as connection:
        note(connection, 1)
        store_seal(connection, handover(connection, AuditKeys("a-key-that-the-attacker-made-himself"), TODAY))
        found = verify(connection, ROTATED, rotated.heads)

    assert found.bad == Bad("seal", 3, "key")


def test_whoever_gives_a_seal_another_name_is_found(rotated: Log) -> None:
    with rotated.attacked() as connection:
        connection.execute(update(audit_seal).where(audit_seal.c.number == 1).values({"key": ROTATED.active}))
        found = verify(connection, ROTATED, rotated.heads)

    assert found.bad is not None


def test_whoever_holds_the_key_of_the_records_cannot_make_the_log_anew(log: Log) -> None:
    """Also where nothing was written outside the database."""
    log.add(3)
    log.seal()

    with log.attacked() as connection:
        connection.execute(update(audit).where(audit.c.seq == 2).values(actor="member:9"))
        connection.execute(delete(audit_seal))
        made = next_seal(connection, AuditKeys.of(settings(KEY)), TODAY, 10**6)
        store_seal(connection, made)
        found = verify(connection, KEYS, [])

    assert (found.sealed, found.closed) == (0, {AuditKeys(KEY).active: 3})


def test_when_a_key_is_lost_the_next_one_takes_over(log: Log) -> None:
    log.add(3)
    log.seal()
    keys = AuditKeys(NEWER)

    with log.database.transaction() as connection:
        store_seal(connection, handover(connection, keys, TODAY))
    log.take_keys(keys)
    log.add(2)
    log.seal()
    without = log.verdict()
    log.take_keys(ROTATED)
    found_again = log.verdict()

    assert (without.sealed, without.bad, without.closed) == (2, None, {KEYS.active: 3})
    assert (found_again.sealed, found_again.bad, found_again.closed) == (5, None, {})


# Which keys


def settings(secret: str = "", seals: str = "") -> Settings:
    return Settings(bitbot_secret_key=SecretStr(secret), bitbot_audit_key=SecretStr(seals))


def test_the_keys_of_the_log_are_its_own_or_those_of_the_records_in_their_order() -> None:
    assert AuditKeys.of(settings(KEY, f"{NEWER},{OLD}")).names == ROTATED.names
    assert AuditKeys.of(settings(f"{NEWER} , {OLD}")).names == ROTATED.names
    assert not AuditKeys.of(settings())


@pytest.mark.parametrize("setting", ["kort", f"{OLD},{OLD}", "a" * 60])
def test_a_weak_or_doubled_key_is_refused_by_the_name_of_its_setting(setting: str) -> None:
    with pytest.raises(SecretFault, match=r"^BITBOT_AUDIT_KEY"):
        AuditKeys.of(settings(KEY, setting))


def test_a_process_that_seals_does_not_start_without_the_key_of_the_last_seal(log: Log, database_url: str) -> None:
    log.add()
    log.seal()
    other = Keychain(RING, AuditKeys(NEWER))

    other.admit(database_url, seals=False)
    with pytest.raises(SecretFault, match="BITBOT_AUDIT_KEY past niet"):
        other.admit(database_url, seals=True)
    Keychain(RING, ROTATED).admit(database_url, seals=True)


def test_the_first_use_of_a_secret_key_stands_in_the_log_once(log: Log, database_url: str) -> None:
    before = log.numbers()
    for _ in range(2):
        Keychain(RING, KEYS).admit(database_url, seals=True)

    database = Database(database_url)
    with database.transaction(write=False) as connection:
        lines = connection.execute(audit.select().where(audit.c.seq > len(before))).all()
    database.close()

    assert [(line.operation, line.kind, line.fields) for line in lines] == [
        ("sleutels", "secret_key", RING.active.hex())
    ]
    assert lines[0].actor.startswith("command line: ")
