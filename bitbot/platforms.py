"""Connects one process of bitbot with the chat platforms that it has tokens for."""

from __future__ import annotations

from typing import Any

import structlog
from flask import Blueprint, request

from bitbot.app import Bitbot
from bitbot.settings import Settings
from handlers.verbs import subjects

log = structlog.get_logger()


def with_slack(bot: Bitbot) -> Any:  # noqa: ANN401 - Bolt's app
    """Connect Slack when it has a bot token: what is sent goes there, and what Slack sends is answered."""
    if not bot.settings.slack_bot_token.get_secret_value():
        return None
    # Only a process that speaks with Slack needs its library.
    from handlers.slack.app import build, respond  # noqa: PLC0415
    from handlers.slack.client import web_client  # noqa: PLC0415
    from handlers.slack.eyes import SlackEyes  # noqa: PLC0415
    from handlers.slack.sender import SEND_SECONDS, SlackChat  # noqa: PLC0415

    app = build(bot.dispatch, subjects(), bot.settings, bot.sentences)
    bot.chats["slack"] = SlackChat(web_client(bot.settings, SEND_SECONDS), bot.sentences)
    bot.eyes["slack"] = SlackEyes(web_client(bot.settings))
    routes = Blueprint("slack", __name__)
    routes.post("/slack/events")(lambda: respond(app, request))
    bot.blueprints.append(routes)
    return app


def with_mattermost(bot: Bitbot) -> None:
    """Connect Mattermost when it has a token: what is sent goes there, and what Mattermost sends is answered."""
    if not bot.settings.mattermost_token.get_secret_value():
        return
    bot.settings.require("mattermost_url", "bitbot_url", "bitbot_secret_key")
    # Only a process that speaks with Mattermost needs an HTTP client.
    from handlers.mattermost.answers import Answers  # noqa: PLC0415
    from handlers.mattermost.app import blueprint, paper  # noqa: PLC0415
    from handlers.mattermost.client import SEND_SECONDS, server  # noqa: PLC0415
    from handlers.mattermost.eyes import MattermostEyes  # noqa: PLC0415
    from handlers.mattermost.home import MattermostHome  # noqa: PLC0415
    from handlers.mattermost.sender import MattermostChat  # noqa: PLC0415

    answering, sending = server(bot.settings), server(bot.settings, SEND_SECONDS)
    written = paper(bot.settings, bot.sentences)
    major, minor = answering.version
    log.info("mattermost", major=major, minor=minor)
    bot.chats["mattermost"] = MattermostChat(sending, written)
    bot.eyes["mattermost"] = MattermostEyes(answering)
    bot.homes["mattermost"] = MattermostHome(sending, written, bot.answer)
    bot.blueprints.append(blueprint(bot.dispatch, bot.settings.command_tokens, Answers(answering, written)))


def connected(slack: Any, settings: Settings) -> Any:  # noqa: ANN401
    from handlers.slack.socket import connect  # noqa: PLC0415

    return connect(slack, settings)
