"""The command line sets up a Mattermost server, and the doctor looks at it."""

from __future__ import annotations

import pytest
from click.testing import CliRunner, Result
from pydantic import SecretStr

from bitbot.__main__ import main
from tests.conversations.conftest import THURSDAY, organise
from tests.databases import KEY
from tests.doubles.mattermost import ADMIN_TOKEN, running

NOTHING = {"BITBOT_ENV": "", "SLACK_BOT_TOKEN": "", "MATTERMOST_URL": "", "MATTERMOST_TOKEN": "", "BITBOT_URL": ""}


def run(*words: str, typed: str = "", **environment: str) -> Result:
    return CliRunner().invoke(main, words, env=NOTHING | environment, input=typed)


def test_install_asks_for_the_token_and_prints_what_belongs_in_the_environment(sqlite_url: str) -> None:
    with running({}) as server:
        done = run(
            "mattermost",
            "install",
            typed=f"{ADMIN_TOKEN}\n",
            DATABASE_URL=sqlite_url,
            MATTERMOST_URL=server.url,
            BITBOT_URL="https://bitbot.example.nl",
        )
        names = [command["trigger"] for command in server.commands]
        tokens = ",".join(command["token"] for command in server.commands)

    assert done.exit_code == 0
    assert {"signaal", "werkafspraak", "wa", "overleg", "rapportage", "bit"} <= set(names)
    assert f"MATTERMOST_COMMAND_TOKENS={tokens}" in done.output
    assert ADMIN_TOKEN not in done.output


def test_install_says_what_it_misses_and_what_is_refused(sqlite_url: str) -> None:
    with running({}) as server:
        bare = run("mattermost", "install", "--admin-token", "t", DATABASE_URL=sqlite_url)
        words = (
            "mattermost",
            "install",
            "--admin-token",
            "wrong",
            "--url",
            server.url,
            "--bitbot",
            "https://b.example",
        )
        refused = run(*words, DATABASE_URL=sqlite_url)

    assert (bare.exit_code, refused.exit_code) == (2, 2)
    assert "MATTERMOST_URL en BITBOT_URL" in bare.output
    assert "kent dit token niet" in refused.output


@pytest.mark.parametrize(("slack", "looked_at"), [("", False), ("xoxb-oud", True)])
def test_the_doctor_looks_at_what_is_used(sqlite_url: str, slack: str, looked_at: bool) -> None:
    organise(sqlite_url, THURSDAY.date())

    with running({}) as server:
        found = run(
            "doctor",
            DATABASE_URL=sqlite_url,
            MATTERMOST_URL=server.url,
            MATTERMOST_TOKEN=server.token,
            SLACK_BOT_TOKEN=slack,
            SLACK_API_URL="http://127.0.0.1:9/api/",
        )

    assert "Het token werkt, voor de bot bitbot." in found.output
    assert "De geheime sleutel ontbreekt" in found.output
    assert ("Slack is niet bereikbaar" in found.output) == looked_at


def test_a_token_without_the_rest_is_explained(sqlite_url: str) -> None:
    organise(sqlite_url, THURSDAY.date())

    from bitbot.app import Bitbot  # noqa: PLC0415
    from bitbot.platforms import with_mattermost  # noqa: PLC0415
    from bitbot.settings import Settings, SettingsFault  # noqa: PLC0415

    bot = Bitbot(Settings(database_url=sqlite_url, bitbot_secret_key=SecretStr(KEY), mattermost_token="t"), works=False)
    with pytest.raises(SettingsFault) as fault:
        with_mattermost(bot)
    bot.stop()

    assert [sentence.split(" ")[0] for sentence in fault.value.sentences] == [
        "MATTERMOST_URL",
        "BITBOT_URL",
    ]
