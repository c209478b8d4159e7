"""Settings are read once, and what is wrong in them is said in a sentence that never shows a secret."""

from __future__ import annotations

from pathlib import Path

import pytest

from bitbot.settings import Settings, SettingsFault

Env = pytest.MonkeyPatch

VARIABLES = [name.upper() for name in Settings.model_fields]


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: Env) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(f"{name}_FILE", raising=False)


def sentences() -> tuple[str, ...]:
    with pytest.raises(SettingsFault) as caught:
        Settings()
    return caught.value.sentences


def test_nothing_has_to_be_set() -> None:
    settings = Settings()

    assert settings.database_url == "sqlite:///bitbot.db"
    assert settings.port == 8080
    assert settings.slack_bot_token.get_secret_value() == ""


@pytest.mark.parametrize("name", VARIABLES)
def test_empty_counts_as_not_set(monkeypatch: Env, name: str) -> None:
    monkeypatch.setenv(name, "")
    monkeypatch.setenv(f"{name}_FILE", " ")

    assert Settings() == Settings.model_construct()


def test_what_is_given_goes_before_the_environment(monkeypatch: Env) -> None:
    monkeypatch.setenv("PORT", "9000")

    assert Settings().port == 9000
    assert Settings(port=9001).port == 9001


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("postgres://u:p@db/bitbot", "postgresql+psycopg://u:p@db/bitbot"),
        ("postgresql://u:p@db/bitbot?sslmode=require", "postgresql+psycopg://u:p@db/bitbot?sslmode=require"),
        ("postgresql+psycopg://db/bitbot", "postgresql+psycopg://db/bitbot"),
        ("sqlite:////data/bitbot.db", "sqlite:////data/bitbot.db"),
    ],
)
def test_the_address_of_the_database_may_be_written_as_a_host_gives_it(monkeypatch: Env, given: str, used: str) -> None:
    monkeypatch.setenv("DATABASE_URL", given)

    assert Settings().database_url == used


@pytest.mark.parametrize("name", VARIABLES)
def test_every_variable_can_stand_in_a_file(monkeypatch: Env, tmp_path: Path, name: str) -> None:
    values = {"PORT": "1234", "BITBOT_ENV": "production", "BITBOT_LOG_LEVEL": "debug", "DATABASE_URL": "sqlite:///x.db"}
    value = values.get(name, "https://example.test")
    (tmp_path / "value").write_text(f"  {value} \nsecond line\n", encoding="utf-8")
    monkeypatch.setenv(f"{name}_FILE", str(tmp_path / "value"))
    in_file = Settings()
    monkeypatch.delenv(f"{name}_FILE")
    monkeypatch.setenv(name, value)

    assert in_file == Settings()
    assert in_file != Settings.model_construct()


def test_a_variable_and_its_file_together_are_one_too_many(monkeypatch: Env, tmp_path: Path) -> None:
    (tmp_path / "token").write_text("xoxb-geheim", encoding="utf-8")
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-geheim")
    monkeypatch.setenv("SLACK_BOT_TOKEN_FILE", str(tmp_path / "token"))

    assert sentences() == ("SLACK_BOT_TOKEN en SLACK_BOT_TOKEN_FILE staan allebei ingevuld. Haal er een weg.",)


def test_a_file_that_is_not_there_is_named_with_its_variable(monkeypatch: Env, tmp_path: Path) -> None:
    path = str(tmp_path / "nergens")
    monkeypatch.setenv("BITBOT_SECRET_KEY_FILE", path)

    assert sentences()[0].startswith(f"BITBOT_SECRET_KEY_FILE wijst naar {path}, maar dat bestand bestaat niet.")


def test_a_file_that_says_nothing_or_cannot_be_read_is_named_too(monkeypatch: Env, tmp_path: Path) -> None:
    (tmp_path / "empty").write_text("\nlater", encoding="utf-8")
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    monkeypatch.setenv("BITBOT_SECRET_KEY_FILE", str(tmp_path / "empty"))
    monkeypatch.setenv("SLACK_BOT_TOKEN_FILE", str(tmp_path / "binary"))
    monkeypatch.setenv("SLACK_APP_TOKEN_FILE", str(tmp_path))

    empty, binary, folder = sentences()

    assert "de eerste regel daarvan is leeg" in empty
    assert "dat is niet te lezen" in binary
    assert "dat is niet te lezen" in folder


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("PORT", "http", "PORT is geen heel getal. Vul alleen cijfers in, of haal PORT weg."),
        ("PORT", "0", "PORT is te laag. Kies een getal vanaf 1."),
        ("PORT", "70000", "PORT is te hoog. Kies een getal tot en met 65535."),
        ("BITBOT_ENV", "test", "BITBOT_ENV heeft een waarde die bitbot niet kent. Kies uit: leeg of 'production'."),
        (
            "BITBOT_LOG_LEVEL",
            "loud",
            "BITBOT_LOG_LEVEL heeft een waarde die bitbot niet kent. Kies uit: 'DEBUG', 'INFO', 'WARNING' of 'ERROR'.",
        ),
        (
            "DATABASE_URL",
            "mysql://u:p@db/x",
            (
                "DATABASE_URL is geen adres van een database dat bitbot kent. "
                "Laat het beginnen met sqlite:/// of postgresql://."
            ),
        ),
        (
            "DATABASE_URL",
            "sqlite:///:memory:",
            "DATABASE_URL noemt geen bestand. Zet een bestandsnaam achter sqlite:///, zoals sqlite:///bitbot.db.",
        ),
        (
            "MATTERMOST_URL",
            "chat.example.test",
            "MATTERMOST_URL moet beginnen met https:// of http://. Zet het volledige adres erin.",
        ),
    ],
)
def test_a_wrong_value_is_answered_with_what_to_do(monkeypatch: Env, name: str, value: str, sentence: str) -> None:
    monkeypatch.setenv(name, value)

    assert sentences() == (sentence,)


def test_everything_wrong_is_said_at_once(monkeypatch: Env) -> None:
    monkeypatch.setenv("PORT", "http")
    monkeypatch.setenv("MATTERMOST_URL", "chat")

    assert len(sentences()) == 2


def test_what_is_missing_is_named_with_both_ways_to_give_it() -> None:
    with pytest.raises(SettingsFault) as caught:
        Settings(slack_bot_token="x").require("slack_bot_token", "slack_signing_secret", "bitbot_url")

    secret, address = caught.value.sentences
    assert secret == (
        "SLACK_SIGNING_SECRET ontbreekt. Zet de waarde in SLACK_SIGNING_SECRET, "
        "of zet het pad van een bestand met de waarde in SLACK_SIGNING_SECRET_FILE."
    )
    assert address.startswith("BITBOT_URL ontbreekt.")


def test_mattermost_may_have_several_command_tokens() -> None:
    assert Settings(mattermost_command_tokens="a, b  c").command_tokens == ("a", "b", "c")


def test_no_secret_is_shown(monkeypatch: Env) -> None:
    canary = "k4n4r13"
    for name in VARIABLES:
        if name.endswith(("_TOKEN", "_TOKENS", "_SECRET", "_KEY")):
            monkeypatch.setenv(name, canary)
    monkeypatch.setenv("DATABASE_URL", f"postgres://bitbot:{canary}@db/bitbot")
    settings = Settings()

    monkeypatch.setenv("DATABASE_URL", f"mysql://bitbot:{canary}@db/bitbot")
    said = "".join(sentences())

    assert canary not in f"{settings!r} {settings!s} {said}"
