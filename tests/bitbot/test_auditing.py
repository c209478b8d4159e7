"""The audit log on the command line: verify, export, who and person; each look is in the log too."""

from __future__ import annotations

import json
import re
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pydantic import SecretStr
from sqlalchemy import text

from bitbot.__main__ import main
from bitbot.app import Bitbot
from bitbot.chat import Person, Request, Where
from bitbot.settings import Settings
from storage.audit_keys import AuditKeys
from storage.engine import Database
from storage.secrets import SecretFault
from tests.conversations.conftest import organise
from tests.storage.audit_log import MOST_LOOKS, unprotect

SECRET = "a-secret-key-for-tests-that-hides-nothing"
SEALS = "a-key-of-seals-for-tests-that-proves-nothing"
NEWER = "a-newer-key-of-seals-for-tests-that-proves-nothing"


@pytest.fixture
def url(database_url: str, tmp_path: Path) -> str:
    """A signaal was made, seen by another and sealed."""
    organise(database_url, date(2026, 9, 10))
    bot = Bitbot(settings_of(database_url, tmp_path))
    with ExitStack() as stack:
        stack.callback(bot.stop)
        for who, line in (("hilversum-1", "signaal nieuw Kanarie"), ("laren-1", "signaal toon S-1")):
            person = Person("practice", "practice", who)
            bot.dispatch(Request(f"{who}:{line}", person, line, where=Where("direct")))
        seal(bot)
    return database_url


def settings_of(url: str, folder: Path, seals: str = SEALS) -> Settings:
    return Settings(
        database_url=url,
        bitbot_secret_key=SecretStr(SECRET),
        bitbot_audit_key=SecretStr(seals),
        bitbot_audit_head=str(folder / "head"),
    )


def seal(bot: Bitbot) -> None:
    assert bot.sealer
    for _ in range(MOST_LOOKS):
        if bot.sealer.look():
            return
    raise AssertionError("nothing was sealed")


def run(url: str, folder: Path, *words: str, key: str = SEALS) -> Result:
    variables = {
        "DATABASE_URL": url,
        "BITBOT_ENV": "",
        "BITBOT_SECRET_KEY": "",
        "BITBOT_AUDIT_KEY": key,
        "BITBOT_AUDIT_HEAD": str(folder / "head"),
    }
    return CliRunner().invoke(main, ("audit", *words), env=variables)


def attack(url: str, statement: str) -> None:
    database = Database(url)
    with database.transaction() as connection:
        unprotect(connection)
        connection.execute(text(statement))
    database.close()


def test_a_log_that_is_whole_is_said_to_be(url: str, tmp_path: Path) -> None:
    told = run(url, tmp_path, "verify")

    assert told.exit_code == 0
    assert re.match(r"Het auditlog klopt: [1-9]\d* regels zijn verzegeld en ongewijzigd; 0 ", told.output), told.output


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
    wrong = run(url, tmp_path, "verify", key=NEWER)
    without = run(url, tmp_path, "verify", key="")

    assert wrong.exit_code == 1
    assert "verzegeld met een sleutel die ontbreekt" in wrong.output
    assert without.exit_code == 2
    assert without.output.startswith("BITBOT_AUDIT_KEY ontbreekt.")


def test_the_key_of_the_records_is_not_asked_for(url: str, tmp_path: Path) -> None:
    """Who supervises verifies without being able to read what people wrote."""
    assert run(url, tmp_path, "verify").exit_code == 0


# Another key


def test_a_rotation_is_verified_with_both_keys_and_a_removed_one_is_named(url: str, tmp_path: Path) -> None:
    bot = Bitbot(settings_of(url, tmp_path, f"{NEWER},{SEALS}"))
    bot.dispatch(Request("later", Person("practice", "practice", "laren-1"), "signaal toon S-1", where=Where("direct")))
    seal(bot)
    bot.stop()

    both = run(url, tmp_path, "verify", key=f"{NEWER},{SEALS}")
    removed = run(url, tmp_path, "verify", key=NEWER)

    assert both.exit_code == 0, both.output
    assert removed.exit_code == 1
    assert f"(kenmerk {AuditKeys(SEALS).active})" in removed.output
    assert "Verder: 1 regels zijn verzegeld en ongewijzigd" in removed.output


def test_a_lost_key_stops_the_start_until_another_takes_over(url: str, tmp_path: Path) -> None:
    with pytest.raises(SecretFault, match="bitbot audit renew"):
        Bitbot(settings_of(url, tmp_path, NEWER))

    needless = run(url, tmp_path, "renew")
    taken_over = run(url, tmp_path, "renew", key=NEWER)
    bot = Bitbot(settings_of(url, tmp_path, NEWER))
    seal(bot)
    bot.stop()
    told = run(url, tmp_path, "verify", key=NEWER)

    assert (needless.exit_code, needless.output[:22]) == (2, "Dat is niet nodig: bit")
    assert (taken_over.exit_code, taken_over.output[:14]) == (0, "Vanaf zegel 2 ")
    assert told.exit_code == 1
    assert "Verder: 1 regels zijn verzegeld" in told.output
    run(url, tmp_path, "export", str(tmp_path / "log"))
    assert '"audit renew"' in (tmp_path / "log").read_text(encoding="utf-8")


def test_an_export_is_lines_of_json_and_stands_in_the_log(url: str, tmp_path: Path) -> None:
    file = tmp_path / "log.jsonl"

    told = run(url, tmp_path, "export", "--since", "2020-01-01", str(file))
    again = run(url, tmp_path, "export", str(file))

    header, *rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert f"{len(rows)} regels" in told.output
    assert header["format"] == "bitbot audit log"
    assert header["head"]["number"] == 1
    about = [row["operation"] for row in rows if row["kind"] in {"signaal", "audit"}]
    assert about == ["verzamelen", "raadplegen", "export"]
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

    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()][1:]
    rows = [row for row in lines if row["purpose"] == "setup"]

    assert {row["kind"] for row in rows if row["operation"] == "rechten"} == {"member", "partner"}
    assert {row["kind"] for row in rows if row["operation"] == "instellingen"} == {"bit", "theme", "series"}
