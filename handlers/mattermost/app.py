"""The routes that Mattermost calls: each proves where a request comes from, and brings the answer of dispatch back."""

from __future__ import annotations

import hmac
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from flask import Blueprint, Response, abort, jsonify, request
from pydantic import BaseModel, ValidationError

from bitbot.chat import Reply, Request
from handlers.mattermost import incoming
from handlers.mattermost.answers import SILENCE, Answers
from handlers.mattermost.client import Settings
from handlers.mattermost.forms import TooLong
from handlers.mattermost.render import Origin, Paper, Sentences, origin_of
from handlers.mattermost.signing import ACTION, DIALOG, Expired, Forged, Signer
from handlers.mattermost.text import Json, flat

Dispatch = Callable[[Request], Reply]
Sent = TypeVar("Sent", bound=BaseModel)

COMMAND_PATH: Final = "/mattermost/command"
_SENTENCE: Final = 1_000
_log = logging.getLogger(__name__)


def paper(settings: Settings, sentences: Sentences) -> Paper:
    return Paper(settings.bitbot_url, Signer(settings.bitbot_secret_key.get_secret_value()), sentences)


def blueprint(dispatch: Dispatch, tokens: tuple[str, ...], answers: Answers) -> Blueprint:
    """An answer leaves after `dispatch` has stored what it did; `tokens` are those of the slash commands."""
    desk = Desk(dispatch, tokens, answers)
    made = Blueprint("mattermost", __name__)
    made.post(COMMAND_PATH)(desk.command)
    made.post("/mattermost/action/<part>")(desk.action)
    made.post("/mattermost/dialog/<part>")(desk.dialog)
    return made


@dataclass(frozen=True, slots=True)
class Desk:
    """Mattermost takes every status but 200 for a failure, so whoever came through it gets a sentence instead."""

    dispatch: Dispatch
    tokens: tuple[str, ...]
    answers: Answers

    def command(self) -> Response:
        if not self._is_proven():
            _log.warning("a command without a right token was refused")
            abort(401)
        if not all(request.form.get(name) for name in ("command", "user_id")):
            abort(400)
        asked = incoming.command(request.form)
        origin = incoming.origin_of_command(request.form)
        trigger = request.form.get("trigger_id", "")
        return jsonify(self.answers.to_command(trigger, origin, asked, self.dispatch(asked)))

    def action(self, part: str) -> Response:
        self._know(ACTION, part)
        sent = _read(incoming.Action)
        try:
            return jsonify(self._acted(sent))
        except (Forged, Expired) as refusal:
            return jsonify(self.answers.beside(self.answers.paper.sentences(_refused(refusal))))

    def dialog(self, part: str) -> Response:
        self._know(DIALOG, part)
        sent = _read(incoming.Dialog)
        if sent.cancelled:
            return jsonify(SILENCE)
        try:
            return jsonify(self._submitted(sent))
        except (Forged, Expired) as refusal:
            return jsonify({"error": flat(self.answers.paper.sentences(_refused(refusal)), _SENTENCE)})
        except TooLong as fault:
            sentence = flat(self.answers.paper.sentences("mattermost.too_long"), _SENTENCE)
            return jsonify({"errors": {fault.question.element: sentence}})

    def _acted(self, sent: incoming.Action) -> Json:
        content = self.answers.paper.signer.unseal(ACTION, sent.context.signed, sent.user_id)
        origin = replace(origin_of(content), user=sent.user_id, post=sent.post_id, channel=sent.channel_id)
        asked = incoming.action(sent, content)
        if "confirm" in content:
            return self.answers.confirm(sent, origin, asked, content["confirm"])
        return self.answers.to_action(sent, origin, asked, self.dispatch(asked))

    def _submitted(self, sent: incoming.Dialog) -> Json:
        content = self.answers.paper.signer.unseal(DIALOG, sent.state, sent.user_id)
        asked = incoming.submission(sent, content)
        origin: Origin = origin_of(content)
        return self.answers.to_submission(origin, self.dispatch(asked), incoming.questions(content), asked)

    def _is_proven(self) -> bool:
        """The same token in header and form, and one of ours; every one is compared, so that time tells nothing."""
        header = request.headers.get("Authorization", "").removeprefix("Token ").encode()
        given = request.form.get("token", "").encode()
        known = [hmac.compare_digest(token.encode(), given) for token in self.tokens]
        return any(known) and hmac.compare_digest(header, given)

    def _know(self, purpose: str, part: str) -> None:
        if not self.answers.paper.signer.is_path(purpose, part):
            _log.warning("a %s at a wrong address was refused", purpose)
            abort(404)


def _read(kind: type[Sent]) -> Sent:
    try:
        return kind.model_validate_json(request.get_data())
    except ValidationError:
        _log.warning("what came in is no %s of Mattermost", kind.__name__.lower())
        abort(400)


def _refused(refusal: Forged | Expired) -> str:
    """Logged without what was sent."""
    if isinstance(refusal, Expired):
        return "mattermost.expired"
    _log.warning("a forged request was refused: %s", refusal)
    return "mattermost.forged"
