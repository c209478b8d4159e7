"""The doctor looks at the seals on the audit log, and says what to do when they are behind or do not fit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import delete

from bitbot.app import Bitbot
from bitbot.clock import utc_now
from bitbot.seals import examine_seals
from bitbot.settings import Settings
from handlers.findings import Finding
from scheduling.sealer import HeadFile
from storage.audit import Actor, Trail
from storage.audit_keys import AuditKeys
from storage.engine import Database
from storage.locks import sole_process
from storage.sealing import head_of, store_seal
from storage.tables import audit_seal
from tests.conversations.conftest import organise
from tests.databases import KEY
from tests.storage.audit_log import NEWER, OLD, empty, next_seal, unprotect

MINUTE = timedelta(minutes=1)


class Log:
    """An empty log on one database, with lines and seals of any age."""

    def __init__(self, url: str, folder: Path) -> None:
        self.database = Database(url, jobs=True)
        self.file = HeadFile(folder / "heads")
        self.settings = Settings(
            database_url=url,
            bitbot_secret_key=SecretStr(KEY),
            bitbot_audit_key=SecretStr(OLD),
            bitbot_audit_head=str(folder / "heads"),
        )
        with self.database.transaction() as connection:
            empty(connection)

    def line(self, age: timedelta = timedelta()) -> None:
        with self.database.transaction() as connection:
            trail = Trail(connection, utc_now() - age)
            trail.by(Actor("member:1", "slack"))
            trail.note("raadplegen", "signaal", 1)
            trail.write()

    def seal(self, age: timedelta = timedelta(), *, publishes: bool = True) -> None:
        with self.database.transaction() as connection:
            made = next_seal(connection, AuditKeys(OLD), (utc_now() - age).isoformat(), 10**6)
            store_seal(connection, made)
        if publishes:
            self.file.append(head_of(made))

    def told(self, **other: object) -> list[Finding]:
        return list(examine_seals(self.settings.model_copy(update=other)))


@pytest.fixture
def log(database_url: str, tmp_path: Path) -> Iterator[Log]:
    made = Log(database_url, tmp_path)
    yield made
    made.database.close()


def wrong(findings: list[Finding]) -> str:
    assert all(finding.advice for finding in findings if not finding.ok)
    return " ".join(finding.what for finding in findings if not finding.ok)


def test_a_log_that_is_sealed_has_nothing_wrong(log: Log) -> None:
    log.line(10 * MINUTE)
    log.seal()

    assert wrong(log.told()) == ""
    assert [finding.what.partition("(")[0] for finding in log.told()] == [
        "De sleutel van het auditlog past bij het laatste zegel.",
        "Het auditlog is verzegeld tot op de laatste minuut.",
        "De kop van het auditlog ",
    ]


def test_a_log_without_seals_has_nothing_wrong(log: Log) -> None:
    log.line()

    assert wrong(log.told()) == ""


@pytest.mark.parametrize("key", ["", NEWER, "kort"])
def test_a_key_that_is_not_that_of_the_last_seal_is_found(log: Log, key: str) -> None:
    log.line()
    log.seal()
    keys = {"bitbot_audit_key": SecretStr(key), "bitbot_secret_key": SecretStr("")}

    assert "De sleutel van het auditlog is niet in orde" in wrong(log.told(**keys))


def test_lines_that_wait_too_long_are_a_fault_when_a_worker_is_there(log: Log, tmp_path: Path) -> None:
    log.line(2 * MINUTE)
    nobody = log.told()
    with at_work(log, tmp_path):
        somebody = log.told()
        log.seal()
        sealed = log.told()

    assert wrong(nobody) == ""
    assert "bitbot worker" in nobody[1].advice
    assert "wachten op een zegel, de oudste al 2 min" in wrong(somebody)
    assert wrong(sealed) == ""


def at_work(log: Log, folder: Path) -> ExitStack:
    """Somebody who sends from this database: on SQLite who holds the file, on PostgreSQL a worker."""
    url = log.settings.database_url
    stack = ExitStack()
    if url.startswith("sqlite"):
        stack.enter_context(sole_process(url))
    else:
        organise(url, datetime(2026, 9, 10, tzinfo=UTC).date())
        bot = Bitbot(log.settings)
        stack.callback(bot.stop)
        bot.figures()
    return stack


def test_who_only_answers_is_no_worker(postgres_url: str, tmp_path: Path) -> None:
    log = Log(postgres_url, tmp_path)
    organise(log.settings.database_url, datetime(2026, 9, 10, tzinfo=UTC).date())
    bot = Bitbot(log.settings, works=False)
    bot.figures()

    log.line(2 * MINUTE)

    assert wrong(log.told()) == ""
    bot.stop()
    log.database.close()


def test_a_head_that_is_not_in_the_database_any_more_is_found(log: Log) -> None:
    """As after a backup was put back."""
    for _ in range(2):
        log.line()
        log.seal()
    with log.database.transaction() as connection:
        unprotect(connection)
        connection.execute(delete(audit_seal).where(audit_seal.c.number == 2))

    found = log.told()

    assert "zegel 2 is daar anders of weg" in wrong(found)
    assert "reservekopie" in found[-1].advice


def test_a_head_that_was_not_written_is_found_after_a_minute(log: Log) -> None:
    log.line()
    log.seal()
    log.line()
    log.seal(publishes=False)
    soon = log.told()
    log.line()
    log.seal(2 * MINUTE, publishes=False)

    assert wrong(soon) == ""
    assert "loopt 2 min achter" in wrong(log.told())


@pytest.mark.parametrize("content", [None, "geen kop\n", "{}[]\n"])
def test_a_head_that_is_gone_or_spoilt_is_found(log: Log, tmp_path: Path, content: str | None) -> None:
    log.line()
    log.seal()
    (tmp_path / "heads").unlink()
    if content is not None:
        (tmp_path / "heads").write_text(content, encoding="utf-8")

    assert "is er niet of is niet te lezen" in wrong(log.told())


def test_a_head_in_syslog_is_for_a_person_to_look_up(log: Log, tmp_path: Path) -> None:
    log.line()
    log.seal()
    socket = tmp_path / "log"
    elsewhere = log.settings.model_copy(update={"bitbot_audit_head": "syslog"})

    absent = list(examine_seals(elsewhere, [str(socket)]))
    socket.touch()
    there = list(examine_seals(elsewhere, [str(socket)]))

    assert "gaat naar syslog, maar dat is er niet" in wrong(absent)
    assert wrong(there) == ""
    assert log.file.read()[-1].hash in there[-1].advice
