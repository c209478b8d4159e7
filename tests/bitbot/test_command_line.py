"""The command line: from an empty database to a loaded organisation, and plain words for what is wrong."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pydantic import SecretStr

from bitbot.__main__ import main
from bitbot.app import Bitbot
from bitbot.clock import utc_now
from bitbot.demo import ORGANISATION
from bitbot.settings import Settings
from handlers.verbs import names
from storage.secrets import SecretFault, new_key
from tests.conversations.conftest import organise
from tests.databases import KEY


def run(*words: str, database: str = "", **environment: str) -> Result:
    variables = {
        "DATABASE_URL": database,
        "BITBOT_ENV": "",
        "BITBOT_SECRET_KEY": KEY,
        "SLACK_API_URL": "http://127.0.0.1:9/api/",
    }
    return CliRunner().invoke(main, words, env=variables | environment)


def test_an_empty_database_is_migrated_and_gets_its_organisation(empty_url: str) -> None:
    before = run("setup", str(ORGANISATION), database=empty_url)
    migrated = run("migrate", database=empty_url)
    unorganised = run("due", database=empty_url)
    first = run("setup", str(ORGANISATION), database=empty_url)
    again = run("setup", str(ORGANISATION), database=empty_url)

    assert (before.exit_code, before.output.strip()) == (
        2,
        "De tabellen in de database zijn niet bij. Voer eerst `bitbot migrate` uit.",
    )
    assert migrated.output.startswith("Gedaan: 0001")
    assert "Laad eerst het organisatiebestand" in unorganised.output
    assert "Nieuw: overlegreeks BIT-overleg" in first.output
    assert again.output.strip() == "Niets gewijzigd."


def test_due_tells_when_the_next_round_opens(database_url: str) -> None:
    run("setup", str(ORGANISATION), database=database_url)

    found = run("due", "--until", "2100-01-31", database=database_url)

    assert found.exit_code == 0
    assert [line.split()[-3] for line in found.output.splitlines() if line.endswith("opent")] == [
        "rapportage",
        "rechten",
    ]


def test_the_practice_room_is_for_this_computer_only() -> None:
    refused = run("demo", BITBOT_HOST="0.0.0.0")  # noqa: S104 - that is what is refused

    assert refused.exit_code == 2
    assert "alleen op uw eigen computer" in refused.output


@pytest.mark.parametrize("command", ["worker"])
def test_sqlite_is_for_one_process(command: str, sqlite_url: str) -> None:
    refused = run(command, database=sqlite_url)

    assert refused.exit_code == 2
    assert "`bitbot serve`" in refused.output


@pytest.mark.parametrize("command", ["serve", "web", "worker", "socket"])
def test_nothing_starts_without_a_secret_key(command: str, sqlite_url: str) -> None:
    refused = run(command, database=sqlite_url, BITBOT_SECRET_KEY="")

    assert refused.exit_code == 2
    assert "BITBOT_SECRET_KEY ontbreekt. Maak een sleutel met `bitbot keys new`" in refused.output


def test_a_program_with_another_key_does_not_start(database_url: str) -> None:
    organise(database_url, utc_now().date())
    Bitbot(Settings(database_url=database_url, bitbot_secret_key=SecretStr(KEY)), works=False).stop()

    with pytest.raises(SecretFault, match="past niet bij deze database"):
        Bitbot(Settings(database_url=database_url, bitbot_secret_key=SecretStr(new_key())), works=False)


def test_a_new_key_is_printed_and_works(sqlite_url: str) -> None:
    key = run("keys", "new").output.strip()

    checked = run("keys", "check", database=sqlite_url, BITBOT_SECRET_KEY=key)

    assert checked.exit_code == 0
    assert "werkafspraak: 0 goed, 0 beschadigd" in checked.output


def test_a_key_is_put_in_front_everything_is_wrapped_anew_and_the_old_one_may_go(sqlite_url: str) -> None:
    newer = new_key()
    run("keys", "rotate", database=sqlite_url)

    alone = run("keys", "rotate", database=sqlite_url, BITBOT_SECRET_KEY=newer)
    rotated = run("keys", "rotate", database=sqlite_url, BITBOT_SECRET_KEY=f"{newer},{KEY}", BITBOT_AUDIT_KEY=new_key())
    after = run("keys", "check", database=sqlite_url, BITBOT_SECRET_KEY=newer)
    lost = run("keys", "check", database=sqlite_url)

    assert alone.exit_code == 2
    assert "past niet bij deze database" in alone.output
    assert "Haal die uit BITBOT_SECRET_KEY" in rotated.output
    assert "Mattermost" not in rotated.output
    assert after.exit_code == 0
    assert lost.exit_code == 2


def test_a_rotation_says_what_else_the_old_key_is_for(sqlite_url: str) -> None:
    run("keys", "rotate", database=sqlite_url)
    keys = f"{new_key()},{KEY}"

    told = run(
        "keys",
        "rotate",
        database=sqlite_url,
        BITBOT_SECRET_KEY=keys,
        BITBOT_AUDIT_KEY="",
        MATTERMOST_URL="https://chat.example.nl",
    ).output

    assert "Zet een nieuwe sleutel in BITBOT_AUDIT_KEY met deze erachter" in told
    assert "Knoppen en formulieren" in told


def test_doctor_says_when_the_key_is_missing_or_another(sqlite_url: str) -> None:
    run("setup", str(ORGANISATION), database=sqlite_url)
    run("keys", "rotate", database=sqlite_url)

    fits = run("doctor", database=sqlite_url)
    missing = run("doctor", database=sqlite_url, BITBOT_SECRET_KEY="")
    other = run("doctor", database=sqlite_url, BITBOT_SECRET_KEY=new_key())

    assert "goed  De sleutel past bij de database." in fits.output
    assert "bitbot keys new" in missing.output
    assert "past niet bij deze database" in other.output


def test_doctor_says_what_to_do_and_ends_with_a_fault(sqlite_url: str) -> None:
    run("setup", str(ORGANISATION), database=sqlite_url)

    told = run("doctor", database=sqlite_url)

    assert told.exit_code == 1
    assert "goed  De tabellen zijn bij." in told.output
    assert "SLACK_SIGNING_SECRET" in told.output


@pytest.mark.parametrize("words", [("--socket",), ("--url", "https://bitbot.example.nl")])
def test_the_manifest_is_json_with_every_command(words: tuple[str, ...]) -> None:
    made = json.loads(run("manifest", "slack", *words).output)

    commands = {command["command"] for command in made["features"]["slash_commands"]}
    assert commands == {f"/{name}" for name in names()}


def test_a_manifest_over_http_needs_an_address() -> None:
    refused = run("manifest", "slack")

    assert refused.exit_code == 2
    assert "BITBOT_URL" in refused.output


def test_a_file_that_is_no_text_is_refused_in_words(sqlite_url: str, tmp_path: Path) -> None:
    picture = tmp_path / "organisatie.toml"
    picture.write_bytes(b"\x89PNG\xff\xfe")

    refused = run("setup", str(picture), database=sqlite_url)

    assert refused.exit_code == 2
    assert "UTF-8" in refused.output
