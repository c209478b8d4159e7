"""Slack over a connection that we open ourselves, for a network that lets nothing in; the listeners are the same."""

from __future__ import annotations

from slack_bolt import App
from slack_bolt.adapter.socket_mode.builtin import SocketModeHandler
from slack_sdk.socket_mode import SocketModeClient

from handlers.slack.client import Settings, revealed, web_client

_WORKERS = 20


def connect(app: App, settings: Settings) -> SocketModeClient:
    """Open the connection, which renews itself until `close()`; closing waits for what is being answered."""
    token = revealed(settings.slack_app_token)
    client = SocketModeHandler(app, token, web_client=web_client(settings), concurrency=_WORKERS).client
    try:
        client.connect()
    except BaseException:
        client.close()
        raise
    return client
