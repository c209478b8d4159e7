"""Slash commands are made once, renewed when they differ, and never taken from somebody else."""

from __future__ import annotations

import pytest

from handlers.mattermost.install import Installed, NotInstalled, install
from tests.doubles.mattermost import ADMIN_TOKEN, Fault, Mattermost, made_id
from tests.handlers.toys import SUBJECTS

BITBOT = "https://bitbot.example.nl/"


def installed(server: Mattermost, team: str = "", token: str = ADMIN_TOKEN, bitbot: str = BITBOT) -> Installed:
    return install(server.url, token, team, bitbot, SUBJECTS)


def test_every_subject_and_alias_becomes_a_command(server: Mattermost) -> None:
    done = installed(server)

    assert done.sentences == ("/werkafspraak: gemaakt.", "/wa: gemaakt.", "/signaal: gemaakt.")
    assert done.tokens == tuple(command["token"] for command in server.commands)
    for command in server.commands:
        assert command["url"] == "https://bitbot.example.nl/mattermost/command"
        assert command["method"] == "P"
        assert command["auto_complete"] is True
        assert command["auto_complete_hint"] == "claim WA-1"


def test_a_second_time_changes_nothing(server: Mattermost) -> None:
    first = installed(server)

    again = installed(server)

    assert again.tokens == first.tokens
    assert set(again.sentences) == {"/werkafspraak: was al goed.", "/wa: was al goed.", "/signaal: was al goed."}


def test_a_new_address_is_taken_over_and_the_tokens_stay(server: Mattermost) -> None:
    first = installed(server)

    moved = installed(server, bitbot="https://elders.example.nl")

    assert moved.tokens == first.tokens
    assert "/wa: bijgewerkt." in moved.sentences
    assert {command["url"] for command in server.commands} == {"https://elders.example.nl/mattermost/command"}


def test_a_command_of_something_else_is_left_alone(server: Mattermost) -> None:
    server.commands.append({"id": made_id("c"), "trigger": "wa", "url": "https://x.example/wa", "team_id": server.team})

    with pytest.raises(NotInstalled, match="/wa: van een andere toepassing"):
        installed(server)

    assert len(server.commands) == 1


def test_with_several_teams_one_must_be_chosen(server: Mattermost) -> None:
    server.teams.append({"id": made_id("other"), "name": "ander"})

    with pytest.raises(NotInstalled, match="Teams van dit account: ander, bit"):
        installed(server)
    with pytest.raises(NotInstalled, match="--team"):
        installed(server, "onbekend")

    assert len(installed(server, "bit").tokens) == 3


def test_a_bot_and_a_stranger_are_told_why_not(server: Mattermost) -> None:
    with pytest.raises(NotInstalled, match="een bot mag geen commando's maken"):
        installed(server, token=server.token)
    with pytest.raises(NotInstalled, match="kent dit token niet"):
        installed(server, token="wrong")


def test_a_server_that_is_away_is_told(server: Mattermost) -> None:
    server.fail("GET users/me/teams", Fault("drop"))

    with pytest.raises(NotInstalled, match="niet bereikbaar"):
        installed(server)
