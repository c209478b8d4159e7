"""The audit log on the command line: verify, export, who and person; each look is in the log too."""

from __future__ import annotations

import json
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pydantic import SecretStr
from sqlalchemy import text

from bitbot.__main__ import main
from bitbot.app import Bitbot
from bitbot.chat import Person, Request
from bitbot.settings import Settings
from storage.engine import Database
from tests.conversations.conftest import organise
from tests.storage.audit_log import MOST_LOOKS, unprotect

SECRET = "a-secret-key-for-tests-that-hides-nothing"


@pytest.fixture
def url(database_url: str, tmp_path: Path) -> str:
    """A signaal was made, seen by another and sealed."""
    organise(database_url, date(2026, 9, 10))
    settings = Settings(
        database_url=database_url, bitbot_secret_key=SecretStr(SECRET), bitbot_audit_head=str(tmp_path / "head")
    )
    bot = Bitbot(settings, works=False)
    with ExitStack() as stack:
        stack.callback(bot.stop)
        for who, line in (("hilversum-1", "signaal nieuw Kanarie"), ("laren-1", "signaal toon S-1")):
            bot.dispatch(Request(f"{who}:{line}", Person("practice", "practice", who), line))
        for _ in range(MOST_LOOKS):
            bot.sealer.look()  # type: ignore[union-attr]
            if (tmp_path / "head").exists():
                break
    return database_url


def run(url: str, folder: Path, *words: str, key: str = SECRET) -> Result:
    head = str(folder / "head")
    variables = {"DATABASE_URL": url, "BITBOT_ENV": "", "BITBOT_SECRET_KEY": key, "BITBOT_AUDIT_HEAD": head}
    return CliRunner().invoke(main, ("audit", *words), env=variables)


def attack(url: str, statement: str) -> None:
    database = Database(url)
    with database.transaction() as connection:
        unprotect(connection)
        connection.execute(text(statement))
    database.close()


def test_a_log_that_is_whole_is_said_to_be(url: str, tmp_path: Path) -> None:
    told = run(url, tmp_path, "verify")

    assert (told.exit_code, told.output[:21]) == (0, "Het auditlog klopt: 7"), told.output


def test_the_first_bad_row_is_named(url: str, tmp_path: Path) -> None:
    attack(url, "UPDATE audit SET actor = 'member:9' WHERE seq = 2")

    told = run(url, tmp_path, "verify")

    assert told.exit_code == 1
    assert "Regel 2 is veranderd na het verzegelen" in told.output


def test_a_log_that_was_emptied_is_missed(url: str, tmp_path: Path) -> None:
    attack(url, "DELETE FROM audit")
    attack(url, "DELETE FROM audit_seal")

    told = run(url, tmp_path, "verify")

    assert told.exit_code == 1
    assert "Regel 1 ontbreekt" in told.output


def test_without_its_head_a_log_is_not_called_whole(url: str, tmp_path: Path) -> None:
    (tmp_path / "head").unlink()

    told = run(url, tmp_path, "verify")

    assert told.exit_code == 1
    assert "Zonder kop" in told.output


def test_the_wrong_key_and_no_key_are_said_in_words(url: str, tmp_path: Path) -> None:
    wrong = run(url, tmp_path, "verify", key="een andere sleutel")
    without = run(url, tmp_path, "verify", key="")

    assert "met een andere sleutel" in wrong.output
    assert (without.exit_code, without.output[:17]) == (2, "BITBOT_SECRET_KEY")


def test_an_export_is_lines_of_json_and_stands_in_the_log(url: str, tmp_path: Path) -> None:
    file = tmp_path / "log.jsonl"

    told = run(url, tmp_path, "export", "--since", "2020-01-01", str(file))
    again = run(url, tmp_path, "export", str(file))

    header, *rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert f"{len(rows)} regels" in told.output
    assert header["format"] == "bitbot audit log"
    assert header["head"]["number"] == 1
    assert [row["operation"] for row in rows[-3:]] == ["verzamelen", "raadplegen", "export"]
    assert rows[-1]["actor"].startswith("command line: ")
    assert "bestand dat er nog niet is" in again.output


def test_who_and_person_answer_in_sentences(url: str, tmp_path: Path) -> None:
    who = run(url, tmp_path, "who", "S-1")
    person = run(url, tmp_path, "person", "laren-1")
    wrong = run(url, tmp_path, "who", "kanarie")
    nobody = run(url, tmp_path, "person", "kanarie")
    looked = run(url, tmp_path, "who", "S-1")

    assert "verzameld S-1 · signaal nieuw · ondermijning, via practice" in who.output
    assert "geraadpleegd S-1 · signaal toon · ondermijning, via practice" in person.output
    assert (wrong.exit_code, nobody.exit_code) == (2, 2)
    assert looked.output == who.output


def test_loading_the_organisation_is_in_the_log(url: str, tmp_path: Path) -> None:
    file = tmp_path / "log.jsonl"
    run(url, tmp_path, "export", str(file))

    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()][1:]

    assert {row["kind"] for row in rows if row["operation"] == "rechten"} == {"member", "partner"}
    assert {row["kind"] for row in rows if row["operation"] == "instellingen"} == {"bit", "theme", "series"}
