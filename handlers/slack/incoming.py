"""What Slack sends as requests: a command typed, a button or menu used, a form submitted."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from bitbot.chat import Person, Request, Where
from handlers.slack.forms import answers, opened
from handlers.slack.text import brought, typed

Body = Mapping[str, Any]


def command(body: Body) -> Request:
    line = f"{body['command'].removeprefix('/')} {typed(body.get('text', ''))}".strip()
    person = Person("slack", body["team_id"], body["user_id"])
    return Request(_trigger(body), person, line, where=Where(id=body.get("channel_id", "")))


def action(body: Body) -> Request:
    used = body["actions"][0]
    if used["type"] == "button":
        line, values = brought(used["value"])
    else:
        _, carried, name = used["action_id"].split("|")
        line, _ = brought(carried)
        values = {name: brought(used["selected_option"]["value"])[:1]}
    return Request(_trigger(body), _person(body), line, values, where=Where(id=_channel(body)))


def submission(body: Body) -> Request:
    view = body["view"]
    line, channel = opened(view)
    return Request(_content(view), _person(body), line, answers(view), form=True, where=Where(id=channel))


def _channel(body: Body) -> str:
    """Where the message of the button stands, or where its modal was opened from."""
    return opened(body["view"])[1] if "view" in body else str(body["container"]["channel_id"])


def _trigger(body: Body) -> str:
    """Slack makes a trigger for every deed of a person, and a repeated delivery repeats it."""
    return f"slack:{body['trigger_id']}"


def _content(view: Body) -> str:
    """The form and what stands in it: who sees "trouble connecting" submits again, and means the same.

    The trigger is then a new one. The `hash` alone would not do: it is the same for an answer that was corrected.
    """
    filled = json.dumps([view["private_metadata"], view["state"]["values"]], sort_keys=True)
    return f"slack:{view['id']}:{view['hash']}:{sha256(filled.encode()).hexdigest()}"


def _person(body: Body) -> Person:
    """Someone from another workspace keeps the team of that workspace, and is refused by what knows the members."""
    user = body["user"]
    return Person("slack", user.get("team_id") or body["team"]["id"], user["id"])
