"""How an answer reaches the person who asked, and nobody else."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, Final

from bitbot.chat import Button, Card, Form, Message, Reply, Request, Said, Text
from handlers.mattermost.client import UNREACHABLE, Refusal, Server
from handlers.mattermost.forms import Question, dialog, field_errors
from handlers.mattermost.incoming import Action
from handlers.mattermost.render import NO_VALUES, Origin, Paper, Values, props
from handlers.mattermost.signing import DIALOG
from handlers.mattermost.text import Json, flat

SILENCE: Final[Json] = {}
_FORM_LIFE: Final = timedelta(days=1)
_ERROR: Final = 1_000
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said, with what its buttons carry."""

    reply: Reply
    values: Values = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.reply.text or self.reply.card)


@dataclass(frozen=True, slots=True)
class Answers:
    """`server` waits no longer than a trigger lives. What was decided is stored already when an answer leaves."""

    server: Server
    paper: Paper

    def to_command(self, trigger: str, origin: Origin, request: Request, reply: Reply) -> Json:
        """In the answer itself, for the asker alone, or as a dialog."""
        reply = self._brought(reply, origin)
        answer = Answer(reply)
        if reply.form:
            if self._open(trigger, reply.form, origin):
                return SILENCE
            answer = self._once_more(request)
        return _ephemeral(self._shown(answer, origin)) if answer else SILENCE

    def to_action(self, sent: Action, origin: Origin, request: Request, reply: Reply) -> Json:
        """In place of the card in a direct message; else beside it, for the asker alone."""
        if reply.form:
            opened = self._open(sent.trigger_id, reply.form, origin)
            return SILENCE if opened else self._elsewhere(self._once_more(request), origin)
        reply = self._brought(reply, origin)
        answer = Answer(reply)
        if not answer:
            return SILENCE
        if reply.card is None:
            return self.beside(reply.text)
        if origin.kind == "direct":
            return {"update": props(self._shown(answer, origin), origin.mark)}
        return self._elsewhere(answer, origin)

    def _brought(self, reply: Reply, origin: Origin) -> Reply:
        """What stands apart goes to the asker's direct messages; where it cannot, it stays, so that nothing is lost."""
        if reply.apart is None or self._by_message(Answer(Reply(card=reply.apart)), origin):
            return reply
        return replace(reply, card=reply.apart)

    def confirm(self, sent: Action, origin: Origin, request: Request, words: Sequence[str]) -> Json:
        """Ask first: a dialog without questions, that does what the button does."""
        title, question = (Text((Said(text),)) for text in words)
        form = Form(title, request.line, (), submit=title, note=question)
        if self._open(sent.trigger_id, form, origin, request.values):
            return SILENCE
        return self.beside(self.paper.sentences("mattermost.again"))

    def to_submission(self, origin: Origin, reply: Reply, questions: Sequence[Question], request: Request) -> Json:
        """At the fields; in place of the card that the form came from; or in a message for the asker alone."""
        if reply.errors and questions:
            return {"errors": field_errors(reply.errors, questions)}
        answer = self._next(reply, reply.form, request) if reply.form else Answer(reply)
        if (
            not answer
            or self._edit(answer, origin)
            or self._by_command(answer, origin)
            or self._by_message(answer, origin)
        ):
            return SILENCE
        return {"error": flat(reply.text or (reply.card or Card(Text())).title, _ERROR)}

    def beside(self, text: Text) -> Json:
        """Words without buttons, beside the message of the button."""
        shown = self._shown(Answer(Reply(text)), Origin("command"))
        return {"ephemeral_text": shown["message"], "skip_slack_parsing": True}

    def _elsewhere(self, answer: Answer, origin: Origin) -> Json:
        """A card with buttons cannot stand beside a message: where it does stand, the person is told."""
        if self._by_command(answer, origin):
            return SILENCE
        if self._by_message(answer, origin):
            return (
                SILENCE
                if origin.kind in {"direct", "home"}
                else self.beside(self.paper.sentences("mattermost.elsewhere"))
            )
        shown = self._shown(answer, origin)
        told = [shown["message"], *(part["text"] for part in shown["attachments"])]
        return {"ephemeral_text": "\n".join(told).strip(), "skip_slack_parsing": True}

    def _shown(self, answer: Answer, origin: Origin) -> Json:
        return self.paper.shown(answer.reply, origin, answer.values)

    def _once_more(self, request: Request) -> Answer:
        """A button that opens the form after all, with all that was typed."""
        say = self.paper.sentences
        again = Button(say("mattermost.open_form"), request.line, "primary")
        return Answer(Reply(say("mattermost.reopen"), Card(Text(), actions=(again,))), request.values)

    def _next(self, reply: Reply, form: Form, request: Request) -> Answer:
        """No dialog can follow on a dialog: a button opens it, with what was filled in when the same is asked again."""
        again = form.line == request.line
        offered = self._once_more(replace(request, line=form.line, values=request.values if again else NO_VALUES))
        return replace(offered, reply=replace(offered.reply, text=reply.text or offered.reply.text))

    def _open(self, trigger: str, form: Form, origin: Origin, values: Values = NO_VALUES) -> bool:
        made, questions = dialog(form, self.server.version)
        state = {
            "line": form.line,
            "values": {name: list(value) for name, value in values.items()},
            "questions": [question.as_json for question in questions],
            "nonce": secrets.token_hex(8),
            "origin": origin.as_json,
        }
        made["state"] = self.paper.signer.seal(DIALOG, state, origin.user, _FORM_LIFE)
        body = {"trigger_id": trigger, "url": self.paper.address(DIALOG), "dialog": made}
        return self._arrives(lambda: self.server.post("actions/dialogs/open", body))

    def _edit(self, answer: Answer, origin: Origin) -> bool:
        """The direct message of the form, made anew. Its id came back unsigned: it must be one of this person's own."""
        if origin.kind != "direct" or not origin.post or answer.reply.card is None:
            return False
        body = props(self._shown(answer, origin), origin.mark)
        return self._arrives(lambda: self._put(origin, body))

    def _put(self, origin: Origin, body: Json) -> None:
        found = self.server.get(f"posts/{origin.post}")
        if found["channel_id"] != self.server.direct(origin.user):
            raise Refusal(403, "another person's post", {})
        self.server.put(f"posts/{origin.post}/patch", body)

    def _by_command(self, answer: Answer, origin: Origin) -> bool:
        """At the address that the command brought along, as long as it takes answers."""
        if origin.kind != "command" or not origin.hook:
            return False
        body = _ephemeral(self._shown(answer, origin))
        return self._arrives(lambda: self.server.answer(origin.hook, body))

    def _by_message(self, answer: Answer, origin: Origin) -> bool:
        """In a direct message, which people hear of: what is said stands below the notice."""
        reply = answer.reply
        message = Message(self.paper.sentences("mattermost.answer"), reply.card or Card(Text()), reply.text)
        body = props(self.paper.message(message, Origin("direct", origin.user), answer.values), "")
        return self._arrives(lambda: self.server.post("posts", {**body, "channel_id": self.server.direct(origin.user)}))

    def _arrives(self, send: Callable[[], Any]) -> bool:
        """Whether it did; when not, that is logged, without its content."""
        try:
            send()
        except (*UNREACHABLE, Refusal) as failure:
            reason = str(failure) if isinstance(failure, Refusal) else type(failure).__name__
            _log.warning("an answer did not reach Mattermost: %s", reason)
            return False
        return True


def _ephemeral(shown: Json) -> Json:
    attachments = {"attachments": shown["attachments"]} if shown["attachments"] else {}
    return {"response_type": "ephemeral", "text": shown["message"], "skip_slack_parsing": True, **attachments}
