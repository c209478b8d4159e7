"""The doctor finds what is wrong with the set-up and says what to do."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from pydantic import SecretStr

from handlers.findings import Finding
from handlers.mattermost.doctor import examine, is_internal, is_used
from tests.doubles.mattermost import Fault, Mattermost, made_id
from tests.handlers.mattermost.conftest import Settings

OUTSIDE = "https://bitbot.example.nl"


def wrong(findings: list[Finding]) -> str:
    assert all(finding.advice for finding in findings if not finding.ok)
    return " ".join(finding.what for finding in findings if not finding.ok)


@pytest.fixture
def good(server: Mattermost) -> Settings:
    return replace(Settings(server.url), bitbot_url=OUTSIDE)


def test_a_good_set_up_has_nothing_wrong(good: Settings, server: Mattermost) -> None:
    findings = examine(good, server.bit)

    assert wrong(findings) == ""
    assert [finding.what for finding in findings] == [
        "Mattermost bereikt bitbot op https://bitbot.example.nl.",
        "De geheime sleutel is ingevuld.",
        "Er zijn 2 tokens van slash-commando's ingevuld.",
        "Het token werkt, voor de bot bitbot.",
        "De server is versie 6.7.",
        "De bot is lid van het kanaal bit, en niemand anders leest mee.",
    ]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"mattermost_url": ""}, "Het adres van Mattermost ontbreekt"),
        ({"mattermost_url": "http://127.0.0.1:9"}, "Mattermost is niet bereikbaar (ConnectError)"),
        ({"mattermost_token": SecretStr("")}, "Het token van de bot ontbreekt"),
        ({"mattermost_token": SecretStr("oud")}, "weigert het token van de bot (api.context.session_expired"),
        ({"mattermost_token": SecretStr("admintokenadmintokenadmin0")}, "van een persoon (admin), niet van een bot"),
        ({"command_tokens": ()}, "Er zijn geen tokens van slash-commando's"),
        ({"bitbot_url": ""}, "Het eigen adres van bitbot ontbreekt"),
        ({"bitbot_secret_key": SecretStr("")}, "De geheime sleutel ontbreekt"),
        ({"bitbot_secret_key": SecretStr("kort")}, "korter dan 32 tekens"),
    ],
)
def test_a_wrong_setting_is_found(good: Settings, change: dict[str, Any], found: str) -> None:
    assert found in wrong(examine(replace(good, **change), ""))


def test_a_server_that_is_too_old_is_found(good: Settings, server: Mattermost) -> None:
    server.version = "5.39.1"

    assert "versie 5.39; dat is te oud" in wrong(examine(good, ""))


def test_commands_that_are_off_are_found(good: Settings, server: Mattermost) -> None:
    server.config["EnableCommands"] = "false"

    assert "Slash-commando's staan uit" in wrong(examine(good, ""))


def test_what_a_bot_may_not_see_is_said_and_not_judged(good: Settings, server: Mattermost) -> None:
    server.fail("GET config/client", Fault("status", 501))

    [finding] = [finding for finding in examine(good, "") if "zegt niet" in finding.what]

    assert finding.ok
    assert "EnableCommands" in finding.advice


def test_a_channel_without_the_bot_and_an_archived_one_are_found(good: Settings, server: Mattermost) -> None:
    channel = server.channels[server.bit]
    channel.delete_at = 1
    archived = wrong(examine(good, server.bit))
    channel.members.remove(server.bot)
    absent = wrong(examine(good, server.bit))

    assert "gearchiveerd" in archived
    assert "geen lid" in absent


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"kind": "O"}, "Het kanaal van het BIT is openbaar voor het hele team. bitbot antwoordt daar niet."),
        ({"kind": "BO"}, "openbaar"),
        ({"shared": True}, "gedeeld met een andere server"),
        ({"members": {made_id("bitbot"), made_id("guest")}}, "lezen gasten mee"),
    ],
)
def test_a_channel_in_which_others_read_along_is_found(
    good: Settings, server: Mattermost, change: dict[str, Any], found: str
) -> None:
    server.channels[server.bit] = replace(server.channels[server.bit], **change)

    assert found in wrong(examine(good, server.bit))


def test_a_look_that_fails_halfway_is_told(good: Settings, server: Mattermost) -> None:
    server.fail(f"GET channels/{server.bit}/stats", Fault("status", 503))

    assert "bestaat niet" in wrong(examine(good, server.bit))


def test_an_internal_address_must_be_allowed_by_the_administrator(good: Settings) -> None:
    [finding] = [f for f in examine(replace(good, bitbot_url="http://10.0.0.7:8080"), "") if "intern adres" in f.what]

    assert "AllowedUntrustedInternalConnections" in finding.advice
    assert "10.0.0.7" in finding.advice


@pytest.mark.parametrize(
    ("host", "internal"),
    [
        ("10.0.0.7", True),
        ("127.0.0.1", True),
        ("::1", True),
        ("localhost", True),
        ("bitbot", True),
        ("bitbot.gemeente.local", True),
        ("bitbot.example.nl", False),
        ("8.8.8.8", False),
    ],
)
def test_what_an_internal_address_is(host: str, internal: bool) -> None:
    assert is_internal(host) == internal


def test_without_address_and_token_there_is_nothing_to_look_at() -> None:
    assert not is_used(Settings("", mattermost_token=SecretStr("")))
    assert is_used(Settings("https://chat.example.nl", mattermost_token=SecretStr("")))
