"""The Bolt app: proves what Slack sends, hands it to dispatch and brings the answer back."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from typing import Any

import flask
from slack_bolt import Ack, App
from slack_bolt.adapter.flask.handler import to_bolt_request, to_flask_response
from slack_bolt.authorization import AuthorizeResult

from bitbot.chat import Reply, Request
from bitbot.clock import monotonic
from handlers.slack import incoming
from handlers.slack.answers import Answers
from handlers.slack.client import Settings, api_url, revealed, web_client
from handlers.slack.forms import CALLBACK
from handlers.slack.render import Sentences
from handlers.slack.verification import Verification
from handlers.verbs import Subject

Dispatch = Callable[[Request], Reply]
Body = dict[str, Any]


def build(dispatch: Dispatch, subjects: Mapping[str, Subject], settings: Settings, sentences: Sentences) -> App:
    """Without a call to Slack. The answer leaves after `dispatch` has stored what it did."""
    token = revealed(settings.slack_bot_token)
    logging.getLogger("slack_bolt.App").addFilter(_concerns_us)
    app = App(
        client=web_client(settings, token=False),  # with a token Bolt asks Slack about it in the first request
        authorize=lambda enterprise_id, team_id: AuthorizeResult(
            enterprise_id=enterprise_id, team_id=team_id, bot_token=token
        ),
        before_authorize=Verification(revealed(settings.slack_signing_secret)),
        request_verification_enabled=False,  # Verification takes its place
        token_verification_enabled=False,
        process_before_response=True,
    )
    listen(app, dispatch, subjects, Answers(web_client(settings), api_url(settings), sentences))
    return app


def _concerns_us(record: logging.LogRecord) -> bool:
    """Bolt finds the token in the environment by itself, and warns that it will not use it there."""
    return "will be unused" not in record.getMessage()


def listen(app: App, dispatch: Dispatch, subjects: Mapping[str, Subject], answers: Answers) -> None:
    """Commands, whatever is clicked or chosen, and forms."""

    def on_command(body: Body, ack: Ack) -> None:
        started = monotonic()
        request = incoming.command(body)
        answers.to_command(body, request, dispatch(request), ack, started)

    def on_action(body: Body, ack: Ack) -> None:
        request = incoming.action(body)
        answers.to_action(body, request, dispatch(request), ack)

    def on_submission(body: Body, ack: Ack) -> None:
        request = incoming.submission(body)
        answers.to_submission(body, request, dispatch(request), ack)

    app.command(re.compile(f"^(?:{'|'.join(map(re.escape, commands(subjects)))})$"))(on_command)
    app.action(re.compile(""))(on_action)
    app.view_submission(CALLBACK)(on_submission)


def commands(subjects: Mapping[str, Subject]) -> list[str]:
    """Every slash command: the subjects and their aliases."""
    return [f"/{name}" for subject in subjects.values() for name in (subject.name, *subject.aliases)]


def respond(app: App, request: flask.Request) -> flask.Response:
    """The answer to one HTTP request; what cannot be read was not sent by Slack."""
    try:
        readable = to_bolt_request(request)
    except (ValueError, TypeError, AttributeError, RecursionError):
        return flask.Response(status=401)
    return to_flask_response(app.dispatch(readable))
