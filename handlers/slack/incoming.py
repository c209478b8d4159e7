"""What Slack sends as requests: a command typed, a button or menu used, a form submitted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bitbot.chat import Person, Request
from handlers.slack.forms import answers
from handlers.slack.text import brought, typed

Body = Mapping[str, Any]


def command(body: Body) -> Request:
    line = f"{body['command'].removeprefix('/')} {typed(body.get('text', ''))}".strip()
    return Request(_key(body), Person("slack", body["team_id"], body["user_id"]), line)


def action(body: Body) -> Request:
    used = body["actions"][0]
    if used["type"] == "button":
        line, values = brought(used["value"])
    else:
        _, carried, name = used["action_id"].split("|")
        line, _ = brought(carried)
        values = {name: brought(used["selected_option"]["value"])[:1]}
    return Request(_key(body), _person(body), line, values)


def submission(body: Body) -> Request:
    view = body["view"]
    line, _ = brought(view["private_metadata"])
    return Request(_key(body), _person(body), line, answers(view))


def _key(body: Body) -> str:
    """The trigger: Slack makes one for every deed of a person, and a repeated delivery repeats it.

    The `hash` of a form would not do: it is still the same when the form is submitted again after errors.
    """
    return f"slack:{body['trigger_id']}"


def _person(body: Body) -> Person:
    """Someone from another workspace keeps the team of that workspace, and is refused by what knows the members."""
    user = body["user"]
    return Person("slack", user.get("team_id") or body["team"]["id"], user["id"])
