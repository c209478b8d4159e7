"""What Mattermost refuses in posts and dialogs, written down apart from what the adapter believes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

Json = dict[str, Any]
MOST = 16_383
_STYLES = {"default", "primary", "success", "good", "warning", "danger"}
# What each kind of element takes, and since which version there is such a kind.
_KINDS = {
    "text": (150, (5, 6)),
    "textarea": (3_000, (5, 6)),
    "select": (3_000, (5, 6)),
    "bool": (150, (5, 16)),
    "radio": (3_000, (5, 16)),
    "date": (3_000, (11, 1)),
}


class Refusal(Exception):
    """The status and the code of the server."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(f"{status} {code}")
        self.status = status
        self.code = code


class Wrong(AssertionError):
    """A newer server, or a client, would not take this; the recorded one let it pass."""


def need(holds: object, why: str) -> None:
    if not holds:
        raise Wrong(why)


def check_message(message: str) -> None:
    if len(message) > MOST:
        raise Refusal(400, "model.post.is_valid.msg.app_error")


def check_attachments(attachments: Sequence[Json]) -> None:
    for attachment in attachments:
        need(len(attachment.get("text", "")) <= MOST, "the text of an attachment")
        actions = attachment.get("actions", [])
        numbers = [action.get("id", "") for action in actions]
        need(len(set(numbers)) == len(numbers), "an id that stands there twice")
        for action in actions:
            check_action(action)


def check_action(action: Json) -> None:
    need(re.fullmatch(r"[A-Za-z0-9]+", action.get("id", "")), f"the id {action.get('id')!r} would not be found")
    need(action.get("name"), "an action without a name")
    need(action.get("style", "default") in _STYLES, "a style that does not exist")
    need(action["integration"]["url"].startswith(("http://", "https://")), "the address of an action")
    if action["type"] == "select":
        need(action["options"], "a menu without options")
        check_options(action["options"])
    else:
        need(action["type"] == "button" and "options" not in action, "a button with options")


def check_options(options: Sequence[Json]) -> None:
    for option in options:
        need(set(option) == {"text", "value"}, "the keys of an option")
        need(option["text"] and option["value"], "an option without text or value")


def check_dialog(dialog: Json, version: tuple[int, ...]) -> None:
    need(0 < len(dialog["title"]) <= 24, "the title of a dialog")
    need(isinstance(dialog["state"], str), "the state of a dialog")
    names = [element["name"] for element in dialog["elements"]]
    need(len(set(names)) == len(names), "two elements of one name")
    for element in dialog["elements"]:
        check_element(element, version)


def check_element(element: Json, version: tuple[int, ...]) -> None:
    longest, since = _KINDS[element["type"]]
    need(version >= since, f"there is no {element['type']} in {version}")
    need(0 < len(element["display_name"]) <= 24, "the label of an element")
    need(0 < len(element["name"]) <= 300, "the name of an element")
    need(len(element.get("help_text", "")) <= 150, "the help of an element")
    need(len(element.get("placeholder", "")) <= 150, "the placeholder of an element")
    need(isinstance(element.get("default", ""), str), "a default that is no text")
    need(element.get("max_length", 0) <= longest, "the length of an element")
    need(len(element.get("default", "")) <= element.get("max_length", 3_000), "a default that is too long")
    if element["type"] == "select":
        check_select(element, version)
    if element["type"] == "bool":
        need(element.get("default", "") in {"", "true", "false"}, "the default of a box")


def check_select(element: Json, version: tuple[int, ...]) -> None:
    need(element["options"], "a menu without options")
    check_options(element["options"])
    several = element.get("multiselect", False)
    need(not several or version >= (11, 0), "a menu that takes several")
    chosen = element["default"].split(",") if several else [element["default"]]
    values = {"", *(option["value"] for option in element["options"])}
    need(set(chosen) <= values, "a default that is no option")


def stripped(attachments: Sequence[Json]) -> list[Json]:
    """Attachments as they are read: nobody sees what a button does."""
    return [_stripped(attachment) for attachment in attachments]


def _stripped(attachment: Json) -> Json:
    actions = [{k: v for k, v in action.items() if k != "integration"} for action in attachment.get("actions", [])]
    return {**attachment, **({"actions": actions} if actions else {})}
