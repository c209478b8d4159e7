"""What Mattermost sends as requests: a command typed, a button or menu used, a dialog submitted."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field
from werkzeug.datastructures import MultiDict

from bitbot.chat import Person, Request, Where
from handlers.mattermost.client import hook_of
from handlers.mattermost.forms import Question, answers
from handlers.mattermost.render import Origin, Values
from handlers.mattermost.signing import Forged
from handlers.mattermost.text import Json, typed

Form = MultiDict[str, str]
# Ids are letters and digits: what is anything else would name another place when it becomes part of an address.
Id = Annotated[str, Field(pattern=r"^[a-z0-9]{26}$")]


class Context(BaseModel):
    """Ours is one signed text; Mattermost adds what was chosen."""

    model_config = ConfigDict(strict=True)
    signed: str
    selected_option: str = ""


class Action(BaseModel):
    """A click or a choice. Only Mattermost sets person and channel, but anybody can aim a button of his own at us."""

    model_config = ConfigDict(strict=True)
    user_id: Id
    channel_id: Id
    trigger_id: str
    post_id: Id
    context: Context


class Dialog(BaseModel):
    """A dialog that was submitted, or closed without: then there is no submission.

    The channel that comes with it is what the client says; where it was opened is what we signed.
    """

    model_config = ConfigDict(strict=True)
    user_id: Id
    state: str
    submission: dict[str, Any] | None = None
    cancelled: bool = False


def command(form: Form) -> Request:
    names = form.getlist("user_mentions")
    mentions = dict(zip((name.lower() for name in names), form.getlist("user_mentions_ids"), strict=False))
    line = f"{form['command'].removeprefix('/')} {typed(form.get('text', ''), mentions)}".strip()
    told = form.get("trigger_id") or sorted(form.items(multi=True))
    where = Where(id=form.get("channel_id", ""))
    return Request(_key("command", told), person(form["user_id"]), line, where=where)


def origin_of_command(form: Form) -> Origin:
    hook = hook_of(form.get("response_url", ""))
    return Origin("command", form["user_id"], hook, channel=form.get("channel_id", ""))


def action(sent: Action, content: Json) -> Request:
    """Raises Forged for an option that was not offered."""
    values: Values = {name: tuple(value) for name, value in content.get("values", {}).items()}
    chosen = sent.context.selected_option
    if "name" in content:
        if chosen not in content["options"]:
            raise Forged("option")
        values = {content["name"]: (chosen,)}
    key = _key("action", [sent.trigger_id, sent.context.signed, chosen])
    return Request(key, person(sent.user_id), content["line"], values, where=Where(id=sent.channel_id))


def submission(sent: Dialog, content: Json) -> Request:
    """The key names the form and what stands in it: a repeat is one request, a corrected answer a new one.

    Raises Forged or TooLong.
    """
    filled = answers(questions(content), sent.submission or {})
    values = {name: tuple(value) for name, value in content["values"].items()} | filled
    key = _key("dialog", [content["nonce"], sent.submission])
    form, where = bool(content["questions"]), Where(id=content["origin"].get("channel", ""))
    return Request(key, person(sent.user_id), content["line"], values, form=form, where=where)


def questions(content: Json) -> Sequence[Question]:
    return [Question(*question) for question in content["questions"]]


def person(user: str) -> Person:
    """One server is one organisation: in a direct message Mattermost names no team."""
    return Person("mattermost", "", user)


def _key(kind: str, told: str | Sequence[Any] | Mapping[str, Any]) -> str:
    return f"mattermost:{kind}:{sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()}"
