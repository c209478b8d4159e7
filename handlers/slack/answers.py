"""How an answer reaches the person who asked, and nobody else."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from http.client import HTTPException
from typing import Any, Final

from slack_bolt import Ack
from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError

from bitbot.chat import Button, Form, Reply, Request
from bitbot.clock import monotonic
from handlers.signs import clusters
from handlers.slack.client import ForeignAddress, code_of, deliver
from handlers.slack.forms import field_errors, form_view, reply_view, title_of
from handlers.slack.incoming import Body
from handlers.slack.limits import LIMITS, cut
from handlers.slack.render import Sentences, button, private
from handlers.slack.text import Json, carried, fits

_FAILURES: Final = (SlackClientError, OSError, HTTPException, ForeignAddress)
_BESIDE: Final = {"response_type": "ephemeral", "replace_original": False}
_AS_IT_IS: Final[Json] = {"link_names": False, "parse": "none"}
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Answers:
    """`api` is the address of Slack's Web API; `seconds` is how long Slack surely still takes the acknowledgement."""

    client: WebClient
    api: str
    sentences: Sentences
    seconds: float = 2.5

    def to_command(self, body: Body, request: Request, reply: Reply, ack: Ack, started: float) -> None:
        """In the acknowledgement itself, or as a form; too late for that, at the address of the command."""
        answer = self._message(body, request, self._brought(request, reply))
        if answer and monotonic() - started <= self.seconds:
            ack({"response_type": "ephemeral", **answer})
            return
        ack()
        if answer:
            self._deliver(body, {**answer, **_BESIDE})

    def to_action(self, body: Body, request: Request, reply: Reply, ack: Ack) -> None:
        """In the modal of the button, or beside its message; in a private place in the place of the message."""
        ack()
        if "view" in body:
            self._renew(body["view"], request, reply)
        elif answer := self._message(body, request, self._brought(request, reply)):
            replacing = {"replace_original": True} if reply.card and _is_private(body) else _BESIDE
            self._deliver(body, {**answer, **replacing})

    def to_submission(self, body: Body, request: Request, reply: Reply, ack: Ack) -> None:
        """At the fields, or in the modal in place of the form."""
        view = body["view"]
        if reply.errors:
            ack(response_action="errors", errors=field_errors(reply.errors, view))
        elif shown := self._view(view, request, reply):
            ack(response_action="update", view=shown)
        else:
            ack()

    def _message(self, body: Body, request: Request, reply: Reply) -> Json | None:
        if reply.form:
            opened = self._open(body["trigger_id"], reply.form, request)
            return None if opened else self._once_more(request)
        return private(reply, self.sentences) if reply.text or reply.card else None

    def _brought(self, request: Request, reply: Reply) -> Reply:
        """What stands apart goes to the asker's direct messages; where it cannot, it stays, so that nothing is lost."""
        if reply.apart is None:
            return reply
        message = {"channel": request.person.user, **private(Reply(card=reply.apart), self.sentences), **_AS_IT_IS}
        return reply if self._try(lambda: self.client.chat_postMessage(**message)) else replace(reply, card=reply.apart)

    def _view(self, view: Body, request: Request, reply: Reply) -> Json | None:
        if reply.form:
            return form_view(reply.form, self.sentences, request.where.id)
        return reply_view(reply, title_of(view), self.sentences, request.where.id) if reply.text or reply.card else None

    def _renew(self, view: Body, request: Request, reply: Reply) -> None:
        if shown := self._view(view, request, reply):
            self._try(lambda: self.client.views_update(view_id=view["id"], hash=view["hash"], view=shown))

    def _open(self, trigger: str, form: Form, request: Request) -> bool:
        view = form_view(form, self.sentences, request.where.id)
        return self._try(lambda: self.client.views_open(trigger_id=trigger, view=view))

    def _once_more(self, request: Request) -> Json:
        """A button that opens the form after all, with what was typed as far as a button can carry it."""
        value = carried(request.line, {name: chosen[0] for name, chosen in request.values.items()})
        whole = fits(value, "button value")
        if not whole:
            value = cut(map(carried, clusters(request.line)), LIMITS["button value"])
        again = button("0", Button(self.sentences("slack.open_form"), request.line, "primary"), value, self.sentences)
        shown = private(Reply(self.sentences("slack.reopen" if whole else "slack.too_late")), self.sentences)
        return {**shown, "blocks": [*shown["blocks"], {"type": "actions", "elements": [again]}]}

    def _deliver(self, body: Body, answer: Json) -> None:
        self._try(lambda: deliver(body["response_url"], answer, self.api))

    def _try(self, send: Callable[[], Any]) -> bool:
        """Whether it arrived. What was decided is stored already, so a lost answer is logged, without its content."""
        try:
            send()
        except _FAILURES as failure:
            _log.warning("an answer did not reach Slack: %s", code_of(failure))
            return False
        return True


def _is_private(body: Body) -> bool:
    container = body["container"]
    return bool(container.get("is_ephemeral")) or container["channel_id"].startswith("D")
