"""Over Socket Mode the same listeners answer, and stopping is clean."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from slack_bolt import App
from slack_sdk.errors import SlackApiError

from handlers.slack.socket import connect
from tests.doubles.slack import Slack
from tests.doubles.slack_socket import SocketMode, listening
from tests.handlers.slack.conftest import USERS, Settings
from tests.handlers.toys import Toy
from tests.platforms.slack import SlackPlatform

# Closing takes the SDK a second or more.
pytestmark = pytest.mark.slow


@pytest.fixture
def server(slack: Slack) -> Iterator[SocketMode]:
    with listening() as socket_mode:
        slack.socket_url = socket_mode.url
        yield socket_mode


def test_a_command_is_answered_in_the_acknowledgement(
    bolt: App, settings: Settings, slack: Slack, server: SocketMode, toy: Toy
) -> None:
    client = connect(bolt, settings)
    fields = SlackPlatform("", slack, USERS).command("hilversum-1", "/wa claim WA-1")

    connection = server.connections.get(timeout=5)
    answers = [server.deliver(connection, "slash_commands", fields)["payload"] for _ in range(2)]
    client.close()

    assert answers[0]["response_type"] == "ephemeral"
    assert answers[0] == answers[1]
    assert [request.line for request in toy.asked] == ["wa claim WA-1"]


def test_closing_leaves_no_connection_and_no_thread(bolt: App, settings: Settings, server: SocketMode) -> None:
    before = set(threading.enumerate())

    client = connect(bolt, settings)
    server.connections.get(timeout=5)
    client.close()

    assert server.gone.wait(5)
    for thread in set(threading.enumerate()) - before:
        thread.join(5)
    assert [thread.name for thread in threading.enumerate() if thread not in before] == []


def test_a_token_that_slack_refuses_is_told_and_leaves_nothing_running(bolt: App, settings: Settings) -> None:
    with pytest.raises(SlackApiError, match="invalid_auth"):
        connect(bolt, replace(settings, slack_app_token="xapp-old"))
