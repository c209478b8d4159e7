"""Forms as Slack's modals, and what people fill in back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from hashlib import sha256
from typing import Any, Final

from bitbot.chat import Field, Form, Option, Reply, Said, Text
from handlers.signs import clusters
from handlers.slack.limits import LIMITS, chunks, cut, units
from handlers.slack.render import Sentences, choices, option, reply_blocks
from handlers.slack.text import Json, brought, carried, fits, flat, mrkdwn, mrkdwn_text, plain_text, unescaped

CALLBACK: Final = "form"
_OPENED_IN: Final = "channel"
_ELEMENT: Final = "answer"
_WRITTEN: Final = {"line", "text", "number"}


def form_view(form: Form, sentences: Sentences, channel: str = "") -> Json:
    """The form as a modal, which carries its command line and where it was opened, and nothing else."""
    line = carried(form.line, {_OPENED_IN: channel})
    if not fits(line, "private_metadata"):
        raise ValueError(f"the command line of a form has {len(line)} characters")
    note = mrkdwn(form.note, LIMITS["context"])
    small_print = [{"type": "context", "elements": [mrkdwn_text(note)]}] if note.strip() else []
    questions = [question for field in form.fields for question in _questions(field, form.line)]
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "private_metadata": line,
        "title": plain_text(form.title, "view title"),
        "submit": plain_text(form.submit, "view button"),
        "close": plain_text(sentences("slack.cancel"), "view button"),
        "blocks": [*questions[: LIMITS["view blocks"] - len(small_print)], *small_print],
    }


def reply_view(reply: Reply, title: Text, sentences: Sentences, channel: str = "") -> Json:
    """An answer inside the modal; its buttons work from there."""
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "private_metadata": carried("", {_OPENED_IN: channel}),
        "title": plain_text(title, "view title"),
        "close": plain_text(sentences("slack.close"), "view button"),
        "blocks": reply_blocks(reply, sentences, LIMITS["view blocks"]),
    }


def opened(view: Mapping[str, Any]) -> tuple[str, str]:
    """The command line that a modal carries, and the channel that it was opened in. Only Slack can change them."""
    line, values = brought(view.get("private_metadata", ""))
    return line, "".join(values.get(_OPENED_IN, ()))


def title_of(view: Mapping[str, Any]) -> Text:
    return Text((Said(unescaped(view["title"]["text"])),))


def _questions(field: Field, line: str) -> Iterator[Json]:
    """One question; more for a text longer than one input holds, so that saving the form loses nothing of it."""
    parts = ["".join(signs) for signs in chunks(clusters("".join(field.value)), LIMITS["input text"], units)]
    if field.kind not in _WRITTEN or len(parts) <= 1:
        yield _question(field, block_id(field.name, line))
        return
    for number, part in enumerate(parts):
        name = f"{field.name}.{number}" if number else field.name
        yield _question(replace(field, value=(part,)), block_id(name, line))


def _question(field: Field, block: str) -> Json:
    question: Json = {
        "type": "input",
        "block_id": block,
        "label": plain_text(field.label, "input label"),
        "optional": not field.required,
        "element": {"action_id": _ELEMENT, **_ELEMENTS[field.kind](field)},
    }
    if field.hint:
        question["hint"] = plain_text(field.hint, "input hint")
    return question


def block_id(name: str, line: str) -> str:
    """Slack keeps what was typed in a block that a next view has too, so each form has blocks of its own."""
    return f"{name}:{sha256(line.encode()).hexdigest()[:8]}"


def name_of(block: str) -> str:
    return block.rpartition(":")[0].partition(".")[0]


def _part_of(block: str) -> int:
    return int(block.rpartition(":")[0].partition(".")[2] or 0)


def _line(field: Field) -> Json:
    """What stands in it already fits, also where the field takes less by now."""
    value = cut(clusters(", ".join(field.value)), LIMITS["input text"])
    longest = min(max(1, field.limit, units(value)), LIMITS["input text"])
    filled = {"initial_value": value} if value else {}
    return {"type": "plain_text_input", "multiline": False, "max_length": longest, **filled}


def _text(field: Field) -> Json:
    return {**_line(field), "multiline": True}


def _date(field: Field) -> Json:
    """A date picker; where the form holds a date in words, a line that keeps them."""
    value = "".join(field.value)
    if value and not _is_date(value):
        return _line(field)
    return {"type": "datepicker", **({"initial_date": value} if value else {})}


def _is_date(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _choice(field: Field) -> Json:
    return _select(field, "static_select", lambda chosen: {"initial_option": chosen[0]})


def _choices(field: Field) -> Json:
    return _select(field, "multi_static_select", lambda chosen: {"initial_options": chosen})


def _select(field: Field, sort: str, filled: Callable[[list[Json]], Json]) -> Json:
    """A menu; without options a line, because Slack refuses an empty menu."""
    options = choices(field.options)
    if not options:
        return _line(field)
    chosen = [option(choice) for choice in field.options if _chosen(choice, field)]
    return {"type": sort, **options, **(filled(chosen) if chosen else {})}


def _chosen(choice: Option, field: Field) -> bool:
    return bool(choice.value) and choice.value in field.value and fits(carried(choice.value), "option value")


_ELEMENTS: Final[Mapping[str, Callable[[Field], Json]]] = {
    "line": _line,
    "text": _text,
    "number": _line,
    "date": _date,
    "choice": _choice,
    "choices": _choices,
}


def answers(view: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """What was filled in, per field; a field left empty has no answer."""
    values = view["state"]["values"]
    filled: dict[str, tuple[str, ...]] = {}
    for block in sorted(values, key=_part_of):
        name = name_of(block)
        answer = tuple(text for element in values[block].values() for text in _answer(element))
        filled[name] = ("".join([*filled.get(name, ()), *answer]),) if _part_of(block) else answer
    return {name: answer for name, answer in filled.items() if any(answer)}


def _answer(element: Mapping[str, Any]) -> tuple[str, ...]:
    chosen = element.get("selected_options") or [element.get("selected_option") or {}]
    values = [brought(option["value"])[0] for option in chosen if option]
    return tuple(values or filter(None, [element.get("value"), element.get("selected_date")]))


def field_errors(errors: Mapping[str, Text], view: Mapping[str, Any]) -> dict[str, str]:
    """Each sentence at its question; what belongs to no question of this form stands at the first."""
    inputs = [block["block_id"] for block in view["blocks"] if block["type"] == "input"]
    blocks = {name_of(block): block for block in reversed(inputs)}
    first = inputs[0]
    shown: dict[str, str] = {}
    for name, sentence in errors.items():
        block = blocks.get(name, first)
        shown[block] = " ".join(filter(None, [shown.get(block), flat(sentence, LIMITS["error"])]))
    return shown
