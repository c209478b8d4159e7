"""What Slack is told of bitbot is what the code answers, within Slack's limits."""

from __future__ import annotations

import pytest

from handlers.slack.app import commands
from handlers.slack.manifest import faults, manifest
from handlers.verbs import Subject
from tests.handlers.toys import SUBJECTS, subject

URL = "https://bit.example"


@pytest.mark.parametrize(("url", "socket"), [(URL, False), (None, True)])
def test_every_command_in_the_code_is_in_it(url: str | None, socket: bool) -> None:
    made = manifest(SUBJECTS, url, socket=socket)

    assert [told["command"] for told in made["features"]["slash_commands"]] == commands(SUBJECTS)
    assert all(told["should_escape"] for told in made["features"]["slash_commands"])
    assert faults(made) == []


def test_over_http_slack_learns_where_bitbot_is() -> None:
    made = manifest(SUBJECTS, f"{URL}/", socket=False)

    assert {told["url"] for told in made["features"]["slash_commands"]} == {f"{URL}/slack/events"}
    assert made["settings"]["interactivity"] == {"is_enabled": True, "request_url": f"{URL}/slack/events"}
    assert not made["settings"]["socket_mode_enabled"]


def test_with_socket_mode_no_address_is_told() -> None:
    made = manifest(SUBJECTS, None, socket=True)

    assert "url" not in made["features"]["slash_commands"][0]
    assert made["settings"]["interactivity"] == {"is_enabled": True}
    assert made["settings"]["socket_mode_enabled"]


def test_without_socket_mode_an_address_is_needed() -> None:
    with pytest.raises(ValueError, match="address"):
        manifest(SUBJECTS, None, socket=False)


def test_rights_are_the_smallest_set_and_history_is_optional() -> None:
    scopes = manifest(SUBJECTS, URL, socket=False)["oauth_config"]["scopes"]

    assert scopes["bot"] == [
        "commands",
        "chat:write",
        "users:read",
        "im:write",
        "groups:read",
        "channels:read",
        "im:history",
        "groups:history",
    ]
    assert scopes["bot_optional"] == ["im:history", "groups:history"]


def test_no_event_is_asked_for_that_nobody_handles() -> None:
    assert "event_subscriptions" not in manifest(SUBJECTS, URL, socket=False)["settings"]


@pytest.mark.parametrize(
    ("refused", "fault"),
    [
        (subject("x" * 32), "te lang"),
        (subject("werk afspraak"), "te lang, of met tekens"),
        (subject("WA"), "alleen kleine letters"),
        (subject("wa", description=""), "omschrijving"),
        (subject("wa", description="x" * 2_001), "omschrijving"),
        (subject("wa", hint="x" * 1_001), "voorbeeld"),
        (subject("wa", aliases=("wa",)), "meer dan één keer"),
        (subject("wa", aliases=tuple(f"wa{n}" for n in range(50))), "51 opdrachten"),
    ],
)
def test_what_slack_would_refuse_is_found(refused: Subject, fault: str) -> None:
    assert fault in " ".join(faults(manifest({"x": refused}, URL, socket=False)))


def test_names_and_descriptions_that_are_too_long_are_found() -> None:
    made = manifest(SUBJECTS, URL, socket=False)
    made["display_information"] |= {"name": "x" * 36, "long_description": "kort"}

    assert faults(made) == [
        "display_information.name: 36 tekens, 1 tot 35 mag",
        "long_description: te kort",
    ]


def test_commands_can_be_typed_in_the_direct_messages_of_the_bot() -> None:
    home = manifest(SUBJECTS, URL, socket=False)["features"]["app_home"]

    assert home == {"home_tab_enabled": False, "messages_tab_enabled": True, "messages_tab_read_only_enabled": False}
