"""What Slack refuses in messages and views, written down apart from what the adapter believes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

Json = dict[str, Any]


class Refusal(Exception):
    """Slack's error code, and what is wrong in words."""

    def __init__(self, code: str, why: str) -> None:
        super().__init__(f"{code}: {why}")
        self.code = code


class Wrong(Exception):
    """Something in a block is not as Slack wants it."""


def length(text: str) -> int:
    """In UTF-16 units, the strictest way in which Slack may count."""
    return len(text.encode("utf-16-le")) // 2


def need(holds: object, why: str) -> None:
    if not holds:
        raise Wrong(why)


def need_length(text: object, most: int, what: str, least: int = 1) -> None:
    need(isinstance(text, str), f"{what} is no text")
    size = length(str(text))
    need(least <= size <= most, f"{what} has {size} characters, allowed are {least} to {most}")


def need_count(items: object, most: int, what: str) -> None:
    need(isinstance(items, list) and 1 <= len(items) <= most, f"{what}: allowed are 1 to {most}")


def check_text(value: Json | None, most: int, what: str, *kinds: str) -> None:
    if value is None:
        raise Wrong(f"{what} is missing")
    need(value.get("type") in (kinds or ("plain_text",)), f"{what} has type {value.get('type')}")
    allowed = {"type", "text", "emoji" if value["type"] == "plain_text" else "verbatim"}
    need(set(value) <= allowed, f"{what} has keys that do not belong to {value['type']}")
    need_length(value.get("text"), most, what)
    need(value["text"].strip(), f"{what} is blank")


def check_option(option: Json) -> None:
    check_text(option.get("text"), 75, "the text of an option")
    need_length(option.get("value"), 150, "the value of an option")


def options_of(element: Json) -> list[Any]:
    groups = element.get("option_groups")
    if groups is None:
        need_count(element.get("options"), 100, "options")
        return list(element["options"])
    need("options" not in element, "options and option_groups together")
    need_count(groups, 100, "option groups")
    for group in groups:
        check_text(group.get("label"), 75, "the label of an option group")
        need_count(group.get("options"), 100, "options of a group")
    return [option for group in groups for option in group["options"]]


def check_select(element: Json) -> None:
    options = options_of(element)
    for option in options:
        check_option(option)
    chosen = [*element.get("initial_options", []), *filter(None, [element.get("initial_option")])]
    need(all(option in options for option in chosen), "an initial option is not among the options")
    if "placeholder" in element:
        check_text(element["placeholder"], 150, "a placeholder")


def check_button(element: Json) -> None:
    check_text(element.get("text"), 75, "the text of a button")
    need_length(element.get("value", ""), 2_000, "the value of a button", least=0)
    need(element.get("style") in {None, "primary", "danger"}, "style")
    if "confirm" in element:
        confirm = element["confirm"]
        check_text(confirm.get("title"), 100, "confirm title")
        check_text(confirm.get("text"), 300, "confirm text")
        check_text(confirm.get("confirm"), 30, "confirm button")
        check_text(confirm.get("deny"), 30, "deny button")


def check_line(element: Json) -> None:
    longest = element.get("max_length", 3_000)
    need(1 <= longest <= 3_000, "max_length")
    need_length(element.get("initial_value", ""), longest, "initial_value", least=0)


def check_date(element: Json) -> None:
    need(re.fullmatch(r"\d{4}-\d\d-\d\d", element.get("initial_date", "2026-01-01")), "initial_date")


ELEMENTS: dict[str, Callable[[Json], None]] = {
    "button": check_button,
    "static_select": check_select,
    "multi_static_select": check_select,
    "plain_text_input": check_line,
    "datepicker": check_date,
}
IN_ACTIONS = {"button", "static_select", "datepicker"}
IN_INPUT = {"static_select", "multi_static_select", "plain_text_input", "datepicker"}


def check_element(element: Json, allowed: set[str]) -> None:
    kind = element.get("type", "")
    need(kind in allowed, f"element {kind} is not allowed here")
    need_length(element.get("action_id"), 255, "action_id")
    ELEMENTS[kind](element)


def check_section(block: Json) -> None:
    check_text(block.get("text"), 3_000, "the text of a section", "mrkdwn", "plain_text")


def check_header(block: Json) -> None:
    check_text(block.get("text"), 150, "a header")


def check_context(block: Json) -> None:
    need_count(block.get("elements"), 10, "elements of a context")
    for element in block["elements"]:
        check_text(element, 3_000, "small print", "mrkdwn", "plain_text")


def check_actions(block: Json) -> None:
    need_count(block.get("elements"), 25, "elements of actions")
    for element in block["elements"]:
        check_element(element, IN_ACTIONS)


def check_input(block: Json) -> None:
    check_text(block.get("label"), 2_000, "a label")
    check_element(block.get("element", {}), IN_INPUT)
    if "hint" in block:
        check_text(block["hint"], 2_000, "a hint")


BLOCKS: dict[str, Callable[[Json], None]] = {
    "section": check_section,
    "header": check_header,
    "context": check_context,
    "actions": check_actions,
}


def texts_in(value: object) -> Iterator[str]:
    """Every text of text objects, however deep."""
    if isinstance(value, dict):
        if value.get("type") in {"mrkdwn", "plain_text"}:
            yield value["text"]
        yield from (text for part in value.values() for text in texts_in(part))
    elif isinstance(value, list):
        yield from (text for part in value for text in texts_in(part))


def elements_in(blocks: list[Any]) -> list[Any]:
    return [
        element
        for block in blocks
        for element in (block.get("elements", []) if block["type"] == "actions" else [block.get("element")])
        if element
    ]


def check_blocks(blocks: list[Json], most: int, kinds: Mapping[str, Callable[[Json], None]]) -> None:
    need_count(blocks, most, "blocks")
    for block in blocks:
        need(block.get("type") in kinds, f"block {block.get('type')} is not allowed here")
        kinds[block["type"]](block)
        need_length(block.get("block_id", "generated"), 255, "block_id")
    named = [block["block_id"] for block in blocks if "block_id" in block]
    need(len(named) == len(set(named)), "block_id twice")
    ids = [element["action_id"] for block in blocks if block["type"] == "actions" for element in block["elements"]]
    need(len(ids) == len(set(ids)), "action_id twice")


def check_message(body: Json) -> None:
    """A message as chat.postMessage, a slash answer or a response_url takes it."""
    need_text = body.get("text", "")
    if not need_text and not body.get("blocks"):
        raise Refusal("no_text", "neither text nor blocks")
    if length(need_text) > 40_000:
        raise Refusal("msg_too_long", "text")
    if "blocks" in body:
        try:
            check_blocks(body["blocks"], 50, BLOCKS)
        except Wrong as wrong:
            raise Refusal("invalid_blocks", str(wrong)) from wrong
        read = [block for block in body["blocks"] if block["type"] != "actions"]
        if sum(map(length, texts_in(read))) > 13_200:
            raise Refusal("msg_blocks_too_long", "all blocks together")


def check_view(view: Json) -> None:
    """A modal, as views.open and views.update take it."""
    if len(json.dumps(view).encode()) > 250_000:
        raise Refusal("view_too_large", "above 250 kB")
    try:
        _check_view(view)
    except Wrong as wrong:
        raise Refusal("invalid_arguments", str(wrong)) from wrong


def _check_view(view: Json) -> None:
    need(view.get("type") == "modal", "no modal")
    check_text(view.get("title"), 24, "title")
    check_blocks(view.get("blocks", []), 100, {**BLOCKS, "input": check_input})
    for name in ("submit", "close"):
        if name in view:
            check_text(view[name], 24, name)
    need("submit" in view or all(block["type"] != "input" for block in view["blocks"]), "inputs without submit")
    need_length(view.get("private_metadata", ""), 3_000, "private_metadata", least=0)
    need_length(view.get("callback_id", ""), 255, "callback_id", least=0)


def check_submission_answer(answer: Json, view: Json) -> None:
    """What Slack does with the answer to a submitted view; anything else makes it say "trouble connecting"."""
    match answer.get("response_action"):
        case None | "clear":
            if set(answer) - {"response_action"}:
                raise Refusal("invalid_ack", "keys without response_action")
        case "errors":
            inputs = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
            errors = answer.get("errors")
            if not errors or not set(errors) <= inputs or not all(map(str.strip, errors.values())):
                raise Refusal("invalid_ack", "errors at blocks that are no inputs, or empty")
        case "update" | "push":
            check_view(answer.get("view", {}))
        case other:
            raise Refusal("invalid_ack", f"response_action {other}")
